"""What people really do: taps that come late or twice, messages of the wrong kind, words nobody expects."""

from typing import Any

import pytest

from tests.bot.test_sender import soon
from tests.support.chat import JPEG, Respondent, Town, buttons

OGG = b"OggS" + bytes(60)


async def asked_how_many(town: Town, user_id: int = 501, language: str = "en") -> Respondent:
    """Somebody who stands before the first question."""
    person = await town.member(user_id, language)
    await person.says("/report")
    await person.taps("Petition delivery")
    return person


async def asked_for_pictures(town: Town) -> Respondent:
    amina = await asked_how_many(town)
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    return amina


def pressed(person: Respondent, label: str) -> tuple[int, str]:
    """A button as it stands now, to be tapped once it is old."""
    message, button = person.button(label)
    return message["message_id"], button["callback_data"]


class TestOldButtons:
    async def test_the_same_choice_again_is_already_noted(self, town: Town) -> None:
        amina = await asked_how_many(town)
        await amina.says("37,181")
        await amina.says("embassy of Uzbekistan in Berlin")
        yesterday = pressed(amina, "Yesterday")
        await amina.taps_data(*yesterday)
        await amina.taps_data(*yesterday)
        assert amina.toast.startswith("Already noted.")
        assert "picture" in amina.toast
        amina.sees("Have you got a picture")

    async def test_another_choice_asks_whether_to_change_the_answer(self, town: Town) -> None:
        amina = await asked_how_many(town)
        await amina.says("37,181")
        await amina.says("embassy of Uzbekistan in Berlin")
        today = pressed(amina, "Today")
        await amina.taps("Yesterday")
        await amina.taps_data(*today)
        amina.sees("That question is answered. Change it?", "Tue 21 Oct")
        await amina.taps("No, leave it")
        amina.sees("Have you got a picture", "Tue 21 Oct")
        await amina.taps_data(*today)
        await amina.taps("Yes, change it")
        amina.sees("When was that")
        await amina.taps("Today")
        amina.sees("Have you got a picture", "Wed 22 Oct")

    async def test_a_tap_on_an_old_copy_of_the_card_makes_it_the_card_and_strips_the_other(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        live = amina.card["message_id"]
        await amina.says("hm, which picture?")
        newer = amina.card["message_id"]
        assert newer > live
        _, button = amina.button("Skip")
        await amina.taps_data(live, button["callback_data"])
        assert buttons(message_of(amina, newer)) == []
        assert "Is all this right" in message_of(amina, live)["text"]

    async def test_buttons_of_a_filed_report_say_so(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        skip = pressed(amina, "Skip")
        await amina.taps("Skip")
        file = pressed(amina, "File the report")
        await amina.taps("File the report")
        for button in (skip, file):
            await amina.taps_data(*button)
            assert amina.toast.startswith("Already filed: AR-")
        assert len(await reports(town)) == 1

    async def test_a_tap_on_a_card_whose_message_is_gone_is_sent_anew(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        skip = pressed(amina, "Skip")
        town.world.remove(amina.id, skip[0])
        await amina.taps_data(*skip)
        amina.sees("Is all this right")

    @pytest.mark.parametrize("lean", [True, False])
    async def test_a_button_that_would_draw_the_same_card_again_gets_a_notice(self, town: Town, lean: bool) -> None:
        town.lean = lean
        amina = await asked_for_pictures(town)
        more = pressed(amina, "More")
        for _ in range(2):
            await amina.taps_data(*more)
        assert "Already noted" in amina.toast
        assert "What would you like?" in amina.toast

    async def test_a_menu_tapped_twice_begins_one_report(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/report")
        begin = pressed(amina, "Petition delivery")
        await amina.taps_data(*begin)
        await amina.taps_data(*begin)
        assert "Already noted. How many signatures" in amina.toast
        await amina.says("37,181")
        await amina.taps_data(*begin)
        amina.sees("37.181", "To whom")
        assert len(await drafts(town)) == 1


FORGED = [
    "x", "c:", "c:abc:0:0", "op:AR00000000:0:0", "zz::0:0", "c::zzzzzzzz:zzzzzzzz", "ja:ABCDEFGHJKMN:1:9",
    "sp::0:zzzz", "bg:nothing:1:0", "bg:petition_delivery:0:0", "rs:nothing:0:0", "ls::0:zzzz", "kp::0:0", "öäü",
    "fs::0:0", "pi::0:0", "ud:x:0:0", "nd::0:0", "nd:x:0:0", "ws:AR7K3F9Q2:0:0", "rp:x:0:zzzz", "mo::0:0", "fas:x",
    "c:petition_delivery:1:0", "jl:AAAABBBBCCCC:0:77", "jd::0:99",
]  # fmt: skip


class TestOthersButtons:
    async def test_somebody_elses_button_changes_nothing(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        _, data = pressed(amina, "Skip")
        bruno = await town.member(502, name="Bruno")
        await bruno.says("/help")
        await bruno.taps_data(bruno.card["message_id"], data)
        assert "no longer open" in bruno.toast
        amina.sees("Have you got a picture")

    async def test_forged_callback_data_is_answered_and_nothing_happens(self, town: Town) -> None:
        amina = await asked_how_many(town)
        for data in FORGED:
            await amina.taps_data(amina.card["message_id"], data)
        assert await reports(town) == []

    async def test_a_stranger_who_taps_anything_is_told_how_to_join(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        _, data = pressed(amina, "Skip")
        stranger = town.person(503)
        await stranger.does(town.world.press, 1, data)
        assert "To join, please open the invitation link" in stranger.toast


class TestMessagesOfAnotherKind:
    async def test_a_voice_message_where_a_number_is_asked(self, town: Town) -> None:
        amina = await asked_how_many(town)
        await amina.does(town.world.send_voice, OGG)
        amina.sees("I need a number", "How many signatures")

    async def test_a_place_a_contact_a_sticker_a_film_where_a_picture_is_asked(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        await amina.does(town.world.send_location, 52.5, 13.4)
        await amina.does(town.world.send_contact, "+49301234567", "Rustam")
        await amina.does(town.world.send_sticker, b"RIFFxxxxWEBP")
        await amina.does(town.world.send_video, b"....ftypmp42")
        amina.sees("picture")
        await soon(lambda: "could not be read" in amina.screen())  # it was taken, and is no film
        await amina.does(town.world.send_document, JPEG, "delivery.jpg", "image/jpeg")
        amina.sees("May these be published", "Pictures: 1")

    async def test_an_edited_message_leaves_the_answer_and_tells_the_way_to_change_it(self, town: Town) -> None:
        amina = await asked_how_many(town)
        await amina.says("37,181")
        written = next(m for m in reversed(amina.history) if not m["from"]["is_bot"])
        await amina.does(town.world.edit_text, written["message_id"], "37,182")
        amina.sees("you edited a message", "37.181", "To whom")

    async def test_an_edited_command_is_not_given_twice(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/help")
        await amina.does(town.world.edit_text, amina.history[0]["message_id"], "/report")
        amina.sees("you edited a message")

    async def test_a_forwarded_text_answers_like_a_written_one(self, town: Town) -> None:
        amina = await asked_how_many(town)
        await amina.does(town.world.forward, "37,181 signatures", "Bruno")
        amina.sees("37.181", "To whom")

    async def test_a_file_larger_than_bots_may_fetch_is_refused_kindly(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        await amina.does(town.world.send_document, bytes(20 * 1024 * 1024 + 1), "film.jpg", "image/jpeg")
        amina.sees("larger than 20", "picture")


class TestAlbums:
    async def test_an_album_answers_once_and_grows_on_the_card(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        await amina.sends_photos(10, "in front of the embassy")
        amina.sees("Pictures: 10", "May these be published")

    async def test_an_album_cut_in_two_by_a_restart_is_one_answer(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        album = town.world.new_album()
        town.world.send_photos(amina.id, [JPEG, JPEG], album=album)
        await town.pump()
        await town.stop()
        town.world.send_photos(amina.id, [JPEG, JPEG, JPEG], album=album)
        await town.start()
        await town.pump()
        amina.sees("Pictures: 5", "May these be published")

    async def test_the_rest_of_an_album_finds_its_answer_when_the_next_question_stands_answered(
        self, town: Town
    ) -> None:
        amina = await asked_for_pictures(town)
        album = town.world.new_album()
        await amina.does(town.world.send_photos, [JPEG], None, album)
        await amina.taps("Internal only")
        await amina.does(town.world.send_photos, [JPEG], None, album)
        amina.sees("Is all this right", "Pictures: 2")

    async def test_parts_that_come_after_filing_are_kept_with_the_report_silently(self, town: Town) -> None:
        amina = await asked_for_pictures(town)
        album = town.world.new_album()
        await amina.does(town.world.send_photos, [JPEG], None, album)
        await amina.taps("Internal only")
        await amina.taps("File the report")
        town.world.send_photos(amina.id, [JPEG], album=album)
        await town.pump()
        await amina.taps("Open this report")
        amina.sees("Pictures: 2")


WORDS = {
    "4,096 characters": "ж" * 4096,
    "4,096 characters outside the first plane": "🕊" * 2048,
    "only emoji": "🕊️👩‍👩‍👧",
    "NUL": "a\x00b",
    "words between bidi marks": "\u202emany\u202c\u200f",
    "only bidi marks": "\u200f\u202e",
    "combining marks": "ه" + "\u0651" * 300,
    "markup": "<b>many</b> & <script>",
    "a huge number": "9" * 400,
    "a number with an exponent": "1e999999",
    "infinity": "inf",
    "blank lines": "\n\n\n",
    "a braced name": "${signatures} {n} %s",
    "a half command": "/",
}


async def test_any_words_where_a_number_is_asked(town: Town) -> None:
    amina = await asked_how_many(town)
    for text in WORDS.values():
        await amina.says(text)
        amina.sees("How many signatures")
    await amina.says("\u202e37,181\u202c\u200f")
    amina.sees("37.181")


async def test_any_words_where_a_text_is_asked(town: Town) -> None:
    amina = await asked_for_pictures(town)
    await amina.taps("Skip")
    for text in WORDS.values():
        if "Is all this right" in amina.card["text"]:
            await amina.taps("Next")
            await amina.taps("Story")
        await amina.says(text)
        await amina.says("/report")
        await amina.taps("Continue")
    await amina.taps("File the report")
    amina.sees("Filed: AR-")


async def test_an_empty_caption_and_a_long_one(town: Town) -> None:
    amina = await asked_for_pictures(town)
    await amina.sends_photos(1, "")
    await amina.taps("Internal only")
    await amina.sends_photos(2, "ж" * 1024)
    amina.sees("Pictures: 3")


@pytest.mark.parametrize(
    ("said", "seen"), [("29 February 2012", "29 Feb 2012"), ("29/02/2013", "not a date"), ("32 October", "not a date")]
)
async def test_the_29th_of_february_is_a_day_in_some_years_only(town: Town, said: str, seen: str) -> None:
    amina = await asked_how_many(town)
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.says(said)
    amina.sees(seen)


async def test_a_day_to_come_is_questioned(town: Town) -> None:
    amina = await asked_how_many(town)
    await amina.says("37,181")
    await amina.taps("Skip")
    await amina.says("tomorrow")
    amina.sees(r"still to come|to come")


async def test_start_in_the_middle_of_a_report_offers_to_go_on(town: Town) -> None:
    amina = await asked_for_pictures(town)
    await amina.says("/start")
    amina.sees("3 answers kept", "begun today at", r"\[Continue\]", r"\[Delete\]")
    await amina.taps("Continue")
    amina.sees("Have you got a picture")


async def test_messages_of_bots_and_of_telegram_itself_are_met_with_silence(town: Town) -> None:
    amina = await asked_how_many(town)
    before = amina.screen()
    for raw in (by_a_bot(town), service_message(town)):
        await town.give(raw)
    assert amina.screen() == before
    assert town.world.toasts(amina.id)[-1]["text"] == ""


def by_a_bot(town: Town) -> dict[str, Any]:
    chat = town.world.chat(501)
    sender = {"id": 77, "is_bot": True, "first_name": "Other"}
    return {"update_id": 9001, "message": {"message_id": 900, "date": 0, "chat": chat, "from": sender, "text": "hello"}}


def service_message(town: Town) -> dict[str, Any]:
    chat = town.world.chat(501)
    sender = {"id": 501, "is_bot": False, "first_name": "Amina"}
    news = {"pinned_message": {"message_id": 1, "date": 0, "chat": chat, "text": "pinned"}}
    return {"update_id": 9002, "message": {"message_id": 901, "date": 0, "chat": chat, "from": sender, **news}}


def message_of(person: Respondent, message_id: int) -> dict[str, Any]:
    return next(message for message in person.history if message["message_id"] == message_id)


async def reports(town: Town) -> list[Any]:
    return await rows_of(town, "report")


async def drafts(town: Town) -> list[Any]:
    return await rows_of(town, "session")


async def rows_of(town: Town, table: str) -> list[Any]:
    from storage.tables import metadata

    found = metadata.tables[table]
    return await town.service.database.read(lambda stores: stores.connection.execute(found.select()).all())
