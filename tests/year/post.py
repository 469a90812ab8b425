"""What Telegram accepted from the bot, and what each message was about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select

from sandbox.world import World
from storage.stores import Stores
from storage.tables import digest, outbox, reminder
from tests.year.oracle import Key


@dataclass
class Letter:
    """One thing said, and all messages that Telegram accepted of it: more than one is a repeat."""

    chat: int
    outbox_id: int
    lane: str
    messages: list[dict[str, Any]]
    reminders: dict[Key, str] = field(default_factory=dict)  # and their slots
    digest: tuple[UUID, str] | None = None  # of which subscription, for which period

    @property
    def at(self) -> datetime:
        """When it was accepted first, to the second."""
        return datetime.fromtimestamp(self.messages[0]["date"], UTC)

    @property
    def repeats(self) -> int:
        return len(self.messages) - 1


Id = tuple[int, int]  # chat and message


@dataclass(frozen=True)
class Doubt:
    """A process died or was stopped: outbox messages that nobody knew then to be sent, and what Telegram had accepted
    until then; None where calls that were begun went out later, when it was woken.
    """

    waiting: frozenset[int]
    accepted: frozenset[Id] | None

    def explains(self, letter: "Letter") -> bool:
        """Whether one repeat of it comes of this."""
        ids = {id_of(each) for each in letter.messages}
        return letter.outbox_id in self.waiting and (self.accepted is None or bool(ids & self.accepted))


@dataclass
class Post:
    """Everything since the last look."""

    world: World
    chats: dict[bytes, int]  # by the hash that the program keeps

    def __post_init__(self) -> None:
        self._events = self.world.subscribe()
        self._waiting: list[dict[str, Any]] = []
        self._last = 0  # outbox message

    def accepted(self) -> int:
        """How many messages of the bot there are since the last look."""
        self._waiting += [
            each["message"] for each in self._events.seen() if each["event"] == "message" and by_bot(each["message"])
        ]
        return len(self._waiting)

    def known(self) -> frozenset[Id]:
        """Which these are."""
        self.accepted()
        return frozenset(id_of(each) for each in self._waiting)

    def letters(self, stores: Stores) -> tuple[list[Letter], list[dict[str, Any]]]:
        """What was said, in the order of the outbox; and messages that nothing accounts for."""
        self.accepted()
        messages, self._waiting = self._waiting, []
        by_id = {id_of(each): each for each in messages}
        rows = stores.connection.execute(SENT, {"after": self._last}).all()
        self._last = max([self._last, *(row.id for row in rows)])
        letters = []
        for row in rows:
            message = by_id.pop((self.chats.get(row.chat, 0), row.message_id), None)
            if message is not None:
                letters.append(Letter(message["chat"]["id"], row.id, row.lane, [message]))
        unaccounted = []
        for orphan in by_id.values():
            same = [each for each in letters if content(each.messages[-1]) == content(orphan)]
            if same:
                same[0].messages = sorted([*same[0].messages, orphan], key=lambda each: int(each["message_id"]))
            else:
                unaccounted.append(orphan)
        label(stores, [each for each in letters if each.lane == "bulk"])
        return letters, unaccounted


SENT = (
    select(outbox.c.id, outbox.c.chat, outbox.c.lane, outbox.c.message_id)
    .where(outbox.c.id > bindparam("after"), outbox.c.message_id.is_not(None))
    .order_by(outbox.c.id)
)


def label(stores: Stores, letters: Iterable[Letter]) -> None:
    """By the rows that they were written with."""
    by_id = {each.outbox_id: each for each in letters}
    told = select(reminder.c.outbox_id, reminder.c.kind, reminder.c.subject, reminder.c.slot)
    made = select(digest.c.outbox_id, digest.c.subscription_id, digest.c.period)
    ids = list(by_id)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for row in stores.connection.execute(told.where(reminder.c.outbox_id.in_(some))):
            by_id[row.outbox_id].reminders[(row.kind, row.subject)] = row.slot
        for each in stores.connection.execute(made.where(digest.c.outbox_id.in_(some))):
            by_id[each.outbox_id].digest = (each.subscription_id, each.period)


def id_of(message: dict[str, Any]) -> Id:
    return message["chat"]["id"], message["message_id"]


def by_bot(message: dict[str, Any]) -> bool:
    return bool(message["from"]["is_bot"])


def content(message: dict[str, Any]) -> bytes:
    """Where and what: two messages alike say the same."""
    said = message.get("text") or message.get("caption")
    return orjson.dumps([message["chat"]["id"], said, message.get("reply_markup")])
