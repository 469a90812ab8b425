"""People at risk: their word that erases everything, what waits for them to be read, and keeping them safe once they
can not be reached.

A person's `panic` is null (none chosen), empty (the next text is to be it), or a keyed hash of it. A call that is
`held` in the outbox is the content of a message of which the chat shows only that there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, and_, bindparam, exists, false, func, insert, literal, null, or_, select, update

from storage.keys import KeyGone
from storage.outbox_store import context
from storage.people_store import SectionRecord
from storage.store import PURGED, Store, purge_of
from storage.tables import outbox, person, role, section

CHOOSING = b""

# Says of a joined or outer row of `person` whether they are at risk: by their own word or by that of their section.
AT_RISK = or_(
    person.c.at_risk,
    func.coalesce(
        select(section.c.at_risk).where(section.c.id == person.c.section_id).correlate(person).scalar_subquery(),
        false(),
    ),
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
HELD = (
    select(outbox.c.id, outbox.c.chat, outbox.c.key_id, outbox.c.method, outbox.c.payload)
    .where(outbox.c.person_id == bindparam("person"), outbox.c.status == "held", outbox.c.payload.is_not(None))
    .order_by(outbox.c.id)
)
HELD_ONE = HELD.where(outbox.c.id == bindparam("row", type_=BigInteger))
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
FORGET_HELD = purge_of(outbox, outbox.c.status == "held", outbox.c.created_at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Held:
    """What waits to be read: a call as it would have been made, its payload as JSON."""

    id: int
    method: str
    payload: bytes


class SafetyStore(Store):
    """What is kept of people at risk, and for how long."""

    def mark(self, person_id: UUID, at_risk: bool) -> None:
        """The person says that they may be in danger, or are no longer."""
        self.connection.execute(MARK, {"person": person_id, "to_at_risk": at_risk})

    def set_panic(self, person_id: UUID, value: bytes | None) -> None:
        """A hash by `panic_hashes`, CHOOSING, or None."""
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
        self, person_id: UUID, key_id: UUID | None, bot_id: int, chat: bytes, call: tuple[str, bytes], notice: int
    ) -> int:
        """Keep a call (method, JSON) to be read later; `notice` is the outbox message that says so. Its id."""
        method, payload = call
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
        added = self.connection.execute(HOLD, row).inserted_primary_key
        assert added is not None
        return int(added[0])

    def held(self, person_id: UUID) -> list[int]:
        """Ids of what the person has not read yet, the oldest first."""
        return [row.id for row in self.connection.execute(HELD, {"person": person_id})]

    def read(self, person_id: UUID, held_id: int) -> Held | None:
        """Open what was held, and keep it no longer; None if it was read before, or its time is over."""
        row = self.connection.execute(HELD_ONE, {"person": person_id, "row": held_id}).one_or_none()
        if row is None:
            return None
        self.connection.execute(READ, {"row": held_id})
        try:
            payload = self.open(row.key_id, row.payload, context(row.chat, row.method))
        except KeyGone:
            return None
        return None if payload is None else Held(row.id, row.method, payload)

    def announced(self, person_id: UUID) -> Sequence[int]:
        """Message ids in the chat that lead to something unread."""
        return list(self.connection.execute(ANNOUNCED, {"person": person_id}).scalars())

    def forget_held(self, before: datetime) -> int:
        """What nobody has read since then; PURGED at most; how many."""
        return self.connection.execute(FORGET_HELD, {"before": before}).rowcount
