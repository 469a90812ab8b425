"""Opening a number: the reports that it counted, as it stood when it was told, and what has changed since."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, or_, select

from reports.cells import EVENTS, FILED_ON, REPORTS, Cell
from reports.journal import COLUMNS, COUNTED, Movements
from reports.latest import holding, up_to
from reports.periods import Kind, spanned
from reports.totals import weakest
from storage.movements import ADDITIVE, CORRECTED, FILED, MOVED, RESTORED, WITHDRAWN
from storage.report_store import COLUMNS as REPORT_COLUMNS
from storage.report_store import ReportRow
from storage.stores import Stores
from storage.tables import RARE, figure_delta, report, report_version, section
from storage.types import added_up
from texts.numbers import Qualifier

PAGE = 8
Condition = ColumnElement[Any] | TextClause
AT_RISK = select(section.c.id).where(section.c.at_risk.is_(True))


@dataclass(frozen=True, slots=True)
class Record:
    """A report's part in a number: `value` (of a number of reports: how many) of its `version`, for these causes, the
    first one first. `report` is the row as it is now: erased ones have no reference."""

    report: ReportRow
    version: int
    value: Decimal
    qualifier: Qualifier
    causes: tuple[str, ...]
    since: tuple[str, ...]  # what was done to it since: corrected (by an edit), withdrawn, restored

    @property
    def withdrawn(self) -> bool:
        """Whether it is now, since then or when it was counted already."""
        return self.report.status == "withdrawn"


@dataclass(frozen=True, slots=True)
class Opened:
    """One page of the records of a number, the last moved first. `reports`: on all pages; `hidden`: those of sections
    at risk, which are not shown; `since`: how many of those shown were corrected, withdrawn, restored since."""

    records: tuple[Record, ...]
    page: int
    pages: int
    reports: int
    hidden: int
    since: dict[str, int]


def records(stores: Stores, cell: Cell, page: int = 0, safe: bool = False) -> Opened:
    """The reports that the number counted, PAGE on a page; on all pages together they add up to it. Behind a number of
    events stand all reports of them, those that told of one again with the value 0. `safe`: without
    those of sections that are at risk now. LookupError: no such section."""
    counted = _counted(stores, cell)
    if counted is None:
        return Opened((), 0, 1, 0, 0, {})
    hidden = 0
    if safe:
        at_risk = figure_delta.c.section_id.in_(AT_RISK)
        hidden = _number(stores, _reports(cell, [*counted, at_risk]))
        counted = [*counted, ~at_risk]
    every = _reports(cell, counted)
    reports = _number(stores, every)
    pages = max(1, -(-reports // PAGE))
    page = min(max(page, 0), pages - 1)
    newest = every.order_by(func.max(figure_delta.c.id).desc())
    ids = list(stores.connection.scalars(newest.limit(PAGE).offset(page * PAGE)))
    changes = _changes(stores, cell, every)
    since = {name: sum(name in each for each in changes.values()) for name in (CORRECTED, WITHDRAWN, RESTORED)}
    found = _records(stores, cell, counted, ids, changes)
    return Opened(found, page, pages, reports, hidden, {name: number for name, number in since.items() if number})


def number_of_reports(stores: Stores, cell: Cell) -> int:
    """How many reports the number counted, those of sections at risk among them. LookupError: no such section."""
    counted = _counted(stores, cell)
    return 0 if counted is None else _number(stores, _reports(cell, counted))


def additive(stores: Stores, movements: Movements, cell: Cell, sections: Collection[UUID]) -> Iterator[Any]:
    """All movements that add up, of these sections in the scope, that numbers like this cell count (of its days, its
    causes, whatever its kind, key and basis): the report, the columns READ."""
    conditions = [*movements.conditions(), *_of_days(cell), figure_delta.c.measure == ADDITIVE]
    of_sections = select(figure_delta.c.report_id, *COUNTED).where(figure_delta.c.section_id.in_(sections), *conditions)
    return iter(stores.connection.execute(of_sections))


def version_of(stores: Stores, cell: Cell, report_id: UUID, as_of: datetime) -> int | None:
    """The version of the report that the number, told at `as_of`, counted: the last one until then that counts the
    same; None if it did not count the report."""
    counted = _counted(stores, cell)
    if counted is None:
        return None
    column = figure_delta.c
    of_report = column.report_id == report_id
    last = select(column.id, column.version).where(*counted, of_report).order_by(column.id.desc()).limit(1)
    row = stores.connection.execute(last).first()
    if row is None:
        return None
    further = [of_report, *_thing(cell), column.id > row.id]
    if cell.by == FILED_ON:
        further.append(column.cause != MOVED)
    following = select(column.version, column.created_at).where(*further).order_by(column.id).limit(1)
    before = [report_version.c.report_id == report_id, report_version.c.created_at <= as_of]
    if (then := stores.connection.execute(following).first()) is not None:
        # What an amendment moves is of the same instant as its version; what else moves it (others, a withdrawal) is of
        # the version that stands.
        stood = and_(report_version.c.version == then.version, report_version.c.created_at < then.created_at)
        before.append(or_(report_version.c.version < then.version, stood))
    versions = select(func.max(report_version.c.version)).where(*before)
    return max(row.version, stores.connection.execute(versions).scalar() or 0)


def _counted(stores: Stores, cell: Cell) -> list[Condition] | None:
    """What its movements meet; None: there are none."""
    movements = Movements(stores, cell.within, cell.without)
    if cell.measure != ADDITIVE:
        home = stores.organisation.section(cell.section or "")
        held = holding(stores, movements, cell, home.id) if home else None
        if held is None:
            return None
        return [figure_delta.c.report_id == held.report_id, *_thing(cell), *up_to(cell)]
    return [*movements.conditions(), *_thing(cell), *_of_days(cell)]


def _of_days(cell: Cell) -> list[Condition]:
    column = figure_delta.c
    found: list[Condition] = [COLUMNS[cell.by].between(cell.since, cell.until), column.fold <= cell.through]
    if cell.filed_after is not None:
        found.append(_of_report(report.c.filed_at > cell.filed_after))
    if cell.changed_after is not None:
        found += [column.created_at > cell.changed_after, _of_report(report.c.filed_at <= cell.changed_after)]
    return [*found, *_caused(cell)] if cell.by == FILED_ON else found


def _caused(cell: Cell) -> list[Condition]:
    """Changes of a report that was filed in the same period count with its filing, not by their causes."""
    column = figure_delta.c
    by_cause = column.cause.in_(cell.causes)
    if cell.span is None:
        return [by_cause] if FILED in cell.causes else [RARE, by_cause]
    own = _own(cell.span, cell.since, cell.until)
    return [or_(by_cause, own)] if FILED in cell.causes else [RARE, by_cause, ~own]


def _own(span: Kind, since: date, until: date) -> ColumnElement[bool]:
    """Whether a movement is of a report filed in the same period."""
    days = [(each.since, each.until) for each in spanned(span, since, until)]
    same = or_(*(and_(figure_delta.c.day.between(*some), report.c.filed_on.between(*some)) for some in days))
    return _of_report(same)


def _of_report(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a movement's report meets it."""
    return select(report.c.id).where(report.c.id == figure_delta.c.report_id, condition).exists()


def _thing(cell: Cell) -> list[Condition]:
    column = figure_delta.c
    if cell.key == REPORTS:
        found: list[Condition] = [column.key == EVENTS, column.reports != 0]
    else:
        found = [column.key == cell.key, column.basis == cell.basis, column.measure == cell.measure]
    return found if cell.kind is None else [*found, column.kind == cell.kind]


def _reports(cell: Cell, counted: Sequence[Condition]) -> Select[UUID]:
    """The reports of these movements. One that comes to nothing is not among them: withdrawn before the number was
    told, or moved to other days or another scope. Where only changes count, what it tells as surely must change."""
    column = figure_delta.c
    reports = select(column.report_id).where(*counted).group_by(column.report_id)
    if FILED in cell.causes:
        return reports.having(func.sum(column.reports) != 0)
    changed = reports.group_by(column.qualifier).having(or_(func.sum(column.reports) != 0, added_up(column.value) != 0))
    return reports.where(column.report_id.in_(changed.correlate(None)))


def _number(stores: Stores, reports: Select[UUID]) -> int:
    return stores.connection.execute(select(func.count()).select_from(reports.subquery())).scalar_one()


def _records(
    stores: Stores,
    cell: Cell,
    counted: Sequence[Condition],
    ids: list[UUID],
    changes: Mapping[UUID, tuple[str, ...]],
) -> tuple[Record, ...]:
    moved: dict[UUID, list[Any]] = defaultdict(list)
    of_these = select(figure_delta).where(*counted, figure_delta.c.report_id.in_(ids)).order_by(figure_delta.c.id)
    for row in stores.connection.execute(of_these):
        moved[row.report_id].append(row)
    found = stores.connection.execute(select(*REPORT_COLUMNS).where(report.c.id.in_(ids)))
    rows = {row.id: ReportRow(*row) for row in found}
    return tuple(_record(rows[each], cell, moved[each], changes.get(each, ())) for each in ids)


def _record(row: ReportRow, cell: Cell, moved: list[Any], since: tuple[str, ...]) -> Record:
    causes = tuple(dict.fromkeys(each.cause for each in moved))
    if cell.key == REPORTS:  # each adds itself, also to those withdrawn
        return Record(row, moved[-1].version, Decimal(1), "exactly", causes, since)
    by_qualifier: dict[str, Decimal] = defaultdict(Decimal)
    for each in moved:
        by_qualifier[each.qualifier] += each.value
    qualifier = weakest(each for each, value in by_qualifier.items() if value)
    return Record(row, moved[-1].version, sum(by_qualifier.values(), Decimal(0)), qualifier, causes, since)


def _changes(stores: Stores, cell: Cell, every: Select[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What was done since to reports of the number, whatever of theirs was counted. One withdrawn and restored is as it
    was. Corrected is what somebody edited, and not what others of the event or a recount move in it."""
    after, version = figure_delta.alias("after"), report_version.c
    edition = select(version.report_id).where(
        version.report_id == after.c.report_id,
        version.version == after.c.version,
        version.version > 1,
        version.created_at >= after.c.created_at,  # an edit moves what is counted in the instant of its version
    )
    edited = and_(after.c.cause == CORRECTED, edition.exists())
    statement = select(after.c.report_id, edited, after.c.key, after.c.reports).where(
        after.c.report_id.in_(every), or_(after.c.fold > cell.through, after.c.fold.is_(None))
    )
    corrected: set[UUID] = set()
    standing: dict[UUID, int] = defaultdict(int)
    for report_id, by_edit, key, number in stores.connection.execute(statement):
        standing[report_id] += number if key == EVENTS else 0
        corrected |= {report_id} if by_edit else set()
    done = {
        CORRECTED: corrected,
        WITHDRAWN: {each for each, number in standing.items() if number < 0},
        RESTORED: {each for each, number in standing.items() if number > 0},
    }
    return {each: tuple(name for name, some in done.items() if each in some) for each in set().union(*done.values())}
