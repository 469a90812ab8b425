"""/section: zone, language, expected areas, calendar and groups, set in the chat; at risk only by who may."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage import setup
from storage.organisation_store import Block, SectionDetails
from tests.support.chat import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def details(town: Town) -> SectionDetails:
    def read(stores: Any) -> SectionDetails:
        found: SectionDetails = stores.organisation.details(stores.organisation.section("germany").id)
        return found

    return await town.service.database.read(read)


async def test_zone_and_language(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/section")
        stella.sees("Germany", r"Europe/Berlin\), now 14:00", "Groups: 3")
        await stella.taps("Time zone")
        stella.sees("In which city's time", "Berlin")
        await stella.says("tashkent")
        stella.sees(r"Asia/Tashkent\), now 17:00", "Noted")
        await stella.taps("Language")
        await stella.taps("Français")
        stella.sees("Language: French")


async def test_expected_areas_are_switched(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/section")
    await stella.taps("Expected areas")
    stella.sees("✓ Media", "✓ Advocacy")
    message, button = stella.button("✓ Media")
    for _ in range(2):  # tapped twice it is done once
        await stella.taps_data(message["message_id"], button["callback_data"])
    assert (await details(town)).areas == ("supporters", "partnership", "advocacy")


async def test_the_calendar_takes_days_and_gives_them_back(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/section")
    await stella.taps("Calendar")
    await stella.taps("Add days")
    await stella.says("Exams")
    await stella.says("1 December")
    await stella.says("20 November")
    stella.sees("before the first day")
    await stella.says("20 December")
    stella.sees("Exams: Mon 1 Dec – Sat 20 Dec")
    assert [block.name for block in (await details(town)).calendar] == ["Exams"]
    await stella.taps("Exams")
    assert (await details(town)).calendar == ()


async def test_groups_are_added_and_renamed(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/section")
    await stella.taps("Groups")
    await stella.taps("Add a group")
    await stella.says("Leipzig")
    await stella.taps("Leipzig · 0 people")
    await stella.says("Leipzig-Süd")
    stella.sees("Leipzig-Süd · 0 people")
    await stella.says("/group")
    await stella.taps("Leipzig-Süd")
    stella.sees("✓ Leipzig-Süd")


async def test_a_task_stands_on_no_shelf_and_ends_in_no_report(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/section")
    await stella.taps("Time zone")
    await stella.says("/report")
    assert "Time zone" not in stella.card["text"]


async def test_at_risk_is_for_coordinators_and_asked_twice(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/section")
    assert "risk" not in stella.screen()
    code = stella.button("Groups")[1]["callback_data"].split(":")[1]
    await stella.taps_data(stella.card["message_id"], f"srs:{code}:0:1")
    assert "work for a section" in stella.toast
    cora = await town.member(601, role="coordinator", name="Cora")
    await cora.says("/section")
    await cora.taps("Mark as at risk")
    cora.sees("could be harmed")
    await cora.taps("Yes, mark it")
    cora.sees("marked as at risk")


async def test_setup_leaves_what_was_set_in_the_chat_unless_its_file_says(town: Town) -> None:
    def change(stores: Any) -> None:
        section = stores.organisation.section("germany")
        stores.organisation.set_areas(section.id, ["media"])
        stores.organisation.set_at_risk(section.id, True)

    await town.service.database.run(change)
    plain = "sections: {germany: {name: {en: Germany}, country: DE, zone: Europe/Berlin, languages: [en]%s}}"
    again = setup.read_organisation(plain % "")
    await town.service.database.run(setup.apply, again)
    assert (await details(town)).areas == ("media",)
    told = setup.read_organisation(
        plain % ", areas: [advocacy], at_risk: no, calendar: [{name: Exams, since: 2015-06-01, until: 2015-06-20}]"
    )
    await town.service.database.run(setup.apply, told)
    found = await details(town)
    assert found.areas == ("advocacy",)
    assert [(block.name, block.since.isoformat()) for block in found.calendar] == [("Exams", "2015-06-01")]
    assert isinstance(found.calendar[0], Block)
    section = await town.service.database.read(lambda stores: stores.organisation.section("germany"))
    assert not section.at_risk
