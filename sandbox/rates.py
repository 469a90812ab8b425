"""How many sends Telegram takes: sliding windows and a bucket per private chat, on the sandbox's clock."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from sandbox.errors import ApiError, too_many_requests
from sandbox.limits import RateLimits

SECOND = timedelta(seconds=1)
MINUTE = timedelta(seconds=60)


class Window:
    """The instants of the latest sends; full when `limit` of them lie in the last `span`; with limit 0 never."""

    def __init__(self, limit: int, span: timedelta) -> None:
        self._limit = limit
        self._span = span
        self._sends: deque[datetime] = deque()

    def free_at(self, now: datetime) -> datetime:
        """The first instant from `now` on at which one more send is allowed."""
        while self._sends and self._sends[0] + self._span <= now:
            self._sends.popleft()
        if not self._limit or len(self._sends) < self._limit:
            return now
        return self._sends[-self._limit] + self._span

    def take(self, now: datetime) -> None:
        """Count one send."""
        if self._limit:
            self._sends.append(now)


class Bucket:
    """Fills at `rate` a second up to `burst`; a send takes one. A rate of 0 never empties."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._full_at: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        """The first instant from `now` on at which one more send is allowed."""
        if not self._rate or self._full_at is None:
            return now
        return max(now, self._full_at - timedelta(seconds=(self._burst - 1) / self._rate))

    def take(self, now: datetime) -> None:
        """Count one send."""
        if self._rate:
            self._full_at = max(now, self._full_at or now) + timedelta(seconds=1 / self._rate)


class Rates:
    """Counts every send and edit of the bot, and says 429 when one is too many. A refused call is not counted."""

    def __init__(self, limits: RateLimits) -> None:
        self._all = Window(limits.all, SECOND)
        self._paid = Window(limits.paid if limits.all else 0, SECOND)
        self._private: dict[int, Bucket] = defaultdict(lambda: Bucket(limits.chat, limits.chat_burst))
        self._groups: dict[int, Window] = defaultdict(lambda: Window(limits.group, MINUTE))

    def check(self, chat_id: int, now: datetime, paid: bool = False) -> None:
        """ApiError 429 if a send to the chat (negative ids are groups) comes too early."""
        free_at = max(counter.free_at(now) for counter in self._counters(chat_id, paid))
        if free_at > now:
            raise wait(free_at - now)

    def count(self, chat_id: int, now: datetime, paid: bool = False) -> None:
        """Count one send to the chat."""
        for counter in self._counters(chat_id, paid):
            counter.take(now)

    def _counters(self, chat_id: int, paid: bool) -> tuple[Window, Window | Bucket]:
        own = self._groups[chat_id] if chat_id < 0 else self._private[chat_id]
        return self._paid if paid else self._all, own


def wait(left: timedelta) -> ApiError:
    """429 with the whole seconds to wait, at least one."""
    return too_many_requests(max(1, math.ceil(left.total_seconds())))
