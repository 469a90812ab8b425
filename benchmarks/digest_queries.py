"""How long the queries of one section's weekly digest take over 10,000 and over 1,000,000 reports, spread evenly over
100 weeks, a few of which were corrected in the week of their filing or the next, and a few of which tell of one event
as another does, some of these other totals; and its so-far totals against the same added up from `figure`.

    python -m benchmarks.digest_queries [--reports 10000 1000000] [--on sqlite postgresql] [--rounds 15]
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from reports.digest.gathering import gather
from reports.periods import week_of
from reports.weeks import period_counts, so_far
from storage.counting import SAME_AS
from storage.database import Database
from storage.movements import (
    CORRECTED,
    EVENT,
    FILED,
    FigureRow,
    Held,
    Movement,
    Owner,
    movements,
    settled,
    told_across,
    totals_differ,
)
from storage.scopes import Within
from storage.setup import Organisation, Section, apply
from storage.stores import Stores
from storage.tables import figure, figure_delta, flow, link, report, report_field, revision, session
from storage.verifying import differences
from tests.support.databases import Hands, fresh_database, keys_in, opened

WEEKS = 100
VERIFIED = 100_000  # of as many reports all is counted again before it is looked at
FOLDED = 10_000  # movements at once: between two statements no transaction may rest for five seconds
BEGINNING = date(2013, 1, 7)
LAST = BEGINNING + timedelta(weeks=WEEKS - 1)  # the Monday of the week that is looked at
NOW = datetime(LAST.year, LAST.month, LAST.day, 9, tzinfo=UTC) + timedelta(weeks=1)
KINDS = ("petition_delivery", "action", "section_update", "outcome")
WEIGHTS = (45, 50, 4, 1)  # of 100 reports
CAMPAIGNS = tuple(f"campaign_{number}" for number in range(5))
COUNTRIES = ("UZ", "MX", "MA", "NG", "PH", "DE", "FR", "PL", "US", "KE")
FIGURES = ("signatures_delivered", "people_there", "letters_sent", "people_trained")
CORRECTED_OF_100 = 2
JOINT_OF_100 = 4  # told by another report too; these are of 100 reports that count
ACROSS_OF_100 = 10  # of joint ones: the other report is for another campaign
DIFFERING_OF_100 = 5  # of joint ones: the other report tells other totals
LEVELS = {"members": "level_now", "actions_so_far": "so_far"}  # of section updates
QUALIFIERS = ("exactly", "about", "over", "at_least", "almost")
HOME = Within("section", "germany")
Rows = dict[sa.Table, list[dict[str, Any]]]


def week(chance: random.Random, number: int, reports: int, home: UUID, revision_id: UUID) -> Rows:
    """What so many reports of a week leave in the tables."""
    rows: Rows = {table: [] for table in (session, report, report_field, figure, figure_delta, link)}
    for place in range(reports):
        day = BEGINNING + timedelta(weeks=number, days=place % 7)
        filed_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        kind = chance.choices(KINDS, WEIGHTS)[0]
        identity = UUID(int=chance.getrandbits(128))
        happened = day - timedelta(days=chance.randrange(20))
        where = chance.choice(CAMPAIGNS), chance.choice(COUNTRIES)
        owner = Owner(identity, 1, "filed", home, kind, *where, filed_at, day, happened, None, None)
        held = [Held(owner, None, True, EVENT), *_held(chance, owner)]
        stands = _corrected(held) if chance.randrange(100) < CORRECTED_OF_100 else held
        _put(rows, stands, revision_id)
        if kind == "outcome":
            rows[report_field].append({"report_id": identity, "field": "change", "value": "release"})
        _move(rows, owner, movements([], held, FILED), day)
        _move(rows, owner, movements(held, stands, CORRECTED), day + timedelta(days=3))
        if stands is held and chance.randrange(100) < JOINT_OF_100:
            campaign = chance.choice(CAMPAIGNS) if chance.randrange(100) < ACROSS_OF_100 else where[0]
            again = list(_again(chance, held, campaign))
            both = settled([*held, *(_corrected(again) if chance.randrange(100) < DIFFERING_OF_100 else again)])
            other = both[len(held) :]
            _put(rows, other, revision_id)
            for each in rows[report][-2:]:
                each["differs_since"] = filed_at if totals_differ(both) else None
                each["across"] = told_across(both)
            linked = {"report_id": other[0].owner.id, "action_id": identity, "kind": SAME_AS, "created_at": filed_at}
            rows[link].append(linked)
            _move(rows, other[0].owner, movements(held, both, FILED), day)
    return rows


def _put(rows: Rows, held: Sequence[Held], revision_id: UUID) -> None:
    """A report and what it tells."""
    owner = held[0].owner
    rows[session].append(_session(owner.id, revision_id, owner.filed_at))
    rows[report].append(_report(owner, revision_id))
    for each in held[1:]:
        named = {name: getattr(each.figure, name) for name in FigureRow.__dataclass_fields__}
        rows[figure].append(named | {"id": each.id, "report_id": owner.id, "counts": each.counts})


def _move(rows: Rows, owner: Owner, moved: Sequence[Movement], day: date) -> None:
    """What that moves, on a day."""
    for each in moved:
        row = {name: getattr(each.thing, name) for name in each.thing.__dataclass_fields__}
        row |= {"cause": each.cause, "fold": None, "day": day, "created_at": owner.filed_at}
        row |= {"report_id": owner.id, "version": each.version, "value": each.value, "reports": each.reports}
        rows[figure_delta].append(row)


def _again(chance: random.Random, held: Sequence[Held], campaign: str) -> list[Held]:
    """The same in the words of another report, filed later."""
    first = held[0].owner
    filed_at = first.filed_at + timedelta(hours=1)
    owner = replace(first, id=UUID(int=chance.getrandbits(128)), filed_at=filed_at, campaign_key=campaign)
    return [replace(each, owner=owner, id=each.id and UUID(int=chance.getrandbits(128))) for each in held]


def _corrected(held: Sequence[Held]) -> list[Held]:
    """One more of everything."""
    event, *told = held
    return [event, *(replace(each, figure=replace(each.figure, value=each.figure.value + 1)) for each in told)]


def _held(chance: random.Random, owner: Owner) -> Iterator[Held]:
    if owner.kind == "section_update":
        told = list(LEVELS.items())
    else:
        told = [(key, "in_period") for key in chance.sample(FIGURES, 2)]
    for key, measure in told:
        value = Decimal(chance.randrange(1, 50_000))
        row = FigureRow(key, key, value, chance.choice(QUALIFIERS), key.partition("_")[0], measure)
        yield Held(owner, UUID(int=chance.getrandbits(128)), True, row)


def _session(identity: UUID, revision_id: UUID, at: datetime) -> dict[str, Any]:
    times = dict.fromkeys(("created_at", "updated_at", "expires_at"), at)
    row = {"id": identity, "revision_id": revision_id, "code": identity.hex[:12], "status": "filed", "version": 1}
    return row | times


def _report(owner: Owner, revision_id: UUID) -> dict[str, Any]:
    names = ("id", "version", "status", "section_id", "kind", "campaign_key", "country", "filed_at", "filed_on")
    row = {name: getattr(owner, name) for name in (*names, "occurred_on")}
    row |= {"reference": owner.id.hex[:16], "revision_id": revision_id, "language": "en"}
    return row | {"differs_since": None, "across": False}


def put(stores: Stores, rows: Rows) -> None:
    """Some rows at a time, by executemany."""
    for table, some in rows.items():
        for start in range(0, len(some), 2_000):
            stores.connection.execute(sa.insert(table), some[start : start + 2_000])


def settle(stores: Stores) -> UUID:
    """A section, and a revision that all reports were answered on."""
    one = Section(name={"en": "Germany"}, country="DE", zone="Europe/Berlin", languages=["en"])
    apply(stores, Organisation(sections={"germany": one}))
    flow_id, revision_id = UUID(int=1), UUID(int=2)
    stores.connection.execute(sa.insert(flow), {"id": flow_id, "key": "delivery", "revision_id": None})
    made = {"flow_id": flow_id, "number": 1, "content": "{}", "content_hash": "", "published_at": stores.now}
    stores.connection.execute(sa.insert(revision), made | {"id": revision_id})
    return revision_id


def home_of(stores: Stores) -> UUID:
    """The section's id."""
    home = stores.organisation.section(HOME.key)
    assert home is not None
    return home.id


def recounted(stores: Stores) -> dict[Any, Decimal]:
    """The section's so-far totals from the reports themselves."""
    columns = report.c.kind, figure.c.key, figure.c.basis, figure.c.value
    statement = sa.select(*columns).select_from(report.join(figure, figure.c.report_id == report.c.id))
    counted = (figure.c.counts, figure.c.measure == "in_period", report.c.status == "filed")
    found: dict[Any, Decimal] = {}
    for *thing, value in stores.connection.execute(statement.where(report.c.section_id == home_of(stores), *counted)):
        found[tuple(thing)] = found.get(tuple(thing), Decimal(0)) + value
    return found


def all_queries(stores: Stores) -> None:
    gather(stores, HOME, week_of(LAST), NOW, NOW.date(), told_until=NOW - timedelta(weeks=1))
    so_far(stores, HOME)


def numbers(stores: Stores) -> None:
    period_counts(stores, HOME, week_of(LAST))


def totals(stores: Stores) -> None:
    so_far(stores, HOME)


async def timed(database: Database, look: Callable[[Stores], object], rounds: int) -> float:
    """Milliseconds in the median, the first look left out."""
    taken = []
    for _ in range(rounds + 1):
        begun = perf_counter()
        await database.read(lambda stores: look(stores))
        taken.append((perf_counter() - begun) * 1000)
    return median(taken[1:])


async def measure(dialect: str, reports: int, rounds: int) -> list[float]:
    """All queries, the counts alone, the so-far totals alone, the same recounted: milliseconds."""
    with tempfile.TemporaryDirectory(prefix="afteraction-digest-") as name:
        folder = Path(name)
        hands = Hands(folder / "clock", NOW)
        with fresh_database(dialect, folder) as url, keys_in(folder, hands.clock) as keyring:
            async with opened(url, keyring, hands.clock) as database:
                begun = perf_counter()
                await fill(database, reports)
                print(f"{dialect}, {reports:,} reports: filled in {perf_counter() - begun:.0f} s", flush=True)
                await same(database)
                found = [await timed(database, look, rounds) for look in (all_queries, numbers, totals)]
                return [*found, await timed(database, recounted, 2)]


async def fill(database: Database, reports: int) -> None:
    revision_id = await database.run(settle)
    home = await database.read(home_of)
    chance = random.Random(reports)
    for number in range(WEEKS):
        rows = week(chance, number, reports // WEEKS, home, revision_id)
        await database.run(put, rows)
        if number % 10 == 9:  # as housekeeping does more often
            while await database.run(lambda stores: stores.running.fold(FOLDED)) == FOLDED:
                pass
    await database.run(lambda stores: stores.connection.execute(sa.text("ANALYZE")))


async def same(database: Database) -> None:
    """What is measured is right."""
    kept = await database.read(lambda stores: so_far(stores, HOME))
    counted = await database.read(recounted)
    assert {thing: each.value for thing, each in kept.items() if not thing[1].startswith("*")} == counted
    if sum(each.reports for each in kept.values()) < VERIFIED:
        assert await database.read(lambda stores: list(differences(stores))) == []


async def main(sizes: Sequence[int], dialects: Sequence[str], rounds: int) -> None:
    for dialect in dialects:
        found = {size: await measure(dialect, size, rounds) for size in sizes}
        for size, (every, counts, ever, again) in found.items():
            print(f"{dialect:10} {size:9,}: digest {every:7.1f} ms, counts {counts:6.1f}, so far {ever:6.1f}, "
                  f"from figure {again:9.1f} ({again / ever:.0f} times)", flush=True)  # fmt: skip
        first, last = found[sizes[0]], found[sizes[-1]]
        print(f"{dialect:10} digest {last[0] / first[0]:.2f} times, counts {last[1] / first[1]:.2f} times", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m benchmarks.digest_queries", description=__doc__)
    options.add_argument("--reports", type=int, nargs="+", default=[10_000, 1_000_000])
    options.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    asyncio.run(main(given.reports, given.on, given.rounds))
