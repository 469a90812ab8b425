"""What one tick costs when nothing is due: 2,000 people in 70 sections and 12 zones, 100,000 reports over 100 weeks,
2,000 drafts, 200 events; on a day of the month when all that is late was told, so that it is looked at and passed over.

    python -m benchmarks.ticks [--reports 100000] [--on sqlite postgresql] [--rounds 15] [--explain]
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from bot.catalog import publish_catalog
from scheduler.due import Due
from scheduler.housekeeping import Housekeeping
from scheduler.reminders import SOURCES
from storage.database import Database
from storage.event_store import EventDraft
from storage.files import Files
from storage.ids import new_id, short_code
from storage.setup import Organisation, Section, apply
from storage.stores import Stores
from storage.tables import flow, person, reminder, report, session
from tests.support.databases import Hands, fresh_database, keys_in, opened
from tests.support.stored import BOT, begun, joined

SECTIONS, PEOPLE, DRAFTS, EVENTS, WEEKS = 70, 2_000, 2_000, 200, 100
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Asia/Tashkent", "Asia/Beirut", "Europe/Berlin",
         "Europe/London", "Africa/Casablanca", "America/Caracas", "America/New_York", "America/Mexico_City",
         "Pacific/Honolulu")  # fmt: skip
NOW = datetime(2014, 11, 19, 15, tzinfo=UTC)  # after all slots of October's updates, by day in Berlin
AT_ONCE = 50
TICKS = (
    ("a tick", timedelta(0), timedelta(seconds=30)),
    ("a quarter strikes", timedelta(seconds=-30), timedelta(seconds=30)),
    ("a whole look", timedelta(hours=-1), timedelta(hours=1)),
)
KINDS = {"petition_delivery": 45, "action": 50, "section_update": 5}


def organise(stores: Stores) -> None:
    """Sections; of each the first two of its people are staff, the third coordinates it; ten coordinate everything."""
    publish_catalog(stores)
    sections = {
        f"section_{each:02}": Section(
            name={"en": f"Section {each}"}, country="DE", zone=ZONES[each % len(ZONES)], languages=["en"]
        )
        for each in range(SECTIONS)
    }
    apply(stores, Organisation(sections=sections))


def people(stores: Stores, numbers: Sequence[int]) -> None:
    for number in numbers:
        key = f"section_{number % SECTIONS:02}"
        home = stores.organisation.section(key)
        assert home is not None
        found = joined(stores, number + 1, home.id)
        if number < 3 * SECTIONS:
            stores.roles.grant(
                found.id, "coordinator" if number >= 2 * SECTIONS else "staff", "section", key, stores.now
            )
        elif number < 3 * SECTIONS + 10:
            stores.roles.grant(found.id, "coordinator", "everything", "", stores.now)


def reports(stores: Stores, week: int, count: int) -> None:
    chance = random.Random(week)
    revisions = {
        row.key: row.revision_id for row in stores.connection.execute(sa.select(flow.c.key, flow.c.revision_id))
    }
    sections = stores.connection.scalars(sa.text("SELECT id FROM section")).all()
    home_ids = [UUID(str(each)) for each in sections]
    sessions, filed = [], []
    for place in range(count):
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        day = (NOW - timedelta(weeks=WEEKS - week, days=place % 7)).date()
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        identity = UUID(int=chance.getrandbits(128))
        times = dict.fromkeys(("created_at", "updated_at", "expires_at"), at)
        coded = {"id": identity, "revision_id": revisions[kind], "version": 1}
        sessions.append(coded | {"code": identity.hex[:12], "status": "filed"} | times)
        filed.append(coded | {"reference": identity.hex[:16], "kind": kind, "status": "filed", "language": "en",
                              "section_id": chance.choice(home_ids), "occurred_on": day, "filed_at": at,
                              "filed_on": day})  # fmt: skip
    stores.connection.execute(sa.insert(session), sessions)
    stores.connection.execute(sa.insert(report), filed)


def drafts(stores: Stores, seed: int) -> None:
    """Drafts of all ages."""
    chance = random.Random(seed)
    ids = stores.connection.scalars(sa.select(person.c.id)).all()
    someone = stores.people.get(ids[0])
    assert someone is not None
    for _ in range(AT_ONCE):
        row = begun(stores, replace(someone, id=chance.choice(ids)), "paused")
        begun_at = NOW - timedelta(hours=chance.randrange(29 * 24))
        times = {"updated_at": begun_at, "expires_at": begun_at + timedelta(days=30)}
        stores.connection.execute(sa.update(session).where(session.c.id == row.id).values(times))


def events(stores: Stores) -> None:
    """Of the last weeks; twenty people joined each."""
    chance = random.Random(1)
    ids = stores.connection.scalars(sa.select(person.c.id)).all()
    home = stores.organisation.section("section_00")
    assert home is not None
    for number in range(EVENTS):
        event_id = new_id(stores.now)
        day = NOW.date() - timedelta(days=number % 20)
        of = "petition_delivery", "V", day, home.id, [home.id]
        draft = EventDraft(event_id, short_code(), f"Vigil {number}", str(number).encode(), *of, campaign_key=None)
        stores.events.plan(draft, stores.now)
        for each in chance.sample(ids, 20):
            stores.events.join(event_id, each, stores.now)


async def fill(database: Database, hands: Hands, count: int) -> None:
    hands.set(datetime(2012, 11, 1, tzinfo=UTC))
    await database.run(organise)
    for start in range(0, PEOPLE, AT_ONCE):
        await database.run(people, range(start, start + AT_ONCE))
    for week in range(WEEKS):
        await database.run(reports, week, count // WEEKS)
    hands.set(NOW - timedelta(days=30))
    for seed in range(DRAFTS // AT_ONCE):
        await database.run(drafts, seed)
    await database.run(events)
    await database.run(lambda stores: stores.connection.execute(sa.text("ANALYZE")))


def tell_all(stores: Stores) -> int:
    """Note that all that is due was said, so that nothing is."""
    said = 0
    for source in SOURCES:
        for each in source.due(stores):
            row = stores.reminders.add(each.kind, each.subject, each.person_id, each.slot, each.due_at, each.due_at)
            said += row is not None
    stores.connection.execute(sa.update(reminder).values(status="sent", sent_at=reminder.c.due_at))
    return said


async def settled(database: Database, hands: Hands) -> int:
    """Everything was said at its time, and nothing is due at NOW."""
    said = 0
    for days in range(16, -1, -1):
        hands.set(NOW - timedelta(days=days))
        said += await database.run(tell_all)
    await database.run(lambda stores: stores.connection.execute(sa.text("ANALYZE")))
    return said


async def timed(do: Callable[[], Any], rounds: int) -> float:
    """Milliseconds in the median, the first time left out."""
    taken = []
    for _ in range(rounds + 1):
        begun_at = perf_counter()
        await do()
        taken.append((perf_counter() - begun_at) * 1000)
    return median(taken[1:])


async def ticked(database: Database, hands: Hands, rounds: int, begin: timedelta, step: timedelta) -> float:
    """The same of a tick, `step` after one at `begin` from NOW."""
    taken = []
    for _ in range(rounds):
        due = Due(database, SOURCES, "UTC", lambda: BOT, lambda: None)
        hands.set(NOW + begin)
        await due.tick()
        hands.set(NOW + begin + step)
        begun_at = perf_counter()
        await due.tick()
        taken.append((perf_counter() - begun_at) * 1000)
    return median(taken)


async def measure(dialect: str, count: int, rounds: int, explain: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="afteraction-ticks-") as name:
        folder = Path(name)
        hands = Hands(folder / "clock", NOW)
        with fresh_database(dialect, folder) as url, keys_in(folder, hands.clock) as keyring:
            async with opened(url, keyring, hands.clock) as database:
                begun_at = perf_counter()
                await fill(database, hands, count)
                print(f"{dialect}: filled in {perf_counter() - begun_at:.0f} s", flush=True)
                said = await settled(database, hands)
                due = Due(database, SOURCES, "UTC", lambda: BOT, lambda: None)
                assert await due.tick() == 0
                print(f"{dialect}: {said:,} reminders said; now nothing is due", flush=True)
                if explain:
                    await database.read(plans)
                for source in SOURCES:
                    taken = await timed(partial(database.read, source.due), rounds)
                    print(f"{dialect:10} {source.kind:22} {taken:7.2f} ms", flush=True)
                for name, begin, step in TICKS:
                    taken = await ticked(database, hands, rounds, begin, step)
                    print(f"{dialect:10} {name:22} {taken:7.2f} ms", flush=True)
                files = Files(folder / "files", keyring)
                files.check()
                keeping = Housekeeping(database, files)
                await keeping.tick()
                print(f"{dialect:10} {'housekeeping':22} {await timed(keeping.tick, rounds):7.2f} ms", flush=True)


def plans(stores: Stores) -> None:
    """How the database finds what every source asks for."""
    ask = "EXPLAIN QUERY PLAN " if stores.dialect == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF) "
    seen: set[str] = set()
    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.startswith("SELECT") and statement not in seen:
            seen.add(statement)
            asked.append((statement, parameters))

    sa.event.listen(stores.connection, "before_cursor_execute", note)
    for source in SOURCES:
        source.due(stores)
        for statement, parameters in asked:
            print(f"\n-- {source.kind}: {' '.join(statement.split())[:300]}")
            for row in stores.connection.exec_driver_sql(ask + statement, parameters):
                print("   ", row[-1])
        asked.clear()


async def main(count: int, dialects: Sequence[str], rounds: int, explain: bool) -> None:
    for dialect in dialects:
        await measure(dialect, count, rounds, explain)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m benchmarks.ticks", description=__doc__)
    options.add_argument("--reports", type=int, default=100_000)
    options.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--explain", action="store_true")
    given = options.parse_args()
    asyncio.run(main(given.reports, given.on, given.rounds, given.explain))
