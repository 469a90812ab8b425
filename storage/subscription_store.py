"""Who is sent which digest, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, and_, bindparam, func, insert, or_, select, update

from storage.store import Store, purge_of
from storage.tables import person, section, subscription

OFFERED, ACTIVE, STOPPED = "offered", "active", "stopped"


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A subscription. `chat` and `address` are those of a group (hash and chat id), None: the person's private chat;
    status `offered` (asked for in a group, and not confirmed yet), `active` or `stopped`; `zone`: by whose clocks the
    next slot was computed, None: not known."""

    id: UUID
    bot_id: int
    person_id: UUID
    chat: bytes | None
    address: int | None
    thread_id: int | None
    scope: str
    scope_key: str
    cadence: str
    weekday: int
    hour: int
    minute: int
    language: str | None
    status: str
    next_at: datetime
    created_at: datetime
    zone: str | None = None


FIELDS = tuple(SubscriptionRow.__dataclass_fields__)
COLUMNS = tuple(subscription.c[name] for name in FIELDS)
THIS = subscription.c.id == bindparam("subscription")
LISTED = select(*COLUMNS)
GET = LISTED.where(THIS)
HELD = select(subscription.c.next_at).where(THIS).with_for_update()
OF_PERSON = LISTED.where(
    subscription.c.person_id == bindparam("person"),
    subscription.c.bot_id == bindparam("bot"),
    subscription.c.status == ACTIVE,
).order_by(subscription.c.created_at, subscription.c.id)
DUE = (
    LISTED.where(
        subscription.c.status == ACTIVE,
        subscription.c.next_at <= bindparam("now"),
        subscription.c.bot_id == bindparam("bot"),
        or_(
            subscription.c.next_at > bindparam("after_at"),
            and_(subscription.c.next_at == bindparam("after_at"), subscription.c.id > bindparam("after_id")),
        ),
    )
    .order_by(subscription.c.next_at, subscription.c.id)
    .limit(bindparam("limit"))
)
FIRST = (datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))  # before any
ADVANCE = (
    update(subscription)
    .where(THIS, subscription.c.status == ACTIVE, subscription.c.next_at == bindparam("expected"))
    .values(next_at=bindparam("following"))
)
# The hour is the person's: whoever has moved, or whose section has, is looked up here, however it came about.
ZONE = func.coalesce(person.c.zone, section.c.zone, bindparam("default_zone", type_=String))
MOVED = (
    select(*COLUMNS, ZONE.label("present_zone"))
    .select_from(
        subscription.join(person, person.c.id == subscription.c.person_id).outerjoin(
            section, section.c.id == person.c.section_id
        )
    )
    .where(
        subscription.c.status == ACTIVE,
        subscription.c.bot_id == bindparam("bot"),
        or_(subscription.c.zone.is_(None), subscription.c.zone != ZONE),
    )
)
IN_CHAT = (subscription.c.bot_id == bindparam("bot"), subscription.c.chat.in_(bindparam("chats", expanding=True)))
OF_CHAT = select(subscription.c.id).where(*IN_CHAT)
POSTED = LISTED.where(*IN_CHAT, subscription.c.status != STOPPED)
PURGE = purge_of(subscription, subscription.c.status == OFFERED, subscription.c.created_at < bindparam("before"))


class SubscriptionStore(Store):
    """Subscriptions to digests."""

    def add(self, row: SubscriptionRow) -> None:
        """A new one."""
        values = {name: getattr(row, name) for name in FIELDS}
        self.connection.execute(insert(subscription), values | {"address": self._sealed(row.id, row.address)})

    def get(self, subscription_id: UUID) -> SubscriptionRow | None:
        """The one of that id."""
        row = self.connection.execute(GET, {"subscription": subscription_id}).one_or_none()
        return None if row is None else self._record(row)

    def held(self, subscription_id: UUID) -> datetime | None:
        """Its next slot; nobody else changes it until the transaction is over."""
        return self.connection.execute(HELD, {"subscription": subscription_id}).scalar_one_or_none()

    def of_person(self, person_id: UUID, bot_id: int) -> list[SubscriptionRow]:
        """What the person is sent by this bot, themselves or in groups."""
        found = self.connection.execute(OF_PERSON, {"person": person_id, "bot": bot_id})
        return [self._record(row) for row in found]

    def due(
        self, bot_id: int, now: datetime, limit: int, after: tuple[datetime, UUID] = FIRST
    ) -> list[SubscriptionRow]:
        """Those whose next slot has come, the longest due first; `after` one of that slot and id."""
        wanted = {"bot": bot_id, "now": now, "limit": limit, "after_at": after[0], "after_id": after[1]}
        found = self.connection.execute(DUE, wanted)
        return [self._record(row) for row in found]

    def moved(self, bot_id: int, default_zone: str) -> list[tuple[SubscriptionRow, str]]:
        """Those whose next slot was computed by other clocks than the person's now, and those."""
        wanted = {"bot": bot_id, "default_zone": default_zone}
        found = self.connection.execute(MOVED, wanted).all()
        return [(self._record(row[: len(FIELDS)]), row.present_zone) for row in found]

    def advance(self, subscription_id: UUID, expected: datetime, following: datetime) -> bool:
        """Set the next slot; False if another process did, or it was changed or stopped meanwhile."""
        wanted = {"subscription": subscription_id, "expected": expected, "following": following}
        return bool(self.connection.execute(ADVANCE, wanted).rowcount)

    def change(self, subscription_id: UUID, **columns: Any) -> None:
        """Set scope, cadence, day, hour, language, status or next slot."""
        self.connection.execute(update(subscription).where(THIS).values(columns), {"subscription": subscription_id})

    def stop(self, subscription_id: UUID) -> None:
        """Nothing is sent any more."""
        self.change(subscription_id, status=STOPPED)

    def move(self, bot_id: int, chats: Sequence[bytes], chat: bytes, address: int) -> int:
        """A group became another chat (ChatMigrated): `chats` are the hashes of its old id; how many moved."""
        found = list(self.connection.scalars(OF_CHAT, {"bot": bot_id, "chats": list(chats)}))
        for each in found:
            self.change(each, chat=chat, address=self._sealed(each, address), thread_id=None)
        return len(found)

    def posted(self, bot_id: int, chats: Sequence[bytes], thread_id: int | None) -> list[SubscriptionRow]:
        """Those active in a topic of a group, None the general one."""
        statement = in_topic(thread_id).where(subscription.c.status == ACTIVE)
        found = self.connection.execute(statement, {"bot": bot_id, "chats": list(chats)})
        return [self._record(row) for row in found]

    def stop_in_group(self, bot_id: int, chats: Sequence[bytes]) -> list[SubscriptionRow]:
        """The bot was put out of it; those active that end with that."""
        return self._stop(POSTED, bot_id, chats)

    def stop_in_topic(self, bot_id: int, chats: Sequence[bytes], thread_id: int | None) -> list[SubscriptionRow]:
        """The same of one topic of the group, None the general one."""
        return self._stop(in_topic(thread_id), bot_id, chats)

    def _stop(self, statement: Select[Any], bot_id: int, chats: Sequence[bytes]) -> list[SubscriptionRow]:
        found = [self._record(row) for row in self.connection.execute(statement, {"bot": bot_id, "chats": list(chats)})]
        for each in found:
            self.stop(each.id)
        return [each for each in found if each.status == ACTIVE]

    def purge(self, before: datetime) -> int:
        """Forget those asked for in a group before then, which nobody confirmed; PURGED at most; how many."""
        return self.connection.execute(PURGE, {"before": before}).rowcount

    def _sealed(self, subscription_id: UUID, address: int | None) -> bytes | None:
        return self.seal(None, None if address is None else str(address).encode(), context(subscription_id))

    def _record(self, row: Sequence[Any]) -> SubscriptionRow:
        values = dict(zip(FIELDS, row, strict=True))
        opened = self.open(None, values["address"], context(values["id"]))
        return SubscriptionRow(**values | {"address": None if opened is None else int(opened)})


def in_topic(thread_id: int | None) -> Select[Any]:
    """Those of a group that are posted, or to be posted, in that topic."""
    return POSTED.where(subscription.c.thread_id.is_not_distinct_from(thread_id))


def context(subscription_id: UUID) -> str:
    """What the address of a group is bound to."""
    return f"subscription.address:{subscription_id}"
