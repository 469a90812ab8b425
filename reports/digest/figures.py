"""What the reports of a period count, beside the periods before it, as cells that open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from reports.cells import CAUSES, FILED_ON
from reports.cells import Cell as Counting
from reports.digest.content import Cell, Compared, Names, Part
from reports.digest.labels import Labels
from reports.digest.looking import Looking
from reports.digest.nouns import KIND
from reports.latest import Latest
from reports.periods import Covered, before
from reports.weeks import (
    CHANGES,
    HISTORY,
    Line,
    PeriodCounts,
    Sum,
    changes_after,
    counts_after,
    period_counts,
    together,
)
from storage.running_store import BEGINNING
from storage.stores import Stores
from texts.numbers import Qualifier

COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures, the weightiest first, and how much of each kind came in, events told by several reports once."""

    figures: tuple[Compared, ...]
    kinds: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """Kinds of reports, then figures, the weightiest first, with their labels; and figures that were changed."""

    filed: tuple[tuple[Cell, Names], ...] = ()
    changed: tuple[tuple[Cell, Names], ...] = ()


def counts(stores: Stores, looking: Looking, labels: Labels) -> Counts:
    """Of the period; as of the last folding of the running totals (`storage.running_store`)."""
    found = period_counts(stores, looking.scope, looking.covered, looking.by)
    periods = Periods.of(looking)
    figures = [_compared(each, periods, labels, looking.by) for each in _weightiest(found)]
    kinds = [_kind(kind, line, periods) for kind, line in found.kinds().items() if line.filed.reports]
    kinds.sort(key=lambda each: (-each.cell.value, each.cell.basis))
    return Counts((*figures, *_levels(looking, found, labels)), tuple(kinds))


def late(stores: Stores, looking: Looking, labels: Labels, told_until: datetime) -> Late:
    """What came in after the digest of the period before had been told, and counts there; what was changed then."""
    found = counts_after(stores, looking.scope, looking.covered, told_until)
    kinds = [_of_kind(kind, _cell(line.cell, line.filed, "late")) for kind, line in found.kinds().items()]
    kinds.sort(key=lambda cell: (-cell.value, cell.basis))
    figures = [_cell(line.cell, line.filed, "late") for line in _weightiest(found)]
    changed = [_cell(changes_after(line.cell), line.changed, "late_corrected") for line in found.figures()]
    changed.sort(key=lambda cell: (-cell.reports, -abs(cell.value), cell.key, cell.basis))
    nameless: Names = {}
    filed = [(each, nameless) for each in kinds if each.reports]
    filed += [(each, labels.of(each)) for each in figures if each.reports]
    return Late(tuple(filed), tuple((each, labels.of(each)) for each in changed if each.reports))


@dataclass(frozen=True, slots=True)
class Periods:
    """The days of the period before, of the four before together, and of all until today."""

    before: Covered
    four: Covered
    ever: Covered

    @classmethod
    def of(cls, looking: Looking) -> "Periods":
        last = first = before(looking.covered)
        for _ in range(HISTORY - 1):
            first = before(first)
        today = looking.as_of.date() + timedelta(days=1)  # in all zones
        return cls(last, Covered("", first.since, last.until), Covered("", BEGINNING, today))


def _weightiest(found: PeriodCounts) -> list[Line]:
    lines = [each for each in found.figures() if each.filed.reports or each.changed.reports]
    return sorted(lines, key=lambda each: (-each.filed.reports, -each.filed.value, each.key, each.basis))


def _compared(line: Line, periods: Periods, labels: Labels, by: str) -> Compared:
    head = _cell(line.cell, line.filed, "now")
    last, four, ever = _beside(line, periods)
    return Compared(
        head,
        last,
        four,
        _corrected(line),
        ever,
        happened=line.happened if by == FILED_ON else (),
        wholly=by == FILED_ON and line.wholly,
        beyond=line.beyond,
        names=labels.of(head),
    )


def _kind(kind: str, line: Line, periods: Periods) -> Compared:
    last, four, ever = (_of_kind(kind, each) if each else None for each in _beside(line, periods))
    return Compared(_of_kind(kind, _cell(line.cell, line.filed, "now")), last, four, ever=ever)


def _of_kind(kind: str, cell: Cell) -> Cell:
    """Events told of by several reports count once, and all their reports stand behind them."""
    return replace(cell, key=KIND, basis=kind)


def _beside(line: Line, periods: Periods) -> Iterator[Cell | None]:
    """The period before and the four before, if anything was counted in them; and all so far, if it is more."""
    if any(each.reports for each in line.history):
        yield _cell(_over(line.cell, periods.before), line.before, "last")
        yield _cell(_over(line.cell, periods.four), together(line.history), "mean")
    else:
        yield from (None, None)
    more = line.so_far.reports != line.filed.reports
    ever = replace(_over(line.cell.caused(*CAUSES), periods.ever), span=None)
    yield _cell(ever, line.so_far, "ever") if more else None


def _corrected(line: Line) -> Cell | None:
    """Also a change that leaves the sum as it was, but for what a report takes back itself."""
    return _cell(line.cell.caused(*CHANGES), line.changed, "corrected") if line.changed.reports else None


def _levels(looking: Looking, found: PeriodCounts, labels: Labels) -> Iterator[Compared]:
    """Figures that do not add up: those that are new in the period, of each section by itself, beside what held
    before."""
    for each in sorted(found.latest, key=lambda each: (each.key, each.basis, each.measure, each.section)):
        head = labels.placed(_level(each, "now"), looking.scope)
        if head is None:
            continue
        last = labels.placed(_level(each.before, "last"), looking.scope) if each.before else None
        yield Compared(head, last, names=labels.of(head))


def _level(held: Latest, part: Part) -> Cell:
    return _cell(held.cell, Sum(held.value, held.qualifier, 1), part)


def _over(cell: Counting, covered: Covered) -> Counting:
    return replace(cell, since=covered.since, until=covered.until)


def _cell(cell: Counting, sum: Sum, part: Part) -> Cell:
    qualifier: Qualifier = sum.qualifier
    filter = {"of": COUNTED, **cell.to_json()}
    return Cell(cell.key, cell.basis, cell.measure, Decimal(sum.value), qualifier, sum.reports, filter, part)


def counting(cell: Cell) -> Counting:
    """What such a cell counts."""
    return Counting.from_json({name: value for name, value in cell.filter.items() if name != "of"})
