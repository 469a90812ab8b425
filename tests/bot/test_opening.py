"""Opening without a command: what is sent out of any session is kept for a day, asked about, and fills its report."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import attachment, session
from tests.support.chat import JPEG, Respondent, Town, buttons

TOLD = {
    "en": ("almost 2,000 signatures yesterday", "Petition delivery", "embassy of Uzbekistan in Berlin"),
    "fr": ("presque 2 000 signatures hier", "Remise de pétition", "ambassade d’Ouzbékistan à Berlin"),
    "ar": ("ما يقارب ٢٠٠٠ توقيع أمس", "تسليم عريضة", "سفارة أوزبكستان في برلين"),
    "es": ("casi 2.000 firmas ayer", "Entrega de firmas", "embajada de Uzbekistán en Berlín"),
}
STORY = "We handed almost 2,000 signatures to the Embassy of Uzbekistan in Berlin yesterday, and Maria cried."


async def on_review(person: Respondent, label: str) -> None:
    """The review card, on whichever page, has this line."""
    if label not in person.screen():
        await person.taps("Next ›")
    person.sees(label)


async def rows_of(town: Town, table: Any) -> list[Any]:
    return await town.service.database.read(lambda stores: stores.connection.execute(select(table)).all())


class TestWhatFits:
    @pytest.mark.parametrize("restarting", [False, True], ids=["at once", "restarted between any two turns"])
    @pytest.mark.parametrize("language", TOLD)
    async def test_photo_first_asks_only_the_gaps(self, tmp_path: Path, language: str, restarting: bool) -> None:
        caption, flow, target = TOLD[language]
        async with Town(tmp_path, restarting=restarting) as town:
            amina = await town.member(language=language)
            await amina.sends_photos(1, caption)
            await amina.taps(flow)
            await amina.says(target)
            await amina.does(town.world.press, amina.card["message_id"], buttons(amina.card)[2]["callback_data"])
            await amina.does(town.world.press, amina.card["message_id"], buttons(amina.card)[0]["callback_data"])
            amina.sees("AR-")
            (row,) = await rows_of(town, session)
            (picture,) = await rows_of(town, attachment)
            assert row.status == "filed" and amina.acts == 5
            assert (picture.session_id, picture.question) == (row.id, "pictures")

    async def test_what_was_read_is_shown_at_once_and_on_the_review_card(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(1, TOLD["en"][0])
        amina.sees("Is this for a report", "until Thu 23 Oct at 14:00", "1 picture", "What you wrote", r"\[No\]")
        await amina.taps("Petition delivery")
        amina.sees("From what you sent:", "Signatures: almost 2.000", "Day: Tue 21 Oct", "Pictures: 1", "To whom")
        await amina.says(TOLD["en"][2])
        await amina.taps("Internal only")
        amina.sees("Is all this right", "Signatures: almost 2.000", "Day: Tue 21 Oct", "Pictures: 1")
        await amina.taps("Signatures: almost")
        await amina.says("1,987")
        amina.sees("Is all this right", "Signatures: 1.987")

    async def test_an_album_first_is_asked_about_once(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(3, "37,181 signatures")
        amina.sees("3 pictures", "What you wrote")
        await amina.taps("Petition delivery")
        amina.sees("Signatures: 37.181", "Pictures: 3", "To whom")

    async def test_words_first_the_whole_of_them_is_the_story(self, town: Town) -> None:
        amina = await town.member()
        await amina.says(STORY)
        await amina.taps("Petition delivery")
        amina.sees("Signatures: almost 2.000", "Handed to: Embassy of Uzbekistan in Berlin", "Day: Tue 21 Oct")
        amina.sees("Story: We handed almost", "Have you got a picture")
        await amina.taps("Skip")
        amina.sees("Is all this right")

    async def test_how_exact_a_round_number_is_is_asked_first(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("2,000 signatures")
        await amina.taps("Petition delivery")
        amina.sees("How exact is 2.000")
        await amina.taps("Over")
        amina.sees("Signatures: over 2.000", "To whom")

    async def test_what_is_not_sure_is_asked(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("30 of us brought 412 signatures tomorrow")
        await amina.taps("Petition delivery")
        amina.sees("How many signatures", "Story: 30 of us")
        assert "Day:" not in amina.card["text"]


class TestWhileItStands:
    async def test_further_messages_join_it(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(1)
        await amina.sends_photos(1)
        amina.sees("2 pictures")
        await amina.says("37,181 signatures")
        amina.sees("2 pictures", "What you wrote")
        assert sum(1 for each in amina.history if buttons(each)) == 1
        await amina.taps("Petition delivery")
        amina.sees("Signatures: 37.181", "Pictures: 2")

    async def test_late_parts_of_its_album_find_the_report(self, town: Town) -> None:
        amina = await town.member()
        town.world.send_photos(amina.id, [JPEG] * 3)
        first, *late = await town.updates()
        await town.give(first)
        await amina.taps("Petition delivery")
        amina.sees("Pictures: 1")
        for raw in late:
            await town.give(raw)
        await amina.says("37,181")
        await amina.taps("Skip")
        await amina.taps("Yesterday")
        amina.sees("May these be published")
        await amina.taps("Internal only")
        amina.sees("Pictures: 3")

    async def test_the_menu_leads_back_to_it(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        await amina.says("/report")
        amina.sees("What you sent is in no report yet", "until Thu 23 Oct at 14:00", "Petition delivery")
        await amina.taps("Use what I sent")
        amina.sees("Is this for a report")
        await amina.taps("Petition delivery")
        amina.sees("Signatures: 37.181")

    async def test_a_report_begun_from_the_menu_goes_its_own_way(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        old = amina.button("Petition delivery")
        await amina.says("/report")
        await amina.taps("Petition delivery")
        amina.sees("Question 1", "How many signatures")
        await amina.says("412")
        await amina.taps_data(old[0]["message_id"], old[1]["callback_data"])
        assert "Signatures: 37.181" in amina.screen()
        await amina.says("/report")
        amina.sees("1 answer kept.*1 answer kept")

    async def test_tapped_twice_and_on_two_devices(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        message, flow = amina.button("Petition delivery")
        no = amina.button("No")[1]
        await amina.taps("Petition delivery")
        for button in (flow, no):
            await amina.taps_data(message["message_id"], button["callback_data"])
            assert "Already noted" in amina.toast
        await amina.says("/report")
        amina.sees("1 answer kept")

    async def test_more_than_a_report_can_hold(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("a long story " * 300)
        await amina.says("a long story " * 300)
        amina.sees("more than one report can hold", "What you wrote", "Petition delivery")

    async def test_nobody_else_can_use_it(self, town: Town) -> None:
        amina, bruno = await town.member(), await town.member(502, name="Bruno")
        await amina.says("37,181 signatures")
        button = amina.button("Petition delivery")[1]
        await bruno.says("/report")
        await bruno.taps_data(bruno.card["message_id"], button["callback_data"])
        bruno.sees("no longer kept", "Petition delivery")

    async def test_forged_buttons_of_a_draft_do_nothing_to_it(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        code = amina.button("No")[1]["callback_data"].split(":")[1]
        for verb in ("rs", "mo", "pa", "dl", "ud", "s", "f", "rp"):
            await amina.taps_data(amina.card["message_id"], f"{verb}:{code}:1:0")
        await amina.says("/report")
        await amina.taps("Use what I sent")
        amina.sees("What you wrote")


class TestWhatBecomesOfIt:
    async def test_no_erases_it_at_once(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(2, "37,181 signatures")
        await town.downloaded()
        await amina.taps("No")
        amina.sees("kept nothing of it", "Petition delivery")
        (row,) = await rows_of(town, session)
        assert (row.person_id, row.state) == (None, None)
        assert list((town.folder / "files").iterdir()) == []

    async def test_after_a_day_it_is_gone_and_that_is_told_kindly(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(1, "37,181 signatures")
        await town.downloaded()
        message, flow = amina.button("Petition delivery")
        no = amina.button("No")[1]
        town.pass_time(days=1)
        await amina.taps_data(message["message_id"], flow["callback_data"])  # not even before housekeeping comes
        amina.sees("no longer kept", "Please send it again", "Petition delivery")
        await town.service.housekeeping.tick()
        (row,) = await rows_of(town, session)
        assert (row.status, row.person_id, row.state) == ("expired", None, None)
        assert list((town.folder / "files").iterdir()) == []
        await amina.taps_data(message["message_id"], no["callback_data"])
        amina.sees("no longer kept")
        await amina.says("412 signatures")
        amina.sees("Is this for a report")

    async def test_a_message_just_before_the_end_does_not_keep_it_longer(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        town.pass_time(hours=23)
        await amina.says("and Maria cried")
        amina.sees("until Thu 23 Oct at 14:00|until today at 14:00")

    async def test_forgetting_everything_forgets_it(self, town: Town) -> None:
        amina = await town.member()
        await amina.sends_photos(1, "37,181 signatures")
        await town.downloaded()
        await amina.taps_data(amina.card["message_id"], "fas::0:0")
        (row,) = await rows_of(town, session)
        assert (row.person_id, row.state) == (None, None)
        assert list((town.folder / "files").iterdir()) == []

    async def test_before_consent_nothing_is_kept(self, town: Town) -> None:
        stranger = town.person()
        await stranger.sends_photos(1, "37,181 signatures")
        stranger.sees("I have kept nothing of this message")
        assert await rows_of(town, session) == []


class TestWhatBeginsNoReport:
    @pytest.mark.parametrize("text", ["hi", "ok", "Merci beaucoup !", "شكرا", "hola", "👍", "?", "thank you"])
    async def test_a_greeting_or_thanks_gets_the_menu(self, town: Town, text: str) -> None:
        amina = await town.member()
        await amina.says(text)
        amina.sees("What would you like to report")
        assert await rows_of(town, session) == []

    async def test_a_greeting_while_it_stands_repeats_the_question(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        await amina.says("hello?")
        amina.sees("Is this for a report")

    async def test_one_who_files_nothing_is_told_that_nothing_was_kept(self, town: Town) -> None:
        eva = await town.member(role="evaluator", name="Eva")
        await eva.says("37,181 signatures")
        eva.sees("kept nothing")
        assert await rows_of(town, session) == []

    async def test_a_file_too_large_is_refused_kindly(self, town: Town) -> None:
        amina = await town.member()
        await amina.does(town.world.send_document, b"x" * (20 * 1024 * 1024 + 1), "film.mp4", "video/mp4")
        amina.sees("larger than 20 MB", "Petition delivery")
        assert await rows_of(town, session) == []


async def test_for_a_person_at_risk_the_question_says_nothing_of_what_was_sent(town: Town) -> None:
    amina = await town.member(section="morocco")
    await at_risk(town, "morocco")
    await amina.sends_photos(2, "37,181 signatures")
    amina.sees("Is this for a report")
    assert "picture" not in amina.card["text"] and "wrote" not in amina.card["text"]
    await amina.taps("Petition delivery")
    amina.sees("To whom")


async def at_risk(town: Town, key: str) -> None:
    """Mark a section."""
    from sqlalchemy import update

    from storage.tables import section

    def mark(stores: Any) -> None:
        stores.connection.execute(update(section).where(section.c.key == key).values(at_risk=True))

    await town.service.database.run(mark)
