"""Digests that are due: each subscription once for each period, at its hour by the person's clocks.

A digest is prepared (looked up, drawn) beside the turns; one transaction then says that it was, and writes it. Of two
processes that prepare the same one only one gets to write. After a standstill the latest missed period is told, and
none before it.
"""

import random
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from reports.periods import Covered
from scheduler.slots import Cadence, CadenceKind, covered, latest_slot, next_slot
from storage.database import Database
from storage.stores import Stores
from storage.subscription_store import SubscriptionRow

AT_ONCE = 20  # looked up together, drawn one after the other

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to be made now: whose, for which slot, of which days."""

    subscription: SubscriptionRow
    slot: datetime
    covered: Covered
    zone: ZoneInfo


Write = Callable[[Stores], None]
Prepare = Callable[[DueDigest], Awaitable[Write | None]]


@dataclass(frozen=True, slots=True)
class Digests:
    """What one process does about subscriptions at each tick. `prepare` does what takes long, outside any transaction,
    and gives back what writes the digest and its messages; None: it is not to be sent (any more).
    """

    database: Database
    default_zone: str
    bot_id: Callable[[], int]
    prepare: Prepare
    wake: Callable[[], None]  # the sender

    async def tick(self) -> int:
        """Send all that is due; how many digests. One that fails holds up no other; the next tick tries it again."""
        await self.database.run(self.follow_zones)
        count, failed = 0, set[UUID]()
        while due := await self.database.read(self._due, failed):
            random.shuffle(due)  # of processes that tick in the same moment each begins elsewhere
            for each in due:
                try:
                    count += await self._send(each)
                except Exception as error:
                    failed.add(each.subscription.id)
                    log.error("digest not sent", subscription=str(each.subscription.id), error=error)
        return count

    async def _send(self, due: DueDigest) -> bool:
        row = due.subscription
        if await self.database.read(lambda stores: stores.subscriptions.get(row.id)) != row:
            return False  # another process was quicker, or it was changed
        write = await self.prepare(due)
        if not await self.database.run(self._write, due, write):
            return False
        self.wake()
        return True

    def _due(self, stores: Stores, failed: Set[UUID]) -> list[DueDigest]:
        found = stores.subscriptions.due(self.bot_id(), stores.now, AT_ONCE + len(failed))
        return [due_now(each, self._zone(stores, each), stores.now) for each in found if each.id not in failed]

    def _zone(self, stores: Stores, row: SubscriptionRow) -> ZoneInfo:
        person = stores.people.get(row.person_id)
        return ZoneInfo((person and person.zone) or self.default_zone)

    def _write(self, stores: Stores, due: DueDigest, write: Write | None) -> bool:
        """Whether it was sent, and by us."""
        row, following = due.subscription, next_slot(cadence_of(due.subscription), due.zone, stores.now)
        if not stores.subscriptions.advance(row.id, row.next_at, following):
            return False
        if write is None or stores.digests.made(row.id, due.covered.name):
            return False
        write(stores)
        return True

    def follow_zones(self, stores: Stores) -> int:
        """Move the next slots of people who have moved; how many."""
        moved = stores.subscriptions.moved(self.bot_id(), self.default_zone)
        for row, present in moved:
            zone = ZoneInfo(present)
            next_at = elsewhere(row, ZoneInfo(row.zone), zone, stores.now) if row.zone else row.next_at
            next_at = untold(stores, row, zone, next_at)
            stores.subscriptions.change(row.id, next_at=next_at, zone=present)
        return len(moved)


def cadence_of(row: SubscriptionRow) -> Cadence:
    """How often a subscription comes, and when."""
    return Cadence(cast(CadenceKind, row.cadence), row.hour, row.minute, row.weekday)


def untold(stores: Stores, row: SubscriptionRow, zone: ZoneInfo, slot: datetime) -> datetime:
    """That slot of a subscription, or the first after it that tells of days not told yet: by another day, hour or zone
    a week may come twice.
    """
    cadence = cadence_of(row)
    while stores.digests.made(row.id, covered(cadence, zone, slot).name):
        slot = next_slot(cadence, zone, slot)
    return slot


def due_now(row: SubscriptionRow, zone: ZoneInfo, now: datetime) -> DueDigest:
    """The latest slot of a subscription whose next slot has come."""
    slot = max(row.next_at, latest_slot(cadence_of(row), zone, now))
    return DueDigest(row, slot, covered(cadence_of(row), zone, slot), zone)


def elsewhere(row: SubscriptionRow, before: ZoneInfo, present: ZoneInfo, now: datetime) -> datetime:
    """The next slot by other clocks. If there the hour has struck already for the period that is told next, it is due
    now: no period is left out. One that was told is not told again, see `untold`.
    """
    cadence = cadence_of(row)
    told_next = covered(cadence, before, row.next_at)
    latest = latest_slot(cadence, present, now)
    return latest if covered(cadence, present, latest) == told_next else next_slot(cadence, present, now)
