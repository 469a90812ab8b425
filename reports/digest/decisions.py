"""What somebody must decide or do: voice notes to write down, joint events with different totals, people at risk who
can no longer be reached.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from reports.digest.content import Cell, Decision
from reports.digest.listed import listing
from reports.digest.looking import REPORTS, Looking, stood
from reports.digest.nouns import TOTALS_DIFFER, WRITE_DOWN
from storage.counting import AMONG, EVENT_ID, IS_SHARE, LINKED_REPORTS, TOLD_OF
from storage.movements import Surely, surely, unlike
from storage.report_filter import ReportFilter, conditions
from storage.scopes import Within
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import DIFFERS, UNWRITTEN, attachment, figure, person, report, section

REMINDED_FOR = timedelta(weeks=4)  # of totals that came to differ: what nobody could settle is not told for ever
TOLD = "key", "basis", "measure", "value", "qualifier"
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
    """Joint events of which standing reports tell unlike totals, one of them in the scope, where another's counts, and
    unlike since the REMINDED_FOR before the period. Only reports in the scope are named; what sections at risk tell is
    not looked at in a safe one.
    """
    found: dict[UUID, list[_Teller]] = defaultdict(list)
    for some in in_batches(stores.connection.scalars(_marked(looking)).all()):
        rows = stores.connection.execute(_totals(looking), {AMONG.key: list(some)}).all()
        for (event, report_id, version, inside), parts in groupby(rows, key=lambda row: row[:4]):
            found[event].append(_Teller(report_id, version, inside, _told_by(parts)))
    tellers = (some for some in found.values() if unlike(each.told for each in some))
    named = [[(each.id, each.version) for each in some if each.inside] for some in tellers]
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


class _Teller(NamedTuple):
    """A report that stood and may be seen, and the totals that it tells."""

    id: UUID
    version: int
    inside: bool
    told: dict[tuple[str, str, str], Surely]


def _marked(looking: Looking) -> Select[UUID]:
    """Few joint events are; whether the totals differ in what stood and may be seen is to be looked at."""
    lately = report.c.differs_since.between(looking.begun - REMINDED_FOR, looking.as_of)
    return (
        select(EVENT_ID)
        .select_from(LINKED_REPORTS.outerjoin(section, section.c.id == report.c.section_id))
        .where(DIFFERS, lately, TOLD_ELSEWHERE, ~IS_SHARE, *looking.standing())
        .distinct()
    )


def _totals(looking: Looking) -> Select[Any]:
    """What the reports of some events tell, the rows of a report side by side: the event, what a _Teller is, a figure.
    Events are given by id: put together with how they are found, PostgreSQL reads all reports there are."""
    of_event = TOLD_OF.subquery("of_event")
    inside = and_(*looking.lying()).label("inside")
    return (
        select(of_event.c.event, report.c.id, report.c.version, inside, *(figure.c[name] for name in TOLD))
        .select_from(
            REPORTS.join(of_event, of_event.c.id == report.c.id).join(figure, figure.c.report_id == report.c.id)
        )
        .where(*_telling_totals(looking))
        .order_by(report.c.filed_at, report.c.id, of_event.c.event)
    )


def _told_by(parts: Iterable[Any]) -> dict[tuple[str, str, str], Surely]:
    told: dict[tuple[str, str, str], list[tuple[Decimal, str]]] = defaultdict(list)
    for *_, key, basis, measure, value, qualifier in parts:
        told[key, basis, measure].append((value, qualifier))
    return {thing: surely(some) for thing, some in told.items()}


def _telling_totals(looking: Looking) -> list[ColumnElement[bool]]:
    """Conditions: standing, and tells a total."""
    shown = conditions(ReportFilter(within=[Within("everything", "", looking.scope.safe)]))
    return [*shown, *stood(looking.as_of), ~IS_SHARE]
