"""Ids of messages in chats, kept only as long as Telegram lets the bot delete them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, BindParameter, Integer, and_, bindparam, delete, select

from storage.prepared import Prepared
from storage.safety_store import AT_RISK
from storage.store import Store, per_dialect, purge_of
from storage.tables import chat_message, person
from storage.types import UtcDateTime

ALBUM = 0  # no message has this id: the row is of an album, or of a chat that is silent
ADD = per_dialect(chat_message, lambda insert: Prepared(insert.on_conflict_do_nothing()))
# Of a person's chat only: one who is erased meanwhile (erasing waits for this lock) has no chat here any more.
CHAT_OF_PERSON = (
    select(
        person.c.lookup,
        bindparam("bot", type_=BigInteger),
        bindparam("message", type_=BigInteger),
        bindparam("at", type_=UtcDateTime),
        bindparam("until", type_=UtcDateTime),
    )
    .where(person.c.lookup == bindparam("of_chat"), person.c.status == "active")
    .with_for_update(read=True, key_share=True)
)
NOTED = ["chat", "bot_id", "message_id", "sent_at", "delete_at"]
ADD_OF_PERSON = per_dialect(
    chat_message,
    lambda insert: Prepared(insert.from_select(NOTED, CHAT_OF_PERSON).on_conflict_do_nothing()),
)
OF_CHAT = (
    select(chat_message.c.message_id)
    .where(
        chat_message.c.bot_id == bindparam("bot"),
        chat_message.c.chat == bindparam("of_chat"),
        chat_message.c.sent_at >= bindparam("since"),
    )
    .order_by(chat_message.c.message_id)
)
OF_PERSONS = (
    select(chat_message.c.bot_id, chat_message.c.chat, chat_message.c.message_id, person.c.id, person.c.key_id)
    .join(person, person.c.lookup == chat_message.c.chat)
    .where(person.c.status == "active", person.c.reachable)
    .limit(bindparam("limit", type_=Integer))
)
DUE = OF_PERSONS.where(chat_message.c.delete_at <= bindparam("now")).order_by(
    chat_message.c.delete_at, chat_message.c.message_id
)
AGED_AT_RISK = OF_PERSONS.where(chat_message.c.sent_at <= bindparam("before"), AT_RISK).order_by(
    chat_message.c.sent_at, chat_message.c.message_id
)
FORGET = delete(chat_message).where(
    chat_message.c.chat == bindparam("of_chat"),
    chat_message.c.bot_id == bindparam("bot"),
    chat_message.c.message_id == bindparam("message"),
)
SILENT: BindParameter[Any] = bindparam("marks", expanding=True)
OF_SILENCE = and_(
    chat_message.c.bot_id == bindparam("bot"), chat_message.c.chat.in_(SILENT), chat_message.c.message_id == ALBUM
)
IS_SILENT = select(chat_message.c.sent_at).where(OF_SILENCE)
END_SILENCE = delete(chat_message).where(OF_SILENCE)
PURGE = purge_of(chat_message, chat_message.c.sent_at < bindparam("before"))
PURGE_ALBUMS = purge_of(
    chat_message, (chat_message.c.message_id == ALBUM) & (chat_message.c.sent_at < bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message in a person's chat that is to be deleted."""

    bot_id: int
    chat: bytes
    message_id: int
    person_id: UUID
    key_id: UUID | None


class MessageStore(Store):
    """So that a person who erases everything has the chat cleaned, too."""

    def add(self, bot_id: int, chat: bytes, message_ids: Sequence[int], now: datetime) -> None:
        """Note messages of the chat, the bot's and the person's; nothing of a chat that is no person's (any more)."""
        self.add_sent(bot_id, ((chat, each, None) for each in message_ids), now)

    def add_sent(self, bot_id: int, sent: Iterable[tuple[bytes, int, datetime | None]], now: datetime) -> None:
        """Note messages of several chats: (chat, message id, when it shall be deleted from the chat, if ever); nothing
        of a chat that is no person's any more.
        """
        rows = [
            {"bot": bot_id, "of_chat": chat, "message": each, "at": now, "until": until} for chat, each, until in sent
        ]
        if rows:
            ADD_OF_PERSON[self.dialect].run_many(self.connection, rows)

    def first_of_album(self, bot_id: int, album: bytes, now: datetime) -> bool:
        """Note an album's keyed hash, where a chat's stands; False if it was noted before."""
        row = {"bot_id": bot_id, "chat": album, "message_id": ALBUM, "sent_at": now}
        return bool(ADD[self.dialect].run(self.connection, row).count)

    def note_silence(self, bot_id: int, mark: bytes, now: datetime) -> None:
        """Note a chat in which nothing is explained, by a keyed hash of it; kept as long as an album's."""
        self.first_of_album(bot_id, mark, now)

    def is_silent(self, bot_id: int, marks: Sequence[bytes]) -> bool:
        """Whether one of the hashes is noted."""
        return self.connection.execute(IS_SILENT, {"bot": bot_id, "marks": marks}).first() is not None

    def end_silence(self, bot_id: int, marks: Sequence[bytes]) -> None:
        """Keep none of them."""
        self.connection.execute(END_SILENCE, {"bot": bot_id, "marks": marks})

    def of_chat(self, bot_id: int, chat: bytes, since: datetime) -> list[int]:
        """Message ids of the chat since then, in order."""
        found = self.connection.execute(OF_CHAT, {"bot": bot_id, "of_chat": chat, "since": since})
        return list(found.scalars())

    def due(self, now: datetime, limit: int) -> list[DueMessage]:
        """Messages that are to be deleted from their chats by now, the earliest first."""
        return [DueMessage(*row) for row in self.connection.execute(DUE, {"now": now, "limit": limit})]

    def aged_at_risk(self, before: datetime, limit: int) -> list[DueMessage]:
        """Messages from before then in the chats of people at risk, the oldest first."""
        return [DueMessage(*row) for row in self.connection.execute(AGED_AT_RISK, {"before": before, "limit": limit})]

    def forget(self, messages: Iterable[DueMessage]) -> None:
        """They are being deleted: nothing of them is kept."""
        values: list[dict[str, Any]] = [
            {"of_chat": each.chat, "bot": each.bot_id, "message": each.message_id} for each in messages
        ]
        if values:
            self.connection.execute(FORGET, values)

    def forget_of(self, bot_id: int, chat: bytes, message_ids: Iterable[int]) -> None:
        """The same for messages of one chat."""
        values: list[dict[str, Any]] = [{"of_chat": chat, "bot": bot_id, "message": each} for each in message_ids]
        if values:
            self.connection.execute(FORGET, values)

    def purge_albums(self, before: datetime) -> int:
        """Delete albums and silent chats noted before then, PURGED at most; how many."""
        return self.connection.execute(PURGE_ALBUMS, {"before": before}).rowcount

    def purge(self, before: datetime) -> int:
        """Delete ids from before then, PURGED at most; how many."""
        return self.connection.execute(PURGE, {"before": before}).rowcount
