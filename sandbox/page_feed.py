"""What happens in the chats, as server-sent events that a browser can take up again where it lost them."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable

from sandbox.watching import Event, Subscription
from sandbox.world import World

KEPT = 2000
"""Events kept; a browser that missed more loads the whole chat again."""

HEARTBEAT = 10.0
"""Seconds of silence after which the clock is sent, which also finds out whether the browser is still there."""

RETRY = 500
"""Milliseconds after which a browser that was cut off comes back."""


class Feed:
    """Numbers the world's events and keeps the latest.

    A position is `<epoch>-<number>`; the epoch is new with each start, so a position of an earlier start is known to be
    worthless. The feed starts with its first use, because it needs the running event loop.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._epoch = secrets.token_hex(4)
        self._number = 0
        self._kept: deque[tuple[int, Event]] = deque(maxlen=KEPT)
        self._news = asyncio.Condition()
        self._pump: asyncio.Task[None] | None = None

    def position(self) -> str:
        """Where the feed stands now: events after it are yet to come."""
        self._start()
        return f"{self._epoch}-{self._number}"

    async def stream(self, person: int, after: str, clock: Callable[[], Event]) -> AsyncIterator[str]:
        """Yield the events of a person's chat after the position, for ever, as server-sent events.

        The first is `reset` if events after that position are no longer kept: load the chat again. A message of the
        bot to somebody else is told as `elsewhere`. In silence the clock is sent, every ten seconds.
        """
        self._start()
        yield f"retry: {RETRY}\n\n"
        number = self._after(after)
        if number is None:
            number = self._number
            yield self._frame("reset", {}, number)
        yield self._frame("clock", clock(), number)
        while True:
            for at, event in [entry for entry in self._kept if entry[0] > number]:
                number = at
                if seen := _seen_by(person, event):
                    yield self._frame(*seen, number)
            if not await self._wait(number):
                yield self._frame("clock", clock(), number)

    def _after(self, position: str) -> int | None:
        epoch, _, number = position.partition("-")
        if epoch != self._epoch or not (number.isascii() and number.isdigit()):
            return None
        return int(number) if self._number - len(self._kept) <= int(number) <= self._number else None

    async def _wait(self, number: int) -> bool:
        """Wait for an event after the number; False when none came within a heartbeat."""
        try:
            async with asyncio.timeout(HEARTBEAT), self._news:
                await self._news.wait_for(lambda: self._number > number)
        except TimeoutError:
            return False
        return True

    def _frame(self, kind: str, data: Event, number: int) -> str:
        return f"id: {self._epoch}-{number}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

    def _start(self) -> None:
        if self._pump is None:
            self._pump = asyncio.create_task(self._run(self._world.subscribe()))

    async def _run(self, subscription: Subscription) -> None:
        async for event in subscription:
            async with self._news:
                self._number += 1
                self._kept.append((self._number, event))
                self._news.notify_all()


def _seen_by(person: int, event: Event) -> tuple[str, Event] | None:
    """What a person's page shows of an event: kind and content, or nothing."""
    if event["chat_id"] == person:
        return event["event"], event
    if event["event"] == "message" and event["message"]["from"]["is_bot"]:
        return "elsewhere", {"person": event["chat_id"]}
    return None
