"""A source that fails, a person or a row that can not be read: none of them keeps the others from being told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text, update

from scheduler.draft_reminders import DraftReminders
from scheduler.sources import Candidate, Hearer, Part
from storage.database import Database
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from storage.tables import person, reminder, section
from tests.scheduler.test_areas_and_events import COORDINATOR, planned, section_at_work
from tests.support.databases import Hands
from tests.support.reminding import OURS, Mouth, in_berlin
from tests.support.stored import begun

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Failing:
    """Fails where it is told to; what it tells of is never told."""

    where: str
    kind: str = "failing"
    at_ten: bool = False

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        if self.where == "looking":
            stores.connection.execute(text("SELECT no_such_column FROM person"))
        return [Candidate(self.kind, "x", each, "1", stores.now) for each in people or ()]

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        raise ValueError("the words are missing")


@pytest.mark.parametrize("where", ["looking", "telling"])
async def test_a_source_that_fails_holds_up_no_other(database: Database, hands: Hands, where: str) -> None:
    mouth = Mouth(database, sources=(Failing(where), *OURS))
    await database.run(lambda stores: begun(stores, in_berlin(stores), "paused"))
    hands.move(days=1)
    assert len(await mouth.texts()) == 1
    hands.move(minutes=1)
    assert len(await mouth.texts()) == 1  # nor does what failed bring the rest again


async def test_a_row_that_can_not_be_told_of_waits_and_holds_up_no_other(database: Database, hands: Hands) -> None:
    class Choosy(DraftReminders):
        def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
            if bad in [UUID(each.subject) for each in rows]:
                raise ValueError("unreadable")
            return super().tell(hearer, rows)

    drafts = await database.run(lambda stores: [begun(stores, in_berlin(stores), "paused").id for _ in range(3)])
    bad = drafts[1]
    mouth = Mouth(database, sources=(Choosy(),))
    hands.move(days=1)
    [told] = await mouth.texts()
    assert told.count("[Continue ") == 2
    hands.move(hours=1)
    assert len(await mouth.texts()) == 1
    bad = drafts[0]  # somebody has mended the other
    hands.move(hours=23)
    assert len(await mouth.texts()) == 2


@sqlite_only
async def test_a_zone_that_nobody_knows_is_one_persons_trouble(database: Database, hands: Hands) -> None:
    mouth = Mouth(database)

    def crowd(stores: Stores) -> None:
        for number in (501, 502, 503):
            begun(stores, in_berlin(stores, number), "paused")
        planned(stores)
        stores.people.set_zone(in_berlin(stores, 502).id, "Atlantis/Poseidonis")

    await database.run(crowd)
    hands.move(days=2)
    assert len(await mouth.texts()) == 2
    await database.run(lambda stores: stores.people.set_zone(in_berlin(stores, 502).id, "Europe/Berlin"))
    assert len(await mouth.texts()) == 3


@sqlite_only
async def test_who_is_erased_while_it_waits_hears_nothing(database: Database, hands: Hands) -> None:
    mouth = Mouth(database)
    await database.run(lambda stores: begun(stores, in_berlin(stores), "paused"))
    hands.move(hours=36)  # night
    assert await mouth.texts() == []
    gone = update(person).values(status="erased", address=None)
    await database.run(lambda stores: stores.connection.execute(gone))
    hands.move(hours=12)
    assert await mouth.texts() == []
    assert await database.read(lambda stores: stores.connection.execute(reminder.select()).one().status) == "waiting"


@sqlite_only
async def test_a_section_that_is_at_risk_is_named_to_nobody_who_did_not_ask(database: Database, hands: Hands) -> None:
    def elsewhere(stores: Stores) -> None:
        section_at_work(stores)
        row = {"key": "france", "name": {"en": "France"}, "country": "FR", "zone": "Europe/Paris", "language": "fr"}
        stores.organisation.put(section, [row])
        home = stores.organisation.section("france")
        assert home is not None
        coordinator = in_berlin(stores, COORDINATOR)
        stores.connection.execute(update(person).where(person.c.id == coordinator.id).values(section_id=home.id))
        stores.connection.execute(update(section).where(section.c.key == "germany").values(at_risk=True))

    await database.run(elsewhere)
    hands.set(datetime(2014, 11, 14, 9, tzinfo=UTC))
    assert set(await Mouth(database).texts()) == {"You have a message. [Read]"}
