"""What people do, and what the bot hears of it."""

from typing import Any

import pytest
from telegram import Update

from sandbox.pictures import jpeg
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, KARIM, Call


def last(world: World) -> dict[str, Any]:
    update: dict[str, Any] = world.updates.waiting(100)[-1][1]
    return update


def test_a_person_starts_through_a_link(world: World) -> None:
    number = world.start(AMINA, "abc-DEF_123")
    assert last(world)["update_id"] == number
    assert last(world)["message"]["text"] == "/start abc-DEF_123"
    assert last(world)["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("payload", ["", "a b", "x" * 65, "é"])
def test_a_link_carries_1_to_64_plain_characters(world: World, payload: str) -> None:
    with pytest.raises(ValueError, match="deep link"):
        world.start(AMINA, payload)
    world.start(AMINA, "x" * 64)


def test_a_text_has_1_to_4096_characters(world: World) -> None:
    world.say(AMINA, "x" * 4096)
    world.say(AMINA, "\x00\u202e")
    for text in ("", "x" * 4097, "😀" * 2049):
        with pytest.raises(ValueError, match="4096"):
            world.say(AMINA, text)
    with pytest.raises(UnicodeError):
        world.say(AMINA, "\ud83d")


def test_pictures_together_are_an_album(world: World) -> None:
    assert len(world.send_photos(AMINA, [jpeg()], caption="One")) == 1
    assert "media_group_id" not in last(world)["message"]
    first, second = world.send_photos(AMINA, [jpeg(), jpeg()], caption="Two")
    assert second == first + 1
    one, two = [update["message"] for _, update in world.updates.waiting(100)[-2:]]
    assert one["media_group_id"] == two["media_group_id"]
    assert (one["caption"], "caption" in two) == ("Two", False)


def test_the_parts_of_an_album_may_come_apart(world: World) -> None:
    album = world.new_album()
    world.send_photos(AMINA, [jpeg()], album=album)
    world.say(AMINA, "Wait")
    world.send_photos(AMINA, [jpeg()], album=album)
    assert last(world)["message"]["media_group_id"] == album


@pytest.mark.parametrize("count", [0, 11])
def test_an_album_has_up_to_ten(world: World, count: int) -> None:
    if count:
        with pytest.raises(ValueError, match="album"):
            world.send_photos(AMINA, [jpeg()] * count)
    else:
        assert world.send_photos(AMINA, []) == []


def test_other_things_people_send(world: World) -> None:
    world.send_document(AMINA, b"%PDF", "list.pdf", "application/pdf", caption="The list")
    assert last(world)["message"]["document"]["file_name"] == "list.pdf"
    world.send_voice(AMINA, b"OggS")
    assert last(world)["message"]["voice"]["duration"] == 3
    world.send_video(AMINA, b"....ftyp", caption="Watch")
    assert last(world)["message"]["video"]["mime_type"] == "video/mp4"
    world.send_audio(AMINA, b"ID3", "song.mp3")
    assert last(world)["message"]["audio"]["file_name"] == "song.mp3"
    world.send_video_note(AMINA, b"....ftyp")
    assert last(world)["message"]["video_note"]["length"] == 240
    world.send_location(AMINA, 52.5, 13.4)
    assert last(world)["message"]["location"] == {"latitude": 52.5, "longitude": 13.4}
    world.send_contact(AMINA, "+4930", "Karim")
    assert last(world)["message"]["contact"]["phone_number"] == "+4930"
    world.send_sticker(AMINA, b"RIFF")
    assert last(world)["message"]["sticker"]["emoji"] == "👍"
    world.forward(AMINA, "Look", "Somebody")
    assert last(world)["message"]["forward_origin"]["sender_user_name"] == "Somebody"
    world.forward(AMINA, "Look", KARIM)
    assert last(world)["message"]["forward_origin"]["sender_user"]["first_name"] == "Karim"


async def test_the_bot_understands_all_of_them(world: World) -> None:
    test_other_things_people_send(world)
    world.edit_text(AMINA, 1, "/start again")
    world.press(AMINA, 1, "x")
    for _, update in world.updates.waiting(100):
        read = Update.de_json(update, None)
        assert read.effective_user is not None and read.effective_user.id == AMINA
        assert "api_kwargs" not in read.to_dict()


def test_an_edited_text(world: World) -> None:
    world.edit_text(AMINA, 1, "/start again")
    edited = last(world)["edited_message"]
    assert (edited["message_id"], edited["text"], "edit_date" in edited) == (1, "/start again", True)
    assert world.history(AMINA)[0]["text"] == "/start again"
    with pytest.raises(ValueError):
        world.edit_text(KARIM, 1, "Mine now", chat_id=AMINA)


def test_who_blocks_the_bot_writes_no_more_until_unblocking(world: World) -> None:
    world.updates.allow(["message", "my_chat_member"])
    world.block(AMINA)
    change = last(world)["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(ValueError, match="blocked"):
        world.say(AMINA, "Hello")
    world.unblock(AMINA)
    world.say(AMINA, "Hello")


def test_in_a_group_the_bot_hears_all_or_only_what_is_for_it(world: World) -> None:
    heard = len(world.updates)
    world.say(AMINA, "Hello all", chat_id=GROUP)
    assert len(world.updates) == heard + 1
    world.reads_groups = False
    world.say(AMINA, "Hello again", chat_id=GROUP)
    assert len(world.updates) == heard + 1
    world.say(AMINA, "/help", chat_id=GROUP)
    assert len(world.updates) == heard + 2
    assert [message["text"] for message in world.history(GROUP)] == ["Hello all", "Hello again", "/help"]


async def test_in_a_group_the_bot_hears_answers_to_itself(world: World, call: Call) -> None:
    world.reads_groups = False
    question = (await call("sendMessage", chat_id=GROUP, text="Who comes?"))["result"]["message_id"]
    world.say(KARIM, "I", chat_id=GROUP, reply_to=question)
    assert last(world)["message"]["reply_to_message"]["text"] == "Who comes?"


def test_only_members_write_in_a_group(world: World) -> None:
    world.add_person(503, "Lea")
    with pytest.raises(ValueError, match="group"):
        world.say(503, "Hello", chat_id=GROUP)


def test_ids_of_groups_are_negative(world: World) -> None:
    with pytest.raises(ValueError, match="negative"):
        world.add_group(5, "Section", [])


def test_a_person_may_change_their_name_and_stays_known(world: World) -> None:
    world.add_person(AMINA, "Amina", "Haddad", "amina_h", "fr")
    world.say(AMINA, "Hello")
    assert last(world)["message"]["from"]["last_name"] == "Haddad"
    assert len(world.history(AMINA)) == 2


async def test_a_screen_shows_one_chat_or_all(world: World) -> None:
    own, every = world.subscribe(AMINA), world.subscribe()
    world.say(AMINA, "Hello")
    world.say(KARIM, "Hello")
    assert (await anext(own))["message"]["text"] == "Hello"
    assert len(own.seen()) == 0
    assert len(every.seen()) == 2
    own.close()
    own.close()
    world.say(AMINA, "Bye")
    assert own.seen() == []
    with pytest.raises(TimeoutError):
        await every.next("toast", timeout=0.01)
