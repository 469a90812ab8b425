"""Which process of a bot sends in bulk. Everything here runs on real time, never on the bot's clock.

A leader may act for LEASE after it began to renew. Whoever wants to follow must have seen the row unchanged for LEASE
on a watch of their own, which began after that; so clocks of machines need not agree, and a leader that was stopped
finds its lease run out before anybody else has begun. Claims check the fence in their own transaction.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.logs import log
from storage.database import Database
from storage.leader_store import NOBODY, Leading
from storage.stores import Stores

LEASE = 6.0  # seconds
RENEWED_EVERY = 1.5
LOOKED_EVERY = 1.0
NOT_BEFORE_THE_END = 0.25  # so much earlier a leader stops acting
FORGOTTEN_AFTER = timedelta(minutes=2)  # what was known of the rates of a chat


def uptime() -> float:
    """Seconds that also pass while the machine sleeps, and that nobody can set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(slots=True)
class Watch:
    """What one who wants to follow has seen of the row, and since when it is the same."""

    seen: Leading | None = None
    since: float = 0.0

    def may_follow(self, found: Leading | None, at: float) -> bool:
        """Whether the place is free at this reading of the watch."""
        if found is None or found.worker == NOBODY:
            return True
        if found != self.seen:
            self.seen, self.since = found, at
        return at - self.since > LEASE


class Leadership:
    """This process's part in it. `alone`: there is no other process for the bot, so it leads from the start."""

    def __init__(
        self, database: Database, worker: str, alone: bool, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._worker = worker
        self._alone = alone
        self._on_change = on_change
        self._watch = Watch()
        self._bot_id = 0
        self._fence: int | None = None
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def holds(self) -> bool:
        """Whether a call of the bulk lane may begin now."""
        return self._fence is not None and (self._alone or uptime() < self._until - NOT_BEFORE_THE_END)

    async def start(self, bot_id: int) -> None:
        """Take the place if it is free, and go on looking."""
        self._bot_id = bot_id
        await self._look()
        if not self._alone:
            self._task = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Give the place back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        fence, self._fence = self._fence, None
        if fence is not None:
            await self._database.run(lambda stores: stores.leaders.give_back(self._bot_id, self._worker, fence))

    def stands(self, stores: Stores) -> bool:
        """For a transaction that claims: whether this process leads, and goes on leading until it has committed."""
        fence = self._fence
        return fence is not None and stores.leaders.stands(self._bot_id, self._worker, fence)

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_EVERY if self._fence is None else RENEWED_EVERY)
            try:
                await self._look()
            except Exception as error:
                log.warning("bulk lane: leader not known", error=error)

    async def _look(self) -> None:
        began, led = uptime(), self._fence
        if led is not None:
            renewed = await self._database.run(self._renew, led)
            self._fence = led if renewed else None
        else:
            self._fence = await self._database.run(self._follow)
        if self._fence is not None:
            self._until = began + LEASE
        if self._fence != led:
            if not self._alone:
                log.info("bulk lane", leads=self._fence is not None, fence=self._fence or led)
            self._on_change()

    def _renew(self, stores: Stores, fence: int) -> bool:
        stores.rates.purge(stores.now - FORGOTTEN_AFTER)
        return stores.leaders.renew(self._bot_id, self._worker, fence, _ahead())

    def _follow(self, stores: Stores) -> int | None:
        found = stores.leaders.find(self._bot_id)
        if not self._alone and not self._watch.may_follow(found, uptime()):
            return None
        return stores.leaders.follow(self._bot_id, self._worker, found, _ahead())


def _ahead() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=LEASE)
