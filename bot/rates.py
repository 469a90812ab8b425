"""When the next message may go out: Telegram's rates, kept on the bot's clock."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.settings import Settings

SECOND = timedelta(seconds=1)
GROUP_WINDOW = timedelta(seconds=60)
PAID_RATE = 1000  # sends a second with paid broadcast
EDITS_AND_SENDS = ("send", "edit", "copy", "forward")


def counts(method: str) -> bool:
    """Whether a call counts towards the rates: sends and edits do, callback answers and deletions do not."""
    return method.startswith(EDITS_AND_SENDS) and method != "sendChatAction"


@dataclass(slots=True)
class Window:
    """At most `limit` sends in any `span`; a limit of 0 turns it off."""

    limit: int
    span: timedelta
    sent: deque[datetime] = field(default_factory=deque)

    def free_at(self, now: datetime) -> datetime:
        if not self.limit:
            return now
        while self.sent and self.sent[0] <= now - self.span:
            self.sent.popleft()
        return now if len(self.sent) < self.limit else self.sent[-self.limit] + self.span

    def take(self, at: datetime) -> None:
        if self.limit:
            self.sent.append(at)


@dataclass(slots=True)
class Bucket:
    """`rate` sends a second on average with bursts of `burst`; a rate of 0 turns it off."""

    rate: float
    burst: int
    left: float
    since: datetime

    def free_at(self, now: datetime) -> datetime:
        if not self.rate:
            return now
        self._refill(now)
        return now if self.left >= 1 else now + SECOND * ((1 - self.left) / self.rate)

    def take(self, at: datetime) -> None:
        self._refill(at)
        self.left -= 1

    def _refill(self, now: datetime) -> None:
        # A clock set back (the demo's file removed) must not empty the bucket for an hour.
        passed = max((now - self.since) / SECOND, 0.0)
        self.left = min(float(self.burst), self.left + passed * self.rate)
        self.since = now

    @property
    def full(self) -> bool:
        return self.left >= self.burst


class Rates:
    """The overall window, and one limit per chat made when the chat is first written to."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        overall = settings.rate_all and (PAID_RATE if settings.paid_broadcast else settings.rate_all)
        self._all = Window(overall, SECOND)
        self._chats: dict[int, Window | Bucket] = {}

    def reserve(self, chat_id: int, now: datetime) -> datetime:
        """The instant at which a send to the chat may go; if that is `now`, it is counted, else ask again then."""
        chat = self._chat(chat_id, now)
        at = max(self._all.free_at(now), chat.free_at(now))
        if at <= now:
            self._all.take(now)
            chat.take(now)
        return at

    def _chat(self, chat_id: int, now: datetime) -> Window | Bucket:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) > 10_000:
                self._forget_idle(now)
            chat = self._chats[chat_id] = self._new(chat_id, now)
        return chat

    def _new(self, chat_id: int, now: datetime) -> Window | Bucket:
        settings = self._settings
        if chat_id < 0:
            return Window(settings.rate_group, GROUP_WINDOW)
        return Bucket(settings.rate_chat, settings.rate_chat_burst, float(settings.rate_chat_burst), now)

    def _forget_idle(self, now: datetime) -> None:
        for chat_id, chat in list(self._chats.items()):
            if chat.free_at(now) <= now and (
                (isinstance(chat, Window) and not chat.sent) or (isinstance(chat, Bucket) and chat.full)
            ):
                del self._chats[chat_id]
