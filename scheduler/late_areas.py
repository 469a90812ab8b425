"""Section updates that are still not there a week after they were expected: those who coordinate the section, its
country or everything hear of it once, of all their sections in one message. Not those who coordinate a campaign: an
update is the section's own, not a campaign's, and they may neither see it nor change what is expected.

A section's own people are reminded first: where its calendar moves that, it moves this as well. Whoever was told of a
section and month hears no more of them, however its calendar changes then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from reports.awaited import due_on, received
from scheduler.apart import each_apart
from scheduler.area_reminders import LATE, REMINDED_ON, areas_listed, named, unsaid
from scheduler.manners import FORENOON, Block, allowed
from scheduler.sources import Candidate, Hearer, Part, to_people
from storage.organisation_store import Block as DaysApart
from storage.organisation_store import details_in
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
ROLES = select(role.c.person_id, role.c.scope, role.c.scope_key).where(role.c.role == ROLE)
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


Places = Collection[tuple[str, str]]
"""What somebody coordinates: kind and key of each scope."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a section's update of a month (2014-10) lacks."""

    section: Any
    month: str
    areas: tuple[str, ...]

    @property
    def subject(self) -> str:
        return subject(self.section.id, self.month)


class LateAreas:
    """One reminder for each section and month."""

    kind = KIND
    at_ten = True

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        today, places = stores.now.date(), defaultdict[UUID, set[tuple[str, str]]](set)
        for row in stores.connection.execute(to_people(ROLES, role.c.person_id, people)):
            places[row.person_id].add((row.scope, row.scope_key))
        late = became_late(stores, today - LATE - A_DAY, today + A_DAY, set().union(*places.values()))
        if not late:
            return []

        def read(row: Any) -> Iterator[Candidate]:
            first = max(row.granted_at, stores.now - LATE, since or row.granted_at)
            for day, found in late.items():
                at = datetime.combine(day, FORENOON, ZoneInfo(row.zone)).astimezone(UTC)
                for each in found if first < at <= stores.now else ():
                    if covered(each.section, places[row.person_id]):
                        yield Candidate(KIND, each.subject, row.person_id, SLOT, at)

        rows = stores.connection.execute(to_people(HOLDERS, role.c.person_id, people))
        return unsaid(stores, KIND, each_apart(KIND, rows, read))

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        about = {each.subject: (UUID(hex), month) for each in rows for hex, month in [each.subject.split(":")]}
        these = SECTIONS.where(section.c.id.in_({section_id for section_id, _ in about.values()}))
        places = {(each.scope, each.scope_key) for each in hearer.person.roles if each.role == ROLE}
        known = {each.id: each for each in hearer.stores.connection.execute(these) if covered(each, places)}
        expected = [(known[section_id], month) for section_id, month in about.values() if section_id in known]
        found = sorted(missing(hearer.stores, expected), key=lambda each: each.section.key)
        if not found:
            return None
        words = Html("\n\n".join(_paragraphs(hearer, found)))
        told = {each.subject for each in found}
        of = tuple(each for each in rows if each.subject in told)
        return Part(words, (), of, guarded=any(each.section.at_risk for each in found))


def subject(section_id: UUID, month: str) -> str:
    """What a reminder is about: a section's update of a month."""
    return f"{section_id.hex}:{month}"


def covered(place: Any, places: Places) -> bool:
    """Whether whoever coordinates these places coordinates a section."""
    return not {("section", place.key), ("country", place.country), ("everything", "")}.isdisjoint(places)


def became_late(stores: Stores, first: date, last: date, places: Places) -> dict[date, list[Missing]]:
    """What became late between these days and has not come, by the day, of the sections of these places."""
    ours = [row for row in stores.connection.execute(SECTIONS) if covered(row, places)]
    late = [
        (late_on(month, ZoneInfo(row.zone), calendar), row, f"{month:%Y-%m}")
        for row, calendar in [(row, details_in(row).calendar) for row in ours]
        for month in _months_before(last)
    ]
    days = {subject(row.id, month): day for day, row, month in late if first <= day <= last}
    expected = [(row, month) for _, row, month in late if subject(row.id, month) in days]
    found: defaultdict[date, list[Missing]] = defaultdict(list)
    for each in missing(stores, expected):
        found[days[each.subject]].append(each)
    return found


def missing(stores: Stores, expected: Sequence[tuple[Any, str]]) -> Iterator[Missing]:
    """What has not come of these sections' updates, each of a month; nothing of those of which all has."""
    if not expected:
        return
    come = received(stores, {month for _, month in expected}, stores.now, {each.id for each, _ in expected})
    for each, month in expected:
        areas = tuple(area for area in details_in(each).areas if (each.id, area, month) not in come)
        if areas:
            yield Missing(each, month, areas)


@lru_cache(maxsize=4096)
def late_on(month: date, zone: ZoneInfo, calendar: tuple[DaysApart, ...]) -> date:
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
