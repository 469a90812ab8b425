"""Running totals. A turn only inserts signed `figure_delta` rows, which are kept: they are how a number can be opened.
`fold` adds the new ones into `running_total` and numbers them: a number is told as of a folding, and what the foldings
up to it hold is exactly what it counted, whatever is committed in the meantime.

Values are exact decimals kept as text, so they are added up here and not by the database: SQLite would add them as
binary fractions, and a total must equal its parts to the last digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from storage.movements import ADDITIVE, FILED, MOVED, NO_SECTION
from storage.store import Store, in_batches, per_dialect
from storage.tables import RUNNING, THING, figure_delta, report, running_total

FOLD_LOCK = 0x666F6C64  # "fold": one at a time
FOLDED = 1_000  # movements added in one transaction by housekeeping

SECTION, COUNTRY, CAMPAIGN, EVERYTHING = "section", "country", "campaign", "everything"
PARTS = {COUNTRY: "section country", CAMPAIGN: "section campaign"}  # what of a country or campaign lies in a section
WEEK, MONTH, EVER = "week", "month", "ever"
BEGINNING = date(1, 1, 1)  # the first day of "ever"
UNKNOWN = BEGINNING  # when a report was filed that is none; no movement is of the spans of that day, but of "ever"


class Running(NamedTuple):
    """What a running total is kept by; of a section `scope_key` is its id as 32 digits, of a part of a section followed
    by the country or campaign; `happened` is the month (YYYY-MM) if it lies before that of `since`, else empty; `cause`
    is FILED also for changes of what was filed in the span."""

    scope: str
    scope_key: str
    span: str
    since: date
    happened: str
    kind: str
    key: str
    basis: str
    measure: str
    qualifier: str
    cause: str


@dataclass(frozen=True, slots=True)
class Total:
    """A running total: the sum of `value`, and of how many reports."""

    running: Running
    value: Decimal
    reports: int


DELTA = ("day", "happened_from", "section_id", "country", "campaign_key", *THING, "value", "reports")
MOVEMENTS = select(*(figure_delta.c[name] for name in DELTA), report.c.filed_on).outerjoin_from(
    figure_delta, report, report.c.id == figure_delta.c.report_id
)
WAITING = (
    MOVEMENTS.add_columns(figure_delta.c.id)
    .where(figure_delta.c.fold.is_(None))
    .order_by(figure_delta.c.id)
    .limit(bindparam("limit"))
)
NUMBER = select(func.max(figure_delta.c.fold))
SET_FOLD = (
    update(figure_delta)
    .where(figure_delta.c.id.in_(bindparam("deltas", expanding=True)))
    .values(fold=bindparam("number"))
)
Sums = dict[tuple[Any, ...], tuple[Decimal, int]]
"""A value and a number of reports by what they are of."""
BUCKET = ("scope", "scope_key", "span")
OF_SCOPE = select(*(running_total.c[name] for name in RUNNING), running_total.c.value, running_total.c.reports).where(
    *(running_total.c[name] == bindparam(f"of_{name}") for name in BUCKET),
    running_total.c.since >= bindparam("first"),
    running_total.c.since <= bindparam("last"),
)
PUT = per_dialect(
    running_total,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[running_total.c[name] for name in RUNNING],
        set_={"value": insert.excluded.value, "reports": insert.excluded.reports},
    ),
)


class RunningStore(Store):
    """What the movements of figures add up to."""

    def fold(self, limit: int = FOLDED) -> int:
        """Add movements that came in since into the running totals; how many there were. Nothing is lost or doubled if
        it breaks off."""
        self.one_at_a_time(FOLD_LOCK)
        waiting = self.connection.execute(WAITING, {"limit": limit}).all()
        if waiting:
            number = self.through() + 1
            self._add(spread(waiting))
            for some in in_batches([row.id for row in waiting]):
                self.connection.execute(SET_FOLD, {"deltas": list(some), "number": number})
        return len(waiting)

    def close(self) -> int:
        """Fold all that waits, and hold back other foldings until the end of the transaction; the number of the last
        folding: what is read now is as of it."""
        while self.fold() == FOLDED:
            pass
        return self.through()

    def through(self) -> int:
        """The number of the last folding, 0 if there was none."""
        return self.connection.execute(NUMBER).scalar() or 0

    def of(self, scope: str, scope_key: str, span: str, first: date, last: date) -> list[Total]:
        """The totals of a scope in weeks or months that begin from `first` to `last`, as of the last folding."""
        wanted = {"of_scope": scope, "of_scope_key": scope_key, "of_span": span, "first": first, "last": last}
        rows = self.connection.execute(OF_SCOPE, wanted).all()
        return [Total(Running._make(of), value, reports) for *of, value, reports in rows]

    def ever(self, scope: str, scope_key: str) -> list[Total]:
        """The totals of a scope over all time, as of the last folding."""
        return self.of(scope, scope_key, EVER, BEGINNING, BEGINNING)

    def _add(self, more: dict[Running, tuple[Decimal, int]]) -> None:
        spans = {(each.scope, each.scope_key, each.span, each.since) for each in more}
        known = {total.running: total for each in sorted(spans) for total in self.of(*each, each[-1])}
        rows = []
        for running, (value, reports) in more.items():
            if running in known:
                value, reports = value + known[running].value, reports + known[running].reports
            rows.append(running._asdict() | {"value": value, "reports": reports})
        if rows:
            self.connection.execute(PUT[self.dialect], rows)


def spread(deltas: Iterable[Any], only: str = "") -> dict[Running, tuple[Decimal, int]]:
    """What movements (columns of MOVEMENTS) add to which running totals, of all scopes or `only` one. What changes a
    report in a span in which it was filed counts there with its filing: so a slip that is mended at once is none."""
    apart: Sums = {}  # before they spread to the scopes: many movements are of one place, span and thing
    for row in deltas:
        value = row.value if row.measure == ADDITIVE else Decimal(0)
        place = row.section_id, row.country, row.campaign_key
        *thing, cause = (getattr(row, name) for name in THING)
        filed_on = row.filed_on or UNKNOWN
        for span, filed in zip(spans_of(row.day, row.happened_from), spans_of(filed_on, filed_on), strict=True):
            counted_as = FILED if span[1] == filed[1] else cause
            if counted_as != MOVED:  # to other days; by filing day nothing changes
                _count(apart, (place, span, (*thing, counted_as)), value, row.reports)
    found: Sums = {}
    for (place, span, of), both in apart.items():
        for scope in scopes_of(*place):
            if not only or scope[0] == only:
                _count(found, (*scope, *span, *of), *both)
    return {Running._make(key): both for key, both in found.items()}


def _count(sums: Sums, key: tuple[Any, ...], value: Decimal, reports: int) -> None:
    before = sums.get(key)
    sums[key] = (before[0] + value, before[1] + reports) if before else (value, reports)


@lru_cache(maxsize=4096)
def scopes_of(section_id: UUID, country: str, campaign_key: str) -> tuple[tuple[str, str], ...]:
    """The scopes that a report lies in."""
    found = [(EVERYTHING, "")]
    if section_id != NO_SECTION:
        found.append((SECTION, section_id.hex))
    for scope, key in ((COUNTRY, country), (CAMPAIGN, campaign_key)):
        if key:
            found.append((scope, key))
            if section_id != NO_SECTION:
                found.append((PARTS[scope], part_of(section_id, key)))
    return tuple(found)


def part_of(section_id: UUID, key: str) -> str:
    """The key of what lies in a section, of a country or campaign."""
    return f"{section_id.hex} {key}"


@lru_cache(maxsize=4096)
def spans_of(day: date, happened: date) -> tuple[tuple[str, date, str], ...]:
    """The spans that a day lies in, each with its first day, and the month in which it happened if that is earlier."""
    spans = (WEEK, day - timedelta(days=day.weekday())), (MONTH, day.replace(day=1)), (EVER, BEGINNING)
    return tuple((span, since, earlier_month(happened, since)) for span, since in spans)


def earlier_month(happened: date, since: date) -> str:
    """Its month, if that is before the month of a span's first day."""
    return f"{happened.year:04}-{happened.month:02}" if happened < since.replace(day=1) else ""
