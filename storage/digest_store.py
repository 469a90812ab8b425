"""Digests that were made, and their numbers. What a number counts is found again when it is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from storage.store import PURGED, Store
from storage.tables import digest, digest_cell
from texts.numbers import Qualifier


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest. `period`: its name, `since` to `until` (inclusive) its days, `as_of` the instant that it tells of;
    `subscription_id` None: somebody asked for it; `person_id` None once erased."""

    id: UUID
    subscription_id: UUID | None
    person_id: UUID | None
    scope: str
    scope_key: str
    period: str
    since: date
    until: date
    as_of: datetime
    due_at: datetime
    outbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class CellRow:
    """A number of a digest at its position: what is counted, how surely, of how many reports, and by which coded
    `filter` these are found again as they were at the digest's `as_of`."""

    position: int
    key: str
    basis: str
    measure: str
    value: Decimal
    qualifier: Qualifier
    reports: int
    filter: Mapping[str, Any]


FIELDS = tuple(DigestRow.__dataclass_fields__)
CELL = tuple(CellRow.__dataclass_fields__)
ADD = insert(digest)
ADD_CELLS = insert(digest_cell)
GET = select(*(digest.c[name] for name in FIELDS)).where(digest.c.id == bindparam("digest"))
TOLD_AT = select(digest.c.as_of).where(
    digest.c.subscription_id == bindparam("subscription"), digest.c.period == bindparam("of_period")
)
CELLS = (
    select(*(digest_cell.c[name] for name in CELL))
    .where(digest_cell.c.digest_id == bindparam("digest"))
    .order_by(digest_cell.c.position)
)
ONE_CELL = CELLS.where(digest_cell.c.position == bindparam("at"))
OVER = (
    select(digest.c.id)
    .where(
        or_(
            digest.c.as_of < bindparam("before"),
            and_(digest.c.subscription_id.is_(None), digest.c.as_of < bindparam("asked_before")),
        )
    )
    .limit(PURGED)
)
FORGET_CELLS = delete(digest_cell).where(digest_cell.c.digest_id.in_(bindparam("digests", expanding=True)))
FORGET = delete(digest).where(digest.c.id.in_(bindparam("digests", expanding=True)))
SENT_AS = update(digest).where(digest.c.id == bindparam("made")).values(outbox_id=bindparam("outbox"))


class DigestStore(Store):
    """Digests and their cells."""

    def add(self, row: DigestRow, cells: Sequence[CellRow]) -> None:
        """A digest with its numbers; IntegrityError if the subscription has one of that period."""
        self.connection.execute(ADD, {name: getattr(row, name) for name in FIELDS})
        if cells:
            named = [{name: getattr(each, name) for name in CELL} for each in cells]
            self.connection.execute(ADD_CELLS, [each | {"digest_id": row.id} for each in named])

    def made(self, subscription_id: UUID, period: str) -> bool:
        """Whether the subscription has had its digest of the period."""
        return self.told_at(subscription_id, period) is not None

    def told_at(self, subscription_id: UUID, period: str) -> datetime | None:
        """The instant that the subscription's digest of the period tells of; None if it has had none."""
        return self.connection.execute(TOLD_AT, {"subscription": subscription_id, "of_period": period}).scalar()

    def sent_as(self, digest_id: UUID, outbox_id: int) -> None:
        """The outbox message that it went out as."""
        self.connection.execute(SENT_AS, {"made": digest_id, "outbox": outbox_id})

    def purge(self, before: datetime, asked_before: datetime) -> int:
        """Forget those made before then with their numbers, those that somebody only asked for sooner; PURGED at most;
        how many."""
        over = list(self.connection.scalars(OVER, {"before": before, "asked_before": asked_before}))
        if over:
            self.forget(over)
        return len(over)

    def forget(self, digests: Sequence[UUID]) -> None:
        """As if these had never been made."""
        for statement in (FORGET_CELLS, FORGET):
            self.connection.execute(statement, {"digests": list(digests)})

    def get(self, digest_id: UUID) -> DigestRow | None:
        """The digest of that id."""
        row = self.connection.execute(GET, {"digest": digest_id}).one_or_none()
        return None if row is None else DigestRow(*row)

    def cells(self, digest_id: UUID) -> list[CellRow]:
        """Its numbers, in order."""
        return [CellRow(*row) for row in self.connection.execute(CELLS, {"digest": digest_id})]

    def cell(self, digest_id: UUID, position: int) -> CellRow | None:
        """One of them."""
        row = self.connection.execute(ONE_CELL, {"digest": digest_id, "at": position}).one_or_none()
        return None if row is None else CellRow(*row)
