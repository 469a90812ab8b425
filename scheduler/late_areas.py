"""Section updates that are still not there a week after they were expected: those who coordinate the section, its
country or everything hear of it once, of all their sections in one message. Not those who coordinate a campaign: an
update is the section's own, not a campaign's, and they may neither see it nor change what is expected.

A section's own people are reminded first: where its calendar moves that, it moves this as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from reports.awaited import due_on
from scheduler.apart import each_apart
from scheduler.area_reminders import LATE, REMINDED_ON, Expected, areas_listed, named, received_for, unsaid
from scheduler.manners import FORENOON, Block, allowed
from scheduler.sources import Candidate, Hearer, Part, to_people
from storage.organisation_store import Block as DaysApart
from storage.organisation_store import details_in
from storage.people_store import Role
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from storage.tables import person, role, section
from texts.dates import date_words, month_words
from texts.locale import Html

KIND = "late_area"
SLOT = "late"
LATER = timedelta(days=4)  # so long after the section's own people were reminded for the last time
MONTHS = 4  # of which something may become late on one day: nobody is left in peace for longer
ROLE = "coordinator"
A_DAY = timedelta(days=1)  # somewhere it is a day earlier or later
LISTED = 12  # sections named one by one; more are counted

HOLDERS = (
    select(
        role.c.person_id,
        func.min(role.c.granted_at).label("granted_at"),
        func.coalesce(person.c.zone, section.c.zone, "UTC").label("zone"),
    )
    .select_from(
        role.join(person, person.c.id == role.c.person_id).outerjoin(section, section.c.id == person.c.section_id)
    )
    .where(
        role.c.role == ROLE,
        role.c.scope.in_(["section", "country", "everything"]),
        person.c.status == "active",
        person.c.reachable,
    )
    .group_by(role.c.person_id, person.c.zone, section.c.zone)
)
ROLES = select(role.c.person_id, role.c.role, role.c.scope, role.c.scope_key).where(role.c.role == ROLE)
SECTIONS = select(
    section.c.id,
    section.c.key,
    section.c.country,
    section.c.name,
    section.c.zone,
    section.c.areas,
    section.c.calendar,
    section.c.at_risk,
).order_by(section.c.key)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a section's update of a month (2014-10) lacks."""

    section: Any
    month: str
    areas: tuple[str, ...]


class LateAreas:
    """One reminder for each day on which updates become late: its subject is the day."""

    kind = KIND
    at_ten = True

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        today = stores.now.date()
        late = missing(stores, today - LATE - A_DAY, today + A_DAY)
        if not late:
            return []

        def read(row: Any) -> Iterator[Candidate]:
            for day in late:
                at = datetime.combine(day, FORENOON, ZoneInfo(row.zone)).astimezone(UTC)
                first = max(row.granted_at, stores.now - LATE, since or row.granted_at)
                if first < at <= stores.now:
                    yield Candidate(KIND, day.isoformat(), row.person_id, SLOT, at)

        rows = stores.connection.execute(to_people(HOLDERS, role.c.person_id, people))
        return _who_coordinate(stores, late, unsaid(stores, KIND, each_apart(KIND, rows, read)))

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        told: list[tuple[ReminderRow, list[Missing]]] = []
        for row in rows:
            day = date.fromisoformat(row.subject)
            found = _of(missing(hearer.stores, day, day)[day], hearer.person.roles)
            told += [(row, found)] if found else []
        if not told:
            return None
        words = Html("\n\n".join(each for _, found in told for each in _paragraphs(hearer, found)))
        guarded = any(each.section.at_risk for _, found in told for each in found)
        return Part(words, (), tuple(row for row, _ in told), guarded=guarded)


def missing(stores: Stores, first: date, last: date) -> defaultdict[date, list[Missing]]:
    """What became late between these days and has not come, by the day, of all sections."""
    months = _months_before(last)
    late: list[tuple[date, Missing]] = []
    for row in stores.connection.execute(SECTIONS):
        details, zone = details_in(row), ZoneInfo(row.zone)
        for month in months:
            day = late_on(month, zone, details.calendar)
            late += [(day, Missing(row, f"{month:%Y-%m}", details.areas))] if first <= day <= last else []
    received = received_for(stores, {each.month for _, each in late}) if late else ()
    found: defaultdict[date, list[Missing]] = defaultdict(list)
    for day, each in late:
        areas = [area for area in each.areas if Expected(each.section.id, area, each.month) not in received]
        if areas:
            found[day].append(replace(each, areas=tuple(areas)))
    return found


def late_on(month: date, zone: ZoneInfo, calendar: Sequence[DaysApart]) -> date:
    """The day on which the update of a month is late: some days after a section's own people, in `zone`, were reminded
    for the last time. Neither falls into a block of its calendar.
    """
    blocks = [Block(each.name, each.since, each.until) for each in calendar]

    def moved(day: date) -> date:
        return allowed(datetime.combine(day, FORENOON, zone), zone, blocks, ()).at.astimezone(zone).date()

    return moved(moved(due_on(month).replace(day=REMINDED_ON)) + LATER)


def _months_before(day: date) -> list[date]:
    """The first days of the last MONTHS months."""
    found = [(day.replace(day=1) - A_DAY).replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - A_DAY).replace(day=1))
    return found


def _who_coordinate(
    stores: Stores, late: dict[date, list[Missing]], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Those of whose sections something is late."""
    roles: dict[UUID, list[Role]] = {}
    holders = [each.person_id for each in candidates]
    for row in stores.connection.execute(to_people(ROLES, role.c.person_id, holders)) if holders else ():
        roles.setdefault(row.person_id, []).append(Role(row.role, row.scope, row.scope_key))
    days = {day.isoformat(): found for day, found in late.items()}
    return [each for each in candidates if _of(days[each.subject], roles.get(each.person_id, ()))]


def _of(found: Sequence[Missing], roles: Sequence[Role]) -> list[Missing]:
    """Those of the sections that somebody with these roles coordinates."""
    places = {(each.scope, each.scope_key) for each in roles if each.role == ROLE}
    return [
        each
        for each in found
        if {("section", each.section.key), ("country", each.section.country), ("everything", "")} & places
    ]


def _paragraphs(hearer: Hearer, found: Sequence[Missing]) -> Iterator[Html]:
    """One for each month."""
    for month in sorted({each.month for each in found}):
        yield _words(hearer, month, [each for each in found if each.month == month])


def _words(hearer: Hearer, month: str, found: Sequence[Missing]) -> Html:
    voice = hearer.voice
    first = date.fromisoformat(f"{month}-01")
    params = {"month": month_words(first, voice), "day": date_words(due_on(first), voice, hearer.today)}
    if len(found) == 1:
        return voice.html(
            "<b>Section update of {section} for {month}</b>\n"
            "Not yet received, expected by {day}: {areas}. Perhaps the section could use a hand. Under /section you "
            "can change what it is expected to report on.",
            section=named(found[0].section.name, voice.language),
            areas=areas_listed(voice, found[0].areas),
            **params,
        )
    lines = [
        voice.html(
            "• {section}: {areas}",
            section=named(each.section.name, voice.language),
            areas=areas_listed(voice, each.areas),
        )
        for each in found[:LISTED]
    ]
    if len(found) > LISTED:
        more = len(found) - LISTED
        lines.append(Html(voice.plural("and {n} more section", "and {n} more sections", more)))
    return voice.html(
        "<b>Section updates for {month}</b>\n"
        "Not yet received, expected by {day}:\n{sections}\n\n"
        "Perhaps these sections could use a hand. Under /section you can change what each is expected to report on.",
        sections=Html("\n".join(lines)),
        **params,
    )
