"""What the figures of reports add up to. Pure: counted figures in, totals out.

Only equal key, basis and measure belong together. Figures of a period add up; of running totals ("so far") and levels
("now") the latest holds. The qualifier is the weakest of those that are in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from texts.numbers import Qualifier

ADDITIVE = "in_period"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both inclusive."""

    since: date
    until: date

    @classmethod
    def month(cls, text: str) -> "Period":
        """The month of a text such as 2014-10. Raises ValueError."""
        since = date.fromisoformat(f"{text}-01")
        return cls(since, (since + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def holds(self, since: date, until: date) -> bool:
        """Whether all of these days are in it."""
        return self.since <= since and until <= self.until


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """One figure of a filed report. `since` and `until`: the days it tells of; `filed_at` decides which is later."""

    report_id: UUID
    question: str
    key: str
    basis: str
    measure: str
    qualifier: Qualifier
    value: Decimal
    since: date
    until: date
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class FigureTotal:
    """What the figures of one key, basis and measure come to. `counted`: those it holds, so that it can be opened, the
    latest last; `spans`: one of them tells also of days outside the period."""

    key: str
    basis: str
    measure: str
    value: Decimal
    qualifier: Qualifier
    counted: tuple[CountedFigure, ...]
    spans: bool


def totals(figures: Iterable[CountedFigure], period: Period) -> list[FigureTotal]:
    """One total for each key, basis and measure, in their order; the order of the figures changes nothing."""
    found: dict[tuple[str, str, str], list[CountedFigure]] = {}
    for each in figures:
        found.setdefault((each.key, each.basis, each.measure), []).append(each)
    return [_total(sorted(found[thing], key=_lateness), period) for thing in sorted(found)]


def weakest(qualifiers: Iterable[str]) -> Qualifier:
    """The qualifier of a sum: exactly is neutral, equal ones stay, over and at least make at least, all else about."""
    among: set[str] = set(qualifiers) - {"exactly"}
    if among <= {"over"}:
        return "over" if among else "exactly"
    if among <= {"over", "at_least"}:
        return "at_least"
    return "almost" if among == {"almost"} else "about"


def _total(figures: list[CountedFigure], period: Period) -> FigureTotal:
    last = figures[-1]
    counted = figures if last.measure == ADDITIVE else [last]
    return FigureTotal(
        key=last.key,
        basis=last.basis,
        measure=last.measure,
        value=sum((each.value for each in counted), Decimal(0)),
        qualifier=weakest(each.qualifier for each in counted),
        counted=tuple(counted),
        spans=any(not period.holds(each.since, each.until) for each in counted),
    )


def _lateness(figure: CountedFigure) -> tuple[date, datetime, UUID, str]:
    return figure.until, figure.filed_at, figure.report_id, figure.question
