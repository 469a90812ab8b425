"""How many reports came in, by kind."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from reports.digest.content import Cell, Compared, Part
from reports.digest.looking import REPORTS, Looking
from reports.digest.nouns import KIND
from reports.periods import Covered
from storage.stores import Stores
from storage.tables import report, report_version

OF_KIND = "kind"


def kinds(stores: Stores, looking: Looking, before: Covered, four: Covered) -> tuple[Compared, ...]:
    """Those of which any came, the most frequent first. `before`: the period before, `four`: the four before."""
    now, last, mean = (count(stores, looking.over(each)) for each in (looking.covered, before, four))
    found = []
    for kind, number in sorted(now.items(), key=lambda one: (-one[1], one[0])):
        head = _cell(looking, kind, number, "now")
        earlier = _cell(looking.over(before), kind, last.get(kind, 0), "last")
        found.append(Compared(head, earlier, _cell(looking.over(four), kind, mean.get(kind, 0), "mean")))
    return tuple(found)


def count(stores: Stores, looking: Looking) -> dict[str, int]:
    """How many reports of each kind."""
    statement = select(report.c.kind, func.count()).select_from(REPORTS).where(*looking.within())
    return {row[0]: row[1] for row in stores.connection.execute(statement.group_by(report.c.kind))}


def versions_of(stores: Stores, filter: Mapping[str, Any], as_of: datetime) -> dict[UUID, int]:
    """The reports that the filter of such a cell covers, each with its version at that instant."""
    kind: ColumnElement[bool] = report.c.kind == filter["kind"]
    reports = select(report.c.id).select_from(REPORTS).where(kind, *Looking.of(stores, filter, as_of).within())
    versions = select(report_version.c.report_id, func.max(report_version.c.version)).where(
        report_version.c.report_id.in_(reports), report_version.c.created_at <= as_of
    )
    return {row[0]: row[1] for row in stores.connection.execute(versions.group_by(report_version.c.report_id))}


def _cell(looking: Looking, kind: str, number: int, part: Part) -> Cell:
    filter = {"of": OF_KIND, "kind": kind, **looking.coded()}
    return Cell(KIND, kind, "in_period", Decimal(number), "exactly", number, filter, part)
