"""What somebody must decide or do: voice notes to write down, joint events with different totals, people at risk who
can no longer be reached.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from reports.digest.content import Cell, Decision
from reports.digest.listed import listing
from reports.digest.looking import REPORTS, Looking, stood
from reports.digest.nouns import TOTALS_DIFFER, WRITE_DOWN
from reports.journal import Movements
from storage.counting import IS_SHARE, events_of, told_of
from storage.figure_store import FigureRow
from storage.report_filter import ReportFilter, conditions
from storage.scopes import Within
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import UNWRITTEN, attachment, figure, person, report, section

TOLD_ELSEWHERE = (
    select(figure.c.report_id).where(figure.c.report_id == report.c.id, figure.c.counts.is_(False)).exists()
)


def decisions(stores: Stores, looking: Looking) -> tuple[Decision, ...]:
    """Those there are, the gravest first."""
    found = []
    if lost_at_risk(stores, looking):
        found.append(Decision("unreachable", None))
    if differing := totals_differ(stores, looking):
        found.append(Decision("totals_differ", differing))
    if unwritten := to_write_down(stores, looking):
        found.append(Decision("write_down", unwritten))
    return tuple(found)


def to_write_down(stores: Stores, looking: Looking) -> Cell | None:
    """Reports of any day with a voice note that nobody has written down."""
    statement = select(report.c.id, report.c.version).select_from(REPORTS).where(*looking.standing())
    with_notes = stores.connection.scalars(select(attachment.c.session_id).where(UNWRITTEN).distinct()).all()
    rows = [
        [(row.id, row.version)]
        for some in in_batches(sorted(with_notes))
        for row in stores.connection.execute(statement.where(report.c.id.in_(some)).order_by(report.c.id))
    ]
    return listing(WRITE_DOWN, "reports", rows) if rows else None


def totals_differ(stores: Stores, looking: Looking) -> Cell | None:
    """Joint events, of whatever day, of which standing reports tell unlike totals, one of them in the scope, where
    another's counts. Only reports in the scope are named; what sections at risk tell is not looked at in a safe one."""
    statement = select(report.c.id).select_from(REPORTS).where(TOLD_ELSEWHERE, ~IS_SHARE, *looking.standing())
    behind = [
        each
        for some in in_batches(Movements(stores, looking.scope).joint())
        for each in stores.connection.scalars(statement.where(report.c.id.in_(some)))
    ]
    events = told_of(stores, events_of(stores, behind).values())
    together: dict[UUID, list[Any]] = defaultdict(list)
    for row in sorted(_telling_totals(stores, looking, events), key=lambda row: (row.filed_at, row.id)):
        together[events[row.id]].append(row)
    figures = stores.figures.of_reports(list(events))
    told = ([each for row in rows for each in figures.get(row.id, ())] for rows in together.values())
    differing = [rows for rows, some in zip(together.values(), told, strict=True) if _differ(some)]
    named = [[(row.id, row.version) for row in rows if row.inside] for rows in differing]
    return listing(TOTALS_DIFFER, "reports", named) if named else None


def lost_at_risk(stores: Stores, looking: Looking) -> bool:
    """Whether somebody at risk, of a section in the scope, was lost sight of in the period. How many is not told."""
    if looking.scope.safe or looking.scope.scope not in ("section", "everything"):
        return False
    conditions: list[ColumnElement[bool]] = [
        person.c.status == "active",
        person.c.reachable.is_(False),
        or_(person.c.at_risk.is_(True), section.c.at_risk.is_(True)),
        person.c.unreachable_at <= looking.as_of,
        person.c.unreachable_at >= looking.begun,
    ]
    if looking.section_id is not None:
        conditions.append(person.c.section_id == looking.section_id)
    people = select(person.c.id).select_from(person.outerjoin(section, section.c.id == person.c.section_id))
    return stores.connection.execute(people.where(*conditions).limit(1)).first() is not None


def _telling_totals(stores: Stores, looking: Looking, ids: Collection[UUID]) -> Iterator[Any]:
    """The standing ones of these reports that tell a total, and whether they lie in the scope (`inside`)."""
    shown = conditions(ReportFilter(within=[Within("everything", "", looking.scope.safe)]))
    columns = report.c.id, report.c.version, report.c.filed_at, and_(*looking.lying()).label("inside")
    statement = select(*columns).select_from(REPORTS).where(*shown, *stood(looking.as_of), ~IS_SHARE)
    for some in in_batches(list(ids)):
        yield from stores.connection.execute(statement.where(report.c.id.in_(some)))


def _differ(figures: Iterable[FigureRow]) -> bool:
    """Whether two of them tell another value, or as surely another qualifier, of one thing."""
    told: dict[tuple[str, str, str], set[tuple[Decimal, str]]] = {}
    for each in figures:
        told.setdefault((each.key, each.basis, each.measure), set()).add((each.value, each.qualifier))
    return any(len(values) > 1 for values in told.values())
