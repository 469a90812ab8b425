"""Digests come once a period at the hour that the person chose, wherever they are and whatever the clocks do."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from scheduler.digests import Digests, DueDigest, Write, elsewhere
from storage.database import Database
from storage.digest_store import DigestRow
from storage.ids import new_id
from storage.stores import Stores
from storage.subscription_store import ACTIVE, SubscriptionRow
from storage.tables import digest
from tests.support.databases import Hands, fresh_database, keys_in, opened
from tests.support.reminding import in_berlin
from tests.support.stored import BOT

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BERLIN, MEXICO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Mexico_City")
MONDAY = datetime(2014, 10, 27, 8, 0, tzinfo=UTC)  # nine in Berlin, for the first time in winter


@dataclass
class Press:
    """Makes digests of nothing."""

    database: Database
    made: list[tuple[str, datetime]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    fails: bool = False

    @property
    def digests(self) -> Digests:
        return Digests(
            self.database, "UTC", lambda: BOT, self.prepare, lambda: None, lambda _, late: self.late.append(late)
        )

    async def prepare(self, due: DueDigest) -> Write:
        if self.fails:
            raise OSError("no room for the picture")
        await asyncio.sleep(0)

        def write(stores: Stores) -> None:
            row, days = due.subscription, due.covered
            stores.digests.add(
                DigestRow(
                    new_id(stores.now), row.id, row.person_id, row.scope, row.scope_key, days.name, days.since,
                    days.until, stores.now, due.slot,
                ),
                [],
            )  # fmt: skip
            self.made.append((days.name, stores.now))

        return write

    async def names(self) -> list[str]:
        """Tick, and say what was ever made."""
        await self.digests.tick()
        return [name for name, _ in self.made]


def subscribed(stores: Stores, next_at: datetime = MONDAY, cadence: str = "weekly") -> UUID:
    """Mondays at nine, by the clocks of Berlin."""
    person = in_berlin(stores)
    row = SubscriptionRow(
        new_id(stores.now), BOT, person.id, None, None, None, "section", "germany", cadence, 0, 9, 0, None, ACTIVE,
        next_at, stores.now,
    )  # fmt: skip
    stores.subscriptions.add(row)
    return row.id


@pytest.fixture
def press(database: Database) -> Press:
    return Press(database)


async def test_a_digest_comes_on_monday_at_nine_also_after_the_clocks_changed(press: Press, hands: Hands) -> None:
    await press.database.run(subscribed)
    hands.set(MONDAY.replace(hour=7, minute=59))
    assert await press.names() == []
    for day in (27, 28, 31):
        hands.set(MONDAY.replace(day=day))
        assert await press.names() == ["2014-W43"]
    hands.set(MONDAY.replace(month=11, day=3))
    assert await press.names() == ["2014-W43", "2014-W44"]
    assert press.late == [0.0, 0.0]


@sqlite_only
async def test_after_three_weeks_of_standstill_only_the_last_week_is_told(press: Press, hands: Hands) -> None:
    await press.database.run(subscribed)
    hands.set(datetime(2014, 11, 14, 8, tzinfo=UTC))
    assert await press.names() == ["2014-W45"]
    assert press.late == [4 * 86400.0]
    hands.set(datetime(2014, 11, 17, 8, tzinfo=UTC))
    assert await press.names() == ["2014-W45", "2014-W46"]


@sqlite_only
async def test_one_that_fails_holds_up_no_other_and_is_tried_again(press: Press, hands: Hands) -> None:
    await press.database.run(subscribed)
    hands.set(MONDAY)
    press.fails = True
    assert await press.names() == []
    press.fails = False
    hands.move(minutes=1)
    assert await press.names() == ["2014-W43"]
    assert press.late == [60.0]


@sqlite_only
async def test_whoever_moves_has_it_at_their_hour_and_misses_none(press: Press, hands: Hands) -> None:
    one = await press.database.run(subscribed)

    async def lives(zone: str | None) -> datetime:
        def move(stores: Stores) -> None:
            stores.people.set_zone(in_berlin(stores).id, zone)

        await press.database.run(move)
        await press.names()
        found = await press.database.read(lambda stores: stores.subscriptions.get(one))
        assert found is not None
        return found.next_at

    assert await lives(None) == MONDAY
    assert await lives("America/Mexico_City") == MONDAY.replace(hour=15)  # by then Mexico has changed its clocks, too
    hands.set(MONDAY.replace(hour=10))  # past nine in Berlin, four in Mexico
    assert press.made == []
    await lives(None)  # back: it is due at once
    assert [name for name, _ in press.made] == ["2014-W43"]
    assert await lives("America/Mexico_City") == MONDAY.replace(hour=15)
    hands.set(MONDAY.replace(hour=15))  # the same week again: not told twice
    assert await press.names() == ["2014-W43"]


def test_a_period_is_never_left_out_by_moving() -> None:
    row = SubscriptionRow(
        UUID(int=1), BOT, UUID(int=2), None, None, None, "everything", "", "weekly", 0, 9, 0, None, ACTIVE,
        MONDAY.replace(hour=15), MONDAY,
    )  # fmt: skip
    assert elsewhere(row, MEXICO, BERLIN, MONDAY.replace(hour=10)) == MONDAY
    assert elsewhere(row, MEXICO, BERLIN, MONDAY.replace(hour=7)) == MONDAY


@pytest.mark.postgres
async def test_two_processes_send_each_digest_once(tmp_path: Path) -> None:
    hands = Hands(tmp_path / "clock")
    with fresh_database("postgresql", tmp_path) as url, keys_in(tmp_path, hands.clock) as keyring:
        async with opened(url, keyring, hands.clock) as one, opened(url, keyring, hands.clock) as other:
            for _ in range(10):
                await one.run(subscribed)
            hands.set(MONDAY)
            sent = await asyncio.gather(*(Press(each).digests.tick() for each in (one, other, one)))
            assert sum(sent) == 10
            counted = select(func.count()).select_from(digest)
            assert await one.read(lambda stores: stores.connection.execute(counted).scalar_one()) == 10
