"""What a scope counts in a week, and the records behind each number, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from reports.cells import CAUSES, EVENTS, FILED_ON, OCCURRED_ON, REPORTS, Cell
from reports.opening import PAGE, Opened, Record, records, version_of
from reports.periods import named, week_of
from reports.totals import weakest
from reports.weeks import Line, PeriodCounts, Sum, period_counts
from storage.counting import SHARE_OF
from storage.database import Database
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import figure_delta, link
from storage.verifying import recount
from tests.reports.filing import EVERYTHING, GERMANY, WEEK, amend, file, home, level, put_at_risk, restore, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures

__all__ = ["home"]
TORTURE = Within("campaign", "stop_torture")


def counts(
    stores: Stores, within: Within = EVERYTHING, period: str = WEEK.name, by: str = FILED_ON
) -> PeriodCounts:
    stores.running.close()
    return period_counts(stores, within, named(period), by)


def line(found: PeriodCounts) -> Line:
    told = found.of("signatures_delivered", "signatures")
    assert told is not None
    return told


def opened(stores: Stores, cell: Cell) -> tuple[list[Record], Opened]:
    """The records of all pages, and the last page."""

    def pages() -> Iterator[Opened]:
        page = records(stores, cell)
        yield page
        for number in range(1, page.pages):
            yield records(stores, cell, number)

    found = list(pages())
    return [each for page in found for each in page.records], found[-1]


def of_reports(cell: Cell) -> Cell:
    """The number of reports instead of the number of events."""
    return replace(cell, key=REPORTS, basis="reports")


async def test_a_week_its_number_of_reports_and_of_events(database: Database, home: None) -> None:
    def some(stores: Stores) -> None:
        first = file(stores, signatures(37181))
        file(stores, signatures(37181), first=first)
        file(stores, signatures(4000, "over"), section="fr")

    await database.run(some)
    found = await database.run(counts)
    told, every = line(found), found.all_reports()
    assert (told.filed.value, told.filed.qualifier, told.filed.reports) == (41181, "over", 2)
    assert every is not None
    assert (every.filed.value, every.filed.reports) == (2, 3), "two events, of which one was told twice"
    assert [*found.kinds()] == ["petition_delivery"]
    german = line(await database.run(counts, GERMANY))
    assert (german.filed.value, german.filed.qualifier) == (37181, "exactly")
    for within in (Within("country", "UZ"), Within("campaign", "stop_torture")):
        assert line(await database.run(counts, within)).filed == told.filed
    assert (await database.run(counts, Within("country", "MX"))).lines == ()
    with pytest.raises(LookupError):
        await database.run(counts, Within("section", "xx"))


async def test_this_week_beside_those_before_and_all_so_far(database: Database, home: None, hands: Hands) -> None:
    for value in (10, 20, 30, 40, 5):
        await database.run(file, signatures(value))
        hands.move(days=7)
    told = line(await database.run(counts, GERMANY, "2014-W47"))
    assert (told.filed.value, told.before.value, told.mean, told.so_far.value) == (5, 40, Decimal(25), 105)
    assert [each.value for each in told.history] == [10, 20, 30, 40]
    quiet = line(await database.run(counts, GERMANY, "2014-W48"))
    assert (quiet.filed.value, quiet.filed.reports, quiet.before.value) == (0, 0, 5)


async def test_changes_appear_in_the_week_they_are_made(database: Database, home: None, hands: Hands) -> None:
    one = await database.run(file, signatures(37181))
    two = await database.run(file, signatures(100))
    hands.move(days=7)
    await database.run(amend, one, signatures(37178))
    await database.run(withdraw, two)
    before = line(await database.run(counts))
    assert (before.filed.value, before.changed.value) == (37281, 0)
    later = line(await database.run(counts, EVERYTHING, "2014-W44"))
    assert (later.filed.value, later.changed.value, later.changed.reports) == (0, -103, 2)
    assert later.so_far.value == 37178
    await database.run(restore, two)
    assert line(await database.run(counts, EVERYTHING, "2014-W44")).changed.value == -3


async def test_what_is_changed_in_the_week_of_its_filing_counts_with_it(
    database: Database, home: None, hands: Hands
) -> None:
    """A slip of a digit, put right the same day; beside it something that is withdrawn."""
    slip = await database.run(file, signatures(371_810))
    gone = await database.run(file, signatures(5_000, "over"))
    await database.run(amend, slip, signatures(37_181))
    await database.run(withdraw, gone)
    cells = []
    for period in ("2014-W43", "2014-10"):
        told = line(await database.run(counts, GERMANY, period))
        assert (told.filed, told.changed, told.so_far) == (Sum(Decimal(37_181), "exactly", 1), Sum(), told.filed)
        cells.append(told.cell)
    hands.move(days=7)
    await database.run(amend, slip, signatures(37_178))
    later = line(await database.run(counts, GERMANY, "2014-W44"))
    assert (later.before, later.mean) == (Sum(Decimal(37_181), "exactly", 1), Decimal(37_181) / 4)
    assert later.changed == Sum(Decimal(-3), "exactly", 1), "what was filed in an earlier week is corrected"
    month = line(await database.run(counts, GERMANY, "2014-10"))
    assert (month.filed.value, month.changed) == (37_178, Sum()), "but not in an earlier month"
    four = replace(later.cell, since=date(2014, 9, 22), until=date(2014, 10, 26))
    for cell, value, version in (*((each, 37_181, 2) for each in (*cells, four)), (month.cell, 37_178, 3)):
        [record] = (await database.read(records, cell)).records
        assert (record.report.id, record.value, record.version) == (slip.id, value, version)
    [record] = (await database.read(records, replace(cells[0], span=None))).records[-1:]
    assert record.value == 371_810, "numbers told when changes stood apart open as they were told"


async def test_changes_that_leave_the_sum_as_it_was_are_told(database: Database, home: None, hands: Hands) -> None:
    one, two = await database.run(file, signatures(41_000, "over")), await database.run(file, signatures(500, "about"))
    hands.move(days=7)
    await database.run(amend, one, signatures(41_000))
    await database.run(withdraw, two)
    await database.run(restore, two)
    told = line(await database.run(counts, GERMANY, "2014-W44"))
    assert told.changed.value == 0
    found = await database.read(records, told.cell.caused(*CAUSES[1:]))
    assert [each.report.id for each in found.records] == [one.id], "what is as it was before is not among them"
    await database.run(withdraw, two)
    assert line(await database.run(counts, GERMANY, "2014-W44")).changed == Sum(Decimal(-500), "about", 2)


async def test_what_a_report_takes_back_itself_is_no_change(database: Database, home: None, hands: Hands) -> None:
    """Withdrawn and restored, of two qualifiers; corrected and set right again, no whole number; of a campaign now that
    only its own digest counts."""
    two = (replace(signatures(50, "about"), question="on_paper"), replace(signatures(100), question="online"))
    half = replace(signatures(0), value=Decimal("0.7"))
    both, slip, moved = [await database.run(file, *some) for some in (two, [half], [signatures(9)])]
    hands.move(days=7)

    def there_and_back(stores: Stores) -> None:
        withdraw(stores, both)
        restore(stores, both)
        for value in ("0.1", "0.2", "0.7"):
            amend(stores, slip, replace(half, value=Decimal(value)))
        amend(stores, moved, signatures(9), campaign_key="death_penalty")

    await database.run(there_and_back)
    for within, changed in ((EVERYTHING, Sum()), (GERMANY, Sum()), (TORTURE, Sum(Decimal(-9), "exactly", 1))):
        told = line(await database.run(counts, within, "2014-W44"))
        assert told.changed == changed
        behind, _ = await database.read(opened, told.cell.caused(*CAUSES[1:]))
        assert [each.report.id for each in behind] == [moved.id] * changed.reports


async def test_a_change_dated_before_the_filing_of_its_report_opens(
    database: Database, home: None, hands: Hands
) -> None:
    """As earlier versions wrote it: withdrawn on a Sunday, where the event's other report was filed it was Monday."""
    monday = date(2014, 10, 27)
    hands.move(days=5)
    first = await database.run(file, signatures(100))
    second = await database.run(lambda stores: file(stores, signatures(100), first=first, filed_on=monday))
    await database.run(withdraw, first)
    told = line(await database.run(counts))
    assert (told.filed, told.changed) == (Sum(), Sum())
    assert line(await database.run(counts, EVERYTHING, "2014-W44")).filed == Sum(Decimal(100), "exactly", 1)
    early = figure_delta.update().where(figure_delta.c.report_id == second.id, figure_delta.c.cause == "withdrawn")
    await database.run(lambda stores: stores.connection.execute(early.values(day=date(2014, 10, 26))))
    told = line(await database.run(counts))
    assert (told.filed, told.changed) == (Sum(), Sum(Decimal(100), "exactly", 1))
    behind, _ = await database.read(opened, told.cell.caused(*CAUSES[1:]))
    assert [each.report.id for each in behind] == [second.id]


async def test_days_and_months_count_the_same(database: Database, home: None, hands: Hands) -> None:
    await database.run(file, signatures(10))
    hands.move(days=1)
    await database.run(file, signatures(3))
    for period, value, before in (("2014-10-21", 10, 0), ("2014-10-22", 3, 10), ("2014-10", 13, 0), ("2014-11", 0, 13)):
        told = line(await database.run(counts, GERMANY, period))
        assert (told.filed.value, told.before.value) == (value, before), period


async def test_by_the_day_it_happened(database: Database, home: None) -> None:
    """A delivery of the week before, a section update of the whole month, and a day put right."""

    def some(stores: Stores) -> ReportRow:
        file(stores, signatures(3))
        file(stores, signatures(40), period="2014-09", occurred_on=None)
        return file(stores, signatures(100), occurred_on=date(2014, 10, 14))

    row = await database.run(some)
    told = line(await database.run(counts))
    assert (told.filed.value, told.happened, told.wholly) == (143, (date(2014, 9, 1),), False)
    for period, value in (("2014-W43", 3), ("2014-W42", 100), ("2014-W36", 40), ("2014-10", 103), ("2014-09", 40)):
        found = await database.run(counts, EVERYTHING, period, OCCURRED_ON)
        assert line(found).filed.value == value, period
    first = line(await database.run(counts, EVERYTHING, "2014-W42", OCCURRED_ON)).cell
    await database.run(lambda stores: amend(stores, row, signatures(100), occurred_on=date(2014, 10, 7)))
    assert line(await database.run(counts)).changed.value == 0
    assert line(await database.run(counts, EVERYTHING, "2014-W41", OCCURRED_ON)).filed.value == 100
    assert line(await database.run(counts, EVERYTHING, "2014-W42", OCCURRED_ON)).filed.value == 0
    assert [each.value for each in (await database.read(records, first)).records] == [100], "as it was told then"


async def test_of_levels_and_running_totals_the_latest_holds(database: Database, home: None, hands: Hands) -> None:
    first = await database.run(lambda stores: file(stores, level(900), period="2014-09", occurred_on=None))
    late = await database.run(lambda stores: file(stores, level(500), period="2014-07", occurred_on=None))
    await database.run(lambda stores: file(stores, level(70), section="fr"))

    async def held(within: Within = GERMANY) -> list[tuple[str, int, int]]:
        found = (await database.run(counts, within)).latest
        return [(each.section, int(each.value), each.version) for each in found]

    assert await held() == [("de", 900, 1)]
    assert await held(EVERYTHING) == [("de", 900, 1), ("fr", 70, 1)], "never added up"
    assert (await database.run(counts)).figures() == []
    before = (await database.run(counts, GERMANY)).latest[0].cell
    await database.run(amend, first, level(950))
    assert await held() == [("de", 950, 2)]
    await database.run(withdraw, first)
    assert await held() == [("de", 500, 1)]
    [record] = (await database.read(records, before)).records
    assert (record.report.id, record.value, record.version, record.since) == (
        first.id, 900, 1, ("corrected", "withdrawn"),
    )  # fmt: skip
    await database.run(withdraw, late)
    assert await held() == []


async def test_of_two_that_tell_of_the_same_day_the_last_filed_holds(
    database: Database, home: None, hands: Hands
) -> None:
    first = await database.run(lambda stores: file(stores, level(900), period="2014-09", occurred_on=None))
    hands.move(hours=1)
    await database.run(lambda stores: file(stores, level(950), period="2014-09", occurred_on=None))
    await database.run(lambda stores: amend(stores, first, replace(level(900), qualifier="exactly")))
    [held] = (await database.run(counts, GERMANY)).latest
    assert held.value == 950, "as in the totals of the section"


class TestOpening:
    async def test_a_number_opens_as_it_was_told_and_says_what_changed_since(
        self, database: Database, home: None, hands: Hands
    ) -> None:
        one, two = await database.run(file, signatures(37181)), await database.run(file, signatures(100))
        three = await database.run(file, signatures(5))
        hands.move(days=6)
        cell = line(await database.run(counts)).cell
        await database.run(amend, one, signatures(37178))
        await database.run(withdraw, two)
        await database.run(withdraw, three)
        await database.run(restore, three)
        await database.run(file, signatures(9))
        found = await database.read(records, Cell.from_json(cell.to_json()))
        assert [(each.report.id, each.value, each.version, each.since) for each in found.records] == [
            (three.id, 5, 1, ()), (two.id, 100, 1, ("withdrawn",)), (one.id, 37181, 1, ("corrected",)),
        ]  # fmt: skip
        assert found.since == {"corrected": 1, "withdrawn": 1}

    async def test_what_a_recount_moves_is_no_edit(self, database: Database, home: None, hands: Hands) -> None:
        row = await database.run(file, signatures(37181))
        hands.move(hours=1)
        await database.run(amend, row, signatures(37178))
        cell = line(await database.run(counts)).cell

        def count_anew(stores: Stores) -> None:
            of_figures = figure_delta.update().where(figure_delta.c.key != EVENTS)
            stores.connection.execute(of_figures.values(reports=2))  # as by the rules of an earlier version
            recount(stores, row.id)

        hands.move(hours=1)
        moved = select(func.count()).select_from(figure_delta)
        before = await database.read(lambda stores: stores.connection.scalar(moved))
        await database.run(count_anew)
        assert await database.read(lambda stores: stores.connection.scalar(moved)) > before
        assert (await database.read(records, cell)).since == {}
        hands.move(hours=1)
        await database.run(amend, row, signatures(37180))
        assert (await database.read(records, cell)).since == {"corrected": 1}

    async def test_eight_on_a_page_the_last_first(self, database: Database, home: None) -> None:
        rows = [await database.run(file, signatures(number)) for number in range(1, PAGE + 3)]
        every = (await database.run(counts)).all_reports()
        assert every is not None
        cell = of_reports(every.cell)
        first, second = [await database.read(records, cell, page) for page in (0, 1)]
        assert [each.report.id for each in (*first.records, *second.records)] == [each.id for each in rows[::-1]]
        assert (len(first.records), first.pages, first.reports) == (PAGE, 2, PAGE + 2)
        assert sum(each.value for each in (*first.records, *second.records)) == PAGE + 2
        assert (await database.read(records, cell, 99)).page == 1

    async def test_a_safe_scope_is_without_the_sections_at_risk(self, database: Database, home: None) -> None:
        await database.run(file, signatures(1))
        await database.run(lambda stores: file(stores, signatures(2), section="fr"))
        await database.run(put_at_risk, "fr")
        for scope, key in (("everything", ""), ("country", "UZ"), ("campaign", "stop_torture")):
            told = line(await database.run(counts, Within(scope, key, safe=True)))
            assert (told.filed.value, told.filed.reports, told.so_far.value) == (1, 1, 1)
            assert [each.value for each in (await database.read(records, told.cell)).records] == [1]
        assert (await database.run(counts, Within("section", "fr", safe=True))).lines == ()

    async def test_corrections_open_too(self, database: Database, home: None, hands: Hands) -> None:
        row = await database.run(file, signatures(10))
        hands.move(days=7)
        await database.run(amend, row, signatures(7))
        cell = line(await database.run(counts, EVERYTHING, "2014-W44")).cell.caused("corrected")
        [record] = (await database.read(records, cell)).records
        assert (record.value, record.version, record.causes) == (-3, 2, ("corrected",))

    async def test_in_the_version_that_stood_whatever_others_tell_of_the_event_later(
        self, database: Database, home: None, hands: Hands
    ) -> None:
        def share(stores: Stores) -> ReportRow:
            total = file(stores, signatures(100), section="fr")
            row = file(stores, signatures(40), first=total)
            stores.connection.execute(link.update().where(link.c.report_id == row.id).values(kind=SHARE_OF))
            withdraw(stores, total)
            return row

        row = await database.run(share)
        hands.move(hours=1)
        await database.run(amend, row, signatures(40))  # in other words
        hands.move(hours=1)
        cell, as_of = line(await database.run(counts, GERMANY)).cell, hands.clock.now()
        hands.move(hours=1)
        await database.run(lambda stores: file(stores, signatures(99), section="fr", first=row))
        assert await database.read(version_of, cell, row.id, as_of) == 2


ACTS = st.lists(
    st.tuples(st.sampled_from(["file", "join", "amend", "turn over", "day", "fold"]), st.integers(0, 5),
              st.integers(1, 99)), max_size=7,
)  # fmt: skip
QUALIFIERS = ("exactly", "over", "about")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_the_records_of_every_number_add_up_to_it(
    database: Database, home: None, hands: Hands, acts: list[tuple[str, int, int]]
) -> None:
    def play(stores: Stores, act: str, which: int, value: int, rows: list[ReportRow]) -> None:
        row = stores.reports.get(rows[which % len(rows)].id) if rows else None
        told = signatures(value, QUALIFIERS[value % 3])
        if act == "fold":
            stores.running.fold()
        elif row is None or act in ("file", "join"):
            rows.append(file(stores, told, first=row if act == "join" else None, section=("de", "fr")[value % 2]))
        elif act == "turn over":
            (withdraw if row.status == "filed" else restore)(stores, row)
        elif row.status == "filed":
            amend(stores, row, told, occurred_on=date(2014, 10, value % 28 + 1) if act == "day" else row.occurred_on)

    rows: list[ReportRow] = []
    for act in acts:
        await database.run(play, *act, rows)
        hands.move(days=1)
    week = week_of(hands.clock.now().date())
    await database.run(adds_up, EVERYTHING, "2014-10", FILED_ON)
    await database.run(adds_up, GERMANY, week.name, FILED_ON)
    await database.run(adds_up, GERMANY, "2014-10", OCCURRED_ON)


def adds_up(stores: Stores, within: Within, period: str, by: str) -> None:
    found = counts(stores, within, period, by)
    for each in [*found.lines, *found.figures()]:
        told, _ = opened(stores, each.cell)
        assert sum(record.value for record in told) == each.filed.value, each
        assert len(told) == each.filed.reports
        if each.key == EVENTS:
            assert sum(record.value for record in opened(stores, of_reports(each.cell))[0]) == each.filed.reports
        if by == FILED_ON:
            told, _ = opened(stores, each.cell.caused(*CAUSES[1:]))
            assert sum(record.value for record in told) == each.changed.value
            assert len(told) == each.changed.reports
            assert weakest(record.qualifier for record in told) == each.changed.qualifier or not each.changed.value
