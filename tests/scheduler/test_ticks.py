"""Ticks: at the start, then whenever the clock has moved on; a failing one is not the last."""

import asyncio
from pathlib import Path

from scheduler.ticks import EVERY, Ticks
from storage.clock import SystemClock
from tests.support.databases import Hands


class Counter:
    """Counts ticks, and tells when a wished number was reached."""

    def __init__(self) -> None:
        self.ticks = 0
        self._changed = asyncio.Condition()

    async def __call__(self) -> None:
        async with self._changed:
            self.ticks += 1
            self._changed.notify_all()
        if self.ticks == 1:
            raise ValueError("the first one fails")

    async def reach(self, ticks: int) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.ticks >= ticks)


async def test_a_moved_clock_ticks(hands: Hands) -> None:
    counter = Counter()
    ticks = Ticks(counter, hands.clock)
    ticks.start()
    await counter.reach(1)
    hands.move(seconds=EVERY.total_seconds())
    await counter.reach(2)
    hands.move(days=7)
    await counter.reach(3)
    ticks.stop()


async def test_a_clock_that_stands_still_does_not_tick(hands: Hands) -> None:
    counter = Counter()
    ticks = Ticks(counter, hands.clock)
    for _ in range(5):
        await ticks.look()
    assert counter.ticks == 1
    hands.move(seconds=EVERY.total_seconds() - 1)
    await ticks.look()
    assert counter.ticks == 1


async def test_on_the_systems_clock_the_first_tick_comes_at_once(tmp_path: Path) -> None:
    counter = Counter()
    ticks = Ticks(counter, SystemClock())
    ticks.start()
    await counter.reach(1)
    ticks.stop()
    ticks.stop()
