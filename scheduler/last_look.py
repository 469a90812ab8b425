"""The last look at what was to be said unasked, when its message is about to go out.

It may have waited: for Telegram, for a leader, while the program was down. What was done or stopped meanwhile, what
would come at night now, and what speaks of another day is taken back; the next tick says what is left of it anew. Of
several digests of a subscription that waited only the newest is sent. What waits for somebody who writes to another bot
by now is left to that one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, select

from scheduler.due import blocks_of
from scheduler.manners import WEEK, allowed, wished_for
from scheduler.saying import telling
from scheduler.sources import Source, hearer_of
from storage.outbox_store import Dropped
from storage.people_store import Person
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from storage.subscription_store import ACTIVE
from storage.tables import digest, subscription

newer = digest.alias("newer")
DIGESTS = (
    select(
        digest.c.id,
        digest.c.subscription_id,
        digest.c.outbox_id,
        digest.c.due_at,
        digest.c.person_id,
        digest.c.scope,
        digest.c.scope_key,
        subscription.c.status,
        subscription.c.zone,
        subscription.c.chat.is_not(None).label("in_group"),
        select(newer.c.id)
        .where(newer.c.subscription_id == digest.c.subscription_id, newer.c.due_at > digest.c.due_at)
        .exists()
        .label("outdated"),
    )
    .outerjoin(subscription, subscription.c.id == digest.c.subscription_id)  # it went with an erased person
    .where(digest.c.outbox_id.in_(bindparam("messages", expanding=True)))
)
DIGEST = "digest"
MayHave = Callable[[Stores, Person | None, str, str, bool], object]


@dataclass(frozen=True, slots=True)
class Looked:
    """Which messages are not to be sent, or not by this bot; and of the others what they say (a kind of reminder, or
    `digest`), and since when it could be said.
    """

    lapsed: set[int] = field(default_factory=set)
    since: dict[int, list[tuple[str, datetime]]] = field(default_factory=dict)


def unheard(stores: Stores, messages: Sequence[int]) -> None:
    """These outbox messages reached nobody: what they remind of is found anew once the person is back, if it still
    stands then, and counts for nothing until then.
    """
    for message, rows in stores.reminders.said_in(messages).items() if messages else ():
        if not stores.safety.take_back(rows[0].person_id, message):
            stores.reminders.unsay(rows)
            stores.parked.drop(message)


@dataclass(frozen=True, slots=True)
class LastLook:
    """In the transaction that claims the messages. `may_have`: whether a person may be sent a digest of a scope (its
    kind and key), in a group or not.
    """

    sources: Sequence[Source]
    default_zone: str
    may_have: MayHave

    def __call__(self, stores: Stores, messages: Sequence[int]) -> Looked:
        """What of these outbox messages may go out now; of what tells of nothing unasked nothing is said."""
        if not messages:
            return Looked()
        elsewhere = stores.people.hand_over(messages)
        looked, ours = Looked(), [each for each in messages if each not in elsewhere]
        for row in stores.connection.execute(DIGESTS, {"messages": ours}).all():
            if not self._is_sent(stores, row):
                looked.lapsed.add(row.outbox_id)
                stores.safety.take_back(row.person_id, row.outbox_id)
            elif not self._in_time(stores, row):
                looked.lapsed.add(row.outbox_id)
                self._unmake(stores, row)
            else:
                looked.since[row.outbox_id] = [(DIGEST, row.due_at)]
        for message, rows in sorted(stores.reminders.said_in(ours).items()):
            if self._stands(stores, rows):
                looked.since[message] = [(each.kind, each.not_before) for each in rows]
            else:
                looked.lapsed.add(message)
                self._take_back(stores, message, rows)
        stores.outbox.mark([Dropped(each) for each in looked.lapsed], stores.now)
        return Looked(looked.lapsed | elsewhere, looked.since)

    def _is_sent(self, stores: Stores, row: Row[Any]) -> bool:
        """Whether a digest is still subscribed to by somebody who may have it, and the latest there is."""
        if row.status != ACTIVE or row.outdated:
            return False
        return bool(self.may_have(stores, stores.people.get(row.person_id), row.scope, row.scope_key, row.in_group))

    def _in_time(self, stores: Stores, row: Row[Any]) -> bool:
        """Whether it is the hour its person chose, or day."""
        return wished_for(row.due_at, stores.now, ZoneInfo(row.zone or self.default_zone)) == stores.now

    def _unmake(self, stores: Stores, row: Row[Any]) -> None:
        """It is made anew in the morning, of what there is then; unless it was read already."""
        if not stores.safety.take_back(row.person_id, row.outbox_id):
            stores.subscriptions.change(row.subscription_id, next_at=row.due_at)  # first: who reschedules it waits
            stores.digests.forget([row.id])

    def _stands(self, stores: Stores, rows: Sequence[ReminderRow]) -> bool:
        person = stores.people.get(rows[0].person_id)
        if person is None or {each.about for each in rows} & stores.reminders.silenced(person.id):
            return False
        return self._timely(stores, person, rows[0]) and self._as_written(stores, person, rows)

    def _timely(self, stores: Stores, person: Person, row: ReminderRow) -> bool:
        """Whether it is still the day on which it was written, and an hour at which the person is spoken to."""
        hearer = hearer_of(stores, person, self.default_zone)
        assert row.sent_at is not None
        if row.sent_at.astimezone(hearer.zone).date() != hearer.today:
            return False
        said = stores.reminders.said_since([person.id], stores.now - WEEK)[person.id]
        others = [each for each in said if each != row.sent_at]
        return allowed(stores.now, hearer.zone, blocks_of(stores, person), others).at == stores.now

    def _as_written(self, stores: Stores, person: Person, rows: Sequence[ReminderRow]) -> bool:
        """Whether all that it tells of still has its reason."""
        parts, _ = telling(self.sources, hearer_of(stores, person, self.default_zone), rows)
        return {each.id for part in parts for each in part.of} == {each.id for each in rows}

    def _take_back(self, stores: Stores, message: int, rows: Sequence[ReminderRow]) -> None:
        """What is kept to be read goes with what says so; if it was read already, all has been said."""
        if stores.safety.take_back(rows[0].person_id, message):
            return
        silenced = stores.reminders.silenced(rows[0].person_id)
        stores.reminders.take_back(rows)
        stores.reminders.end([each for each in rows if each.about in silenced], "stopped")
