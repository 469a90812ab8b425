"""Order per chat and fairness between chats: one bounded queue per chat ahead of the concurrency limit.

A flooding chat fills its own queue and uses one slot; the others go on.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")

BOUND = 64  # items in the queue of one chat
MOST = 4096  # items in all queues


class ChatQueues(Generic[Item]):
    """Runs `handle(item)` for each item: one at a time per chat, in order; at most `slots` at once over all chats.

    A chat's queue holds `bound` items; whoever takes in more items for any chats asks for `room` before, so that all
    queues together hold little more than `most`.

    Once a chat was refused an item it is refused all, until it has worked off its queue and what `refill(chat)` finds
    of the refused ones: so none overtakes another. Neither `handle` nor `refill` may raise.
    """

    def __init__(
        self,
        handle: Callable[[Item], Awaitable[None]],
        *,
        slots: int = 256,
        bound: int = BOUND,
        most: int = MOST,
        refill: Callable[[Hashable], Awaitable[Sequence[Item]]],
    ) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(slots)
        self._bound = bound
        self._most = most
        self._held = 0  # items in all queues
        self._fewer = asyncio.Event()
        self._refill = refill
        self._queues: dict[Hashable, deque[Item]] = {}
        self._refused: Counter[Hashable] = Counter()  # items refused, by chat
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, chat: Hashable, item: Item) -> bool:
        """Queue the item; False if the chat's queue is full, or was and has not caught up since."""
        queue = self._queues.get(chat)
        if queue is None:
            queue = self._queues[chat] = deque()
            task = asyncio.create_task(self._work(chat, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(queue) >= self._bound or chat in self._refused:
            self._refused[chat] += 1
            return False
        self._held += 1
        queue.append(item)
        return True

    async def room(self) -> None:
        """Return once fewer than `most` items are queued."""
        while self._held >= self._most:
            self._fewer.clear()
            await self._fewer.wait()

    async def finish(self) -> None:
        """Wait until everything queued is handled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _work(self, chat: Hashable, queue: deque[Item]) -> None:
        caught_up = False
        while not caught_up:
            while queue:
                async with self._slots:
                    await self._handle(queue[0])
                queue.popleft()
                self._held -= 1
                self._fewer.set()
            refused = self._refused[chat]
            queue.extend(await self._refill(chat) if refused else ())
            self._held += len(queue)
            caught_up = not queue and self._refused[chat] == refused
        del self._queues[chat], self._refused[chat]
