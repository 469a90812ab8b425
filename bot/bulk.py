"""The bulk lane: messages that nobody waits for, sent by a bot's leader alone, one by one, in what replies leave.

A message takes its place in the rates first and only then stands in its chat's way, so no reply waits for one that is
not under way. What fails goes back to the outbox: nothing of this lane is held here while it waits.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from bot.leading import Leadership
from bot.letters import Letter
from bot.logs import log
from bot.pacing import Rates
from bot.rates import instant, micros
from storage.clock import Clock
from storage.database import Database
from storage.outbox_store import OutboxRow
from storage.stores import Stores

LEASE = timedelta(seconds=10)
IN_HAND = 24  # claimed at most, under way and to come
REFILLED_AT = 12
IDLE = timedelta(seconds=0.5)
SHORTLY = timedelta(seconds=0.05)


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
    ) -> None:
        self._database = database
        self._clock = clock
        self._leadership = leadership
        self._worker = worker
        # One after the other and not thirty at once: a reply finds a place free within one such gap.
        self._gap = timedelta(seconds=1 / per_second) if per_second and clock.ticks else timedelta(0)
        self._carrier = carrier
        self._waiting: deque[Letter] = deque()
        self._under_way: set[int] = set()
        self._next_at = clock.now()
        self._empty_until: datetime | None = None
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was left in the outbox."""
        self._empty_until = None
        self._wake.set()

    def ended(self, letter: Letter) -> None:
        """A letter that was handed over is out of the way."""
        self._under_way.discard(letter.id)
        self._wake.set()

    def pause(self, until: datetime) -> None:
        """Telegram said to wait: whatever chat it meant, bulk waits as long."""
        self._next_at = max(self._next_at, until)

    async def go_on(self, bot_id: int, rates: Rates) -> None:
        """Claim and send until cancelled."""
        while True:
            self._wake.clear()
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

    async def _refill(self, bot_id: int) -> None:
        now = self._clock.now()
        if not self._leadership.holds:
            self.let_go()
        elif self._in_hand < REFILLED_AT and (self._empty_until is None or now >= self._empty_until):
            self._empty_until = now + IDLE  # unless somebody says meanwhile that there is something
            if await self._database.read(lambda stores: stores.outbox.any_free(bot_id, stores.now, bulk=True)):
                rows = await self._database.run(self._claim, bot_id)
                self._waiting += self._carrier.take(rows)
                self._empty_until = None if rows else self._empty_until

    @property
    def _in_hand(self) -> int:
        return len(self._waiting) + len(self._under_way)

    def _claim(self, stores: Stores, bot_id: int) -> list[OutboxRow]:
        if not self._leadership.stands(stores):
            return []
        limit = IN_HAND - self._in_hand
        return stores.outbox.claim(bot_id, self._worker, limit, stores.now, LEASE, bulk=True)

    async def _send_next(self, rates: Rates) -> datetime | None:
        """Begin with one; when to look again, None at once."""
        now = self._clock.now()
        if now < self._next_at:
            return self._next_at
        later = now + IDLE
        passed: set[bytes] = set()
        for letter in list(self._waiting):
            asked_at = micros(now)
            waits = letter.slot is not None and letter.slot.at > asked_at
            if letter.chat in passed or waits or self._carrier.is_busy(letter.chat):
                passed.add(letter.chat)
                later = min(later, now + SHORTLY)
                continue
            letter.slot = await rates.ask(letter.to, bulk=True)
            if letter.slot.granted:
                if self._carrier.is_busy(letter.chat):  # a reply came meanwhile: the place stays empty
                    rates.went(letter.slot)
                    letter.slot = None
                else:
                    self._begin(letter, now)
                return None
            if not letter.slot.own:
                return instant(letter.slot.at)
            passed.add(letter.chat)
        return later

    def _begin(self, letter: Letter, now: datetime) -> None:
        self._waiting.remove(letter)
        self._under_way.add(letter.id)
        self._next_at = max(self._next_at + self._gap, now - self._gap)
        self._carrier.send(letter)
