"""People at risk: their word that erases everything, what waits for them to be read, and keeping them safe once they
can not be reached.

A person's `panic` is null, or a keyed hash of the word; CHOOSING after it (or alone) says that the next text they send
is to be it, until the second that follows, and an event's code after that, that the event they came for is next. A call
that is `held` in the outbox is a message of which the chat shows only that there is one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from storage.outbox_store import context
from storage.people_store import SectionRecord
from storage.store import PURGED, Store, purge_of
from storage.tables import chat_message, outbox, person, role, section

CHOOSING = b"?"
WAITS = timedelta(minutes=15)  # for the word: whoever turned to something else does not choose one by mistake
HASH_BYTES = 32

# Says of a joined or outer row of `person` whether they are at risk: by their own word or by that of their section.
AT_RISK = or_(
    person.c.at_risk,
    func.coalesce(
        select(section.c.at_risk).where(section.c.id == person.c.section_id).correlate(person).scalar_subquery(),
        false(),
    ),
)
STAYS = timedelta(hours=40)  # how long anything stays in the chat of a person at risk: while it can be deleted
SWEPT = (
    select(chat_message.c.chat, chat_message.c.bot_id, chat_message.c.message_id, chat_message.c.sent_at)
    .join(person, person.c.lookup == chat_message.c.chat)
    .where(chat_message.c.delete_at.is_(None), AT_RISK)
)
GO = (
    update(chat_message)
    .where(
        chat_message.c.chat == bindparam("of_chat"),
        chat_message.c.bot_id == bindparam("bot"),
        chat_message.c.message_id == bindparam("message"),
    )
    .values(delete_at=bindparam("until"))
)
THIS = person.c.id == bindparam("person")
MARK = update(person).where(THIS, person.c.status == "active").values(at_risk=bindparam("to_at_risk"))
SET_PANIC = update(person).where(THIS, person.c.status == "active").values(panic=bindparam("to_panic"))
FORGET_ADDRESSES = (
    update(person)
    .where(
        person.c.id.in_(
            select(person.c.id)
            .where(
                person.c.unreachable_at <= bindparam("before"),
                ~person.c.reachable,
                person.c.address.is_not(None),
                AT_RISK,
            )
            .limit(PURGED)
        )
    )
    .values(address=null())
)
COORDINATORS = (
    select(role.c.person_id)
    .distinct()
    .where(
        role.c.role == "coordinator",
        or_(
            and_(role.c.scope == "section", role.c.scope_key == bindparam("of_section")),
            and_(role.c.scope == "country", role.c.scope_key == bindparam("of_country")),
        ),
    )
)
HOLD = insert(outbox).values(status=literal("held"), attempts=literal(0))
HELD = and_(outbox.c.person_id == bindparam("person"), outbox.c.status == "held", outbox.c.payload.is_not(None))
OLDEST = (
    select(outbox.c.id, outbox.c.chat, outbox.c.key_id, outbox.c.method, outbox.c.payload)
    .where(HELD)
    .order_by(outbox.c.id)
    .limit(1)
)
UNREAD = select(func.count()).select_from(outbox).where(HELD)
READ = update(outbox).where(outbox.c.id == bindparam("row")).values(status="sent", payload=null())
announcing = outbox.alias("announcing")
# Messages of the chat that say there is something to read, while it is not read.
ANNOUNCED = select(announcing.c.message_id).where(
    announcing.c.message_id.is_not(None),
    exists().where(
        outbox.c.edits_outbox_id == announcing.c.id,
        outbox.c.person_id == bindparam("person"),
        outbox.c.status == "held",
    ),
)
BEHIND = and_(outbox.c.person_id == bindparam("person"), outbox.c.edits_outbox_id == bindparam("notice"))
READ_BEHIND = select(outbox.c.id).where(BEHIND, outbox.c.status == "sent", outbox.c.lane == "bulk").limit(1)
UNHOLD = delete(outbox).where(BEHIND, outbox.c.status == "held")
FORGET_HELD = purge_of(outbox, outbox.c.status == "held", outbox.c.created_at < bindparam("before"))


def word_of(panic: bytes | None) -> bytes:
    """The hash of the person's word, empty if there is none."""
    return panic[:HASH_BYTES] if panic and len(panic) >= HASH_BYTES else b""


def waiting(panic: bytes | None, event_code: str, now: datetime) -> bytes:
    """The same word as before, and the next text within WAITS is to be another."""
    until = int((now + WAITS).timestamp())
    return b"%b%b%d %b" % (word_of(panic), CHOOSING, until, event_code.encode("ascii"))


def choosing(panic: bytes | None, now: datetime) -> str | None:
    """None unless the next text is to be the word; then the code of the event that comes after it, or ''."""
    rest = (panic or b"").removeprefix(word_of(panic))
    if not rest.startswith(CHOOSING):
        return None
    until, code = rest.removeprefix(CHOOSING).decode("ascii").split(" ")
    return code if now < datetime.fromtimestamp(int(until), UTC) else None


def keep_sweeping(connection: Connection, *, section_id: UUID | None = None, person_id: UUID | None = None) -> None:
    """Call it before these people are no longer at risk: what stands in their chats goes when it would have gone."""
    whose = person.c.id == person_id if person_id is not None else person.c.section_id == section_id
    values: list[dict[str, Any]] = [
        {"of_chat": row.chat, "bot": row.bot_id, "message": row.message_id, "until": row.sent_at + STAYS}
        for row in connection.execute(SWEPT.where(whose))
    ]
    if values:
        connection.execute(GO, values)


class SafetyStore(Store):
    """What is kept of people at risk, and for how long."""

    def mark(self, person_id: UUID, at_risk: bool) -> None:
        """The person says that they may be in danger, or are no longer."""
        if not at_risk:
            keep_sweeping(self.connection, person_id=person_id)
        self.connection.execute(MARK, {"person": person_id, "to_at_risk": at_risk})

    def set_panic(self, person_id: UUID, value: bytes | None) -> None:
        """A hash by `panic_hashes`, or what `waiting` makes of it, or None."""
        self.connection.execute(SET_PANIC, {"person": person_id, "to_panic": value})

    def panic_hashes(self, person_id: UUID, word: str) -> list[bytes]:
        """What a word is known by, the first one under the current secret; another person's is another."""
        return self.keyring.hash_codes(f"panic {person_id} {word}")

    def forget_addresses(self, before: datetime) -> int:
        """Nothing leads any more to people at risk who could not be reached since then; PURGED at most; how many."""
        return self.connection.execute(FORGET_ADDRESSES, {"before": before}).rowcount

    def coordinators_of(self, home: SectionRecord) -> list[UUID]:
        """Who coordinates the section, or its country."""
        found = self.connection.execute(COORDINATORS, {"of_section": home.key, "of_country": home.country})
        return sorted(found.scalars())

    def hold(
        self,
        person_id: UUID,
        key_id: UUID | None,
        bot_id: int,
        chat: bytes,
        payload: bytes,
        notice: int,
        method: str = "sendMessage",
    ) -> None:
        """Keep a call (JSON parameters of `method`) to be read; `notice` is the outbox message that says so."""
        row: dict[str, Any] = {
            "bot_id": bot_id,
            "chat": chat,
            "person_id": person_id,
            "key_id": key_id,
            "lane": "bulk",
            "method": method,
            "payload": self.seal(key_id, payload, context(chat, method)),
            "edits_outbox_id": notice,
            "due_at": self.now,
            "created_at": self.now,
        }
        self.connection.execute(HOLD, row)

    def unread(self, person_id: UUID) -> int:
        """How many messages the person has not read yet."""
        return self.connection.execute(UNREAD, {"person": person_id}).scalar_one()

    def read(self, person_id: UUID) -> tuple[str, bytes] | None:
        """Open what has waited longest (method, parameters), and keep it no longer; None if nothing waits any more."""
        row = self.connection.execute(OLDEST, {"person": person_id}).one_or_none()
        if row is None:
            return None
        self.connection.execute(READ, {"row": row.id})
        opened = self.open(row.key_id, row.payload, context(row.chat, row.method))
        return None if opened is None else (row.method, opened)

    def take_back(self, person_id: UUID, notice: int) -> bool:
        """Keep no longer what the outbox message `notice` would have announced; but if the person has begun to read it,
        which is True then, it stays.
        """
        wanted = {"person": person_id, "notice": notice}
        if self.connection.execute(READ_BEHIND, wanted).first() is not None:
            return True
        self.connection.execute(UNHOLD, wanted)
        return False

    def announced(self, person_id: UUID) -> Sequence[int]:
        """Message ids in the chat that lead to something unread."""
        return list(self.connection.execute(ANNOUNCED, {"person": person_id}).scalars())

    def forget_held(self, before: datetime) -> int:
        """What nobody has read since then; PURGED at most; how many."""
        return self.connection.execute(FORGET_HELD, {"before": before}).rowcount
