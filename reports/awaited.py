"""Section updates that are expected and have not come: one for each key area and month."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from storage.organisation_store import AREAS
from storage.stores import Stores
from storage.tables import report, section

EXPECTED_ON = 7  # day of the month after
UPDATE = "section_update"  # kind of report

EXPECTED = (
    select(section.c.id, section.c.key, section.c.name, section.c.areas)
    .where(section.c.id.in_(bindparam("sections", expanding=True)))
    .order_by(section.c.key)
)
COME = (
    select(report.c.section_id, report.c.area)
    .where(
        report.c.section_id.in_(bindparam("sections", expanding=True)),
        report.c.kind == UPDATE,
        report.c.period == bindparam("month"),
        report.c.filed_at <= bindparam("as_of"),
        or_(report.c.status == "filed", report.c.withdrawn_at > bindparam("as_of")),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class AwaitedOf:
    """The areas that have not come from a section for `month` (its first day); `since`: the day they were due."""

    section: str
    names: dict[str, str]
    areas: tuple[str, ...]
    month: date
    since: date


def due_on(month: date) -> date:
    """The last day on which the updates of a month (any day of it) are in time."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=EXPECTED_ON)


def month_due(today: date) -> date:
    """The first day of the last month whose updates are due by now."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return last if due_on(last) < today else (last - timedelta(days=1)).replace(day=1)


def awaited(stores: Stores, sections: Collection[UUID], month: date, as_of: datetime) -> list[AwaitedOf]:
    """What had not come by `as_of` from these sections for a month, by section; nothing from whom nothing is expected.
    """
    if not sections:
        return []
    wanted = {"sections": list(sections), "month": f"{month:%Y-%m}", "as_of": as_of}
    come = {(row.section_id, row.area) for row in stores.connection.execute(COME, wanted)}
    found = []
    for row in stores.connection.execute(EXPECTED, {"sections": list(sections)}):
        expected = AREAS if row.areas is None else [each for each in AREAS if each in row.areas]
        areas = tuple(each for each in expected if (row.id, each) not in come)
        if areas:
            found.append(AwaitedOf(row.key, row.name, areas, month, due_on(month)))
    return found
