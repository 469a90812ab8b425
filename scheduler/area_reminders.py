"""Key areas of a section update not yet received: told to the section's staff before, on and after the day on which the
month before is expected, and then once to those who coordinate the section. Never who has not sent them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, or_, select

from reports.awaited import EXPECTED_ON, due_on
from reports.periods import month_of
from scheduler.manners import FORENOON
from scheduler.sources import Candidate, Hearer, Part
from storage.organisation_store import AREAS
from storage.people_store import Person
from storage.reminder_store import STOP, ReminderRow
from storage.stores import Stores
from storage.tables import person, report, role, section
from texts.areas import AREA_WORDS
from texts.buttons import Tap
from texts.cards import Button, Row
from texts.dates import date_words, month_words
from texts.locale import Html
from texts.verbs import ChatVerb

TO_STAFF = (("before", EXPECTED_ON - 3), ("due", EXPECTED_ON), ("overdue", EXPECTED_ON + 3))
TO_COORDINATORS = (("late", EXPECTED_ON + 7),)

IN_SECTION = and_(role.c.scope == "section", role.c.scope_key == section.c.key)
IN_COUNTRY = and_(role.c.scope == "country", role.c.scope_key == section.c.country)
HOLDERS = (
    select(
        role.c.person_id,
        role.c.granted_at,
        func.coalesce(person.c.zone, section.c.zone).label("zone"),
        section.c.id.label("section_id"),
        section.c.areas,
    )
    .select_from(role.join(person, person.c.id == role.c.person_id).join(section, or_(IN_SECTION, IN_COUNTRY)))
    .where(role.c.role == bindparam("name"), person.c.status == "active", person.c.reachable)
    .order_by(role.c.person_id, section.c.key)
)
OF_PEOPLE = role.c.person_id.in_(bindparam("people", expanding=True))
RECEIVED = (
    select(report.c.section_id, report.c.area, report.c.period)
    .distinct()
    .where(report.c.period.in_(bindparam("periods", expanding=True)), report.c.status == "filed")
)
SECTIONS = select(section.c.id, section.c.key, section.c.country, section.c.name, section.c.areas).where(
    section.c.id.in_(bindparam("sections", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A key area of a section and a month."""

    section_id: UUID
    area: str
    month: str  # 2014-10

    @property
    def subject(self) -> str:
        return f"{self.section_id.hex}:{self.area}:{self.month}"

    @classmethod
    def of(cls, subject: str) -> "Expected":
        """Of a reminder's subject."""
        section_id, area, month = subject.split(":")
        return cls(UUID(section_id), area, month)

    @property
    def day(self) -> date:
        """Until when it is expected."""
        return due_on(date.fromisoformat(f"{self.month}-01"))


@dataclass(frozen=True, slots=True)
class AreaReminders:
    """Those of one kind of hearers: whoever has the role in the section, or in its country."""

    kind: str
    role: str
    slots: Sequence[tuple[str, int]]  # days of the following month

    def due(self, stores: Stores, people: Sequence[UUID] | None) -> list[Candidate]:
        statement, wanted = HOLDERS, dict[str, Any](name=self.role)
        if people is not None:
            statement, wanted = statement.where(OF_PEOPLE), wanted | {"people": list(people)}
        found = [
            Candidate(self.kind, Expected(row.section_id, area, month).subject, row.person_id, slot, at)
            for row in stores.connection.execute(statement, wanted)
            for slot, at, month in latest(self.slots, stores.now, ZoneInfo(row.zone))
            if row.granted_at <= at
            for area in expected(row.areas)
        ]
        received = received_for(stores, {Expected.of(each.subject).month for each in found})
        missing = {each.subject: each for each in found if Expected.of(each.subject) not in received}
        known = stores.reminders.slots(self.kind, list(missing))
        return [
            each
            for each in found
            if each.subject in missing
            and not known & {(each.subject, each.person_id, slot) for slot in (each.slot, STOP)}
        ]

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        wanted = {row: Expected.of(row.subject) for row in rows}
        found = hearer.stores.connection.execute(SECTIONS, {"sections": [each.section_id for each in wanted.values()]})
        sections = {row.id: row for row in found}
        received = received_for(hearer.stores, {each.month for each in wanted.values()})
        missing = {
            row: each
            for row, each in wanted.items()
            if each not in received
            and each.area in expected(sections[each.section_id].areas)
            and holds(hearer.person, self.role, sections[each.section_id])
        }
        if not missing:
            return None
        of_staff = self.kind == STAFF.kind
        return Part(
            Html("\n\n".join(_lines(hearer, missing.values(), sections, of_staff))),
            _buttons(hearer, missing) if of_staff else (),
            tuple(missing),
            asks=of_staff,
        )


STAFF = AreaReminders("area", "staff", TO_STAFF)
COORDINATORS = AreaReminders("late_area", "coordinator", TO_COORDINATORS)


def latest(slots: Sequence[tuple[str, int]], now: datetime, zone: ZoneInfo) -> Iterable[tuple[str, datetime, str]]:
    """The last of the slots that has come there: its name, when it came, and the month it is about."""
    this = now.astimezone(zone).date().replace(day=1)
    for first in (this, month_of(this - timedelta(days=1)).since):
        month = month_of(first - timedelta(days=1)).name
        for slot, day in reversed(slots):
            at = datetime.combine(first.replace(day=day), FORENOON, zone)
            if at <= now:
                return [(slot, at, month)]
    return []


def expected(areas: Sequence[str] | None) -> Sequence[str]:
    """What a section is expected to report on, as its row says it."""
    return AREAS if areas is None else areas


def received_for(stores: Stores, months: Iterable[str]) -> set[Expected]:
    """What has come for these months; that there is nothing more to tell is a report too."""
    rows = stores.connection.execute(RECEIVED, {"periods": list(months)})
    return {Expected(row.section_id, row.area, row.period) for row in rows}


def holds(hearer: Person, name: str, row: Any) -> bool:
    """Whether the person has the role where the section is."""
    places = {("section", row.key), ("country", row.country)}
    return any(each.role == name and (each.scope, each.scope_key) in places for each in hearer.roles)


def _lines(hearer: Hearer, missing: Iterable[Expected], sections: dict[UUID, Any], of_staff: bool) -> list[Html]:
    """A paragraph for each section and month."""
    together: dict[tuple[UUID, str], list[Expected]] = {}
    for each in missing:
        together.setdefault((each.section_id, each.month), []).append(each)
    paragraphs = []
    for (section_id, _), found in together.items():
        name = sections[section_id].name
        title = name.get(hearer.voice.language) or next(iter(name.values()), "")
        paragraphs.append((_to_staff if of_staff else _to_coordinators)(hearer, title, found))
    return paragraphs


def _to_staff(hearer: Hearer, name: str, found: Sequence[Expected]) -> Html:
    voice, day = hearer.voice, found[0].day
    params = _params(hearer, name, found)
    if hearer.today < day:
        return voice.html(
            "<b>Section update of {section} for {month}</b>\n"
            "Not yet received: {areas}. The update is expected by {day}. A few words about each are enough; if there "
            "is nothing to tell, one tap says so.",
            **params,
        )
    if hearer.today == day:
        return voice.html(
            "<b>Section update of {section} for {month}</b>\n"
            "Not yet received: {areas}. The update is expected today. A few words about each are enough; if there is "
            "nothing to tell, one tap says so.",
            **params,
        )
    return voice.html(
        "<b>Section update of {section} for {month}</b>\n"
        "Not yet received: {areas}. Whenever you find the time, a few words are enough; if there is nothing to tell, "
        "one tap says so.",
        **params,
    )


def _to_coordinators(hearer: Hearer, name: str, found: Sequence[Expected]) -> Html:
    return hearer.voice.html(
        "<b>Section update of {section} for {month}</b>\n"
        "Not yet received, expected by {day}: {areas}. Perhaps the section could use a hand. Under /section you can "
        "change what it is expected to report on.",
        **_params(hearer, name, found),
    )


def _params(hearer: Hearer, name: str, found: Sequence[Expected]) -> dict[str, Any]:
    voice, month = hearer.voice, date.fromisoformat(f"{found[0].month}-01")
    areas = [voice(AREA_WORDS[each]) for each in AREAS if each in {one.area for one in found}]
    return {
        "section": name,
        "month": month_words(month, voice),
        "areas": Html(voice.listed(areas)),
        "day": date_words(found[0].day, voice, hearer.today),
    }


def _buttons(hearer: Hearer, missing: dict[ReminderRow, Expected]) -> tuple[Row, ...]:
    """One for each area; it says of which if there are several. One for all, if there is nothing more to tell."""
    voice = hearer.voice
    several = len(missing) > 1
    areas = tuple(
        (
            Button(
                voice(AREA_WORDS[each.area]) if several else voice.button("Report it"),
                Tap(ChatVerb.REMIND_REPORT.value, row.id.hex),
            ),
        )
        for row, each in missing.items()
    )
    nothing = Tap(ChatVerb.REMIND_NOTHING.value, next(iter(missing)).id.hex)
    return (*areas, (Button(voice.button("Nothing more to tell"), nothing),))
