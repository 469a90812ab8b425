"""What somebody must decide or do: voice notes to write down, joint events with different totals, people at risk who
can no longer be reached.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from reports.digest.content import Cell, Decision
from reports.digest.listed import listing
from reports.digest.looking import REPORTS, Looking
from reports.digest.nouns import TOTALS_DIFFER, WRITE_DOWN
from reports.journal import Movements
from storage.counting import SHARE_OF, joint_with
from storage.report_store import COLUMNS, ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import UNWRITTEN, attachment, figure, link, person, report, section

TOLD_ELSEWHERE = (
    select(figure.c.report_id).where(figure.c.report_id == report.c.id, figure.c.counts.is_(False)).exists()
)
IS_SHARE = select(link.c.report_id).where(link.c.report_id == report.c.id, link.c.kind == SHARE_OF).exists()


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
        (row.id, row.version)
        for some in in_batches(sorted(with_notes))
        for row in stores.connection.execute(statement.where(report.c.id.in_(some)).order_by(report.c.id))
    ]
    return listing(WRITE_DOWN, "reports", rows) if rows else None


def totals_differ(stores: Stores, looking: Looking) -> Cell | None:
    """Joint events of which the period's reports and others tell unlike totals; shares are no totals."""
    statement = select(*COLUMNS).select_from(REPORTS).where(TOLD_ELSEWHERE, ~IS_SHARE, *looking.within())
    days = looking.covered.since, looking.covered.until
    found = [
        ReportRow(*row)
        for some in in_batches(Movements(stores, looking.scope).told_again(looking.by, *days))
        for row in stores.connection.execute(statement.where(report.c.id.in_(some)))
    ]
    rows = sorted(found, key=lambda each: (each.filed_at, each.id))
    events: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        joint = _whole(stores, row)
        if _differ(stores, joint):
            events[row.event_id or joint[0].id] = {each.id: each.version for each in joint}
    behind = {each: version for joint in events.values() for each, version in joint.items()}
    return listing(TOTALS_DIFFER, "reports", behind.items(), len(events)) if events else None


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


def _whole(stores: Stores, row: ReportRow) -> list[ReportRow]:
    """The standing reports of the same event that tell a total, the first filed first."""
    joint = select(*COLUMNS).where(report.c.id.in_(joint_with(stores, row)), report.c.status == "filed", ~IS_SHARE)
    found = stores.connection.execute(joint.order_by(report.c.filed_at, report.c.id))
    return [ReportRow(*each) for each in found]


def _differ(stores: Stores, joint: Iterable[ReportRow]) -> bool:
    """Whether two of them tell another value, or as surely another qualifier, of one thing."""
    told: dict[tuple[str, str, str], set[tuple[Decimal, str]]] = {}
    for figures in stores.figures.of_reports([each.id for each in joint]).values():
        for each in figures:
            told.setdefault((each.key, each.basis, each.measure), set()).add((each.value, each.qualifier))
    return any(len(values) > 1 for values in told.values())
