"""What the reports of a period count, beside the periods before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from reports.digest.content import Cell, Compared, Part
from reports.digest.labels import Labels
from reports.digest.looking import REPORTS, Looking
from reports.periods import Covered
from reports.totals import weakest
from storage.stores import Stores
from storage.tables import figure, report
from texts.numbers import Qualifier

FIGURES = "figures"
Thing = tuple[str, str, str]


def figures(stores: Stores, looking: Looking, before: Covered, four: Covered, labels: Labels) -> tuple[Compared, ...]:
    """One number for each key, basis and measure that was counted in the period."""
    now = _cells(stores, looking, "now")
    last, mean = _cells(stores, looking.over(before), "last"), _cells(stores, looking.over(four), "mean")
    found = []
    for thing, cell in sorted(now.items(), key=lambda one: (-one[1].value, one[0])):
        found.append(Compared(cell, last.get(thing), mean.get(thing), names=labels.of(cell)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one report adds."""

    report_id: UUID
    version: int
    value: Decimal
    qualifier: Qualifier


def counted(stores: Stores, filter: Mapping[str, Any], as_of: datetime) -> list[Counted]:
    """What the filter of such a cell covers."""
    key, basis, measure = filter["figure"]
    wanted = _select(Looking.of(stores, filter, as_of)).where(
        figure.c.key == key, figure.c.basis == basis, figure.c.measure == measure
    )
    return [Counted(row.id, row.version, row.value, row.qualifier) for row in stores.connection.execute(wanted)]


def _select(looking: Looking) -> Select:
    columns = figure.c.key, figure.c.basis, figure.c.measure, figure.c.value, figure.c.qualifier
    statement = select(*columns, report.c.id, report.c.version)
    joined = statement.select_from(REPORTS.join(figure, figure.c.report_id == report.c.id))
    return joined.where(figure.c.counts.is_(True), figure.c.measure == "in_period", *looking.within())


def _cells(stores: Stores, looking: Looking, part: Part) -> dict[Thing, Cell]:
    rows: dict[Thing, list[Any]] = {}
    for row in stores.connection.execute(_select(looking)):
        rows.setdefault((row.key, row.basis, row.measure), []).append(row)
    return {thing: _cell(thing, some, looking, part) for thing, some in rows.items()}


def _cell(thing: Thing, rows: list[Any], looking: Looking, part: Part) -> Cell:
    value = sum((row.value for row in rows), Decimal(0))
    filter = {"of": FIGURES, "figure": list(thing), **looking.coded()}
    return Cell(*thing, value, weakest(row.qualifier for row in rows), len({row.id for row in rows}), filter, part)
