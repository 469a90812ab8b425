"""Reminders that are due: found, moved or said, in one message a person, each once.

People are looked for beside the turns, then some of them claimed, decided upon and written to in one transaction: what
was not committed is found again, what was committed is in the outbox. Two processes never speak to one person at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduler.manners import WEEK, Block, allowed, waited_for
from scheduler.saying import message
from scheduler.sources import Candidate, Hearer, Part, Source
from scheduler.telling import tell, voice_of
from storage.crypto import SealError
from storage.database import Database
from storage.keys import KeyGone
from storage.people_store import Person
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from texts.cards import Card

T = TypeVar("T", Candidate, ReminderRow)
AT_ONCE = 50  # people in one transaction: turns that wait for the writer come in between


@dataclass(frozen=True, slots=True)
class Said:
    """A reminder that was said: its kind, and so many seconds after it could have been."""

    kind: str
    late: float


@dataclass(frozen=True, slots=True)
class Due:
    """What one process does about reminders at each tick; `default_zone`: of people without a section."""

    database: Database
    sources: Sequence[Source]
    default_zone: str
    bot_id: Callable[[], int]
    wake: Callable[[], None]  # the sender
    note: Callable[[str, float], None]  # the metrics

    async def tick(self) -> int:
        """Say what is due; how many reminders were said."""
        people = await self.database.read(self._look)
        count = 0
        for some in parts(people, AT_ONCE):
            said = await self.database.run(self.remind, some)
            for each in said:
                self.note(each.kind, each.late)
            if said:
                self.wake()
            count += len(said)
        return count

    def _look(self, stores: Stores) -> list[UUID]:
        """Everybody to whom something is due and can be said, in an order that all processes share."""
        found = set(stores.reminders.due_people())
        for source in self.sources:
            found |= {each.person_id for each in source.due(stores, None)}
        return stores.reminders.reached(list(found), self.bot_id())

    def remind(self, stores: Stores, people: Sequence[UUID]) -> list[Said]:
        """Decide upon these people, and speak to whom it is time to."""
        claimed = stores.reminders.claim(people, self.bot_id())
        if not claimed:
            return []
        waiting = by_person(stores.reminders.waiting(claimed))
        fresh = by_person(each for source in self.sources for each in source.due(stores, claimed))
        said = stores.reminders.said_since(claimed, stores.now - WEEK)
        done: list[Said] = []
        for each in claimed:
            person = stores.people.get(each)
            if person is not None:
                done += self._one(stores, person, fresh[each], waiting[each], said[each])
        return done

    def _one(
        self,
        stores: Stores,
        person: Person,
        fresh: Iterable[Candidate],
        waiting: Sequence[ReminderRow],
        said: Sequence[datetime],
    ) -> list[Said]:
        hearer = Hearer(stores, person, voice_of(person), ZoneInfo(person.zone or self.default_zone))
        blocks = blocks_of(stores, person)
        snoozed = {each.about: each.not_before for each in waiting if each.snoozed}
        rows = list(waiting)
        for each in fresh:
            due_at = max(each.due_at, snoozed.get((each.kind, each.subject), each.due_at))
            not_before = allowed(due_at, hearer.zone, blocks, said).at
            row = stores.reminders.add(each.kind, each.subject, person.id, each.slot, each.due_at, not_before)
            rows += [row] if row else []
        ready = [each for each in rows if each.not_before <= stores.now]
        if not ready:
            return []
        moved = allowed(stores.now, hearer.zone, blocks, said)
        if moved.at > stores.now:
            stores.reminders.move(ready, moved.at)
            return []
        return self._say(hearer, ready, blocks)

    def _say(self, hearer: Hearer, ready: Sequence[ReminderRow], blocks: Sequence[Block]) -> list[Said]:
        """One message of all that still has its reason; the rest is over."""
        stores = hearer.stores
        latest = {each.about: each for each in sorted(ready, key=lambda row: (row.due_at, row.id))}
        found = [self._part(source, hearer, latest.values()) for source in self.sources]
        told = [part for part in found if part is not None]
        rows = [row for part in told for row in part.of]
        outbox_id = None
        if told:
            since = min(row.due_at for row in rows)
            block = waited_for(since, stores.now, hearer.zone, blocks)
            outbox_id = self._tell(hearer, message(hearer, told, block))
        if outbox_id is not None:
            stores.reminders.sent(rows, outbox_id)
        else:
            rows = []
        stores.reminders.end(each for each in ready if each not in rows)
        return [Said(each.kind, (stores.now - each.not_before).total_seconds()) for each in rows]

    def _part(self, source: Source, hearer: Hearer, rows: Iterable[ReminderRow]) -> Part | None:
        mine = [each for each in rows if each.kind == source.kind]
        return source.tell(hearer, mine) if mine else None

    def _tell(self, hearer: Hearer, card: Card) -> int | None:
        """None also if the person's key is lost, so that nothing leads to them any more."""
        try:
            return tell(hearer.stores, self.bot_id(), hearer.person, card)
        except (KeyGone, SealError):
            return None


def blocks_of(stores: Stores, person: Person) -> list[Block]:
    """The calendar of the person's section."""
    if person.section is None:
        return []
    calendar = stores.organisation.details(person.section.id).calendar
    return [Block(each.name, each.since, each.until) for each in calendar]


def by_person(found: Iterable[T]) -> defaultdict[UUID, list[T]]:
    """Candidates or reminders, in their order."""
    grouped: defaultdict[UUID, list[T]] = defaultdict(list)
    for each in found:
        grouped[each.person_id].append(each)
    return grouped


def parts(people: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    """So many at a time."""
    for start in range(0, len(people), size):
        yield people[start : start + size]
