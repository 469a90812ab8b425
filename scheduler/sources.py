"""What a reminder is, before it is one: found by a source, which also says whether its reason still stands, and how it
is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

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
    """To whom it is said, in which words and where it is now how late."""

    stores: Stores
    person: Person
    voice: Voice
    zone: ZoneInfo

    @property
    def now(self) -> datetime:
        """By the clocks at their place."""
        return self.stores.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has to say: words, the buttons that lead on, and of which reminders it tells; `asks`: whether the
    person is to do something, and so may put it off.
    """

    words: Html
    rows: Rows
    of: tuple[ReminderRow, ...]
    asks: bool = True


class Source(Protocol):
    """One kind of reminder. No row is written when something becomes due: it is found when it is looked for."""

    @property
    def kind(self) -> str: ...

    def due(self, stores: Stores, people: Sequence[UUID] | None) -> list[Candidate]:
        """What is due by now and has no reminder: of everybody, or of these people. Of several slots of a subject the
        latest."""
        ...

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        """How to say these, of which no two are about the same; those whose reason is gone are left out; None: all."""
        ...
