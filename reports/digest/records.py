"""What a number of a digest counted: each report as it was sent, and what became of it since then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from reports.digest import figures, kinds
from reports.digest.content import Cell
from reports.digest.listed import LISTED, versions
from storage.report_store import COLUMNS, ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import report
from texts.numbers import Qualifier

REPORTS_OF = select(*COLUMNS).where(report.c.id.in_(bindparam("reports", expanding=True)))


@dataclass(frozen=True, slots=True)
class Record:
    """One report behind a number. `version`: the one counted; `value` and `qualifier`: what it adds to a figure, None
    where reports themselves are counted."""

    row: ReportRow
    version: int
    value: Decimal | None = None
    qualifier: Qualifier = "exactly"

    @property
    def day(self) -> date:
        """When it happened, else when it was filed."""
        return self.row.occurred_on or self.row.filed_on

    @property
    def withdrawn(self) -> bool:
        """Since then."""
        return self.row.status == "withdrawn"

    @property
    def changed(self) -> bool:
        """Since then."""
        return self.row.version > self.version


@dataclass(frozen=True, slots=True)
class Opened:
    """A number opened: its records, the latest first."""

    cell: Cell
    records: tuple[Record, ...]

    @property
    def withdrawn(self) -> int:
        """How many were withdrawn since then."""
        return sum(each.withdrawn for each in self.records)

    @property
    def changed(self) -> int:
        """How many were changed since then, and stand."""
        return sum(each.changed and not each.withdrawn for each in self.records)


def opened(stores: Stores, cell: Cell, as_of: datetime) -> Opened:
    """The records of a cell of a digest as of then."""
    if cell.filter["of"] == figures.FIGURES:
        counted = figures.counted(stores, cell.filter, as_of)
        rows = _rows(stores, {each.report_id: 0 for each in counted})
        found = [
            Record(rows[each.report_id], each.version, each.value, each.qualifier)
            for each in counted
            if each.report_id in rows
        ]
    elif cell.filter["of"] in (LISTED, kinds.OF_KIND):
        wanted = versions(cell.filter) if cell.filter["of"] == LISTED else kinds.versions_of(stores, cell.filter, as_of)
        found = [Record(row, wanted[row.id]) for row in _rows(stores, wanted).values()]
    else:
        found = []
    return Opened(cell, tuple(sorted(found, key=lambda each: (each.row.filed_at, each.row.id), reverse=True)))


def _rows(stores: Stores, reports: Mapping[UUID, int]) -> dict[UUID, ReportRow]:
    found = {}
    for some in in_batches(list(reports)):
        for row in stores.connection.execute(REPORTS_OF, {"reports": list(some)}):
            found[row.id] = ReportRow(*row)
    return found
