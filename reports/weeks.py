"""What a scope counts in a day, a week or a month, beside the periods before and over all time.

What was filed in weeks and months, with what was changed of it in them, comes from the running totals: about as many
rows for ten reports as for ten thousand. Changes of what was filed earlier, days, and periods by the day it happened
are added up from the movements, by index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from reports.cells import CAUSES, FILED_ON, Cell
from reports.journal import LATEST_ZONE, Movements
from reports.latest import Latest, holding, latest
from reports.opening import additive
from reports.periods import Covered, before, kind_of, week_of
from reports.totals import weakest
from storage.movements import ADDITIVE, CORRECTED, EVENTS, FILED, RESTORED, WITHDRAWN
from storage.running_store import BEGINNING, EVER, MONTH, WEEK, earlier_month
from storage.scopes import Within
from storage.stores import Stores
from texts.numbers import Qualifier

HISTORY = 4  # periods before, of which the mean is taken
CHANGES = (CORRECTED, WITHDRAWN, RESTORED)

Thing = tuple[str, str, str, str]


class Row(NamedTuple):
    """One addend: a running total, or a movement. `period` is its place: 0 the one asked for, 1 the one before."""

    period: int
    kind: str
    key: str
    basis: str
    measure: str
    qualifier: str
    cause: str
    value: Decimal
    reports: int
    happened: str = ""  # the month, if before that of its period
    beyond: bool = False  # of a movement: whether it tells also of days after its period
    report: UUID | None = None  # of a change: whose


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures added up; the qualifier is the weakest of those that are in it."""

    value: Decimal = Decimal(0)
    qualifier: Qualifier = "exactly"
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted under one kind, key, basis and measure: filed in the period, as it stood at its end; what changes
    of reports filed before it come to ("corrected: -3"), and how many they are; filed in each of the four periods
    before, the oldest first; all that stands so far. By the day it happened everything that stands is `filed`, and
    nothing is told apart.
    """

    kind: str | None  # None: of all kinds
    key: str
    basis: str
    measure: str
    filed: Sum
    changed: Sum
    history: tuple[Sum, ...]
    so_far: Sum
    happened: tuple[date, ...]  # months before that of the period in which some of what was filed happened
    wholly: bool  # all of it did
    beyond: bool  # some of it tells also of days after the period; only by the day it happened
    cell: Cell  # opens `filed`

    @property
    def before(self) -> Sum:
        """What was filed in the period before."""
        return self.history[-1]

    @property
    def mean(self) -> Decimal:
        """The mean of the four periods before."""
        return sum((each.value for each in self.history), Decimal(0)) / len(self.history)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """All that a scope counts in a period. `lines`: by kind, key, basis; those of the key EVENTS count events (value)
    and reports. `latest`: figures that do not add up, of each section by itself, where another holds since the period
    began, or by the day that they tell of."""

    within: Within
    covered: Covered
    by: str
    through: int
    lines: tuple[Line, ...]
    latest: tuple[Latest, ...]

    def figures(self) -> list[Line]:
        """The figures of all kinds together, one line for each key and basis."""
        return _lines_of_all_kinds(each for each in self.lines if each.key != EVENTS)

    def of(self, key: str, basis: str) -> Line | None:
        """The line of one figure, of all kinds together."""
        return next((each for each in self.figures() if (each.key, each.basis) == (key, basis)), None)

    def kinds(self) -> dict[str, Line]:
        """Reports and events by kind of report."""
        return {each.kind: each for each in self.lines if each.key == EVENTS and each.kind is not None}

    def all_reports(self) -> Line | None:
        """Reports and events of all kinds together; None if there never was one."""
        return next(iter(_lines_of_all_kinds(each for each in self.lines if each.key == EVENTS)), None)


def period_counts(stores: Stores, within: Within, covered: Covered, by: str = FILED_ON) -> PeriodCounts:
    """What the scope counts, as of the last folding: call `stores.running.close()` first in a transaction that writes;
    on a connection that only reads everything is of one instant anyway. LookupError: no such section."""
    movements = Movements(stores, within)
    through = stores.running.through()
    periods = [covered]
    while len(periods) <= HISTORY:
        periods.append(before(periods[-1]))
    without = tuple(each.hex for each in movements.without)
    where = within.scope, within.key, covered.since, covered.until
    cell = Cell(*where, by, None, "", "", ADDITIVE, CAUSES, through, without=without)
    if by == FILED_ON:
        rows = list(_filed(movements, periods, through))
        cell = replace(cell.caused(FILED), span=kind_of(covered))
    else:
        rows = list(_of_days(movements, by, periods, through))
    ever = [Row(0, *row) for row in _ever(movements)]
    lines = _lines(rows, ever, cell)
    return PeriodCounts(within, covered, by, through, tuple(lines), tuple(_told(stores, movements, covered, cell)))


def counts_after(stores: Stores, within: Within, covered: Covered, told_until: datetime) -> PeriodCounts:
    """What was filed after the digest of the period before had been told (at `told_until`), and yet on a day before
    this period, because where it was filed that day was not over; and what was changed then of reports filed by then.
    No line says more than `filed` (its cell is `cell`) and `changed` (its cell is as of `changes_after`)."""
    movements, last = Movements(stores, within), covered.since - timedelta(days=1)
    days = {section_id: day for section_id, day in movements.days_at(told_until).items() if day <= last}
    through, without = stores.running.through(), tuple(each.hex for each in movements.without)
    since = min(days.values(), default=last)
    where = within.scope, within.key, since, last
    cell = Cell(
        *where, FILED_ON, None, "", "", ADDITIVE, (FILED,), through, without=without, span=kind_of(covered),
        filed_after=told_until,
    )  # fmt: skip
    filed = additive(stores, movements, cell, list(days)) if days else ()
    changed = additive(stores, movements, changes_after(cell), movements.sections)
    rows = [
        Row(0, *counted)._replace(cause=cause, report=report_id)
        for cause, moved in ((FILED, filed), (CORRECTED, changed))
        for report_id, *counted in moved
    ]
    return PeriodCounts(within, Covered("", since, last), FILED_ON, through, tuple(_lines(rows, [], cell)), ())


def changes_after(cell: Cell) -> Cell:
    """Of a number of what was filed after a digest: what was changed then of what had been filed before. A change moves
    all reports of its event, on the day it is where it was made; so that day may be one that is over where they are."""
    assert cell.filed_after is not None
    since = cell.filed_after.astimezone(ZoneInfo(LATEST_ZONE)).date()
    return replace(cell.caused(*CHANGES), since=since, span=None, filed_after=None, changed_after=cell.filed_after)


def _told(stores: Stores, movements: Movements, covered: Covered, cell: Cell) -> Iterator[Latest]:
    """What holds of the figures that do not add up, beside what held before: where that is another since the period
    began, or by the day that they tell of."""
    span, since = EVER, BEGINNING
    if cell.by == FILED_ON:  # only what moved in it can be another
        span = MONTH if kind_of(covered) == "month" else WEEK
        since = week_of(covered.since).since if kind_of(covered) == "day" else covered.since
    for each in latest(stores, movements, cell, span, since):
        if cell.by != FILED_ON and not covered.holds(each.told_of):
            continue
        earlier = replace(each.cell, until=covered.since - timedelta(days=1))
        told = replace(each, before=holding(stores, movements, earlier, each.section_id))
        if cell.by != FILED_ON or told.is_new:
            yield told


def so_far(stores: Stores, within: Within) -> dict[tuple[str, str, str], Sum]:
    """All that stands over all time, by kind, key and basis, as of the last folding."""
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in _ever(Movements(stores, within)):
        found[row[:3]].append(Row(0, *row))
    return {thing: _sum(rows) for thing, rows in found.items()}


def _ever(movements: Movements) -> Iterator[tuple]:
    for total in movements.totals(EVER, BEGINNING, BEGINNING):
        at = total.running
        if at.measure == ADDITIVE:
            yield at.kind, at.key, at.basis, at.measure, at.qualifier, at.cause, total.value, total.reports


def _filed(movements: Movements, periods: list[Covered], through: int) -> Iterator[Row]:
    """What was filed, and what was changed later. Changes of a report that was filed in the same period belong to its
    filing; others are told apart, of the period asked for."""
    if kind_of(periods[0]) == "day":
        yield from _of_days(movements, FILED_ON, periods, through)
    else:
        yield from _totals(movements, periods)
    since = periods[0].since
    for report_id, happened, *counted in movements.changes(since, periods[0].until, through):
        row = Row(0, *counted)
        yield row._replace(cause=CORRECTED, happened=earlier_month(happened, since), report=report_id)


def _of_days(movements: Movements, by: str, periods: list[Covered], through: int) -> Iterator[Row]:
    for row in movements.of(by, periods[-1].since, periods[0].until, through):
        yield _placed(row, periods)._replace(cause=FILED)


def _totals(movements: Movements, periods: list[Covered]) -> Iterator[Row]:
    places = {period.since: place for place, period in enumerate(periods)}
    span = WEEK if kind_of(periods[0]) == "week" else MONTH
    for each in movements.totals(span, periods[-1].since, periods[0].since):
        at = each.running
        if at.measure == ADDITIVE and at.cause == FILED:
            thing = at.kind, at.key, at.basis, at.measure, at.qualifier, at.cause
            yield Row(places[at.since], *thing, each.value, each.reports, at.happened)


def _place(periods: list[Covered], day: date) -> int:
    """Which of the periods, the latest first; as many as there are for an earlier day, -1 for a later one."""
    if day > periods[0].until:
        return -1
    return next((place for place, each in enumerate(periods) if each.since <= day), len(periods))


def _placed(row: tuple, periods: list[Covered]) -> Row:
    """A movement, as `Movements.of` reads it."""
    day, happened, last, *rest = row
    place = _place(periods, day)
    period = periods[place]
    return Row(place, *rest)._replace(happened=earlier_month(happened, period.since), beyond=last > period.until)


def _lines(rows: list[Row], ever: list[Row], cell: Cell) -> Iterator[Line]:
    found: dict[Thing, list[Row]] = defaultdict(list)
    stands: dict[Thing, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[1:5]].append(row)
    for row in ever:
        stands[row[1:5]].append(row)
    for thing in sorted(found.keys() | stands.keys()):
        yield _line(thing, found[thing], stands[thing], cell)


def _line(thing: Thing, rows: list[Row], stands: list[Row], cell: Cell) -> Line:
    parts: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        parts[row.cause, row.period].append(row)
    months, wholly = _happened(parts[FILED, 0])
    return Line(
        *thing,
        filed=_sum(parts[FILED, 0]),
        changed=_changed(parts[CORRECTED, 0]),
        history=tuple(_sum(parts[FILED, place]) for place in range(HISTORY, 0, -1)),
        so_far=_sum(stands),
        happened=months,
        wholly=wholly,
        beyond=cell.by != FILED_ON and _sum(row for row in parts[FILED, 0] if row.beyond).reports > 0,
        cell=replace(cell, kind=thing[0], key=thing[1], basis=thing[2]),
    )


def _happened(rows: list[Row]) -> tuple[tuple[date, ...], bool]:
    reports: dict[str, int] = defaultdict(int)
    for row in rows:
        reports[row.happened] += row.reports
    months = sorted(month for month, number in reports.items() if month and number)
    return tuple(date.fromisoformat(f"{month}-01") for month in months), bool(months) and not reports[""]


def _sum(rows: Iterable[Row]) -> Sum:
    """Qualifiers whose rows cancel out are not in it."""
    return together(_parts(rows))


def _parts(rows: Iterable[Row]) -> list[Sum]:
    """Of each qualifier, but for those whose rows cancel out."""
    parts: dict[str, tuple[Decimal, int]] = {}
    for row in rows:
        value, reports = parts.get(row.qualifier, (Decimal(0), 0))
        parts[row.qualifier] = value + row.value, reports + row.reports
    return [Sum(value, weakest([qualifier]), number) for qualifier, (value, number) in parts.items() if value or number]


def _changed(rows: list[Row]) -> Sum:
    """Only what a report takes back itself cancels out, and then it changed nothing; not what two reports change by as
    much."""
    found: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.report].append(row)
    changed = (_parts(some) for some in found.values())
    return together(replace(together(parts), reports=1) for parts in changed if parts)


def together(sums: Iterable[Sum]) -> Sum:
    """Sums of the same key, basis and measure as one."""
    parts = list(sums)
    return Sum(
        sum((each.value for each in parts), Decimal(0)),
        weakest(each.qualifier for each in parts if each.value or each.reports),
        sum(each.reports for each in parts),
    )


def _lines_of_all_kinds(lines: Iterable[Line]) -> list[Line]:
    found: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for each in lines:
        found[each.key, each.basis, each.measure].append(each)
    return [_of_all_kinds(some) if len(some) > 1 else some[0] for _, some in sorted(found.items())]


def _of_all_kinds(lines: list[Line]) -> Line:
    first = lines[0]
    some = [each for each in lines if each.filed.reports]
    return Line(
        None,
        first.key,
        first.basis,
        first.measure,
        filed=together(each.filed for each in lines),
        changed=together(each.changed for each in lines),
        history=tuple(together(some) for some in zip(*(each.history for each in lines), strict=True)),
        so_far=together(each.so_far for each in lines),
        happened=tuple(sorted({month for each in lines for month in each.happened})),
        wholly=bool(some) and all(each.wholly for each in some),
        beyond=any(each.beyond for each in lines),
        cell=replace(first.cell, kind=None),
    )
