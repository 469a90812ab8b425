"""The tick: APScheduler wakes us in real time, the clock says whether a tick is due."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.clock import Clock

EVERY = timedelta(seconds=30)  # of the clock, between two ticks
LOOK = 5.0  # seconds of real time between two looks at a clock that ticks by itself
LOOK_AT_FILE = 0.2  # and at one that somebody moves

log = structlog.get_logger()


class Ticks:
    """Calls `tick` when it starts and then whenever EVERY has passed; never twice at the same time."""

    def __init__(self, tick: Callable[[], Awaitable[None]], clock: Clock) -> None:
        self._tick = tick
        self._clock = clock
        self._due: datetime | None = None
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.look,
            "interval",
            seconds=LOOK if self._clock.ticks else LOOK_AT_FILE,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """End; a tick under way is cancelled, and its transaction stands or falls as a whole."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def look(self) -> None:
        """Tick if it is due. A tick that raises is logged; the next comes in its time."""
        now = self._clock.now()
        if self._due is not None and self._due - EVERY <= now < self._due:  # before: the clock was set back
            return
        self._due = now + EVERY
        try:
            await self._tick()
        except asyncio.CancelledError:  # by `stop`: APScheduler would log it as an error
            return
        except Exception as error:
            log.error("tick failed", error=error)
