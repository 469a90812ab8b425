"""Figures of reports, and running totals of them.

A turn only inserts signed `figure_delta` rows; `fold` adds them into `daily_figure`; readers add both. Values are exact
decimals kept as text, so they are added up here and not by the database: SQLite would add them as binary fractions, and
a total must equal its parts to the last digit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, union_all

from storage.ids import new_id
from storage.store import Store, in_batches, per_dialect
from storage.tables import COUNTED, daily_figure, figure, figure_delta, report

FOLD_LOCK = 0x666F6C64  # "fold": one at a time
FOLDED = 5_000  # rows folded in one transaction at most
NO_SECTION = UUID(int=0)
ADDITIVE = "in_period"  # the measure that adds up; "so far" and "level now" of two reports do not


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A counted number of a report, as answered at `question`."""

    question: str
    key: str
    value: Decimal
    qualifier: str
    basis: str
    measure: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What a running total is kept by; empty text and NO_SECTION stand for none."""

    day: date
    section_id: UUID
    kind: str
    campaign_key: str
    country: str
    key: str
    basis: str
    measure: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Total:
    """A running total: the sum of `value`, and how many reports it counts."""

    counted: Counted
    value: Decimal
    reports: int


FIELDS = tuple(FigureRow.__dataclass_fields__)
ADD = insert(figure)
OF_REPORT = (
    select(*(figure.c[name] for name in FIELDS))
    .where(figure.c.report_id == bindparam("report"))
    .order_by(figure.c.question)
)
OF_REPORTS = (
    select(figure.c.report_id, *(figure.c[name] for name in FIELDS))
    .where(figure.c.report_id.in_(bindparam("reports", expanding=True)))
    .order_by(figure.c.report_id, figure.c.question)
)
TOLD_ELSEWHERE = (
    select(figure.c.report_id)
    .where(figure.c.report_id.in_(bindparam("reports", expanding=True)), figure.c.counts.is_(False))
    .distinct()
)
REMOVE = delete(figure).where(figure.c.report_id == bindparam("report"))
ADD_DELTA = insert(figure_delta)
DELTAS = (
    select(figure_delta.c.id, *(figure_delta.c[name] for name in COUNTED), figure_delta.c.value, figure_delta.c.reports)
    .order_by(figure_delta.c.id)
    .limit(bindparam("limit"))
)
DROP_DELTA = delete(figure_delta).where(figure_delta.c.id == bindparam("delta"))
DAILY = select(daily_figure.c.value, daily_figure.c.reports).where(
    *(daily_figure.c[name] == bindparam(f"of_{name}") for name in COUNTED)
)
SET_DAILY = per_dialect(
    daily_figure,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[daily_figure.c[name] for name in COUNTED],
        set_={"value": insert.excluded.value, "reports": insert.excluded.reports},
    ),
)
# One statement, so that no row is seen in both or neither while another process folds.
BOTH = union_all(
    *(
        select(*(table.c[name] for name in COUNTED), table.c.value, table.c.reports).where(
            table.c.day >= bindparam("since"), table.c.day <= bindparam("until")
        )
        for table in (daily_figure, figure_delta)
    )
)
RECOUNT = (
    select(
        report.c.filed_on,
        report.c.section_id,
        report.c.kind,
        func.coalesce(report.c.campaign_key, ""),
        func.coalesce(report.c.country, ""),
        figure.c.key,
        figure.c.basis,
        figure.c.measure,
        figure.c.qualifier,
        figure.c.value,
    )
    .select_from(report.join(figure, figure.c.report_id == report.c.id))
    .where(report.c.status == "filed", figure.c.counts, figure.c.measure == ADDITIVE)
)


class FigureStore(Store):
    """What reports count."""

    def add(self, report_id: UUID, figures: Sequence[FigureRow], now: datetime) -> None:
        """The figures of a report just filed."""
        if figures:
            rows = [{name: getattr(each, name) for name in FIELDS} for each in figures]
            self.connection.execute(ADD, [row | {"id": new_id(now), "report_id": report_id} for row in rows])

    def of(self, report_id: UUID) -> list[FigureRow]:
        """The figures of a report, by question."""
        return [FigureRow(*row) for row in self.connection.execute(OF_REPORT, {"report": report_id})]

    def of_reports(self, report_ids: Sequence[UUID]) -> dict[UUID, list[FigureRow]]:
        """The figures of many reports at once."""
        found: dict[UUID, list[FigureRow]] = {report_id: [] for report_id in report_ids}
        for some in in_batches(report_ids):
            for row in self.connection.execute(OF_REPORTS, {"reports": list(some)}):
                found[row.report_id].append(FigureRow(*row[1:]))
        return found

    def told_elsewhere(self, report_ids: Sequence[UUID]) -> set[UUID]:
        """Those of the reports with a figure that another report of the same event tells, and that counts there."""
        found: set[UUID] = set()
        for some in in_batches(report_ids):
            found |= set(self.connection.scalars(TOLD_ELSEWHERE, {"reports": list(some)}))
        return found

    def replace(self, report_id: UUID, figures: Sequence[FigureRow], now: datetime) -> None:
        """The figures of an amended report instead of its former ones; `storage.counting` writes what that moves."""
        self.connection.execute(REMOVE, {"report": report_id})
        self.add(report_id, figures, now)

    def delta(self, row: Any, figures: Sequence[FigureRow], sign: int, day: date, now: datetime) -> None:
        """Count the additive figures of report `row` in (sign 1) or out (-1) on `day`, a day in the section's zone."""
        values = [
            counted_values(counted_of(row, each, day))
            | {"report_id": row.id, "version": row.version, "value": sign * each.value, "reports": sign}
            | {"created_at": now}
            for each in figures
            if each.measure == ADDITIVE
        ]
        if values:
            self.connection.execute(ADD_DELTA, values)

    def fold(self) -> int:
        """Add deltas into the daily figures; how many rows there were. Nothing is lost or doubled if it breaks off."""
        self.one_at_a_time(FOLD_LOCK)
        deltas = self.connection.execute(DELTAS, {"limit": FOLDED}).all()
        if not deltas:
            return 0
        for total in summed(Total(Counted(*row[1:-2]), row.value, row.reports) for row in deltas):
            self._add_daily(total)
        self.connection.execute(DROP_DELTA, [{"delta": row.id} for row in deltas])
        return len(deltas)

    def totals(self, since: date, until: date) -> list[Total]:
        """Running totals of each day from `since` to `until`, both inclusive."""
        found = self.connection.execute(BOTH, {"since": since, "until": until})
        return summed(Total(Counted(*row[:-2]), row.value, row.reports) for row in found)

    def recount(self) -> list[Total]:
        """The same from the reports themselves, each on its filing day; summed over all days both must agree."""
        found = self.connection.execute(RECOUNT)
        return summed(Total(Counted(row[0], row[1] or NO_SECTION, *row[2:-1]), row.value, 1) for row in found)

    def _add_daily(self, total: Total) -> None:
        values = counted_values(total.counted)
        known = self.connection.execute(DAILY, {f"of_{name}": value for name, value in values.items()}).one_or_none()
        value, reports = (known.value, known.reports) if known else (Decimal(0), 0)
        both = {"value": value + total.value, "reports": reports + total.reports}
        self.connection.execute(SET_DAILY[self.dialect], values | both)


def counted_of(row: Any, each: FigureRow, day: date) -> Counted:
    """What a figure of report `row` is counted by."""
    return Counted(
        day,
        row.section_id or NO_SECTION,
        row.kind,
        row.campaign_key or "",
        row.country or "",
        each.key,
        each.basis,
        each.measure,
        each.qualifier,
    )


def counted_values(counted: Counted) -> dict[str, Any]:
    """As a row."""
    return dict(zip(COUNTED, astuple(counted), strict=True))


def summed(totals: Iterable[Total]) -> list[Total]:
    """One total for each thing counted, exactly added; in order of appearance, without those that cancel out."""
    found: dict[Counted, Total] = {}
    for total in totals:
        known = found.get(total.counted)
        found[total.counted] = (
            total
            if known is None
            else replace(known, value=known.value + total.value, reports=known.reports + total.reports)
        )
    return [total for total in found.values() if total.value or total.reports]
