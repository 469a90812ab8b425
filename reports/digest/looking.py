"""What a digest's queries have in common: reports that lie in its scope and stood at an instant, by a day of theirs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, func, or_, select

from reports.digest.content import By
from reports.periods import Covered
from storage.report_filter import ReportFilter, conditions
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import report, report_field, section

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

    def moments(self) -> tuple[datetime, datetime]:
        """The instants between which its days lie, wherever it is, up to `as_of`."""
        length = self.covered.until - self.covered.since
        return self.begun, min(self.as_of, self.begun + length + timedelta(days=3))

    def covers(self, moment: datetime, zone: str | None) -> bool:
        """Whether an instant lies in its days by the clocks of a section's zone."""
        return self.covered.holds(moment.astimezone(ZoneInfo(zone or "UTC")).date())

    def lying(self) -> list[ColumnElement[bool]]:
        """Conditions: in the scope. `section` must be joined."""
        section_ids = [self.section_id] if self.section_id else None
        return conditions(ReportFilter(within=[self.scope], section_ids=section_ids))

    def standing(self) -> list[ColumnElement[bool]]:
        """The same, and filed and not withdrawn at `as_of`."""
        return [*self.lying(), *stood(self.as_of)]

    def within(self) -> list[ColumnElement[bool]]:
        """The same, and of its days."""
        return [*self.standing(), *self.of_days()]

    def of_days(self) -> list[ColumnElement[bool]]:
        """Conditions: of its days."""
        return conditions(days(self.covered.since, self.covered.until, self.by))


def coded(field: str) -> ScalarSelect[str | None]:
    """The value of a report's further field; the first by name of several."""
    of_this = report_field.c.report_id == report.c.id, report_field.c.field == field
    return select(func.min(report_field.c.value)).where(*of_this).correlate(report).scalar_subquery()


def stood(as_of: datetime) -> list[ColumnElement[bool]]:
    """Filed and not withdrawn at that instant, whatever came later."""
    return [report.c.filed_at <= as_of, or_(report.c.withdrawn_at.is_(None), report.c.withdrawn_at > as_of)]


def days(since: date, until: date, by: By) -> ReportFilter:
    """Those filed, or of what happened, on these days, both inclusive."""
    if by == "occurred":
        return ReportFilter(happened_since=since, happened_until=until)
    return ReportFilter(since=since, until=until)
