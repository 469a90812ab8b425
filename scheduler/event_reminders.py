"""Events that have passed: those who came by their link are asked how it went, the day after."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import String, bindparam, cast, func, select

from scheduler.apart import each_apart
from scheduler.manners import FORENOON
from scheduler.sources import Candidate, Hearer, Part, to_people
from storage.event_store import EventRow
from storage.reminder_store import ReminderRow, said_before
from storage.session_store import UNFINISHED
from storage.stores import Stores
from storage.tables import event, event_person, person, report, section, session
from texts.buttons import Tap
from texts.cards import Button
from texts.clipping import clip
from texts.dates import date_words
from texts.locale import Html
from texts.verbs import ChatVerb

KIND = "event"
ASKED_FOR = timedelta(days=14)  # nobody is asked about what is longer ago
NAME = 20  # characters of an event's name on a button
A_DAY_EARLIER = timedelta(days=2)  # what is asked about the day after; somewhere it is the day before

REPORTED = (
    select(report.c.id)
    .where(report.c.event_id == event_person.c.event_id, report.c.person_id == event_person.c.person_id)
    .exists()
)
# Of what was begun there is another reminder.
BEGUN = (
    select(session.c.id)
    .where(
        session.c.person_id == event_person.c.person_id,
        session.c.event_id == event_person.c.event_id,
        session.c.amends_version.is_(None),
        UNFINISHED,
    )
    .exists()
)
TOLD = said_before(
    KIND,
    func.replace(cast(event.c.id, String), "-", ""),  # as UUID.hex, whatever the database makes of an id
    event_person.c.person_id,
    cast(event.c.occurs_on, String),
)
LATELY = select(event.c.id).where(
    event.c.status == "planned", event.c.occurs_on.between(bindparam("since"), bindparam("until"))
)
# Those who joined are looked up by the few events that count, never all who ever did.
JOINED = (
    select(
        event.c.id,
        event.c.occurs_on,
        event_person.c.person_id,
        event_person.c.joined_at,
        func.coalesce(person.c.zone, section.c.zone).label("zone"),
    )
    .select_from(
        event.join(event_person, event_person.c.event_id == event.c.id)
        .join(person, person.c.id == event_person.c.person_id)
        .join(section, section.c.id == func.coalesce(person.c.section_id, event.c.section_id))
    )
    .where(event.c.id.in_(bindparam("events", expanding=True)), ~TOLD, ~REPORTED, ~BEGUN)
)


class EventReminders:
    """Once for each day on which an event takes place: one that was put off is asked about again."""

    kind = KIND
    at_ten = True

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        today = stores.now.date()
        first = today - ASKED_FOR if since is None else since.date() - A_DAY_EARLIER
        lately = stores.connection.scalars(LATELY, {"since": first, "until": today})
        statement = to_people(JOINED, event_person.c.person_id, people)
        rows = stores.connection.execute(statement, {"events": list(lately)})

        def read(row: Any) -> Iterator[Candidate]:
            at = asked_at(row.occurs_on, ZoneInfo(row.zone))
            if row.joined_at < at <= stores.now:
                yield Candidate(KIND, row.id.hex, row.person_id, row.occurs_on.isoformat(), at)

        return list(each_apart(KIND, rows, read))

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        past = [(row, found) for row in rows if (found := _untold(hearer, row)) is not None]
        if not past:
            return None
        voice = hearer.voice
        lines = [
            voice.html(
                "<b>{name}</b> ({day})\nHow did it go? A few words, a number or a photo are enough.",
                name=each.name,
                day=date_words(each.occurs_on, voice, hearer.today),
            )
            for _, each in past
        ]
        several = hearer.mixed or len(past) > 1
        labels = [
            voice.button("Report on {name}", name=clip(each.name, NAME)) if several else voice.button("Report it")
            for _, each in past
        ]
        buttons = tuple(
            (Button(label, Tap(ChatVerb.REMIND_REPORT.value, row.id.hex)),)
            for label, (row, _) in zip(labels, past, strict=True)
        )
        if len(past) == 1:
            absent = Tap(ChatVerb.REMIND_ABSENT.value, past[0][0].id.hex)
            buttons += ((Button(voice.button("I was not there"), absent),),)
        return Part(Html("\n\n".join(lines)), buttons, tuple(row for row, _ in past))


def asked_at(occurs_on: date, zone: ZoneInfo) -> datetime:
    """The day after, there."""
    return datetime.combine(occurs_on + timedelta(days=1), FORENOON, zone)


def _untold(hearer: Hearer, row: ReminderRow) -> EventRow | None:
    """The event, if it has passed and the person has neither reported on it nor begun to."""
    stores, person_id = hearer.stores, hearer.person.id
    found = stores.events.get(UUID(row.subject))
    if found is None or found.status != "planned" or found.occurs_on >= hearer.today:
        return None
    told = stores.events.reported(found.id, person_id) or stores.sessions.of_event(person_id, found.id)
    return None if told else found
