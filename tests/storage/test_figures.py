"""Running totals: exact, additive only within one key, basis and measure, and equal to the reports at any time."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from storage.counting import count_in, recounted
from storage.database import Database
from storage.figure_store import FigureRow
from storage.movements import EVENTS
from storage.report_store import ReportRow
from storage.running_store import EVER, EVERYTHING, MONTH, WEEK
from storage.stores import Stores
from storage.tables import figure, figure_delta, report, running_total
from storage.verifying import Difference, differences
from tests.support.databases import BEGINNING, Hands
from tests.support.stored import filed, joined, signatures

DAY = BEGINNING.date()
MONDAY = DAY - timedelta(days=DAY.weekday())
STRANGERS = count(1_000_000)  # Telegram ids not used before
EXACT = st.decimals(min_value=0, max_value=10**12, places=6)


def file(stores: Stores, number: int, *figures: FigureRow) -> ReportRow:
    report = filed(stores, joined(stores, number), f"AR-{number}", country="UZ", campaign_key="stop_torture")
    stores.figures.add(report.id, figures, stores.now)
    count_in(stores, report.id, stores.now.date())
    return report


def withdraw(stores: Stores, report: ReportRow) -> None:
    with recounted(stores, report, stores.now.date()):
        assert stores.reports.withdraw(report.id, stores.now)


def fold(stores: Stores) -> int:
    return stores.running.fold()


def week(stores: Stores, monday: date = MONDAY) -> list[tuple[Any, ...]]:
    """What the running totals hold of a week, without the number of reports and events."""
    found = stores.running.of(EVERYTHING, "", WEEK, monday, monday)
    told = [each for each in found if each.running.key != EVENTS and (each.value or each.reports)]
    return sorted((each.running.key, each.running.cause, each.value, each.reports) for each in told)


def agree(stores: Stores) -> list[Difference]:
    return list(differences(stores))


async def test_a_figure_comes_out_as_it_went_in(database: Database) -> None:
    values = [Decimal("37181"), Decimal("0.1"), Decimal("123456789012.000001")]
    figures = [FigureRow(f"q{n}", "people", value, "exactly", "people", "so_far") for n, value in enumerate(values)]
    report = await database.run(file, 1, *figures)
    assert await database.read(lambda stores: stores.figures.of(report.id)) == figures
    other = await database.run(file, 2)
    by_report = await database.read(lambda stores: stores.figures.of_reports([report.id, other.id]))
    assert by_report == {report.id: figures, other.id: []}


async def test_unlike_bases_keys_and_qualifiers_are_kept_apart(database: Database) -> None:
    like = FigureRow("q", "k", Decimal(1), "exactly", "people", "in_period")
    unlike = [
        FigureRow("r", "k", Decimal(10), "about", "people", "in_period"),
        FigureRow("s", "k", Decimal(100), "exactly", "letters", "in_period"),
        FigureRow("u", "other", Decimal(10000), "exactly", "people", "in_period"),
    ]
    await database.run(file, 1, like, *unlike)
    await database.run(file, 2, like)
    await database.run(fold)
    assert sorted(value for _, _, value, _ in await database.read(week)) == [2, 10, 100, 10000]


async def test_only_what_was_counted_in_the_period_adds_up(database: Database) -> None:
    """Two members of a level, or two states of one running count, are no sum."""
    additive = FigureRow("q", "k", Decimal(1), "exactly", "people", "in_period")
    others = [FigureRow(each, "l", Decimal(1000), "exactly", "people", each) for each in ("so_far", "level_now")]
    report = await database.run(file, 1, additive, *others)
    await database.run(file, 2, *others)
    await database.run(fold)
    assert await database.read(week) == [("k", "filed", 1, 1), ("l", "filed", 0, 2), ("l", "filed", 0, 2)]
    await database.run(withdraw, report)
    await database.run(fold)
    assert await database.read(week) == [("l", "filed", 0, 1), ("l", "filed", 0, 1)]
    assert await database.read(agree) == []


async def test_a_withdrawal_is_counted_in_the_week_it_is_made(database: Database, hands: Hands) -> None:
    report = await database.run(file, 1, signatures(37181))
    hands.move(days=8)
    await database.run(withdraw, report)
    await database.run(fold)
    assert await database.read(week) == [("signatures_delivered", "filed", 37181, 1)]
    later = await database.read(week, MONDAY + timedelta(days=7))
    assert later == [("signatures_delivered", "withdrawn", -37181, -1)]
    ever = await database.read(lambda stores: stores.running.ever(EVERYTHING, ""))
    assert (sum(each.value for each in ever), sum(each.reports for each in ever)) == (0, 0)


async def test_a_change_counts_with_its_filing_in_the_spans_in_which_the_report_was_filed(
    database: Database, hands: Hands
) -> None:
    """So a slip that is mended at once is none, and a digest need not look for it."""
    report = await database.run(file, 1, signatures(37118))

    def spans(stores: Stores) -> dict[tuple[str, str], tuple[Decimal, int]]:
        spans = (WEEK, MONDAY), (WEEK, MONDAY + timedelta(days=7)), (MONTH, DAY.replace(day=1)), (EVER, date.min)
        totals = [each for span, since in spans for each in stores.running.of(EVERYTHING, "", span, since, since)]
        told = [(each, each.running) for each in totals if each.running.key != EVENTS]
        return {(f"{of.span} {of.since:%d}", of.cause): (each.value, each.reports) for each, of in told}

    def correct(stores: Stores, value: int) -> None:
        row = stores.reports.get(report.id)
        assert row is not None
        with recounted(stores, row, stores.now.date()):
            amended = replace(row, version=row.version + 1)
            assert stores.reports.amend(amended, b"{}", row.version, stores.now, row.person_id)
            stores.figures.replace(row.id, [signatures(value)], stores.now)

    hands.move(days=MONDAY.toordinal() + 6 - DAY.toordinal())
    await database.run(correct, 37181)
    await database.run(fold)
    this, month, ever = f"{WEEK} {MONDAY:%d}", f"{MONTH} 01", f"{EVER} 01"
    counted = {(each, "filed"): (37181, 1) for each in (this, month, ever)}
    assert await database.read(spans) == counted
    hands.move(days=1)
    await database.run(correct, 37000)
    await database.run(fold)
    following = f"{WEEK} {MONDAY + timedelta(days=7):%d}"
    counted |= {(month, "filed"): (37000, 1), (ever, "filed"): (37000, 1), (following, "corrected"): (-181, 0)}
    assert await database.read(spans) == counted
    assert await database.read(agree) == []


async def test_folding_adds_each_movement_once(database: Database) -> None:
    people = FigureRow("p", "p", Decimal(1), "about", "people", "in_period")
    for number in range(1, 5):
        await database.run(file, number, signatures(number), people)
    assert await database.run(fold) == 12, "two figures and the event of each of the four"
    before = await database.read(week)
    assert await database.run(fold) == 0
    assert await database.read(week) == before == [("p", "filed", 4, 4), ("signatures_delivered", "filed", 10, 4)]


async def test_folding_twice_at_once_counts_once(database: Database) -> None:
    for number in range(1, 4):
        await database.run(file, number, signatures(100))
    folded = await asyncio.gather(*(database.run(fold) for _ in range(4)))
    assert sum(folded) == 6
    assert await database.read(week) == [("signatures_delivered", "filed", 300, 3)]


async def test_a_total_is_right_while_others_file_and_fold(database: Database) -> None:
    async def go_on_filing(first: int) -> None:
        for number in range(first, first + 5):
            await database.run(file, number, signatures("0.1"))

    async def go_on_folding() -> None:
        for _ in range(10):
            await database.run(fold)
            for _, _, value, reports in await database.read(week):
                assert value == reports * Decimal("0.1")

    await asyncio.gather(go_on_filing(1), go_on_filing(10), go_on_folding())
    await database.run(fold)
    assert await database.read(week) == [("signatures_delivered", "filed", 1, 10)]


async def test_what_a_closed_book_holds_is_what_the_foldings_up_to_it_hold(database: Database) -> None:
    await database.run(file, 1, signatures(5))
    through = await database.run(lambda stores: stores.running.close())
    await database.run(file, 2, signatures(7))
    await database.run(fold)
    held = figure_delta.select().where(figure_delta.c.fold <= through, figure_delta.c.key != EVENTS)
    rows = await database.read(lambda stores: stores.connection.execute(held).all())
    assert [row.value for row in rows] == [5]
    assert await database.read(lambda stores: stores.running.through()) == through + 1


class TestVerifying:
    """Whatever is wrong is found and named."""

    async def test_nothing_is_wrong(self, database: Database) -> None:
        await database.run(file, 1, signatures(5))
        assert await database.read(agree) == []
        await database.run(fold)
        assert await database.read(agree) == []

    async def test_a_figure_that_was_changed_behind_the_back(self, database: Database) -> None:
        row = await database.run(file, 1, signatures(5))
        changed = update(figure).values(value=Decimal(6))
        await database.run(lambda stores: stores.connection.execute(changed))
        what = f"report {row.id}: signatures_delivered, signatures, in_period, exactly"
        assert await database.read(agree) == [Difference(what, "5 from 1 reports", "6 from 1 reports")]

    async def test_a_report_that_was_withdrawn_behind_the_back(self, database: Database) -> None:
        await database.run(file, 1, signatures(5))
        changed = update(report).values(status="withdrawn")
        await database.run(lambda stores: stores.connection.execute(changed))
        assert {each.counted for each in await database.read(agree)} == {"0 from 0 reports"}

    async def test_a_mark_that_says_another_report_counts(self, database: Database) -> None:
        row = await database.run(file, 1, signatures(5))
        changed = update(figure).values(counts=False)
        await database.run(lambda stores: stores.connection.execute(changed))
        what = f"report {row.id}: signatures_delivered: whether it counts"
        assert await database.read(agree) == [Difference(what, "false", "true")]

    async def test_a_running_total_that_is_wrong_missing_or_too_much(self, database: Database) -> None:
        await database.run(file, 1, signatures(5))
        await database.run(fold)
        one = (running_total.c.scope == "country") & (running_total.c.span == WEEK) & (running_total.c.key != EVENTS)
        changed = update(running_total).where(one).values(value=Decimal(6))
        await database.run(lambda stores: stores.connection.execute(changed))
        thing = f"country UZ, week of {MONDAY}: petition_delivery, signatures_delivered, signatures, exactly, filed"
        assert await database.read(agree) == [Difference(thing, "6 from 1 reports", "5 from 1 reports")]
        await database.run(lambda stores: stores.connection.execute(delete(running_total).where(one)))
        assert await database.read(agree) == [Difference(thing, "none", "5 from 1 reports")]

    async def test_movements_of_a_report_that_is_not_known(self, database: Database) -> None:
        row = await database.run(file, 1, signatures(5))
        lost = update(figure_delta).values(report_id=STRANGER)
        await database.run(lambda stores: stores.connection.execute(lost))
        found = await database.read(agree)
        assert Difference(f"report {STRANGER}, which is not known", "2 movements", "none") in found
        assert any(str(row.id) in each.what for each in found)


STRANGER = UUID(int=7)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.tuples(EXACT, st.sampled_from(["exactly", "about"])), max_size=4),
    withdrawn=st.sets(st.integers(0, 3)),
    folded_after=st.integers(0, 4),
)
async def test_totals_always_agree_with_the_reports(
    database: Database, values: list[tuple[Decimal, str]], withdrawn: set[int], folded_after: int
) -> None:
    for number, (value, qualifier) in enumerate(values):
        report = await database.run(file, next(STRANGERS), signatures(value, qualifier))
        if number in withdrawn:
            await database.run(withdraw, report)
        if number == folded_after:
            await database.run(fold)
    assert await database.read(agree) == []
