"""Figures that do not add up: of running totals ("so far") and levels ("now") of a section the latest holds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from reports.cells import CAUSES, FILED_ON, Cell
from reports.journal import Movements
from storage.movements import ADDITIVE
from storage.running_store import BEGINNING, EVER, SECTION
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import NOT_ADDITIVE, figure_delta, report, running_total, section
from texts.numbers import Qualifier

AT_ONCE = 50
AHEAD = timedelta(days=31)  # an update may tell of the month that runs; so the index passes over what was filed later

# Which figures there are that do not add up, or moved in a span: the running totals of the sections know.
KNOWN = (
    select(running_total.c.scope_key, running_total.c.key, running_total.c.basis, running_total.c.measure)
    .where(
        running_total.c.scope == SECTION,
        running_total.c.scope_key.in_(bindparam("sections", expanding=True)),
        running_total.c.span == bindparam("of_span"),
        running_total.c.since == bindparam("of_since"),
        running_total.c.measure != ADDITIVE,
    )
    .distinct()
)
READ = ("report_id", "version", "happened_to", "day", "kind", "qualifier", "value", "reports", "id")
TOLD = (
    select(*(figure_delta.c[name] for name in READ), report.c.filed_at)
    .join_from(figure_delta, report, report.c.id == figure_delta.c.report_id)
    .where(
        figure_delta.c.section_id == bindparam("of_section"),
        *(figure_delta.c[name] == bindparam(f"of_{name}") for name in ("key", "basis", "measure")),
        NOT_ADDITIVE,  # as the index says it
    )
)
KEYS = select(section.c.id, section.c.key)


@dataclass(frozen=True, slots=True)
class Latest:
    """What holds of a section: told of the day `told_of` by a version of a report, filed or changed on `day`."""

    section: str
    section_id: UUID
    kind: str
    key: str
    basis: str
    measure: str
    value: Decimal
    qualifier: Qualifier
    told_of: date
    day: date
    report_id: UUID
    version: int
    cell: Cell
    before: "Latest | None" = None  # what held before the period, if that was looked up

    @property
    def is_new(self) -> bool:
        """Whether another number holds than before, or another report tells it."""
        return self.before is None or self._told != self.before._told

    @property
    def _told(self) -> tuple[object, ...]:
        return self.report_id, self.told_of, self.value, self.qualifier


def latest(
    stores: Stores, movements: Movements, cell: Cell, span: str = EVER, since: date = BEGINNING
) -> Iterator[Latest]:
    """The latest of each section of the scope and each key, basis and measure up to the cell's last day; of those that
    moved in a span only: the week or month that begins on `since`."""
    names = {row.id: row.key for row in stores.connection.execute(KEYS)}
    known: list[Any] = []
    for some in in_batches([each.hex for each in movements.sections]):
        wanted = {"sections": list(some), "of_span": span, "of_since": since}
        known += stores.connection.execute(KNOWN, wanted).all()
    for scope_key, key, basis, measure in sorted(known):
        here = replace(
            cell, key=key, basis=basis, measure=measure, causes=CAUSES, section=names[UUID(scope_key)], kind=None
        )
        found = holding(stores, movements, here, UUID(scope_key))
        if found is not None:
            yield found


def holding(stores: Stores, movements: Movements, cell: Cell, section_id: UUID) -> Latest | None:
    """The report that holds, of those that stood then: the one that tells of the latest day, filed last."""
    wanted = {"of_section": section_id, "of_key": cell.key, "of_basis": cell.basis, "of_measure": cell.measure}
    rows = _rows(stores, [*movements.conditions(), *up_to(cell)], wanted)
    for told_of, of_day in groupby(rows, key=lambda row: row.happened_to):
        standing = [some for some in _by_figure(of_day) if sum(row.reports for row in some) > 0]
        if standing:
            last = max(standing, key=lambda some: (some[0].filed_at, some[0].report_id))  # as in `reports.totals`
            row = last[-1]
            value = sum((each.value for each in last), Decimal(0))
            return Latest(
                cell.section or "", section_id, row.kind, cell.key, cell.basis, cell.measure, value, row.qualifier,
                told_of, row.day, row.report_id, row.version, cell,
            )  # fmt: skip
    return None


def up_to(cell: Cell) -> list[ColumnElement[bool]]:
    """What had moved by then: by filing day whatever was filed or changed up to the cell's last day, since an update
    tells of a month that is over; else what tells of days up to it."""
    told, folded = figure_delta.c.happened_to, figure_delta.c.fold <= cell.through
    if cell.by != FILED_ON:
        return [told <= cell.until, folded]
    return [told <= cell.until + AHEAD, figure_delta.c.day <= cell.until, folded]


def _by_figure(rows: Iterator[Any]) -> list[list[Any]]:
    """The movements of each report and qualifier, the oldest first."""
    found: dict[tuple[UUID, str], list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        found[row.report_id, row.qualifier].append(row)
    return list(found.values())


def _rows(stores: Stores, within: list[ColumnElement[bool]], wanted: dict[str, Any]) -> Iterator[Any]:
    """Those told of the latest day first, some at a time."""
    statement = TOLD.where(*within).order_by(figure_delta.c.happened_to.desc(), figure_delta.c.id.desc())
    for offset in count(0, AT_ONCE):
        some = stores.connection.execute(statement.limit(AT_ONCE).offset(offset), wanted).all()
        yield from some
        if len(some) < AT_ONCE:
            return
