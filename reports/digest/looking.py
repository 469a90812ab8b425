"""What a digest's queries have in common: reports that lie in its scope and stood at an instant, by a day of theirs."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, or_

from reports.digest.content import By
from reports.periods import Covered
from storage.report_filter import ReportFilter, conditions
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import report, section

REPORTS: FromClause = report.outerjoin(section, section.c.id == report.c.section_id)


@dataclass(frozen=True, slots=True)
class Looking:
    """Where and when a digest looks. `section_id`: of the section that is its scope."""

    scope: Within
    covered: Covered
    as_of: datetime
    by: By = "filed"
    section_id: UUID | None = None

    @classmethod
    def at(cls, stores: Stores, scope: Within, covered: Covered, as_of: datetime, by: By = "filed") -> "Looking":
        """The same with the section looked up: queries by its id use an index."""
        home = stores.organisation.section(scope.key) if scope.scope == "section" else None
        return cls(scope, covered, as_of, by, home.id if home else None)

    @property
    def begun(self) -> datetime:
        """When its days began somewhere: no zone is ahead of UTC by more than a day."""
        return datetime.combine(self.covered.since, time(), UTC) - timedelta(days=1)

    def over(self, covered: Covered) -> "Looking":
        """The same over other days."""
        return replace(self, covered=covered)

    def standing(self) -> list[ColumnElement[bool]]:
        """Conditions: in the scope, and filed and not withdrawn at `as_of`. `section` must be joined."""
        wanted = ReportFilter(within=[self.scope], section_ids=[self.section_id] if self.section_id else None)
        return [*conditions(wanted), *stood(self.as_of)]

    def within(self) -> list[ColumnElement[bool]]:
        """The same, and of its days."""
        since, until = self.covered.since, self.covered.until
        return [*self.standing(), *conditions(days(since, until, self.by))]


def stood(as_of: datetime) -> list[ColumnElement[bool]]:
    """Filed and not withdrawn at that instant, whatever came later."""
    return [report.c.filed_at <= as_of, or_(report.c.withdrawn_at.is_(None), report.c.withdrawn_at > as_of)]


def days(since: date, until: date, by: By) -> ReportFilter:
    """Those filed, or of what happened, on these days, both inclusive."""
    if by == "occurred":
        return ReportFilter(happened_since=since, happened_until=until)
    return ReportFilter(since=since, until=until)
