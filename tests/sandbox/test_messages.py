"""Whom the bot may write to; changing and deleting what it wrote."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.clock import ManualClock
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, KARIM, Call, refusal

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def say(call: Call, chat_id: int = AMINA, **params: Any) -> dict[str, Any]:
    return await call("sendMessage", chat_id=chat_id, text="Hello", **params)


async def sent(call: Call, **params: Any) -> int:
    number: int = (await say(call, **params))["result"]["message_id"]
    return number


async def test_a_bot_can_not_write_first(call: Call, world: World) -> None:
    assert refusal(await say(call, KARIM)) == (403, "Forbidden: bot can't initiate conversation with a user")
    world.say(KARIM, "Good evening")
    assert (await say(call, KARIM))["ok"]


async def test_nobody_has_this_number(call: Call) -> None:
    assert refusal(await say(call, 999)) == (400, "Bad Request: chat not found")
    assert refusal(await say(call, -999)) == (400, "Bad Request: chat not found")


async def test_who_has_blocked_the_bot_is_not_reached(call: Call, world: World) -> None:
    world.block(AMINA)
    assert refusal(await say(call)) == (403, "Forbidden: bot was blocked by the user")
    world.unblock(AMINA)
    assert (await say(call))["ok"]


async def test_a_deleted_account_is_not_reached(call: Call, world: World) -> None:
    world.deactivate(AMINA)
    assert refusal(await say(call)) == (403, "Forbidden: user is deactivated")


async def test_a_group_that_threw_the_bot_out_is_not_reached(call: Call, world: World) -> None:
    assert (await say(call, GROUP))["result"]["chat"] == {"id": GROUP, "title": "Section Berlin", "type": "group"}
    world.kick_bot(GROUP)
    assert refusal(await say(call, GROUP)) == (403, "Forbidden: bot was kicked from the group chat")


async def test_a_group_that_grew_has_another_address(call: Call, world: World) -> None:
    world.migrate(GROUP, -1001)
    body = await say(call, GROUP)
    assert refusal(body) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert body["parameters"] == {"migrate_to_chat_id": -1001}
    assert (await say(call, -1001))["result"]["chat"]["type"] == "supergroup"


async def test_a_message_may_answer_another(call: Call) -> None:
    first = await sent(call)
    reply = await say(call, reply_parameters={"message_id": first})
    assert reply["result"]["reply_to_message"]["message_id"] == first
    gone = {"message_id": 99}
    assert refusal(await say(call, reply_parameters=gone)) == (400, "Bad Request: message to be replied not found")
    assert (await say(call, reply_parameters={**gone, "allow_sending_without_reply": True}))["ok"]


async def test_protected_content_is_marked(call: Call) -> None:
    assert (await say(call, protect_content=True))["result"]["has_protected_content"] is True


async def test_a_text_changes_and_its_keyboard_goes_unless_given_again(call: Call, clock: ManualClock) -> None:
    number = await sent(call, reply_markup=KEYBOARD)
    edit = {"chat_id": AMINA, "message_id": number}
    changed = (await call("editMessageText", **edit, text="Bye", reply_markup=KEYBOARD))["result"]
    assert (changed["text"], changed["reply_markup"]) == ("Bye", KEYBOARD)
    assert changed["edit_date"] == int(clock.now().timestamp())
    assert "reply_markup" not in (await call("editMessageText", **edit, text="Bye"))["result"]


async def test_an_edit_must_change_something(call: Call) -> None:
    edit = {"chat_id": AMINA, "message_id": await sent(call, reply_markup=KEYBOARD)}
    same = {"text": "<b></b>Hello ", "parse_mode": "HTML", "reply_markup": KEYBOARD}
    assert refusal(await call("editMessageText", **edit, **same)) == (400, SAME)
    assert refusal(await call("editMessageReplyMarkup", **edit, reply_markup=KEYBOARD)) == (400, SAME)
    assert (await call("editMessageText", **edit, **{**same, "text": "<b>Hello</b>"}))["ok"]
    assert (await call("editMessageReplyMarkup", **edit))["ok"]
    assert refusal(await call("editMessageReplyMarkup", **edit)) == (400, SAME)


async def test_an_edited_text_has_the_same_limits(call: Call) -> None:
    edit = {"chat_id": AMINA, "message_id": await sent(call)}
    assert (await call("editMessageText", **edit, text="x" * 4096))["ok"]
    assert refusal(await call("editMessageText", **edit, text="x" * 4097)) == (400, "Bad Request: message is too long")
    assert refusal(await call("editMessageText", **edit, text=" ")) == (400, "Bad Request: message text is empty")


@pytest.mark.parametrize("method", ["editMessageText", "editMessageCaption", "editMessageReplyMarkup"])
async def test_only_a_message_of_the_bot_that_is_there_can_be_edited(call: Call, world: World, method: str) -> None:
    text = {"text": "New"} if method == "editMessageText" else {}
    assert refusal(await call(method, message_id=1, **text)) == (400, "Bad Request: chat_id is empty")
    unnamed = await call(method, chat_id=AMINA, **text)
    assert refusal(unnamed) == (400, "Bad Request: message identifier is not specified")
    gone = await call(method, chat_id=AMINA, message_id=99, **text)
    assert refusal(gone) == (400, "Bad Request: message to edit not found")
    theirs = world.history(AMINA)[0]["message_id"]
    foreign = await call(method, chat_id=AMINA, message_id=theirs, **text)
    assert refusal(foreign) == (400, "Bad Request: message can't be edited")


async def test_a_text_has_no_caption_and_a_picture_no_text(call: Call, photo: str) -> None:
    text = {"chat_id": AMINA, "message_id": await sent(call)}
    no_caption = await call("editMessageCaption", **text, caption="New")
    assert refusal(no_caption) == (400, "Bad Request: there is no caption in the message to edit")
    picture = (await call("sendPhoto", chat_id=AMINA, photo=photo, caption="Old"))["result"]["message_id"]
    edit = {"chat_id": AMINA, "message_id": picture}
    no_text = await call("editMessageText", **edit, text="New")
    assert refusal(no_text) == (400, "Bad Request: there is no text in the message to edit")
    assert (await call("editMessageCaption", **edit, caption="New"))["result"]["caption"] == "New"
    assert "caption" not in (await call("editMessageCaption", **edit))["result"]


async def test_own_and_incoming_messages_can_be_deleted_for_48_hours(
    call: Call, world: World, clock: ManualClock
) -> None:
    theirs, own = world.history(AMINA)[0]["message_id"], await sent(call)
    late = await sent(call)
    clock.forward(timedelta(hours=48, seconds=-1))
    assert (await call("deleteMessage", later=0, chat_id=AMINA, message_id=late))["ok"]
    clock.forward(1)
    old = await call("deleteMessage", later=0, chat_id=AMINA, message_id=own)
    assert refusal(old) == (400, "Bad Request: message can't be deleted for everyone")
    assert refusal(await call("deleteMessages", chat_id=AMINA, message_ids=[theirs, own]))[0] == 400
    world.say(AMINA, "Oops")
    new = world.history(AMINA)[-1]["message_id"]
    assert (await call("deleteMessage", chat_id=AMINA, message_id=new))["ok"]
    assert [message["message_id"] for message in world.history(AMINA)] == [theirs, own]


async def test_what_is_gone_can_not_be_deleted_again(call: Call) -> None:
    delete = {"chat_id": AMINA, "message_id": await sent(call)}
    assert (await call("deleteMessage", **delete))["result"] is True
    assert refusal(await call("deleteMessage", **delete)) == (400, "Bad Request: message to delete not found")


async def test_up_to_a_hundred_messages_are_deleted_at_once(call: Call, world: World) -> None:
    world.say(AMINA, "Hello")
    there = [message["message_id"] for message in world.history(AMINA)]
    gone = list(range(1000, 1098))
    delete = {"chat_id": AMINA, "message_ids": there + gone}
    assert len(delete["message_ids"]) == 100
    assert (await call("deleteMessages", **delete))["result"] is True
    assert world.history(AMINA) == []
    too_many = {"chat_id": AMINA, "message_ids": list(range(1, 102))}
    assert refusal(await call("deleteMessages", **too_many))[0] == 400
    assert refusal(await call("deleteMessages", chat_id=AMINA, message_ids=[]))[0] == 400


async def test_in_a_group_only_own_messages_can_be_deleted(call: Call, world: World) -> None:
    world.say(AMINA, "Hello all", chat_id=GROUP)
    theirs = world.history(GROUP)[-1]["message_id"]
    own = (await say(call, GROUP))["result"]["message_id"]
    assert (await call("deleteMessage", chat_id=GROUP, message_id=own))["ok"]
    assert refusal(await call("deleteMessage", chat_id=GROUP, message_id=theirs)) == (
        400,
        "Bad Request: message can't be deleted",
    )


async def test_a_chat_action_is_seen(call: Call, world: World) -> None:
    screen = world.subscribe(AMINA)
    assert (await call("sendChatAction", chat_id=AMINA, action="typing"))["result"] is True
    assert screen.seen() == [{"event": "action", "chat_id": AMINA, "action": "typing"}]
    assert refusal(await call("sendChatAction", chat_id=AMINA, action="dancing"))[0] == 400


async def test_messages_edits_and_deletions_are_seen(call: Call, world: World) -> None:
    screen = world.subscribe(AMINA)
    number = await sent(call)
    await call("editMessageText", chat_id=AMINA, message_id=number, text="Bye")
    await call("deleteMessage", chat_id=AMINA, message_id=number)
    assert [event["event"] for event in screen.seen()] == ["message", "edited", "deleted"]
