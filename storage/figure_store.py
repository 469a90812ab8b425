"""Figures of reports. Values are exact decimals kept as text: a figure must come out as it went in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select

from storage.ids import new_id
from storage.movements import FigureRow
from storage.store import Store, in_batches
from storage.tables import figure

__all__ = ["FigureRow", "FigureStore"]

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


class FigureStore(Store):
    """What reports count; `storage.counting` writes what a change of it moves."""

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
        """The figures of an amended report instead of its former ones."""
        self.connection.execute(REMOVE, {"report": report_id})
        self.add(report_id, figures, now)
