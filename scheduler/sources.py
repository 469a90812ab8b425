"""What a reminder is, before it is one: found by a source, which also says whether its reason still stands, and how it
is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select

from scheduler.manners import struck_ten
from scheduler.telling import voice_of
from storage.people_store import Person
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from texts.cards import Rows
from texts.locale import Html, Voice


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something due to be said, of which there is no reminder yet."""

    kind: str
    subject: str
    person_id: UUID
    slot: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Hearer:
    """To whom it is said, in which words and where it is now how late; `mixed`: in one message with reminders of
    another kind, so that a button says what it is about.
    """

    stores: Stores
    person: Person
    voice: Voice
    zone: ZoneInfo
    mixed: bool = False

    @property
    def now(self) -> datetime:
        """By the clocks at their place."""
        return self.stores.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.now.date()


def hearer_of(stores: Stores, person: Person, default_zone: str) -> Hearer:
    """`default_zone`: of people without a section."""
    return Hearer(stores, person, voice_of(person), ZoneInfo(person.zone or default_zone))


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has to say: words, the buttons that lead on, and of which reminders it tells; `asks`: whether the
    person is to do something, and so may put it off; `until`: then it is too late for it; `guarded`: it names a section
    at risk, so that it is shown to nobody who did not ask to read it.
    """

    words: Html
    rows: Rows
    of: tuple[ReminderRow, ...]
    asks: bool = True
    until: datetime | None = None
    guarded: bool = False


class Source(Protocol):
    """One kind of reminder. No row is written when something becomes due: it is found when it is looked for. `at_ten`:
    time makes it due at FORENOON, by the clocks of its person, and at no other hour.
    """

    @property
    def kind(self) -> str: ...

    @property
    def at_ten(self) -> bool: ...

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        """What is due by now and has no reminder: of everybody, or of these people; of several slots of a subject the
        latest. With `since` at least all that came due after it."""
        ...

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        """How to say these, of which no two are about the same; those whose reason is gone are left out; None: all."""
        ...



def found_by(
    source: Source, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
) -> list[Candidate]:
    """What the source has, see `Source.due`. It is asked only when there can be anything."""
    return [] if source.at_ten and not struck_ten(since, stores.now) else source.due(stores, people, since)


def to_people(
    statement: Select[Any], person_id: ColumnElement[UUID], people: Sequence[UUID] | None
) -> Select[Any]:
    """The same of these people only; None: of everybody."""
    return statement if people is None else statement.where(person_id.in_(people))
