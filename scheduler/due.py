"""Reminders that are due: found, moved or said, in one message a person, each once.

People are looked for beside the turns, then some of them claimed, decided upon and written to in one transaction: what
was not committed is found again, what was committed is in the outbox. Two processes never speak to one person at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduler.apart import apart
from scheduler.manners import WEEK, Block, Moved, allowed, waited_for
from scheduler.saying import message, telling
from scheduler.sources import Candidate, Hearer, Source, found_by, hearer_of
from scheduler.telling import tell
from scheduler.zone_question import asked_along
from storage.database import Database
from storage.people_store import Person
from storage.reminder_store import ReminderRow
from storage.stores import Stores

T = TypeVar("T", Candidate, ReminderRow)
AT_ONCE = 50  # people in one transaction: turns that wait for the writer come in between
FAILED = timedelta(days=1)  # until what could not be told is tried again
WHOLE = timedelta(hours=1)  # so often all is looked for that is due, else what came due since the last look


@dataclass(slots=True)
class Due:
    """What one process does about reminders at each tick; `default_zone`: of people without a section.

    Time alone makes nearly all reminders due, so it is enough to look at the time since the last look. What a person
    who comes back, a change of zone or the like has made due is found within the hour.
    """

    database: Database
    sources: Sequence[Source]
    default_zone: str
    bot_id: Callable[[], int]
    wake: Callable[[], None]  # the sender
    _looked: datetime | None = field(default=None, init=False)  # when, if nobody was left to be looked at again
    _whole: datetime | None = field(default=None, init=False)  # when all was looked for
    _left: bool = field(default=False, init=False)

    async def tick(self) -> int:
        """Say what is due; how many reminders were said."""
        now = self.database.clock.now()
        since = self._since(now)
        self._looked, self._left = None, False
        count = await self._say_to(await self.database.read(self._look, since))
        self._looked = None if self._left else now
        self._whole = now if since is None else self._whole
        return count

    def _since(self, now: datetime) -> datetime | None:
        """Since when something may have come due that was not found; None: ever. A clock may be set back."""
        if self._looked is None or self._whole is None or not self._whole <= self._looked <= now < self._whole + WHOLE:
            return None
        return self._looked

    async def _say_to(self, people: Sequence[UUID]) -> int:
        count = 0
        for some in parts(people, AT_ONCE):
            said = await self.database.run(self.remind, some)
            if said:
                self.wake()
            count += said
        return count

    def _look(self, stores: Stores, since: datetime | None) -> list[UUID]:
        """Everybody to whom something is due and can be said, in an order that all processes share."""
        found = stores.reminders.due_people()
        for source in self.sources:
            found |= {each.person_id for each in self._found(stores, source, since=since)}
        return stores.reminders.reached(list(found), self.bot_id())

    def _found(
        self,
        stores: Stores,
        source: Source,
        people: Sequence[UUID] | None = None,
        since: datetime | None = None,
    ) -> list[Candidate]:
        """One that fails holds up no other."""
        return apart(stores, partial(found_by, source, stores, people, since), [], kind=source.kind)

    def remind(self, stores: Stores, people: Sequence[UUID]) -> int:
        """Decide upon these people, and speak to whom it is time to; how many reminders were said."""
        claimed = stores.reminders.claim(people, self.bot_id())
        self._left = self._left or len(claimed) < len(people)
        if not claimed:
            return 0
        waiting = by_person(stores.reminders.waiting(claimed))
        fresh = by_person(each for source in self.sources for each in self._found(stores, source, claimed))
        said = stores.reminders.said_since(claimed, stores.now - WEEK)
        count = 0
        for each in claimed:
            person = stores.people.get(each)
            if person is not None:
                one = partial(self._one, stores, person, fresh[each], waiting[each], said[each])
                count += apart(stores, one, 0, person=str(each))
        return count

    def _one(
        self,
        stores: Stores,
        person: Person,
        fresh: Iterable[Candidate],
        waiting: Sequence[ReminderRow],
        said: Sequence[datetime],
    ) -> int:
        hearer = hearer_of(stores, person, self.default_zone)
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
            return 0
        moved = allowed(stores.now, hearer.zone, blocks, said)
        if moved.at > stores.now:
            stores.reminders.move(ready, moved.at)
            return 0
        return self._say(hearer, ready, blocks, {each.id for each in waiting})

    def _say(
        self, hearer: Hearer, ready: Sequence[ReminderRow], blocks: Sequence[Block], waited: Collection[UUID]
    ) -> int:
        """One message of all that still has its reason. Where another slot of the same is told, or could not be, one is
        over; what lost its reason while it waited is as if it had never been, so that it is said should there be one
        again. What was found just now and can not be told would be found for ever: it is over. What is too much for one
        message waits for the next.
        """
        stores = hearer.stores
        latest = {each.about: each for each in sorted(ready, key=lambda row: (row.due_at, row.id))}
        told, failed = telling(self.sources, hearer, list(latest.values()))
        rows = [row for part in told for row in part.of]
        known = {row.about for row in (*rows, *failed)}
        outbox_id = None
        if told:
            since = min(row.due_at for row in rows)
            block = waited_for(since, stores.now, hearer.zone, blocks)
            card = message(hearer, [*told, *asked_along(hearer)], block)
            if len(card.parts()) > 1 and len(latest) > 1:
                earlier = list(latest)[: len(latest) // 2]
                return self._say(hearer, [each for each in ready if each.about in earlier], blocks, waited)
            guarded = any(part.guarded for part in told)
            outbox_id = tell(stores, self.bot_id(), hearer.person, card, guarded=guarded)
        if outbox_id is not None:
            stores.reminders.sent(rows, outbox_id)
        else:
            rows = []
        stores.reminders.move(failed, stores.now + FAILED)
        rest = [each for each in ready if each not in rows and each not in failed]
        lapsed = [each for each in rest if each.about not in known and each.id in waited]
        stores.reminders.forget(lapsed)
        stores.reminders.end(each for each in rest if each not in lapsed)
        return len(rows)


def earliest(stores: Stores, person: Person, zone: ZoneInfo, at: datetime) -> Moved:
    """When something put off until `at` will be said, as far as it can be foreseen."""
    said = stores.reminders.said_since([person.id], stores.now - WEEK)[person.id]
    return allowed(at, zone, blocks_of(stores, person), said)


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
