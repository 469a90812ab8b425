"""The bulk lane: messages that nobody waits for, sent by a bot's leader alone, one by one, in what replies leave.

A message takes its place in the rates first and only then stands in its chat's way, so no reply waits for one that is
not under way. What fails goes back to the outbox: nothing of this lane is held here while it waits.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.leading import Leadership
from bot.letters import Letter
from bot.logs import log
from bot.pacing import Rates
from bot.rates import Slot, counts, instant, micros
from scheduler.last_look import Looked
from storage.clock import Clock, SetBack
from storage.database import Database
from storage.outbox_store import OutboxRow
from storage.stores import Stores

LEASE = timedelta(seconds=10)
IN_HAND = 24  # claimed at most, under way and to come, or what goes within half a second if that is more
IDLE = timedelta(seconds=0.5)
SHORTLY = timedelta(seconds=0.05)


Look = Callable[[Stores, Sequence[int]], Looked]


class Carrier(Protocol):
    """Who makes the calls: the sender."""

    def take(self, rows: Iterable[OutboxRow]) -> list[Letter]:
        """Have these in hand from now on; those that were not yet."""
        ...

    def send(self, letter: Letter) -> None:
        """Begin the call, as the next of its chat."""
        ...

    def is_busy(self, chat: bytes) -> bool:
        """Whether anything is under way, or waits, for the chat."""
        ...

    def give_back(self, letters: Iterable[Letter]) -> None:
        """Have these in hand no longer."""
        ...


class BulkLane:
    """Chooses what the carrier sends next."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        leadership: Leadership,
        worker: str,
        per_second: int,
        carrier: Carrier,
        look: Look,
    ) -> None:
        self._database = database
        self._clock = clock
        self._leadership = leadership
        self._worker = worker
        # One after the other and not thirty at once: a reply finds a place free within one such gap.
        self._gap = timedelta(seconds=1 / per_second) if per_second and clock.ticks else timedelta(0)
        self._limit = max(IN_HAND, per_second // 2)
        self._set_back = SetBack(clock)
        self._carrier = carrier
        self._look = look
        self._waiting: deque[Letter] = deque()
        self._under_way: set[int] = set()
        self._next_at = self._paused_until = clock.now()
        self._empty_until: datetime | None = None
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was left in the outbox."""
        self._empty_until = None
        self._wake.set()

    def ended(self, letter: Letter) -> None:
        """A letter that was handed over is out of the way, and that is on record. Until then it counts as in hand:
        should this process stand still or die, no more than that is sent twice.
        """
        self._under_way.discard(letter.id)
        self._wake.set()

    def pause(self, until: datetime) -> None:
        """Telegram said to wait: whatever chat it meant, bulk waits as long."""
        self._paused_until = max(self._paused_until, until)

    def forget(self, chat: bytes) -> list[Letter]:
        """Nothing of the chat is begun with any more; what was to be."""
        forgotten = [each for each in self._waiting if each.chat == chat]
        for letter in forgotten:
            self._waiting.remove(letter)
        return forgotten

    async def go_on(self, bot_id: int, rates: Rates) -> None:
        """Claim and send until cancelled."""
        while True:
            self._wake.clear()
            self._forget_plans()
            try:
                await self._refill(bot_id)
                until = await self._send_next(rates)
            except Exception as error:
                log.error("bulk lane", error=error)
                until = self._clock.now() + IDLE
            if until is not None:
                await self._clock.wait_until(until, self._wake)

    def let_go(self) -> None:
        """Give back what has not begun."""
        letters, self._waiting = list(self._waiting), deque()
        self._carrier.give_back(letters)

    def _forget_plans(self) -> None:
        if self._set_back.noticed():
            self._next_at = self._paused_until = self._clock.now()
            self._empty_until = None
            for letter in self._waiting:
                letter.slot = None

    async def _refill(self, bot_id: int) -> None:
        now = self._clock.now()
        if not self._leadership.holds:
            self.let_go()
        elif now < self._paused_until:
            self.let_go()  # and looked at again before it is sent: much may be done meanwhile
        elif self._in_hand <= self._limit // 2 and (self._empty_until is None or now >= self._empty_until):
            self._empty_until = now + IDLE  # unless somebody says meanwhile that there is something
            if await self._database.read(lambda stores: stores.outbox.any_free(bot_id, stores.now, bulk=True)):
                rows, looked = await self._database.run(self._claim, bot_id)
                letters = self._carrier.take(rows)
                for letter in letters:
                    letter.since = looked.since.get(letter.id, ())
                self._waiting += letters
                self._empty_until = None if rows else self._empty_until

    @property
    def _in_hand(self) -> int:
        return len(self._waiting) + len(self._under_way)

    def _claim(self, stores: Stores, bot_id: int) -> tuple[list[OutboxRow], Looked]:
        """What may be sent next: of reminders only those that are still to be said."""
        if not self._leadership.stands(stores):
            return [], Looked()
        limit = self._limit - self._in_hand
        rows = stores.outbox.claim(bot_id, self._worker, limit, stores.now, LEASE, bulk=True)
        looked = self._look(stores, [each.id for each in rows])
        return [each for each in rows if each.id not in looked.lapsed], looked

    async def _send_next(self, rates: Rates) -> datetime | None:
        """Begin with those whose turn it is; when to look again, None at once."""
        now = self._clock.now()
        if now < (pause := max(self._next_at, self._paused_until)):
            return pause
        letters = self._first_free(now)
        if not letters:
            return now + (SHORTLY if self._waiting else IDLE)
        # Together, because replicas ask the database for them.
        slots = await asyncio.gather(*(self._place(letter, rates) for letter in letters))
        until = [self._began(letter, slot, rates, now) for letter, slot in zip(letters, slots, strict=True)]
        return max((each for each in until if each is not None), default=None)

    def _first_free(self, now: datetime) -> list[Letter]:
        """As many as are due by now: of each chat the first, if nothing stands in its way."""
        due = 1 + (now - self._next_at) // self._gap if self._gap else len(self._waiting)
        passed: set[bytes] = set()
        found: list[Letter] = []
        for letter in self._waiting:
            if len(found) == due:
                break
            waits = letter.slot is not None and letter.slot.at > micros(now)
            if not (letter.chat in passed or waits or self._carrier.is_busy(letter.chat)):
                found.append(letter)
            passed.add(letter.chat)
        return found

    async def _place(self, letter: Letter, rates: Rates) -> Slot:
        if not counts(letter.method):
            return Slot(micros(self._clock.now()), granted=True)
        return await rates.ask(letter.to, bulk=True)

    def _began(self, letter: Letter, slot: Slot, rates: Rates, now: datetime) -> datetime | None:
        """Begin with it if it has a place; if not, until when all bulk has to wait, None if only its chat has."""
        if slot.granted and (self._carrier.is_busy(letter.chat) or letter not in self._waiting):
            rates.went(slot)  # a reply came meanwhile, or the chat can not be reached: the place stays empty
        elif slot.granted:
            letter.slot = slot
            self._waiting.remove(letter)
            self._under_way.add(letter.id)
            self._next_at = max(self._next_at, now - max(self._gap, SHORTLY)) + self._gap
            self._carrier.send(letter)
        elif slot.own:
            letter.slot = slot
        else:
            return instant(slot.at)
        return None
