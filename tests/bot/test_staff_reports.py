"""/reports: staff find what their section filed, narrow it, open it with its pictures, and take it away."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot import exporting
from bot.codes import row_code
from bot.report_choice import Choice
from storage.tables import attachment, audit
from tests.bot.test_account import files
from tests.support.chat import Respondent, Town, buttons
from tests.support.media import voice


@pytest.fixture
async def restarting(tmp_path: Path) -> AsyncIterator[Town]:
    """Built anew between any two turns: nothing of a list may live in memory only."""
    async with Town(tmp_path, restarting=True) as town:
        yield town


async def filed(town: Town, user_id: int = 501, section: str = "germany", **more: Any) -> tuple[Respondent, str]:
    amina = await town.member(user_id, section=section, name=f"Person {user_id}")
    reference = await files(amina, **more)
    if "same event" in reference:
        await amina.taps("No")
        reference = str(amina.card["text"].split("\n")[0].removeprefix("Filed: "))
    return amina, reference


def labels(person: Respondent) -> str:
    return "\n".join(button["text"] for button in buttons(person.card))


class TestTheList:
    async def test_chosen_filters_are_said_in_words(self, restarting: Town) -> None:
        town = restarting
        _, reference = await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        stella.sees("All reports: 1 report", reference)
        await stella.taps("Kind")
        await stella.taps("Petition deliveries")
        await stella.taps("Period")
        await stella.taps("This month")
        await stella.taps("Campaign")
        await stella.taps("Next ›")
        await stella.taps("Stop Torture")
        stella.sees("Petition deliveries · October 2014 · Stop Torture: 1 report", reference)
        await stella.taps("Period")
        await stella.taps("Last month")
        stella.sees("September 2014 · Stop Torture: 0 reports")
        assert reference not in labels(stella)
        await stella.taps("Period")
        await stella.taps("A whole year…")
        await stella.taps("2014")
        stella.sees("Petition deliveries · 2014 · Stop Torture: 1 report", reference)
        await stella.taps("All reports")
        stella.sees("All reports: 1 report")

    async def test_status_and_group_are_filters_too(self, town: Town) -> None:
        amina, reference = await filed(town)
        await amina.says("/group")
        await amina.taps("Munich Students")
        town.pass_time(minutes=1)
        grouped = await files(amina, "512")
        await amina.taps("Open this report")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Group")
        await stella.taps("Munich Students")
        stella.sees("Munich Students: 1 report", grouped)
        assert reference not in labels(stella)
        await stella.taps("All reports")
        await stella.taps("Status")
        await stella.taps("Withdrawn")
        stella.sees("Withdrawn: 1 report", grouped)

    async def test_it_is_paged_and_a_report_leads_back_to_its_page(self, town: Town) -> None:
        amina, first = await filed(town)
        for number in range(8):
            town.pass_time(minutes=1)
            await files(amina, str(511 + number))
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        stella.sees("9 reports")
        assert first not in labels(stella)
        await stella.taps("Next ›")
        await stella.taps(first)
        stella.sees("Signatures: 37.181")
        await stella.taps("Back to the list")
        assert first in labels(stella)

    async def test_pictures_that_lack_something_are_found(self, town: Town) -> None:
        _, reference = await filed(town, photos=1)
        await filed(town, 502)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Pictures: something missing")
        stella.sees("something missing: 1 report", reference)
        await stella.taps("Everything, missing or not")
        stella.sees("2 reports")


class TestPictures:
    async def test_they_leave_the_chat_of_staff_after_a_day(self, town: Town) -> None:
        amina, reference = await filed(town, photos=2)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps(reference)
        await stella.taps("Show pictures")
        assert f"{reference} · /reports" in stella.screen()
        await amina.taps("Open this report")
        await amina.taps("Show pictures")

        def pictures(person: Respondent) -> int:
            return sum("photo" in message for message in person.history if message["from"]["is_bot"])

        assert (pictures(stella), pictures(amina)) == (2, 2)
        town.pass_time(hours=23)
        await tick(town)
        assert pictures(stella) == 2
        await town.stop()
        await town.start()
        town.pass_time(hours=1)
        await tick(town)
        assert (pictures(stella), pictures(amina)) == (0, 2)  # one's own stay


class TestVoiceNotes:
    async def test_staff_listen_and_write_them_down(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        for answer in ("412", "embassy of Uzbekistan in Berlin"):
            await amina.says(answer)
        await amina.taps("Yesterday")
        await amina.taps("Skip")
        await amina.taps("Next ›")
        await amina.taps("Story")
        await amina.does(town.world.send_voice, voice())
        await town.downloaded()
        await amina.taps("File the report")
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Needs writing down")
        await stella.taps("AR-")
        stella.sees("Voice note 1: not written down yet")
        await stella.taps("Voice note 1")
        assert "voice" in stella.card
        await stella.taps("Write it down")
        stella.sees("What does the voice note say")
        await stella.says("Thirty of us sang in the rain")
        stella.sees("Written down", "Voice note 1: “Thirty of us sang in the rain”")
        await stella.says("/reports")
        await stella.taps("Needs writing down")
        stella.sees("0 reports")
        await stella.taps("Everything, missing or not")
        await stella.taps("Export these")
        rows = await spreadsheet(stella)
        assert rows["story"] == "Thirty of us sang in the rain"


class TestExport:
    async def test_the_list_comes_as_a_document_that_names_nobody(self, town: Town) -> None:
        _, reference = await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Export these")
        stella.sees("being written")
        row = await spreadsheet(stella)
        assert (row["reference"], row["signatures"], row["signatures_qualifier"]) == (reference, 37181, "exactly")
        assert not any("Person 501" in str(cell) for cell in row.values())
        assert "1 report" in stella.card["caption"]
        noted = select(audit.c.subject_id).where(audit.c.act == "export")
        assert await town.service.database.read(lambda stores: stores.connection.scalars(noted).all()) == ["1"]

    async def test_nothing_of_the_file_is_left_once_it_is_sent(self, town: Town) -> None:
        await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Export these")
        await spreadsheet(stella)
        await town.stop()
        town.pass_time(hours=2)
        await town.start()
        await tick(town)
        assert list((town.folder / "files").iterdir()) == []
        left = select(attachment.c.id)
        assert await town.service.database.read(lambda stores: stores.connection.scalars(left).all()) == []

    async def test_the_document_leaves_the_chat_after_a_day(self, town: Town) -> None:
        await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        await stella.taps("Export these")
        await spreadsheet(stella)
        assert "After a day I delete it" in stella.card["caption"]
        await town.stop()
        town.pass_time(hours=24)
        await town.start()
        await tick(town)
        assert not any("document" in message for message in stella.history)

    async def test_whoever_is_at_risk_reads_it_when_they_want_to_and_nothing_tells_what_it_is(self, town: Town) -> None:
        _, reference = await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/safety")
        await stella.taps("I may be in danger")
        await stella.says("/reports")
        await stella.taps("Export these")
        async with asyncio.timeout(20):
            while "You have a message" not in stella.screen():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert not any("document" in message for message in stella.history)
        await stella.taps("Read")
        assert (await spreadsheet(stella))["reference"] == reference
        assert (stella.card["document"]["file_name"], stella.card["caption"]) == ("document.xlsx", "/help")
        assert "You have a message" not in stella.screen()
        await town.stop()
        town.pass_time(hours=24)
        await town.start()
        await tick(town)
        assert not any("document" in message for message in stella.history)
        assert list((town.folder / "files").iterdir()) == []

    async def test_what_nobody_reads_is_forgotten_with_its_file(self, town: Town) -> None:
        await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/safety")
        await stella.taps("I may be in danger")
        await stella.says("/reports")
        await stella.taps("Export these")
        async with asyncio.timeout(20):
            while "You have a message" not in stella.screen():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await town.stop()
        town.pass_time(days=31)
        await town.start()
        await tick(town)
        assert list((town.folder / "files").iterdir()) == []

    async def test_more_than_one_holds_is_said_kindly(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        monkeypatch.setattr("bot.handlers.staff_reports.MOST_REPORTS", 0)
        await stella.says("/reports")
        await stella.taps("Export these")
        stella.sees("choose a shorter period")

    async def test_whoever_lost_the_right_meanwhile_gets_nothing(self, town: Town) -> None:
        await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        town.restarting = False
        await stella.says("/reports")
        exports = town.service.exports
        await exports.stop()
        await stella.taps("Export these")
        await revoke(town, 600, "staff", "germany")
        exports.start(town.app.bot)
        exports.wake()
        await town.downloaded()
        assert not any("document" in message for message in stella.history)


class TestWhoSeesWhat:
    async def test_staff_of_germany_see_nothing_of_france(self, town: Town) -> None:
        _, french = await filed(town, 503, section="france")
        _, german = await filed(town)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")
        stella.sees("1 report", german)
        for way in ("Kind", "Campaign", "Status"):
            await stella.taps(way)
            await stella.taps("All" if way != "Status" else "Filed and withdrawn")
        code = next(b["callback_data"] for b in buttons(stella.card) if german in b["text"])
        forged = code.replace(german.replace("-", ""), french.replace("-", ""))
        await stella.taps_data(stella.card["message_id"], forged)
        stella.sees("not there any more")
        await stella.says(french)
        assert french not in stella.screen().replace(f"me: {french}", "")
        assert "Person 503" not in stella.screen()

    async def test_a_section_chosen_by_forged_data_widens_nothing(self, town: Town) -> None:
        _, french = await filed(town, 503, section="france")
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/reports")

        def codes(stores: Any) -> tuple[str, str]:
            tables = town.service.desk.tables(stores)
            return Choice(section="france").code(tables), Choice(campaign="stop_torture").code(tables)

        for code in await town.service.database.read(codes):
            await stella.taps_data(stella.card["message_id"], f"rl:{code}:0:0")
            assert french not in stella.screen()

    async def test_researchers_see_nothing_of_a_section_at_risk(self, town: Town) -> None:
        _, reference = await filed(town)
        rosa = await town.member(700, role="researcher", name="Rosa")
        await give(town, 700, "researcher", "campaign", "stop_torture")
        await rosa.says("/reports")
        rosa.sees("1 report", reference)

        def mark(stores: Any) -> None:
            stores.organisation.set_at_risk(stores.organisation.section("germany").id, True)

        await town.service.database.run(mark)
        town.pass_time(seconds=3)  # how long a change by another process may go unnoticed
        await rosa.says("/reports")
        rosa.sees("0 reports")
        await rosa.says(reference)
        assert "Signatures" not in rosa.card["text"]


STAFF_COMMANDS = ("/reports", "/people", "/section")
STAFF_VERBS = (
    "rl", "rw", "ro", "rx", "vl", "vw", "pl", "pc", "po", "pv", "pt", "pg", "pgs", "px", "pxs", "iv", "ie", "im", "il",
    "ik", "sc", "so", "sl", "sls", "sa", "sas", "sd", "sdx", "sg", "sr", "srs", "tk",
)  # fmt: skip


async def test_an_activist_is_refused_kindly_by_every_command_and_button(town: Town) -> None:
    _, reference = await filed(town)
    bruno = await town.member(502, name="Bruno")
    for command in STAFF_COMMANDS:
        await bruno.says(command)
        bruno.sees("for those who work for a section", "/help")
    await bruno.says("/help")
    place = bruno.card["message_id"]
    section = await town.service.database.read(
        lambda stores: row_code(town.service.desk.tables(stores)["sections"], "germany")
    )
    for verb in STAFF_VERBS:
        for code in ("", section, reference.replace("-", ""), "x" * 40):
            await bruno.taps_data(place, f"{verb}:{code}:0:0")
            assert "work for a section" in bruno.toast or "no longer" in bruno.toast or "not there" in bruno.toast, verb
    assert "37" not in bruno.screen()
    assert "Person 501" not in bruno.screen()



async def tick(town: Town) -> None:
    """What is due is done, and what it says is sent."""
    await town.service.housekeeping.tick()
    town.service.sender.wake()
    for _ in range(200):
        waiting = await town.service.database.read(lambda stores: stores.outbox.next_due())
        if waiting is None:
            return
        await town.service.sender._claim_once()
        await asyncio.sleep(0.01)
    raise AssertionError("the outbox does not empty")


async def spreadsheet(person: Respondent) -> dict[str, Any]:
    """The first row of the document that comes."""
    async with asyncio.timeout(20):
        while "document" not in person.card:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    file = person.world.file(person.card["document"]["file_id"])
    assert file.mime_type == exporting.MEDIA_TYPE
    names, *rows = load_workbook(BytesIO(file.data)).worksheets[0].iter_rows(values_only=True)
    return dict(zip(names, rows[0], strict=True))


async def revoke(town: Town, user_id: int, role: str, section: str) -> None:
    def work(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(user_id))
        stores.roles.revoke(person.id, role, "section", section)

    await town.service.database.run(work)


async def give(town: Town, user_id: int, role: str, scope: str, key: str) -> None:
    def work(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(user_id))
        stores.roles.grant(person.id, role, scope, key, stores.now)

    await town.service.database.run(work)
