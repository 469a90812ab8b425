"""What somebody must decide or do: voice notes to write down, joint events with different totals, people at risk who
can no longer be reached.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from reports.digest.content import Cell, Decision
from reports.digest.listed import listing
from reports.digest.looking import REPORTS, Looking, stood
from reports.digest.nouns import TOTALS_DIFFER, WRITE_DOWN
from reports.journal import Movements
from storage.counting import EVENT_ID, IS_SHARE, LINKED_REPORTS, told_in, told_of
from storage.report_filter import ReportFilter, conditions
from storage.scopes import Within
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import UNWRITTEN, attachment, figure, person, report, section
from storage.types import added_up

REMINDED_FOR = timedelta(weeks=4)  # of totals that differ: a digest may not take the longer the older the movement is
TOLD_ELSEWHERE = (
    select(figure.c.report_id).where(figure.c.report_id == report.c.id, figure.c.counts.is_(False)).exists()
)
# What a report tells of one thing, so that the like is equal: its value, the first and the last of its qualifiers.
TOLD = {
    "value": added_up(figure.c.value),
    "first": func.min(figure.c.qualifier),
    "last": func.max(figure.c.qualifier),
}


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
    """Joint events of which standing reports tell unlike totals, one of them in the scope, where another's counts, and
    joint since the REMINDED_FOR before the period. Only reports in the scope are named; what sections at risk tell is
    not looked at in a safe one.
    """
    events = told_of(stores, stores.connection.scalars(_differing(stores, looking)))
    together: dict[UUID, list[Any]] = defaultdict(list)
    columns = report.c.id, report.c.version, report.c.filed_at, and_(*looking.lying()).label("inside")
    statement = select(*columns).select_from(REPORTS).where(*_telling_totals(looking))
    found = (stores.connection.execute(statement.where(report.c.id.in_(some))) for some in in_batches(list(events)))
    for row in sorted(chain.from_iterable(found), key=lambda row: (row.filed_at, row.id)):
        together[events[row.id]].append(row)
    named = [[(row.id, row.version) for row in rows if row.inside] for rows in together.values()]
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


def _differing(stores: Stores, looking: Looking) -> Select[UUID]:
    """The events of which two reports tell another value, or as surely another qualifier, of one thing."""
    behind = (
        select(EVENT_ID.label("event"))
        .select_from(LINKED_REPORTS.outerjoin(section, section.c.id == report.c.section_id))
        .where(report.c.id.in_(Movements(stores, looking.scope).joint(looking.covered.since - REMINDED_FOR)))
        .where(TOLD_ELSEWHERE, ~IS_SHARE, *looking.standing())
        .distinct()
        .cte("behind")
    )
    of_event = told_in(select(behind.c.event)).subquery("of_event")
    thing = of_event.c.event, figure.c.key, figure.c.basis, figure.c.measure
    total = (  # a report may tell it in several parts
        select(*thing, *(each.label(name) for name, each in TOLD.items()))
        .select_from(
            REPORTS.join(of_event, of_event.c.id == report.c.id).join(figure, figure.c.report_id == report.c.id)
        )
        .where(*_telling_totals(looking))
        .group_by(report.c.id, *thing)
        .subquery("total")
    )
    unlike = [func.min(total.c[name]) != func.max(total.c[name]) for name in TOLD]
    things = total.c.event, total.c.key, total.c.basis, total.c.measure
    differing = select(total.c.event).group_by(*things).having(or_(*unlike)).subquery("differing")
    return select(differing.c.event).distinct()


def _telling_totals(looking: Looking) -> list[ColumnElement[bool]]:
    """Conditions: standing, and tells a total."""
    shown = conditions(ReportFilter(within=[Within("everything", "", looking.scope.safe)]))
    return [*shown, *stood(looking.as_of), ~IS_SHARE]
