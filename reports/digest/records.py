"""What a number of a digest counted: each report as it was sent, and what became of it since then."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from reports.digest.content import Cell
from reports.digest.figures import COUNTED, counting
from reports.digest.listed import LISTED, added, versions
from reports.opening import PAGE, Opened, Record, records, version_of
from storage.movements import CORRECTED, WITHDRAWN
from storage.report_store import COLUMNS, ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import report, section

REPORTS = select(*COLUMNS).where(report.c.id.in_(bindparam("reports", expanding=True)))
AT_RISK = select(section.c.id).where(section.c.at_risk.is_(True))


def opened(stores: Stores, cell: Cell, page: int = 0, safe: bool = False) -> Opened:
    """A page of what the cell counted; on all pages together it adds up. `safe`: without reports of sections at risk,
    which are only counted. LookupError: its section is gone."""
    if cell.filter["of"] == COUNTED:
        return records(stores, counting(cell), page, safe)
    if cell.filter["of"] == LISTED:
        return _listed(stores, cell, page, safe)
    return Opened((), 0, 1, 0, 0, {})  # what has not come has no reports


def version_behind(stores: Stores, cell: Cell, report_id: UUID, as_of: datetime) -> int | None:
    """The version of a report that the cell, told at `as_of`, counted; None if it did not. LookupError: its section is
    gone."""
    if cell.filter["of"] == COUNTED:
        return version_of(stores, counting(cell), report_id, as_of)
    return versions(cell.filter).get(report_id) if cell.filter["of"] == LISTED else None


def every(stores: Stores, cell: Cell) -> Iterator[Record]:
    """All its records, page by page."""
    page = opened(stores, cell)
    yield from page.records
    for number in range(1, page.pages):
        yield from opened(stores, cell, number).records


def _listed(stores: Stores, cell: Cell, page: int, safe: bool) -> Opened:
    """Of reports named one by one, the last filed first."""
    wanted, values = versions(cell.filter), added(cell.filter)
    at_risk = set(stores.connection.scalars(AT_RISK)) if safe else set()
    rows = [each for each in _rows(stores, wanted) if each.section_id not in at_risk]
    found = [
        Record(each, wanted[each.id], *values[each.id], (), _since(each, wanted[each.id])) for each in rows
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 0), pages - 1)
    since = Counter(name for each in found for name in each.since)
    shown = tuple(found[page * PAGE : (page + 1) * PAGE])
    return Opened(shown, page, pages, len(found), len(wanted) - len(found), dict(since))


def _since(row: ReportRow, version: int) -> tuple[str, ...]:
    withdrawn = (WITHDRAWN,) if row.status == "withdrawn" else ()
    return (*withdrawn, CORRECTED) if row.version > version else withdrawn


def _rows(stores: Stores, reports: Iterable[UUID]) -> list[ReportRow]:
    found = [
        ReportRow(*row)
        for some in in_batches(list(reports))
        for row in stores.connection.execute(REPORTS, {"reports": list(some)})
    ]
    return sorted(found, key=lambda each: (each.filed_at, each.id), reverse=True)
