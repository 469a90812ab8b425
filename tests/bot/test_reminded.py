"""What people do with reminders: put them off, stop them, tell what they ask for; and what is done already."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from storage.event_store import EventRow
from storage.organisation_store import Block
from storage.stores import Stores
from storage.tables import event, report, session
from tests.bot.test_event_links import comes, planned, rows
from tests.bot.test_lost_keys import lose
from tests.support.chat import Respondent, Town, buttons
from tests.support.reminding import passes, said

WENT = {
    "en": ("How did it go", "37,181 petitions", "Yes, credit me", "File the", "You have reported on this event"),
    "ar": ("كيف سارت الأمور", "٣٧١٨١ عريضة", "نعم، مع ذكر اسمي", "تقديم", "تم تقديم تقرير عن هذه الفعالية"),
}


async def begins(amina: Respondent) -> None:
    """A draft with one answer."""
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")


async def asked(town: Town, language: str = "en") -> tuple[EventRow, Respondent]:
    """An event, and somebody who came to it by its link and is asked how it went."""
    event, link = await planned(town, "24 October 2014")
    person = await town.member(language=language)
    await comes(person, link)
    await passes(town, days=3)
    return event, person


@pytest.mark.parametrize("language", WENT)
async def test_who_was_at_an_event_is_asked_how_it_went_and_tells_in_five_acts(tmp_path: Path, language: str) -> None:
    question, number, credit, file, done = WENT[language]
    async with Town(tmp_path, restarting=language == "ar") as town:
        planning, amina = await asked(town, language)
        amina.sees(question)
        before, data = amina.acts, amina.card["reply_markup"]["inline_keyboard"]
        await amina.taps_data(amina.card["message_id"], data[0][0]["callback_data"])
        await amina.says(number)
        await amina.sends_photos(1)
        await amina.taps(credit)
        await amina.taps(file)
        assert amina.acts - before == 5
        [filed] = await rows(town, report)
        assert filed.event_id == planning.id
        tapped = next(each for each in reversed(amina.history) if each["from"]["is_bot"])
        await amina.taps_data(tapped["message_id"], data[-1][0]["callback_data"])  # an old button: do not remind me
        amina.sees(done)
        told = said(amina)
        await passes(town, days=3)
        assert said(amina) == told


ANSWERED = {
    "en": ("about 450 signatures, and nobody went home", "Signatures for", "Signatures: about 450"),
    "ar": ("حوالي ٤٥٠ توقيعًا، ولم يعد أحد إلى بيته", "Signatures for", "حوالي"),
}


@pytest.mark.parametrize("language", ANSWERED)
async def test_who_just_answers_how_it_went_is_offered_that_event_first(town: Town, language: str) -> None:
    words, name, number = ANSWERED[language]
    planning, amina = await asked(town, language)
    await amina.says(words)
    assert name in buttons(amina.card)[0]["text"]
    await amina.does(town.world.press, amina.card["message_id"], buttons(amina.card)[0]["callback_data"])
    amina.sees(name, number)
    [draft] = [each for each in await rows(town, session) if each.person_id and each.status == "open"]
    assert draft.event_id == planning.id
    await amina.sends_photos(1)
    await amina.taps(WENT[language][2])
    await amina.taps(WENT[language][3])
    [filed] = await rows(town, report)
    assert filed.event_id == planning.id
    await amina.says(words)
    assert name not in buttons(amina.card)[0]["text"], "it is told of already"


async def test_what_was_sent_for_an_event_is_met_as_it_is_whenever_its_button_is_tapped(town: Town) -> None:
    planning, amina = await asked(town)
    await amina.says("450 signatures, I posted the pictures yesterday")
    old = amina.card["message_id"], buttons(amina.card)[0]["callback_data"]
    await amina.taps_data(*old)
    amina.sees("Signatures: 450", "Day: Fri 24 Oct")  # what is planned is surer than a word
    await amina.taps_data(*old)
    [draft] = [each for each in await rows(town, session) if each.event_id == planning.id]
    await town.service.database.run(lambda stores: stores.sessions.close(draft.id, "filed"))
    await amina.taps_data(*old)
    amina.sees("That report is finished")


async def test_who_was_not_there_is_asked_no_more(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        _, amina = await asked(town)
        await amina.taps("I was not there")
        amina.sees("thank you for telling me")
        await passes(town, days=5)
        assert said(amina) == 0
        await amina.says("About 450 signatures of another day")
        assert "Signatures for" not in buttons(amina.card)[0]["text"]


async def test_an_old_button_about_an_event_begins_nothing_and_goes_on_with_nothing(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        planning, amina = await asked(town)
        message, stop = amina.button("Do not remind me")
        later = event.update().values(occurs_on=town.now.date())
        await town.service.database.run(lambda stores: stores.connection.execute(later))
        await amina.taps_data(message["message_id"], stop["callback_data"])
        amina.sees("You are on the list. It takes place on Sat 25 Oct")
        await amina.taps("Report it")
        await begins(amina)
        await amina.taps_data(message["message_id"], stop["callback_data"])
        assert "Petition delivery: 5 answers kept, begun" in amina.screen()
        await amina.says("embassy of Uzbekistan in Berlin")  # of the report she is in
        assert await unfinished(town) == {planning.id: "paused", None: "open"}
        await amina.taps("Continue")
        assert await unfinished(town) == {planning.id: "open", None: "paused"}


async def unfinished(town: Town) -> dict[UUID | None, str]:
    """The state of each draft, by its event."""
    return {row.event_id: row.status for row in await rows(town, session) if row.status in ("open", "paused")}


async def test_a_draft_is_put_off_gone_on_with_and_no_longer_reminded_of(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        amina = await town.member()
        await begins(amina)
        await passes(town, days=1)
        message, stop = amina.button("Do not remind me")
        await amina.taps("Ask me next week")
        amina.sees("Petition delivery", "Next reminder: Thu 30 Oct at 10:00", "Continue", "Not your local time?")
        await passes(town, days=4)
        assert said(amina) == 0
        await passes(town, days=3)
        amina.sees("is not finished yet", "Ask me tomorrow")
        await amina.taps("Do not remind me")
        amina.sees("I will not remind you of this again")
        await amina.taps_data(message["message_id"], stop["callback_data"])  # the same again, on the older card
        await passes(town, days=20)
        assert said(amina) == 0
        await amina.taps("Continue")
        amina.sees("To whom")


async def test_put_off_into_a_block_of_the_calendar_it_says_when_it_comes_and_why(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        await begins(amina)
        await passes(town, days=1)

        def plan(stores: Stores) -> None:
            germany = stores.organisation.section("germany")
            assert germany is not None
            exams = Block("exams", date(2014, 10, 28), date(2014, 11, 5))
            stores.organisation.set_calendar(germany.id, [exams])

        await town.service.database.run(plan)
        await amina.taps("Ask me next week")
        amina.sees("Next reminder: Thu 6 Nov at 08:00", "“exams” in its calendar until Wed 5 Nov, so I will wait")


async def test_a_draft_is_deleted_from_its_reminder(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        await begins(amina)
        await passes(town, days=1)
        message, later = amina.button("Ask me tomorrow")
        await amina.taps("Delete")
        amina.sees("is deleted", "Undo")
        await amina.taps_data(message["message_id"], later["callback_data"])
        amina.sees("Deleted; it can be brought back until", "Undo")


async def test_an_area_is_told_of_and_of_the_others_there_is_nothing_more(tmp_path: Path) -> None:
    language, nothing, media = "fr", "Rien de plus ce mois-ci", "Médias"
    async with Town(tmp_path, restarting=True) as town:
        stella = await town.member(502, language, role="staff", name="Stella")
        await stella.says("/safety")
        await passes(town, days=17)
        message, one = stella.button(media)
        await stella.taps(media)
        stella.sees("Déjà connu.*Médias.*octobre")
        again = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        assert stella.button(media)[0]["message_id"] == message["message_id"]  # the card stays for the others
        await stella.taps(nothing)  # of the area that was begun, on its card
        stella.sees("AR-")
        rest = next(each for each in again if each["text"] == "Rien de plus à signaler")
        await stella.taps_data(message["message_id"], rest["callback_data"])
        assert "Noté : rien de plus à signaler. Merci" in stella.screen().replace("\u00a0", " ")
        updates = await rows(town, report)
        assert {(row.area, row.period) for row in updates} == {
            (area, "2014-10") for area in ("supporters", "partnership", "advocacy", "media")
        }
        assert all(row.status == "filed" for row in await rows(town, session))
        for late in (one, rest):
            await stella.taps_data(message["message_id"], late["callback_data"])
            assert "C’est déjà fait" in stella.screen()
        told = said(stella)
        await passes(town, days=10)
        assert said(stella) == told


async def test_an_area_whose_draft_lost_its_key_is_told_of_anew(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        stella = await town.member(502, role="staff", name="Stella")
        await stella.says("/safety")
        await passes(town, days=17)
        message, media = stella.button("Media")
        await stella.taps("Media")
        await lose(town, session.c.key_id)
        for _ in range(2):  # the second goes on with it
            await stella.taps_data(message["message_id"], media["callback_data"])
            stella.sees("For October 2014")
        assert len(await rows(town, session)) == 2


async def test_who_coordinates_stops_what_can_not_be_done_there(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        clara = await town.member(600, role="coordinator", name="Clara")
        await clara.says("/safety")
        await passes(town, days=24)
        clara.sees("Section update of Germany for October", "Perhaps the section could use a hand")
        await clara.taps("Do not remind me")
        clara.sees("I will not remind you of this again")
        assert "do it here" not in clara.card["text"]


async def test_a_reminder_of_somebody_else_is_nothing_to_tap(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina, cem = await town.member(), await town.member(503, name="Cem")
        await begins(amina)
        await passes(town, days=1)
        data: Any = amina.button("Ask me tomorrow")[1]["callback_data"]
        await cem.says("/report")
        await cem.taps_data(cem.card["message_id"], data)
        assert "This reminder is no longer needed" in cem.toast
