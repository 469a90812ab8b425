"""The only file that knows APScheduler: it ticks, and nothing else. Schedules are rows, deadlines are queries."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

EVERY = timedelta(minutes=1)


class Ticks:
    """Calls `tick` once a minute of real time, never twice at once; what is due is decided by the clock it reads."""

    def __init__(self, tick: Callable[[], Awaitable[None]], failed: Callable[[Exception], None]) -> None:
        self._tick = tick
        self._failed = failed
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin ticking, in the running event loop."""
        self._scheduler.add_job(
            self._guarded, IntervalTrigger(seconds=EVERY.total_seconds()), max_instances=1, coalesce=True
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _guarded(self) -> None:
        try:
            await self._tick()
        except Exception as error:
            self._failed(error)
