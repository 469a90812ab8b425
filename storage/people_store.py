"""People: found by a keyed hash of their Telegram id, reached at an encrypted address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, delete, func, insert, null, or_, select, update

from storage.crypto import SealError
from storage.ids import new_id
from storage.keys import KeyGone
from storage.outbox_store import OF_STRANGERS
from storage.prepared import Prepared
from storage.store import Store, purge_of
from storage.tables import chat_message, outbox, person, role, section, subscription, tombstone
from storage.tables import update as update_row


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What a turn needs of a section; `zone` is an IANA name."""

    id: UUID
    key: str
    country: str
    zone: str
    language: str
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role and where it holds: scope `section`, `country`, `campaign` or `everything` (then `scope_key` is empty)."""

    role: str
    scope: str
    scope_key: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone known to the bot; status `pending` (before consent), `active` or `erased`.

    `marked`: at risk by their own word; `panic`: see `storage.safety_store`; `own_zone`: an IANA name, if the person
    has said one; `bot_id`: the bot they wrote to last, which alone writes to them (None: not known yet).
    """

    id: UUID
    status: str
    key_id: UUID | None
    language: str | None
    section: SectionRecord | None
    group_id: UUID | None
    reachable: bool
    consent_version: int | None
    roles: tuple[Role, ...]
    marked: bool = False
    panic: bytes | None = None
    own_zone: str | None = None
    bot_id: int | None = None

    @property
    def zone(self) -> str | None:
        """Where it is day and night for them: an IANA name; None if nobody has said."""
        return self.own_zone or (self.section.zone if self.section else None)

    @property
    def at_risk(self) -> bool:
        """Whether what they report may put them in danger: by their own word, or by that of their section."""
        return self.marked or (self.section is not None and self.section.at_risk)


# One row a role; a person whose tombstone stands is not found, whatever a replica has in its caches.
SELECT = (
    select(
        person.c.id,
        person.c.status,
        person.c.key_id,
        person.c.language,
        person.c.group_id,
        person.c.reachable,
        person.c.consent_version,
        person.c.at_risk,
        person.c.panic,
        person.c.zone.label("own_zone"),
        person.c.bot_id,
        section.c.id.label("section_id"),
        section.c.key.label("section_key"),
        section.c.country,
        section.c.zone,
        section.c.language.label("section_language"),
        section.c.at_risk.label("section_at_risk"),
        role.c.role,
        role.c.scope,
        role.c.scope_key,
    )
    .select_from(
        person.outerjoin(section, section.c.id == person.c.section_id)
        .outerjoin(role, role.c.person_id == person.c.id)
        .outerjoin(tombstone, tombstone.c.subject_id == person.c.id)
    )
    .where(tombstone.c.subject_id.is_(None))
    .order_by(role.c.granted_at)
)
FIND = Prepared(SELECT.where(person.c.lookup == bindparam("lookup")))
GET = SELECT.where(person.c.id == bindparam("person"))
ADD = insert(person)
THIS = person.c.id == bindparam("person")
# After a change of secrets: what the person is found by, and what erasing finds the chat's rows by.
MOVE = (
    update(person).where(person.c.lookup == bindparam("older")).values(lookup=bindparam("present")),
    update(chat_message).where(chat_message.c.chat == bindparam("older")).values(chat=bindparam("present")),
    update(update_row)
    .where(update_row.c.chat == bindparam("older"), update_row.c.status == "parked")
    .values(chat=bindparam("present")),
)
BOT = bindparam("bot", type_=BigInteger)
OF_BOT = or_(person.c.bot_id.is_(None), person.c.bot_id == func.coalesce(BOT, person.c.bot_id))
SET_LANGUAGE = update(person).where(THIS).values(language=bindparam("to_language"))
SET_ZONE = update(person).where(THIS).values(zone=bindparam("to_zone"))
SET_BOT = update(person).where(THIS).values(bot_id=bindparam("to_bot"))
# What comes by itself to the private chat comes from the bot that the person writes to; a group stays with its own.
SUBSCRIBED_AT = (
    update(subscription)
    .where(subscription.c.person_id == bindparam("person"), subscription.c.chat.is_(None))
    .values(bot_id=bindparam("to_bot"))
)
# So does what waits already. Whoever has it in hand keeps it until the lease is over, or sends it.
THEIR_BOT = select(person.c.bot_id).where(person.c.id == outbox.c.person_id).scalar_subquery()
HAND_OVER = (
    update(outbox)
    .where(outbox.c.lane == "bulk", outbox.c.status == "waiting", outbox.c.bot_id != THEIR_BOT)
    .values(bot_id=THEIR_BOT)
)
HAND_OVER_OF = HAND_OVER.where(outbox.c.person_id == bindparam("person"))
HAND_OVER_THESE = (
    HAND_OVER.where(outbox.c.id.in_(bindparam("messages", expanding=True)))
    .values(leased_by=null(), leased_until=null())
    .returning(outbox.c.id)
)
SET_FIRST_SECTION = update(person).where(THIS, person.c.section_id.is_(None)).values(section_id=bindparam("to_section"))
LOSE = update(person).where(THIS, person.c.reachable, OF_BOT).values(reachable=False, unreachable_at=bindparam("at"))
REGAIN = (
    update(person)
    .where(THIS, person.c.status == "active")
    .values(reachable=True, unreachable_at=null(), address=bindparam("sealed_address"))
)
CONSENT = (
    update(person)
    .where(THIS, person.c.status != "erased")
    .values(
        status="active",
        key_id=bindparam("key"),
        address=bindparam("sealed_address"),
        name=bindparam("sealed_name"),
        section_id=bindparam("section"),
        group_id=bindparam("group"),
        consent_version=bindparam("version"),
        consent_at=bindparam("at"),
    )
)
SEALED = select(person.c.key_id, person.c.address, person.c.name).where(THIS)
REMOVE_PENDING = delete(person).where(THIS, person.c.status == "pending")


NOBODYS_UPDATE = ~select(person.c.id).where(person.c.lookup == update_row.c.chat, person.c.status == "active").exists()
# An update still to be handled stays until it was, in any case; a reply not sent within the deadline never will be.
# Updates done go as early whosever they are, and message ids are kept of persons only.
FORGET_STRANGERS = (
    purge_of(person, person.c.status == "pending", person.c.created_at < bindparam("before")),
    purge_of(
        update_row, update_row.c.status == "parked", update_row.c.received_at < bindparam("before"), NOBODYS_UPDATE
    ),
    # What is for a person waits as long as any, whether it has a key or not.
    purge_of(outbox, OF_STRANGERS, outbox.c.person_id.is_(None), outbox.c.created_at < bindparam("before")),
)


class PeopleStore(Store):
    """The persons."""

    def find(self, lookups: Sequence[bytes]) -> Person | None:
        """The person with one of these hashes (one per secret, the current first), unless erased."""
        for lookup in lookups:
            if rows := FIND.run(self.connection, {"lookup": lookup}).rows:
                return person_of(rows)
        return None

    def meet(self, lookups: Sequence[bytes]) -> Person | None:
        """The same in a person's own turn: whoever was known under an older secret is from now on under the current."""
        present, *older = lookups
        person = self.find([present])
        if person is None and older:
            for lookup in older:
                for statement in MOVE:
                    self.connection.execute(statement, {"older": lookup, "present": present})
            person = self.find([present])
        return person

    def get(self, person_id: UUID) -> Person | None:
        """The person of that id, unless erased."""
        rows = self.connection.execute(GET, {"person": person_id}).all()
        return person_of(rows) if rows else None

    def add_pending(self, lookup: bytes, language: str | None, now: datetime) -> Person:
        """Someone who has not consented: nothing but the hash and a language, for at most a day."""
        row: dict[str, Any] = {"id": new_id(now), "lookup": lookup, "status": "pending", "language": language}
        self.connection.execute(ADD, row | {"reachable": True, "created_at": now})
        return Person(row["id"], "pending", None, language, None, None, True, None, ())

    def set_language(self, person_id: UUID, language: str) -> None:
        """What the bot speaks with the person."""
        self.connection.execute(SET_LANGUAGE, {"person": person_id, "to_language": language})

    def set_zone(self, person_id: UUID, zone: str | None) -> None:
        """Their own (an IANA name), or their section's from now on."""
        self.connection.execute(SET_ZONE, {"person": person_id, "to_zone": zone})

    def set_bot(self, person_id: UUID, bot_id: int) -> None:
        """The person writes to this bot now: what they have subscribed to for themselves is its matter, too, and so is
        what waits to be said to them unasked.
        """
        self.connection.execute(SET_BOT, {"person": person_id, "to_bot": bot_id})
        # Before the subscriptions: whoever claims what waits has its rows first, too, and changes a subscription then.
        self.connection.execute(HAND_OVER_OF, {"person": person_id})
        self.connection.execute(SUBSCRIBED_AT, {"person": person_id, "to_bot": bot_id})

    def hand_over(self, messages: Sequence[int]) -> set[int]:
        """Of these outbox messages, just claimed, those for people who write to another bot by now: it is theirs."""
        return set(self.connection.execute(HAND_OVER_THESE, {"messages": list(messages)}).scalars())

    def set_first_section(self, person_id: UUID, section_id: UUID) -> None:
        """The section of somebody who had none, such as an admin; nobody is moved from one to another."""
        self.connection.execute(SET_FIRST_SECTION, {"person": person_id, "to_section": section_id})

    def lose(self, person_id: UUID, now: datetime, bot_id: int | None = None) -> bool:
        """The person has blocked the bot; False if that was known before, or they write to another one by now."""
        return bool(self.connection.execute(LOSE, {"person": person_id, "at": now, "bot": bot_id}).rowcount)

    def regain(self, person_id: UUID, key_id: UUID | None, address: str) -> None:
        """Someone who was unreachable has written; the address may have been forgotten meanwhile."""
        sealed = self.seal(key_id, address.encode(), f"person.address:{person_id}")
        self.connection.execute(REGAIN, {"person": person_id, "sealed_address": sealed})

    def consent(
        self,
        person_id: UUID,
        key_id: UUID,
        address: str,
        name: str | None,
        section_id: UUID | None,
        group_id: UUID | None,
        version: int,
        now: datetime,
    ) -> bool:
        """From now on content may be kept, under `key_id`; `address` is the chat id as text. False if erased."""
        values = {
            "person": person_id,
            "key": key_id,
            "sealed_address": self.seal(key_id, address.encode(), f"person.address:{person_id}"),
            "sealed_name": self.seal(key_id, None if name is None else name.encode(), f"person.name:{person_id}"),
            "section": section_id,
            "group": group_id,
            "version": version,
            "at": now,
        }
        return bool(self.connection.execute(CONSENT, values).rowcount)

    def address(self, person_id: UUID) -> str | None:
        """The chat id as text; None before consent, once it was forgotten, and if the person's key is lost."""
        try:
            return self._opened(person_id, "address")
        except (KeyGone, SealError):
            return None

    def name(self, person_id: UUID) -> str | None:
        """The name the person gave."""
        return self._opened(person_id, "name")

    def remove_pending(self, person_id: UUID) -> None:
        """Someone declined: nothing of them stays."""
        self.connection.execute(REMOVE_PENDING, {"person": person_id})

    def forget_strangers(self, before: datetime) -> int:
        """Delete those who came before then and never consented, with all that is left of their chats; how many rows.

        PURGED at most of each table.
        """
        return sum(self.connection.execute(each, {"before": before}).rowcount for each in FORGET_STRANGERS)

    def _opened(self, person_id: UUID, column: str) -> str | None:
        row = self.connection.execute(SEALED, {"person": person_id}).one_or_none()
        if row is None:
            return None
        data = self.open(row.key_id, getattr(row, column), f"person.{column}:{person_id}")
        return None if data is None else data.decode()


def person_of(rows: Sequence[Any]) -> Person:
    """The joined rows (one a role) as a record."""
    first = rows[0]
    home = None
    if first.section_id is not None:
        home = SectionRecord(
            first.section_id,
            first.section_key,
            first.country,
            first.zone,
            first.section_language,
            first.section_at_risk,
        )
    return Person(
        first.id,
        first.status,
        first.key_id,
        first.language,
        home,
        first.group_id,
        first.reachable,
        first.consent_version,
        tuple(Role(row.role, row.scope, row.scope_key) for row in rows if row.role is not None),
        first.at_risk,
        first.panic,
        first.own_zone,
        first.bot_id,
    )
