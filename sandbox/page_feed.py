"""What happens in the chats, as server-sent events that a browser can take up again where it lost them."""

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from typing import Any

KEPT = 500
"""Events kept per chat; a browser that missed more loads the whole chat again."""

HEARTBEAT = 10.0
"""Seconds of silence after which the clock is sent, which also finds out whether the browser is still there."""

Event = dict[str, Any]


class Feed:
    """Numbers the world's events and keeps the latest of each chat.

    A position is `<epoch>-<number>`; the epoch is new with each start, so a position of an earlier start is known to be
    worthless. The feed starts with its first use, because it needs the running event loop.
    """

    def __init__(self, world: Any) -> None:
        self._world = world
        self._epoch = secrets.token_hex(4)
        self._number = 0
        self._kept: dict[int, deque[tuple[int, Event]]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._forgotten: dict[int, int] = defaultdict(int)
        self._news = asyncio.Condition()
        self._pump: asyncio.Task[None] | None = None

    def position(self) -> str:
        """Where the feed stands now: events after it are yet to come."""
        self._start()
        return f"{self._epoch}-{self._number}"

    async def stream(self, chat_id: int, after: str, clock: Callable[[], Event]) -> AsyncIterator[str]:
        """Yield the chat's events after the position, for ever, as server-sent events.

        The first is `reset` if events after that position are no longer kept: load the chat again. In silence the clock
        is sent, every ten seconds.
        """
        self._start()
        number = self._after(chat_id, after)
        if number is None:
            number = self._number
            yield self._frame("reset", {}, number)
        yield self._frame("clock", clock(), number)
        while True:
            fresh = [(at, event) for at, event in self._kept[chat_id] if at > number]
            for number, event in fresh:
                yield self._frame(event["event"], event, number)
            if not fresh and not await self._wait(chat_id, number):
                yield self._frame("clock", clock(), number)

    def _after(self, chat_id: int, position: str) -> int | None:
        epoch, _, number = position.partition("-")
        known = epoch == self._epoch and number.isascii() and number.isdigit()
        return int(number) if known and int(number) >= self._forgotten[chat_id] else None

    async def _wait(self, chat_id: int, number: int) -> bool:
        """Wait for an event of the chat after the number; False when none came within a heartbeat."""
        kept = self._kept[chat_id]
        try:
            async with asyncio.timeout(HEARTBEAT), self._news:
                await self._news.wait_for(lambda: bool(kept) and kept[-1][0] > number)
        except TimeoutError:
            return False
        return True

    def _frame(self, kind: str, data: Event, number: int) -> str:
        return f"id: {self._epoch}-{number}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

    def _start(self) -> None:
        if self._pump is None:
            self._pump = asyncio.create_task(self._run(self._world.subscribe()))

    async def _run(self, subscription: AsyncIterator[Event]) -> None:
        async for event in subscription:
            async with self._news:
                self._take(event)
                self._news.notify_all()

    def _take(self, event: Event) -> None:
        kept = self._kept[event["chat_id"]]
        if len(kept) == KEPT:
            self._forgotten[event["chat_id"]] = kept[0][0]
        self._number += 1
        kept.append((self._number, event))
