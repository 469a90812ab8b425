"""The totals of one section, key area and month, and the reports behind them.

What a report of the section tells of a joint event is held by it, the total or the section's share, also where another
section told of it first and it counts there: the section is not asked for it again. Of its own reports of one event
one counts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select

from reports.totals import CountedFigure, FigureTotal, Period, totals
from storage.counting import counted_within
from storage.stores import Stores
from storage.tables import figure, report, report_field

ENDED_ON = "ended_on"  # core field: the last day of something that took several

HAPPENED_IN_MONTH = func.coalesce(report.c.occurred_on, report.c.filed_on).between(
    bindparam("since"), bindparam("until")
)
OF_AREA = (
    select(
        report.c.id,
        report.c.revision_id,
        report.c.occurred_on,
        report.c.filed_on,
        report.c.period,
        report.c.filed_at,
        report_field.c.value.label("ended_on"),
        figure.c.id.label("figure_id"),
        figure.c.counts,
        *(figure.c[name] for name in ("question", "key", "basis", "measure", "qualifier", "value")),
    )
    .select_from(
        report.join(figure, figure.c.report_id == report.c.id).outerjoin(
            report_field, and_(report_field.c.report_id == report.c.id, report_field.c.field == ENDED_ON)
        )
    )
    .where(
        report.c.section_id == bindparam("section"),
        report.c.area == bindparam("of_area"),
        report.c.status == "filed",
        or_(report.c.period == bindparam("of_period"), and_(report.c.period.is_(None), HAPPENED_IN_MONTH)),
    )
)


@dataclass(frozen=True, slots=True)
class SectionTotals:
    """What is held; `revisions`: of each report in it the revision it was answered on, whose words name its figures."""

    totals: list[FigureTotal]
    revisions: dict[UUID, UUID]


def section_totals(stores: Stores, section_id: UUID, area: str, month: str) -> SectionTotals:
    """What the section's filed reports of an area hold for a month (2014-10): section updates for it, and whatever
    happened in it or, where no day is told, was filed in it. What reaches beyond the month counts in the one in which
    it began. Raises ValueError if the month is none."""
    period = Period.month(month)
    wanted = {"section": section_id, "of_area": area, "of_period": month, "since": period.since, "until": period.until}
    rows = stores.connection.execute(OF_AREA, wanted).all()
    joint = {row.id for row in rows if not row.counts}
    ours = {each.id for each in counted_within(stores, joint, lambda owner: owner.section_id == section_id)}
    found = [row for row in rows if row.counts or row.figure_id in ours]
    return SectionTotals(
        totals((_counted(row, period) for row in found), period), {row.id: row.revision_id for row in found}
    )


def _counted(row: Any, period: Period) -> CountedFigure:
    since, until = period.since, period.until
    if row.period is None:
        since = row.occurred_on or row.filed_on
        until = max(since, date.fromisoformat(row.ended_on)) if row.ended_on else since
    return CountedFigure(
        report_id=row.id,
        question=row.question,
        key=row.key,
        basis=row.basis,
        measure=row.measure,
        qualifier=row.qualifier,
        value=row.value,
        since=since,
        until=until,
        filed_at=row.filed_at,
    )
