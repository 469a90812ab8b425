"""Who coordinates sections hears once of all of them that have not sent their update, and only of those."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from scheduler.late_areas import LISTED, late_on
from storage.database import Database
from storage.organisation_store import Block
from storage.stores import Stores
from storage.tables import report, section
from tests.scheduler.test_areas_and_events import at, receive
from tests.support.databases import Hands
from tests.support.reminding import Mouth, in_berlin

PLACES = (("austria", "AT"), ("belgium", "BE"), ("berlin", "DE"), ("munich", "DE"))
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def mouth(database: Database) -> Mouth:
    return Mouth(database)


def founded(stores: Stores, places: Sequence[tuple[str, str]] = PLACES) -> None:
    """Sections that are expected to tell of the media; of Germany's own nothing is expected."""
    rows = [
        {"key": key, "name": {"en": key.title()}, "country": country, "zone": "Europe/Berlin", "language": "en"}
        for key, country in places
    ]
    stores.organisation.put(section, rows)
    for key, _ in places:
        found = stores.organisation.section(key)
        assert found is not None
        stores.organisation.set_areas(found.id, ["media"])
    home = in_berlin(stores).section
    assert home is not None
    stores.organisation.set_areas(home.id, [])


def coordinating(stores: Stores, *places: tuple[str, str]) -> None:
    for scope, key in places:
        stores.roles.grant(in_berlin(stores).id, "coordinator", scope, key, stores.now)


async def told(mouth: Mouth, hands: Hands, *places: tuple[str, str]) -> list[str]:
    """Through the whole of November."""
    await mouth.database.run(founded)
    await mouth.database.run(coordinating, *places)
    for day in (13, 14, 15, 20, 30):
        hands.set(at(11, day))
        texts = await mouth.texts()
        assert bool(texts) == (day > 13)
    return texts


async def test_of_everything_in_one_message(mouth: Mouth, hands: Hands) -> None:
    [text] = await told(mouth, hands, ("everything", ""), ("section", "munich"))
    assert "Section updates for October 2014" in text
    assert "Austria: Media\n• Belgium: Media\n• Berlin: Media\n• Munich: Media\n" in text


@sqlite_only
async def test_of_a_country_its_sections(mouth: Mouth, hands: Hands) -> None:
    [text] = await told(mouth, hands, ("country", "DE"))
    assert "Berlin: Media\n• Munich: Media\n" in text and "Austria" not in text


@sqlite_only
async def test_of_one_section_as_before(mouth: Mouth, hands: Hands) -> None:
    [text] = await told(mouth, hands, ("section", "munich"), ("campaign", "stop-torture"))
    assert "Section update of Munich for October 2014" in text


@sqlite_only
async def test_of_many_the_first_are_named(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(founded, [(f"section-{number:02}", "DE") for number in range(70)])
    await mouth.database.run(coordinating, ("everything", ""))
    hands.set(at(11, 14))
    [text] = await mouth.texts()
    assert text.count("•") == LISTED and "and 58 more sections" in text
    assert len(text) < 1_500


@sqlite_only
async def test_who_coordinates_only_a_campaign_is_told_of_no_section(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(founded)
    await mouth.database.run(coordinating, ("campaign", "stop-torture"))
    hands.set(at(11, 14))
    assert await mouth.texts() == []


@sqlite_only
async def test_when_all_has_come_nobody_is_told(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(founded, PLACES[:1])
    await mouth.database.run(coordinating, ("everything", ""))
    await mouth.database.run(receive, "media")

    def of_austria(stores: Stores) -> None:
        austria = stores.organisation.section("austria")
        assert austria is not None
        stores.connection.execute(report.update().values(section_id=austria.id))

    await mouth.database.run(of_austria)
    hands.set(at(11, 14))
    assert await mouth.texts() == []


EXAMS = Block("exams", date(2014, 11, 3), date(2014, 12, 3))


@pytest.mark.parametrize(
    ("blocks", "late"),
    [
        ((), date(2014, 11, 14)),
        ((EXAMS,), date(2014, 12, 8)),  # its people hear first on the 4th of December
        ((Block("fair", date(2014, 11, 9), date(2014, 11, 10)),), date(2014, 11, 15)),
        ((Block("feast", date(2014, 11, 12), date(2014, 11, 20)),), date(2014, 11, 21)),
        ((Block("early", date(2014, 11, 1), date(2014, 11, 9)),), date(2014, 11, 14)),
    ],
)
def test_it_is_late_some_days_after_the_section_itself_could_be_reminded(blocks: tuple[Block, ...], late: date) -> None:
    assert late_on(date(2014, 10, 1), ZoneInfo("Europe/Berlin"), blocks) == late


@sqlite_only
async def test_it_is_told_of_once_however_its_calendar_changes_then(mouth: Mouth, hands: Hands) -> None:
    def plan(stores: Stores, *blocks: Block) -> None:
        for key in ("berlin", "munich"):
            found = stores.organisation.section(key)
            assert found is not None
            stores.organisation.set_calendar(found.id, blocks)

    await told(mouth, hands, ("country", "DE"))
    await mouth.database.run(plan, EXAMS)
    for month, day in ((12, 7), (12, 8), (12, 9)):
        hands.set(at(month, day))
        assert len(await mouth.texts()) == 1
    await mouth.database.run(plan)
    hands.set(at(12, 14))
    assert "Section updates for November 2014" in (await mouth.texts())[-1]


async def test_a_section_that_has_exams_is_told_of_after_its_own_people_were(mouth: Mouth, hands: Hands) -> None:
    def plan(stores: Stores) -> None:
        founded(stores)
        coordinating(stores, ("everything", ""))
        munich = stores.organisation.section("munich")
        assert munich is not None
        stores.organisation.set_calendar(munich.id, [EXAMS])

    await mouth.database.run(plan)
    hands.set(at(11, 14))
    [text] = await mouth.texts()
    assert "Berlin: Media" in text and "Munich" not in text
    for month, day, said in ((11, 30, 1), (12, 7, 1), (12, 8, 2), (12, 13, 2)):
        hands.set(at(month, day))
        texts = await mouth.texts()
        assert len(texts) == said
    assert "Section update of Munich for October 2014" in texts[-1] and "expected by Fri 7 Nov" in texts[-1]
