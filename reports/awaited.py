"""Section updates that are expected and have not come: one for each key area and month.

A section is asked for the months since it filed its first report, a year back at most; before that for the last month
only. Whoever has just come owes nothing of the past.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from storage.organisation_store import AREAS
from storage.stores import Stores
from storage.tables import report, section

EXPECTED_ON = 7  # day of the month after
UPDATE = "section_update"  # kind of report

MOST_MONTHS = 12

BEGUN = (
    select(report.c.filed_on)
    .where(report.c.section_id == section.c.id)
    .order_by(report.c.filed_on)
    .limit(1)
    .scalar_subquery()
)
EXPECTED = (
    select(section.c.id, section.c.key, section.c.name, section.c.areas, BEGUN.label("begun"))
    .where(section.c.id.in_(bindparam("sections", expanding=True)))
    .order_by(section.c.key)
)
COME = (
    select(report.c.section_id, report.c.area, report.c.period)
    .where(
        report.c.kind == UPDATE,
        report.c.period.in_(bindparam("months", expanding=True)),
        report.c.filed_at <= bindparam("as_of"),
        or_(report.c.status == "filed", report.c.withdrawn_at > bindparam("as_of")),
    )
    .distinct()
)

Update = tuple[UUID, str, str]
"""A section, one of its key areas, a month such as 2014-10."""


@dataclass(frozen=True, slots=True)
class AwaitedOf:
    """Areas that have not come from a section, each for all of these months (their first days, the oldest first)."""

    section: str
    names: dict[str, str]
    areas: tuple[str, ...]
    months: tuple[date, ...]


def due_on(month: date) -> date:
    """The last day on which the updates of a month (any day of it) are in time."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=EXPECTED_ON)


def month_due(today: date) -> date:
    """The first day of the last month whose updates are due by now."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return last if due_on(last) < today else (last - timedelta(days=1)).replace(day=1)


def months_due(today: date) -> list[date]:
    """The first days of the months whose updates are due by now, the oldest first, MOST_MONTHS of them."""
    found = [month_due(today)]
    while len(found) < MOST_MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def received(
    stores: Stores, months: Iterable[str], as_of: datetime, sections: Collection[UUID] | None = None
) -> set[Update]:
    """Which updates of these months (2014-10) had come by `as_of`, from these sections or (None) any; that there is
    nothing more to tell is an update too."""
    statement = COME if sections is None else COME.where(report.c.section_id.in_(sections))
    rows = stores.connection.execute(statement, {"months": list(months), "as_of": as_of})
    return {(row.section_id, row.area, row.period) for row in rows}


def awaited(stores: Stores, sections: Collection[UUID], on: date, as_of: datetime) -> list[AwaitedOf]:
    """What was due before the day `on` and had not come by `as_of` from these sections, by section; nothing from whom
    nothing is expected."""
    if not sections:
        return []
    due = months_due(on)
    come = received(stores, [f"{month:%Y-%m}" for month in due], as_of, sections)
    found = []
    for row in stores.connection.execute(EXPECTED, {"sections": list(sections)}):
        expected = AREAS if row.areas is None else [each for each in AREAS if each in row.areas]
        begun = due[-1] if row.begun is None else min(row.begun.replace(day=1), due[-1])
        alike: dict[tuple[date, ...], list[str]] = defaultdict(list)
        for area in expected:
            missing = [each for each in due if each >= begun and (row.id, area, f"{each:%Y-%m}") not in come]
            alike[tuple(missing)].append(area)
        found += [AwaitedOf(row.key, row.name, tuple(areas), months) for months, areas in alike.items() if months]
    return found
