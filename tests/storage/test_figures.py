"""Running totals: exact, additive only within one key, basis and measure, and equal to a recount at any time."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage.database import Database
from storage.figure_store import FigureRow, Total
from storage.report_store import ReportRow
from storage.stores import Stores
from tests.support.databases import BEGINNING, Hands
from tests.support.stored import filed, joined, signatures

DAY = BEGINNING.date()
STRANGERS = count(1_000_000)  # Telegram ids not used before
EXACT = st.decimals(min_value=0, max_value=10**12, places=6)


def file(stores: Stores, number: int, *figures: FigureRow) -> ReportRow:
    report = filed(stores, joined(stores, number), f"AR-{number}", country="UZ", campaign_key="stop_torture")
    stores.figures.add(report.id, figures, stores.now)
    stores.figures.delta(report, figures, 1, stores.now.date(), stores.now)
    return report


def withdraw(stores: Stores, report: ReportRow) -> None:
    assert stores.reports.withdraw(report.id, stores.now)
    stores.figures.delta(report, stores.figures.of(report.id), -1, stores.now.date(), stores.now)


def totals(stores: Stores, since: date = DAY, until: date = DAY) -> list[Total]:
    return stores.figures.totals(since, until)


def over_all_days(found: list[Total]) -> dict[tuple[str, str], tuple[Decimal, int]]:
    """Without the day: a withdrawal counts in the week it is made, a recount on the filing day."""
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for total in found:
        key = (total.counted.key, total.counted.qualifier)
        value, reports = sums.get(key, (Decimal(0), 0))
        sums[key] = (value + total.value, reports + total.reports)
    return {key: both for key, both in sums.items() if any(both)}


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
    await database.run(lambda stores: stores.figures.fold())
    assert sorted(total.value for total in await database.read(totals)) == [2, 10, 100, 10000]


async def test_only_what_was_counted_in_the_period_adds_up(database: Database) -> None:
    """Two members of a level, or two states of one running count, are no sum."""
    additive = FigureRow("q", "k", Decimal(1), "exactly", "people", "in_period")
    others = [FigureRow(each, "k", Decimal(1000), "exactly", "people", each) for each in ("so_far", "level_now")]
    report = await database.run(file, 1, additive, *others)
    await database.run(file, 2, *others)
    for _ in range(2):
        assert [total.value for total in await database.read(totals)] == [1]
        assert [total.value for total in await database.read(lambda stores: stores.figures.recount())] == [1]
        await database.run(lambda stores: stores.figures.fold())
    await database.run(withdraw, report)
    assert await database.read(totals) == []


async def test_a_withdrawal_is_counted_on_its_own_day(database: Database, hands: Hands) -> None:
    report = await database.run(file, 1, signatures(37181))
    hands.move(days=8)
    await database.run(withdraw, report)
    [filing] = await database.read(totals)
    assert (filing.value, filing.reports) == (37181, 1)
    later = DAY + timedelta(days=8)
    [correction] = await database.read(totals, later, later)
    assert (correction.value, correction.reports) == (-37181, -1)
    assert over_all_days(await database.read(totals, DAY, later)) == {}
    assert await database.read(lambda stores: stores.figures.recount()) == []


async def test_folding_changes_no_total_and_a_second_fold_does_nothing(database: Database) -> None:
    people = FigureRow("p", "p", Decimal(1), "about", "people", "in_period")
    for number in range(1, 5):
        await database.run(file, number, signatures(number), people)
    before = await database.read(totals)
    assert await database.run(lambda stores: stores.figures.fold()) == 8
    assert await database.run(lambda stores: stores.figures.fold()) == 0
    assert set(await database.read(totals)) == set(before)
    deltas = await database.read(lambda stores: stores.connection.execute(text("SELECT * FROM figure_delta")).all())
    assert deltas == []


async def test_folding_twice_at_once_counts_once(database: Database) -> None:
    for number in range(1, 4):
        await database.run(file, number, signatures(100))
    folded = await asyncio.gather(*(database.run(lambda stores: stores.figures.fold()) for _ in range(4)))
    assert sum(folded) == 3
    [total] = await database.read(totals)
    assert (total.value, total.reports) == (300, 3)


async def test_a_total_is_right_while_others_file_and_fold(database: Database) -> None:
    async def go_on_filing(first: int) -> None:
        for number in range(first, first + 5):
            await database.run(file, number, signatures("0.1"))

    async def go_on_folding() -> None:
        for _ in range(10):
            await database.run(lambda stores: stores.figures.fold())
            for total in await database.read(totals):
                assert total.value == total.reports * Decimal("0.1")

    await asyncio.gather(go_on_filing(1), go_on_filing(10), go_on_folding())
    [total] = await database.read(totals)
    assert (total.value, total.reports) == (1, 10)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.tuples(EXACT, st.sampled_from(["exactly", "about"])), max_size=4),
    withdrawn=st.sets(st.integers(0, 3)),
    folded_after=st.integers(0, 4),
)
async def test_totals_always_agree_with_a_recount(
    database: Database, values: list[tuple[Decimal, str]], withdrawn: set[int], folded_after: int
) -> None:
    for number, (value, qualifier) in enumerate(values):
        report = await database.run(file, next(STRANGERS), signatures(value, qualifier))
        if number in withdrawn:
            await database.run(withdraw, report)
        if number == folded_after:
            await database.run(lambda stores: stores.figures.fold())
    counted = over_all_days(await database.read(totals))
    assert counted == over_all_days(await database.read(lambda stores: stores.figures.recount()))
