"""Key areas of a section update not yet received: told to the section's staff before, on and after the day on which the
month before is expected. Never who has not sent them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from reports.awaited import EXPECTED_ON, due_on, received
from reports.periods import month_of
from scheduler.apart import each_apart
from scheduler.manners import FORENOON
from scheduler.sources import Candidate, Hearer, Part, to_people
from scheduler.working import WORKING, works_for
from storage.organisation_store import AREAS
from storage.reminder_store import STOP, ReminderRow
from storage.stores import Stores
from storage.tables import person, role, section
from texts.areas import AREA_WORDS
from texts.buttons import Tap
from texts.cards import Button, Row
from texts.dates import date_words, month_label, month_words
from texts.locale import Html, Voice
from texts.verbs import ChatVerb

KIND = "area"
SLOTS = (("before", EXPECTED_ON - 3), ("due", EXPECTED_ON), ("overdue", EXPECTED_ON + 3))  # days of the next month
LATE = timedelta(days=14)  # so long after its time something is still told, should nobody have been there to tell it
REMINDED_ON = SLOTS[-1][1]  # for the last time
LAST_DAY = REMINDED_ON + LATE.days + 1  # of a month on which anything is told of the month before, to any of them
ROLE = "staff"

STAFF = (
    select(
        role.c.person_id,
        role.c.granted_at,
        func.coalesce(person.c.zone, section.c.zone).label("zone"),
        section.c.id.label("section_id"),
        section.c.areas,
    )
    .select_from(WORKING)
    .where(role.c.role == ROLE, person.c.status == "active", person.c.reachable)
    .order_by(role.c.person_id)
)
SECTIONS = select(section.c.id, section.c.name, section.c.areas, section.c.at_risk).where(
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


class AreaReminders:
    """One for each area, so that each can be answered."""

    kind = KIND
    at_ten = True

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        if not (months := months_told(stores.now)):
            return []
        received = received_for(stores, months)
        slots = Slots(SLOTS, stores.now, since)

        def read(row: Any) -> Iterator[Candidate]:
            slot = slots.of_holder(row)
            if slot is None:
                return
            for area in expected(row.areas):
                subject = Expected(row.section_id, area, slot.month)
                if subject not in received:
                    yield Candidate(KIND, subject.subject, row.person_id, slot.name, slot.at)

        rows = stores.connection.execute(to_people(STAFF, role.c.person_id, people))
        return unsaid(stores, KIND, each_apart(KIND, rows, read))

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
            and works_for(hearer.person, each.section_id, (ROLE,))
        }
        if not missing:
            return None
        guarded = any(sections[each.section_id].at_risk for each in missing.values())
        words = Html("\n\n".join(_lines(hearer, missing.values(), sections)))
        return Part(words, _buttons(hearer, missing), tuple(missing), guarded=guarded)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which something is told of `month`."""

    name: str
    at: datetime
    month: str


class Slots:
    """Times of a month, by the clocks of each zone; of interest are those that came after `since` (None: ever)."""

    def __init__(self, days: Sequence[tuple[str, int]], now: datetime, since: datetime | None) -> None:
        self._days = days
        self._now = now
        self._since = since
        self._known: dict[str, Slot | None] = {}

    def of_holder(self, row: Any) -> Slot | None:
        """The last of them that has come to whoever has held a role since `granted_at`, in `zone`; None if there is
        none, or if that was too long ago."""
        if row.zone not in self._known:
            self._known[row.zone] = self._latest(ZoneInfo(row.zone))
        slot = self._known[row.zone]
        return slot if slot is not None and row.granted_at <= slot.at and self._is_new(slot) else None

    def _is_new(self, slot: Slot) -> bool:
        return self._since is None or slot.at > self._since

    def _latest(self, zone: ZoneInfo) -> Slot | None:
        this = self._now.astimezone(zone).date().replace(day=1)
        for first in (this, month_of(this - timedelta(days=1)).since):
            month = month_of(first - timedelta(days=1)).name
            for name, day in reversed(self._days):
                at = datetime.combine(first.replace(day=day), FORENOON, zone)
                if at <= self._now:
                    return Slot(name, at, month) if self._now - LATE < at else None
        return None


def months_told(now: datetime) -> list[str]:
    """Of which months something may be told now, wherever it is: the month before, by the calendar there."""
    days = {(now + timedelta(days=shift)).date() for shift in (-1, 0, 1)}
    return sorted({month_of(day.replace(day=1) - timedelta(days=1)).name for day in days if day.day <= LAST_DAY})


def unsaid(stores: Stores, kind: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Those of which nothing was said for their slot, and of which their person wants to hear."""
    found = list(found)
    known = stores.reminders.slots(kind, list({each.subject for each in found}))
    return [
        each for each in found if not known & {(each.subject, each.person_id, slot) for slot in (each.slot, STOP)}
    ]


def expected(areas: Sequence[str] | None) -> Sequence[str]:
    """What a section is expected to report on, as its row says it."""
    return AREAS if areas is None else areas


def received_for(stores: Stores, months: Iterable[str]) -> set[Expected]:
    """What has come for these months."""
    return {Expected(*each) for each in received(stores, months, stores.now)}


def _lines(hearer: Hearer, missing: Iterable[Expected], sections: dict[UUID, Any]) -> list[Html]:
    """A paragraph for each section and month."""
    together: dict[tuple[UUID, str], list[Expected]] = {}
    for each in missing:
        together.setdefault((each.section_id, each.month), []).append(each)
    paragraphs = []
    for (section_id, _), found in together.items():
        title = named(sections[section_id].name, hearer.voice.language)
        paragraphs.append(_words(hearer, title, found))
    return paragraphs


def _words(hearer: Hearer, name: str, found: Sequence[Expected]) -> Html:
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


def _params(hearer: Hearer, name: str, found: Sequence[Expected]) -> dict[str, Any]:
    voice, month = hearer.voice, date.fromisoformat(f"{found[0].month}-01")
    return {
        "section": name,
        "month": month_words(month, voice),
        "areas": areas_listed(voice, {each.area for each in found}),
        "day": date_words(found[0].day, voice, hearer.today),
    }


def areas_listed(voice: Voice, areas: Collection[str]) -> Html:
    """In their usual order."""
    return Html(voice.listed([voice(AREA_WORDS[each]) for each in AREAS if each in areas]))


def named(names: dict[str, str], language: str) -> str:
    """A section's name in a language, or in any."""
    return names.get(language) or next(iter(names.values()), "")


def labels(voice: Voice, wanted: Sequence[Expected]) -> dict[Expected, str]:
    """What each is called beside the others: its area, and its month where these are of several."""
    several = len({each.month for each in wanted}) > 1
    months = {each: month_label(date.fromisoformat(f"{each.month}-01"), voice) if several else "" for each in wanted}
    return {each: voice.beside(voice(AREA_WORDS[each.area]), month) for each, month in months.items()}


def _buttons(hearer: Hearer, missing: dict[ReminderRow, Expected]) -> tuple[Row, ...]:
    """One for each area; it says of which if there are several. One for all, if there is nothing more to tell."""
    voice = hearer.voice
    several = hearer.mixed or len(missing) > 1
    called = labels(voice, list(missing.values()))
    areas = tuple(
        (
            Button(
                called[each] if several else voice.button("Report it"),
                Tap(ChatVerb.REMIND_REPORT.value, row.id.hex),
            ),
        )
        for row, each in missing.items()
    )
    nothing = Tap(ChatVerb.REMIND_NOTHING.value, next(iter(missing)).id.hex)
    label = voice.button("Section: nothing to add") if hearer.mixed else voice.button("Nothing more to tell")
    return (*areas, (Button(label, nothing),))
