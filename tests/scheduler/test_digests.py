"""Digests come once a period at the hour that the person chose, wherever they are and whatever the clocks do."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from scheduler.digests import AT_ONCE, Digests, DueDigest, Write, rescheduled
from scheduler.housekeeping import Housekeeping
from storage.database import Database
from storage.digest_store import CellRow, DigestRow
from storage.ids import new_id
from storage.stores import Stores
from storage.subscription_store import ACTIVE, SubscriptionRow
from storage.tables import digest, digest_cell
from tests.support.databases import Hands, fresh_database, keys_in, opened
from tests.support.reminding import in_berlin
from tests.support.stored import BOT

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2014, 10, 27, 8, 0, tzinfo=UTC)  # nine in Berlin, for the first time in winter


@dataclass
class Press:
    """Makes digests of nothing."""

    database: Database
    made: list[tuple[str, datetime]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    fails: bool = False
    failing: set[UUID] = field(default_factory=set)

    @property
    def digests(self) -> Digests:
        return Digests(self.database, "UTC", lambda: BOT, self.prepare, lambda: None)

    async def prepare(self, due: DueDigest) -> Write:
        if self.fails or due.subscription.id in self.failing:
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
            self.late.append((stores.now - due.slot).total_seconds())

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


async def test_one_tick_sends_all_that_are_due_but_those_that_fail(press: Press, hands: Hands) -> None:
    """On a Monday at nine hundreds are due at once: none waits for another tick, or for one that can not be drawn."""
    many = [await press.database.run(subscribed) for _ in range(2 * AT_ONCE + 5)]
    hands.set(MONDAY)
    press.failing = {*many[:AT_ONCE], many[-1]}
    assert await press.digests.tick() == AT_ONCE + 4
    press.failing.clear()
    assert await press.digests.tick() == AT_ONCE + 1
    assert await press.digests.tick() == 0
    assert len(press.made) == len(many)


@sqlite_only
async def test_after_three_weeks_of_standstill_only_the_last_week_is_told(press: Press, hands: Hands) -> None:
    await press.database.run(subscribed)
    hands.set(datetime(2014, 11, 14, 8, tzinfo=UTC))
    assert await press.names() == ["2014-W45"]
    assert press.late == [4 * 86400.0]
    hands.set(datetime(2014, 11, 17, 8, tzinfo=UTC))
    assert await press.names() == ["2014-W45", "2014-W46"]


def nine(year: int, month: int, day: int) -> datetime:
    """Nine in Berlin."""
    return datetime(year, month, day, 9, tzinfo=BERLIN).astimezone(UTC)


CADENCES = [
    # how often, its first slot, looks at it (year, month, day, all at nine) and what each adds
    ("daily", (2014, 10, 25), [((2014, 10, 25), "2014-10-24"), ((2014, 10, 26), "2014-10-25"),
                               ((2014, 10, 27), "2014-10-26"), ((2014, 10, 31), "2014-10-30"),
                               ((2014, 11, 1), "2014-10-31")]),
    ("weekly", (2014, 12, 22), [((2014, 12, 22), "2014-W51"), ((2014, 12, 28), None), ((2014, 12, 29), "2014-W52"),
                                ((2015, 1, 5), "2015-W01"), ((2015, 2, 3), "2015-W05"), ((2015, 2, 9), "2015-W06")]),
    ("monthly", (2016, 2, 1), [((2016, 2, 1), "2016-01"), ((2016, 2, 29), None), ((2016, 3, 1), "2016-02"),
                               ((2016, 4, 1), "2016-03"), ((2016, 9, 15), "2016-08"), ((2016, 10, 1), "2016-09")]),
]  # fmt: skip


@sqlite_only
@pytest.mark.parametrize(("cadence", "first", "looks"), CADENCES)
async def test_of_every_cadence_each_period_that_is_over_and_after_a_standstill_the_latest_only(
    press: Press, hands: Hands, cadence: str, first: tuple[int, int, int], looks: list[tuple[Any, str | None]]
) -> None:
    await press.database.run(subscribed, nine(*first), cadence)
    told: list[str] = []
    for day, name in looks:
        hands.set(nine(*day))
        told += [name] if name else []
        for _ in range(2):
            assert await press.names() == told, day


@sqlite_only
@pytest.mark.parametrize(
    ("cadence", "told", "first"),
    [("daily", "2014-10-31", (2014, 11, 1)), ("monthly", "2014-10", (2014, 11, 1))],
)
async def test_whoever_moves_east_or_west_has_each_day_and_month_once(
    press: Press, hands: Hands, cadence: str, told: str, first: tuple[int, int, int]
) -> None:
    await press.database.run(subscribed, nine(*first), cadence)
    hands.set(nine(*first))
    assert await press.names() == [told]
    for zone in ("America/Mexico_City", "Pacific/Auckland", None):
        await press.database.run(lambda stores, zone=zone: stores.people.set_zone(in_berlin(stores).id, zone))
        for _ in range(3):
            hands.move(hours=1)
            assert await press.names() == [told], "told already, wherever nine has not struck or strikes again"


@sqlite_only
async def test_digests_and_their_numbers_are_kept_a_while_those_only_asked_for_less(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    def make(stores: Stores) -> None:
        subscription = subscribed(stores)
        person = in_berlin(stores).id
        number = CellRow(0, "*reports", "reports", "in_period", Decimal(1), "exactly", 1, {"of": "listed"})
        for each in (subscription, None):
            days = MONDAY.date(), MONDAY.date()
            row = DigestRow(new_id(stores.now), each, person, "section", "germany", "2014-W43", *days, MONDAY, MONDAY)
            stores.digests.add(row, [number])

    async def kept() -> list[int]:
        tables = (digest, digest_cell)
        counted = [select(func.count()).select_from(table) for table in tables]
        return await database.read(lambda stores: [stores.connection.execute(each).scalar_one() for each in counted])

    hands.set(MONDAY)
    await database.run(make)
    for days, left in ((30, [2, 2]), (1, [1, 1]), (369, [1, 1]), (1, [0, 0])):
        hands.move(days=days)
        await housekeeping.tick()
        assert await kept() == left, hands.clock.now()


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
    assert await lives("America/Mexico_City") == MONDAY.replace(month=11, day=3, hour=15), "not today: it is told"
    hands.set(MONDAY.replace(hour=15))
    assert await press.names() == ["2014-W43"]


async def moves(press: Press, zone: str) -> None:
    await press.database.run(lambda stores: stores.people.set_zone(in_berlin(stores).id, zone))


MOVES = [
    # how often, its first slot, told by then, hours of a standstill, to where, what comes at once by day there
    ("weekly", MONDAY, [], 0, "Asia/Kolkata", "2014-W43"),  # nine has struck there
    ("daily", nine(2014, 11, 3), ["2014-11-02"], 4 * 24, "Europe/Lisbon", "2014-11-06"),
    ("weekly", MONDAY, ["2014-W43"], 17 * 24, "America/Mexico_City", "2014-W45"),
    ("monthly", nine(2014, 11, 1), [], 35 * 24, "Asia/Beirut", "2014-11"),
]


@sqlite_only
@pytest.mark.parametrize(("cadence", "first", "told", "hours", "zone", "latest"), MOVES)
async def test_no_period_is_left_out_by_moving_nor_the_latest_missed_in_a_standstill(
    press: Press, hands: Hands, cadence: str, first: datetime, told: list[str], hours: int, zone: str, latest: str
) -> None:
    await press.database.run(subscribed, first, cadence)
    hands.set(first - timedelta(hours=1))
    await press.digests.tick()
    if told:
        hands.set(first)
        assert await press.names() == told
    hands.set(hands.clock.now() + timedelta(hours=hours + 6))
    await moves(press, zone)
    for _ in range(2):
        assert await press.names() == [*told, latest]
        hands.move(minutes=1)


CHANGES = [
    # (day, hour) chosen before; when it is changed, to what; the first slot then. 2014-W43 ends on 26 October.
    ((0, 9), (27, "08:30"), (0, 8), (27, 8)),  # on the day itself, to an hour that has struck: due now
    ((0, 9), (27, "08:30"), (0, 10), (27, 10)),
    ((0, 9), (27, "09:30"), (0, 10), (34, 10)),  # told already
    ((4, 9), (29, "12:00"), (0, 9), (27, 9)),  # from Friday to Monday, which is over: due now
    ((0, 9), (29, "12:00"), (4, 9), (38, 9)),  # and back: on this Friday nothing new
]


@sqlite_only
@pytest.mark.parametrize(("before", "at", "after", "slot"), CHANGES)
async def test_nor_is_one_left_out_by_choosing_another_hour_or_day_or_told_twice(
    press: Press, hands: Hands, before: tuple[int, int], at: tuple[int, str], after: tuple[int, int],
    slot: tuple[int, int],
) -> None:  # fmt: skip
    day, clock = at
    one = await press.database.run(subscribed, nine(2014, 10, 27) + timedelta(days=before[0]))
    await press.database.run(lambda stores: stores.subscriptions.change(one, weekday=before[0]))
    for now in (nine(2014, 10, 26), datetime.fromisoformat(f"2014-10-{day} {clock}").replace(tzinfo=BERLIN)):
        hands.set(now.astimezone(UTC))
        await press.digests.tick()

    def change(stores: Stores) -> datetime:
        row = stores.subscriptions.get(one)
        assert row is not None
        return rescheduled(stores, row, replace(row, weekday=after[0], hour=after[1]), BERLIN).next_at

    first = datetime(2014, 10, 1, slot[1], tzinfo=BERLIN) + timedelta(days=slot[0] - 1)
    assert await press.database.run(change) == first.astimezone(UTC)


NIGHTS = [
    # how often, its first slot, looks at it, and what each adds
    ("weekly", "10-27 09:00", [("10-28 03:00", None), ("10-28 07:59", None), ("10-28 08:00", "2014-W43")]),
    ("daily", "10-27 02:30", [("10-27 02:30", "2014-10-26"), ("10-28 03:30", "2014-10-27"), ("10-29 03:31", None),
                              ("10-29 08:00", "2014-10-28")]),
    ("daily", "10-27 02:30", [("10-29 01:00", None), ("10-29 02:30", "2014-10-28"), ("10-29 09:00", None)]),
]  # fmt: skip


@sqlite_only
@pytest.mark.parametrize(("cadence", "first", "looks"), NIGHTS)
async def test_what_was_missed_comes_by_day_and_what_is_wanted_by_night_within_the_hour(
    press: Press, hands: Hands, cadence: str, first: str, looks: list[tuple[str, str | None]]
) -> None:
    at = lambda text: datetime.fromisoformat(f"2014-{text}").replace(tzinfo=BERLIN)  # noqa: E731
    one = await press.database.run(subscribed, at(first).astimezone(UTC), cadence)
    clock = {"hour": at(first).hour, "minute": at(first).minute}
    await press.database.run(lambda stores: stores.subscriptions.change(one, **clock))
    told: list[str] = []
    for look, name in looks:
        hands.set(at(look).astimezone(UTC))
        told += [name] if name else []
        assert await press.names() == told, look


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
