"""Section updates that are still not there a week after they were expected: those who coordinate the section, its
country or everything hear of it once, of all their sections in one message. Not those who coordinate a campaign: an
update is the section's own, not a campaign's, and they may neither see it nor change what is expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from reports.awaited import EXPECTED_ON, due_on
from scheduler.apart import each_apart
from scheduler.area_reminders import (
    SECTIONS,
    Expected,
    Slots,
    areas_listed,
    expected,
    months_told,
    named,
    received_for,
    unsaid,
)
from scheduler.sources import Candidate, Hearer, Part, to_people
from storage.people_store import Role
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from storage.tables import person, role, section
from texts.dates import date_words, month_words
from texts.locale import Html

KIND = "late_area"
SLOT = "late"
SLOTS = ((SLOT, EXPECTED_ON + 7),)
ROLE = "coordinator"
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


@dataclass(frozen=True, slots=True)
class Missing:
    """What a section's update of a month lacks."""

    section: Any
    areas: tuple[str, ...]


class LateAreas:
    """One reminder a month: its subject is the month."""

    kind = KIND
    at_ten = True

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        if not months_told(stores.now):
            return []
        slots = Slots(SLOTS, stores.now, since)

        def read(row: Any) -> list[Candidate]:
            slot = slots.of_holder(row)
            return [Candidate(KIND, slot.month, row.person_id, slot.name, slot.at)] if slot else []

        rows = stores.connection.execute(to_people(HOLDERS, role.c.person_id, people))
        return _with_something_missing(stores, unsaid(stores, KIND, each_apart(KIND, rows, read)))

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        roles = hearer.person.roles
        told = [(row, found) for row in rows if (found := _of(missing(hearer.stores, row.subject), roles))]
        if not told:
            return None
        words = Html("\n\n".join(_words(hearer, row.subject, found) for row, found in told))
        guarded = any(each.section.at_risk for _, found in told for each in found)
        return Part(words, (), tuple(row for row, _ in told), asks=False, guarded=guarded)


def missing(stores: Stores, month: str) -> list[Missing]:
    """What has not come for a month, of all sections."""
    received = received_for(stores, [month])
    found = []
    for row in stores.connection.execute(SECTIONS):
        areas = tuple(each for each in expected(row.areas) if Expected(row.id, each, month) not in received)
        found += [Missing(row, areas)] if areas else []
    return found


def _with_something_missing(stores: Stores, candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    by_month = {month: missing(stores, month) for month in {each.subject for each in candidates}}
    roles: dict[UUID, list[Role]] = {}
    for row in stores.connection.execute(to_people(ROLES, role.c.person_id, [each.person_id for each in candidates])):
        roles.setdefault(row.person_id, []).append(Role(row.role, row.scope, row.scope_key))
    return [each for each in candidates if _of(by_month[each.subject], roles.get(each.person_id, ()))]


def _of(found: Sequence[Missing], roles: Sequence[Role]) -> list[Missing]:
    """Those of the sections that somebody with these roles coordinates."""
    places = {(each.scope, each.scope_key) for each in roles if each.role == ROLE}
    return [
        each
        for each in found
        if {("section", each.section.key), ("country", each.section.country), ("everything", "")} & places
    ]


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
