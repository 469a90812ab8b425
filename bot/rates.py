"""When the next message may go out: Telegram's rates as a pure function of what was sent. Instants are whole
microseconds since 1970, on the bot's clock.

What was sent is kept for all chats together (a sliding window, and another one for what is paid for) and for each chat
(a group: a window; a private chat: the instant at which its bucket is full). It is entered when the send is granted,
and moved once it is known that it arrived later: Telegram counts arrivals, and a send held up on its way would
otherwise meet those after it.
"""

from bisect import insort
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.settings import Settings
from storage.rate_store import ALL, SENT

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
ON_ITS_WAY = 15_000  # so late a send may arrive without being moved: every window is longer by as much
AHEAD = 600 * SECOND  # what lies further ahead was entered by a clock that has been set back since
GROUP_SPAN = 60 * SECOND
PAID_RATE = 1000  # sends a second that are paid for
PAID = b"paid"  # the key of all sends that are paid for; those of chats are longer
EDITS_AND_SENDS = ("send", "edit", "copy", "forward")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def counts(method: str) -> bool:
    """Whether a call counts towards the rates: sends and edits do, callback answers and deletions do not."""
    return method.startswith(EDITS_AND_SENDS) and method != "sendChatAction"


def micros(instant: datetime) -> int:
    """The instant as it is kept."""
    return (instant - BEGINNING) // MICROSECOND


def instant(at: int) -> datetime:
    """The other way round."""
    return BEGINNING + at * MICROSECOND


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` sends in any `span`; a limit of 0 turns it off."""

    limit: int
    span: int

    def free_at(self, sent: SENT, now: int) -> int:
        """The first instant from `now` on at which one more may go."""
        sent[:] = [each for each in sent if now - self.span - ON_ITS_WAY < each <= now + AHEAD]
        if not self.limit or len(sent) < self.limit:
            return now
        return max(now, sent[-self.limit] + self.span + ON_ITS_WAY)

    def take(self, sent: SENT, at: int) -> None:
        """Enter one."""
        if self.limit:
            insort(sent, at)

    def move(self, sent: SENT, at: int, arrived: int) -> None:
        """What was entered `at` arrived later."""
        if at in sent:
            sent.remove(at)
        self.take(sent, arrived)

    def idle_at(self, sent: SENT) -> int:
        """From when on it is as if nothing had been sent."""
        return max(sent, default=0) + self.span + ON_ITS_WAY


@dataclass(frozen=True, slots=True)
class Bucket:
    """`rate` sends a second on average with bursts of `burst`; a rate of 0 turns it off."""

    rate: float
    burst: int

    def free_at(self, sent: SENT, now: int) -> int:
        """The first instant from `now` on at which one more may go."""
        if not self.rate or not sent:
            return now
        full_at = min(sent[0], now + self._lasts(self.burst))
        return max(now, full_at - self._lasts(self.burst - 1))

    def take(self, sent: SENT, at: int) -> None:
        """Take one out."""
        if self.rate:
            sent[:] = [max([at, *sent]) + self._lasts(1)]

    def move(self, sent: SENT, at: int, arrived: int) -> None:
        """What was taken `at` arrived later."""
        sent[:] = [each + arrived - at for each in sent]

    def idle_at(self, sent: SENT) -> int:
        """From when on it is as if nothing had been sent."""
        return max(sent, default=0)

    def _lasts(self, sends: int) -> int:
        """A hair longer than Telegram counts, for what arrives a little late."""
        return int(sends * (SECOND + ON_ITS_WAY) / self.rate)


Counter = Window | Bucket


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat by the hash of its id; groups have rates of their own. `paid`: what goes there now is paid for."""

    key: bytes
    group: bool
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A send that wants to go to the chat."""

    chat: Chat
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A send that was `entered` at one instant arrived later, at the latest at `arrived`."""

    chat: Chat
    entered: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Slot:
    """When a send may go. Granted it is entered, and nobody else can have its place; otherwise ask again then, and
    `own` says whether it is the chat's own rate that it waits for.
    """

    at: int
    granted: bool
    own: bool = False


class Limits:
    """The rates in force."""

    def __init__(self, settings: Settings) -> None:
        self.pays = settings.paid_broadcast
        self.all = Window(settings.rate_all, SECOND)
        self.paid = Window(settings.rate_all and PAID_RATE, SECOND)
        self.group = Window(settings.rate_group, GROUP_SPAN)
        self.private = Bucket(settings.rate_chat, settings.rate_chat_burst)

    @property
    def off(self) -> bool:
        """Whether there are none."""
        return not (self.all.limit or self.group.limit or self.private.rate)

    def of(self, chat: Chat) -> Counter:
        """The chat's own."""
        return self.group if chat.group else self.private

    def together(self, chat: Chat) -> tuple[bytes, Window]:
        """What holds for all chats together, with its key among what is known."""
        return (PAID, self.paid) if chat.paid else (ALL, self.all)

    @property
    def bulk(self) -> Window:
        """What holds for bulk of all chats together."""
        return self.paid if self.pays else self.all


def settle(
    known: MutableMapping[bytes, SENT], limits: Limits, asks: Iterable[Ask], arrived: Iterable[Arrived], now: int
) -> list[Slot]:
    """A slot for each of the asks, replies before bulk; `known` (by chat, and ALL) is brought up to date."""
    for each in arrived:
        for counter, sent in _counters(known, limits, each.chat):
            counter.move(sent, each.entered, max(each.entered, each.arrived - ON_ITS_WAY))
    asked = list(asks)
    slots: dict[int, Slot] = {}
    for place in sorted(range(len(asked)), key=lambda place: asked[place].bulk):
        slots[place] = _slot(known, limits, asked[place], now)
    return [slots[place] for place in range(len(asked))]


def forget_ahead(known: Mapping[bytes, SENT], now: int) -> None:
    """The clock was set back: what was entered by it before would hold up everybody until it has caught up."""
    for sent in known.values():
        sent[:] = [each for each in sent if each <= now]


def idle_at(known: Mapping[bytes, SENT], limits: Limits, chat: Chat) -> int:
    """From when on nothing need be known of the chat."""
    return limits.of(chat).idle_at(known[chat.key])


def _slot(known: MutableMapping[bytes, SENT], limits: Limits, ask: Ask, now: int) -> Slot:
    """A reply that has to wait because of all chats together has its place at once; bulk takes what is left, and
    whoever waits because of their own chat asks again, so that no place stays empty.
    """
    (overall, all_sent), (own, chat_sent) = counters = _counters(known, limits, ask.chat)
    of_all, of_chat = overall.free_at(all_sent, now), own.free_at(chat_sent, now)
    at = max(of_all, of_chat)
    if at > now and (ask.bulk or of_chat > of_all):
        return Slot(at, granted=False, own=of_chat > of_all)
    for counter, sent in counters:
        counter.take(sent, at)
    return Slot(at, granted=True)


def _counters(known: MutableMapping[bytes, SENT], limits: Limits, chat: Chat) -> list[tuple[Counter, SENT]]:
    key, together = limits.together(chat)
    return [(together, known.setdefault(key, [])), (limits.of(chat), known.setdefault(chat.key, []))]
