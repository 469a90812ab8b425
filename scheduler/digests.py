"""Digests that are due: each subscription once for each period, at its hour by the person's clocks.

A digest is prepared (looked up, drawn) beside the turns; one transaction then says that it was, and writes it. Of two
processes that prepare the same one only one gets to write. After a standstill the latest missed period is told, and
none before it; by day, unless its hour has just struck.
"""

import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from reports.periods import Covered, Kind, kind_of
from reports.periods import before as period_before
from scheduler.manners import wished_for
from scheduler.slots import Cadence, CadenceKind, covered, latest_slot, next_slot, slot_of
from storage.database import Database
from storage.scopes import Within
from storage.stores import Stores
from storage.subscription_store import FIRST, SubscriptionRow

HOUR = 9  # by the person's clocks, unless they choose another
CADENCES: dict[Kind, CadenceKind] = {"day": "daily", "week": "weekly", "month": "monthly"}
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
        count, after = 0, FIRST
        while rows := await self.database.read(self._next, after):
            after = rows[-1].next_at, rows[-1].id
            random.shuffle(rows)  # of processes that tick in the same moment each begins elsewhere
            for row in rows:
                try:
                    count += await self._send(row)
                except Exception as error:
                    log.error("digest not sent", subscription=str(row.id), error=error)
        return count

    async def _send(self, row: SubscriptionRow) -> bool:
        now, zone = self.database.clock.now(), ZoneInfo(row.zone or self.default_zone)
        due = due_now(row, zone, now)
        if wished_for(due.slot, now, zone) > now:
            return False
        if await self.database.read(lambda stores: stores.subscriptions.get(row.id)) != row:
            return False  # another process was quicker, or it was changed
        write = await self.prepare(due)
        if not await self.database.run(self._write, due, write):
            return False
        self.wake()
        return True

    def _next(self, stores: Stores, after: tuple[datetime, UUID]) -> list[SubscriptionRow]:
        return stores.subscriptions.due(self.bot_id(), stores.now, AT_ONCE, after)

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
            next_at = rescheduled(stores, row, row, ZoneInfo(present)).next_at
            stores.subscriptions.change(row.id, next_at=next_at, zone=present)
        return len(moved)


def cadence_of(row: SubscriptionRow) -> Cadence:
    """How often a subscription comes, and when."""
    return Cadence(cast(CadenceKind, row.cadence), row.hour, row.minute, row.weekday)


def told_until(stores: Stores, period: Covered, zone: ZoneInfo, row: SubscriptionRow | None = None) -> datetime:
    """Until when the digest of the period before told: the subscription's as it was sent, else by its hour; without a
    subscription at HOUR.
    """
    last = period_before(period)
    told = stores.digests.told_at(row.id, last.name) if row else None
    return told or slot_of(cadence_of(row) if row else Cadence(CADENCES[kind_of(period)], HOUR), zone, last)


def subscribed(rows: Iterable[SubscriptionRow], scope: Within, period: Covered) -> SubscriptionRow | None:
    """Of these subscriptions the one by which such a digest comes by itself."""
    wanted = scope.scope, scope.key, CADENCES[kind_of(period)]
    return next((each for each in rows if (each.scope, each.scope_key, each.cadence) == wanted), None)


def due_now(row: SubscriptionRow, zone: ZoneInfo, now: datetime) -> DueDigest:
    """The latest slot of a subscription whose next slot has come."""
    slot = max(row.next_at, latest_slot(cadence_of(row), zone, now))
    return DueDigest(row, slot, covered(cadence_of(row), zone, slot), zone)


def comes_at(row: SubscriptionRow, zone: ZoneInfo, now: datetime) -> datetime:
    """When a subscription is to be sent next, no sooner than now: at its slot, by night as well if its person wants
    that; one that was missed, by day.
    """
    return row.next_at if row.next_at > now else wished_for(due_now(row, zone, now).slot, now, zone)


def rescheduled(stores: Stores, before: SubscriptionRow, row: SubscriptionRow, zone: ZoneInfo) -> SubscriptionRow:
    """A subscription with its next slot by the clocks of `zone`; `before`: as it was until its day, hour or zone
    changed.

    If by then the hour of the period that was to be told next (or of a later one) has struck already, it is due now
    (see `comes_at`): none is left out. Nor does one come twice: by another day, hour or zone it may. How often is
    another matter: from days to weeks or months nothing is owed.
    """
    cadence, owed = cadence_of(row), stores.subscriptions.held(row.id) or before.next_at
    slot = next_slot(cadence, zone, stores.now)
    if row.cadence == before.cadence:
        told_next = covered(cadence_of(before), ZoneInfo(before.zone or zone.key), owed)
        latest = latest_slot(cadence, zone, stores.now)
        slot = latest if covered(cadence, zone, latest).since >= told_next.since else slot
    while stores.digests.made(row.id, covered(cadence, zone, slot).name):
        slot = next_slot(cadence, zone, slot)
    return replace(row, next_at=slot, zone=zone.key)
