"""Outbox messages in a process's hands: one by one, and in their order within a chat."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from bot import media
from bot.rates import Chat, Slot
from storage.outbox_store import OutboxRow

PAYING = "allow_paid_broadcast"


@dataclass(slots=True, eq=False)
class Letter:
    """An outbox message in this process's hands; `attempted` once its caller need not wait for it any longer.

    `lapsed`: not to be sent any more: a later edit replaces it, or what it says was erased. `since`: what it says
    unasked, and from when on that could be said. `slot`: when it may go, once that is settled. `moved_from`: the id
    of its group before it got another one. `leased_until`: when others may claim it; None: they may now.
    """

    id: int
    bot_id: int
    chat: bytes
    person_id: UUID | None
    lane: str
    method: str
    params: dict[str, Any]
    edits: int | None = None
    edits_outbox_id: int | None = None
    attempts: int = 0
    lapsed: bool = False
    leased_until: datetime | None = None
    delete_at: datetime | None = None
    since: Sequence[tuple[str, datetime]] = ()
    slot: Slot | None = None
    moved_from: int | None = None
    attempted: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, row: OutboxRow) -> "Letter":
        """From what an earlier process left."""
        return cls(
            row.id,
            row.bot_id,
            row.chat,
            row.person_id,
            row.lane,
            row.method,
            orjson.loads(row.payload),
            row.edits,
            row.edits_outbox_id,
            row.attempts,
            leased_until=row.leased_until,
            delete_at=row.delete_at,
        )

    @property
    def is_bulk(self) -> bool:
        """Whether nobody waits for it."""
        return self.lane == "bulk"

    @property
    def chat_id(self) -> int:
        """Telegram's id of the chat; 0 for a call to none."""
        return int(self.params.get("chat_id", 0))

    @property
    def in_group(self) -> bool:
        """Whether it goes to a group, which may be nobody's."""
        return self.chat_id < 0

    @property
    def to(self) -> Chat:
        """The chat whose rates hold."""
        return Chat(self.chat, self.in_group, paid=PAYING in self.params)

    def pay(self) -> None:
        """Let the bot pay for it, if it is something that can be paid for: then it goes beside what costs nothing."""
        if self.method.startswith("send"):
            self.params[PAYING] = True

    def move(self, chat_id: int) -> None:
        """Its group has another id."""
        self.moved_from = self.chat_id
        self.params["chat_id"] = chat_id

    @property
    def card(self) -> tuple[int | None, int | None] | None:
        """Which card it edits, if it edits one."""
        edited = (self.edits, self.edits_outbox_id)
        return None if edited == (None, None) else edited

    def send_anew(self) -> None:
        """The card to edit is gone: become a new message with the same content."""
        self.method, self.params = media.anew(self.method, self.params)
        self.edits, self.edits_outbox_id = None, None

    def say_in_words(self) -> bool:
        """Its picture can not be shown: become its words alone; False if it has none."""
        words = media.in_words(self.method, self.params)
        if words is not None:
            self.method, self.params = words
        return words is not None


@dataclass(slots=True)
class ChatQueue:
    """Letters of one chat, in order; while the first one waits to be tried again, nobody need wait for the others."""

    letters: deque[Letter] = field(default_factory=deque)
    waiting: bool = False

    def add(self, letter: Letter) -> None:
        """Queue a letter; unsent edits that it replaces are dropped (the first may be under way)."""
        if letter.method in media.EDITING:
            for earlier in list(self.letters)[1:]:
                earlier.lapsed |= earlier.card is not None and earlier.card == letter.card
        self.letters.append(letter)
        if self.waiting:
            letter.attempted.set()

    def cut_off(self) -> list[Letter]:
        """Take out what is behind the first letter; nobody need wait for it here."""
        behind = [self.letters.pop() for _ in range(1, len(self.letters))]
        for letter in behind:
            letter.attempted.set()
        return behind

    def hold(self, waiting: bool) -> None:
        """The first letter begins or ends to wait."""
        self.waiting = waiting
        if waiting:
            for letter in self.letters:
                letter.attempted.set()
