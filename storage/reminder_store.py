"""What is said to people unasked because time has passed: once for each kind, subject, person and slot, by key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from storage.ids import new_id
from storage.store import Store, in_batches, per_dialect, purge_of
from storage.tables import person, reminder, tombstone

STOP = "stop"  # the slot that says: nothing more about this subject
AGAIN = "again"  # and how those of snoozed ones begin


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder; status `waiting` (moved, or snoozed), `sent`, `done` (its reason was gone) or `stopped`. Those that
    were said in one message share its `outbox_id`.
    """

    id: UUID
    kind: str
    subject: str
    person_id: UUID
    slot: str
    status: str
    due_at: datetime
    not_before: datetime
    sent_at: datetime | None = None
    outbox_id: int | None = None

    @property
    def about(self) -> tuple[str, str]:
        """What it is about: kind and subject."""
        return self.kind, self.subject

    @property
    def snoozed(self) -> bool:
        """Whether the person wanted it at its time, and not before."""
        return self.slot.startswith(AGAIN)


COLUMNS = tuple(getattr(reminder.c, name) for name in ReminderRow.__dataclass_fields__)
SELECT = select(*COLUMNS)
OF_PEOPLE = reminder.c.person_id.in_(bindparam("people", expanding=True))
ADD = per_dialect(
    reminder,
    lambda insert: insert.on_conflict_do_nothing(
        index_elements=["kind", "subject", "person_id", "slot"]
    ).returning(reminder.c.id),
)
PUT = per_dialect(
    reminder,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["kind", "subject", "person_id", "slot"],
        set_={name: insert.excluded[name] for name in ("status", "due_at", "not_before")},
    ),
)
REACHED = (
    select(person.c.id)
    .where(
        person.c.id.in_(bindparam("people", expanding=True)),
        person.c.status == "active",
        person.c.reachable,
        person.c.address.is_not(None),
        or_(person.c.bot_id.is_(None), person.c.bot_id == bindparam("bot")),
        person.c.id.not_in(select(tombstone.c.subject_id)),
    )
    .order_by(person.c.id)
)
# One who is spoken to by another process just now is passed over; what refers to a person is not held up.
CLAIM = REACHED.with_for_update(skip_locked=True, key_share=True)
DUE_PEOPLE = (
    select(reminder.c.person_id)
    .distinct()
    .where(reminder.c.status == "waiting", reminder.c.not_before <= bindparam("now"))
)
WAITING = SELECT.where(OF_PEOPLE, reminder.c.status == "waiting").order_by(reminder.c.due_at, reminder.c.id)
SAID = (
    select(reminder.c.person_id, reminder.c.outbox_id, reminder.c.sent_at)
    .distinct()
    .where(OF_PEOPLE, reminder.c.sent_at > bindparam("since"))
)
SLOTS = select(reminder.c.subject, reminder.c.person_id, reminder.c.slot).where(
    reminder.c.kind == bindparam("of_kind"), reminder.c.subject.in_(bindparam("subjects", expanding=True))
)
THIS = reminder.c.id == bindparam("row")
SET_SENT = (
    update(reminder)
    .where(THIS)
    .values(status="sent", sent_at=bindparam("at"), outbox_id=bindparam("as_outbox"))
)
SET_STATUS = update(reminder).where(THIS).values(status=bindparam("to_status"))
MOVE = update(reminder).where(THIS).values(not_before=bindparam("to_not_before"))
FIND = SELECT.where(THIS, reminder.c.person_id == bindparam("of_person"))
TOGETHER = SELECT.where(
    reminder.c.person_id == bindparam("of_person"), reminder.c.outbox_id == bindparam("of_outbox")
).order_by(reminder.c.due_at, reminder.c.id)
END_WAITING = (
    update(reminder)
    .where(
        reminder.c.kind == bindparam("of_kind"),
        reminder.c.subject == bindparam("of_subject"),
        reminder.c.person_id == bindparam("of_person"),
        reminder.c.status == "waiting",
    )
    .values(status=bindparam("to_status"))
)
PURGE = purge_of(reminder, reminder.c.status != "waiting", reminder.c.not_before < bindparam("before"))


def said_before(kind: str, subject: ColumnElement[str], to_person: ColumnElement, slot: str) -> ColumnElement[bool]:
    """Of rows of another table: whether that slot of their subject has a reminder, or the person wanted no more."""
    return (
        select(reminder.c.id)
        .where(
            reminder.c.kind == kind,
            reminder.c.subject == subject,
            reminder.c.person_id == to_person,
            reminder.c.slot.in_([slot, STOP]),
        )
        .exists()
    )


class ReminderStore(Store):
    """Reminders said, waiting and stopped."""

    def reached(self, people: Sequence[UUID], bot_id: int) -> list[UUID]:
        """Those of them to whom this bot can speak, by id."""
        found: list[UUID] = []
        for some in in_batches(people):
            found += self.connection.execute(REACHED, {"people": list(some), "bot": bot_id}).scalars()
        return sorted(found)

    def claim(self, people: Sequence[UUID], bot_id: int) -> list[UUID]:
        """The same, held until the transaction ends: no other process speaks to them now."""
        return list(self.connection.execute(CLAIM, {"people": list(people), "bot": bot_id}).scalars())

    def due_people(self) -> list[UUID]:
        """To whom something is to be said by now that was moved, or snoozed."""
        return list(self.connection.execute(DUE_PEOPLE, {"now": self.now}).scalars())

    def waiting(self, people: Sequence[UUID]) -> list[ReminderRow]:
        """What waits for its time, the earliest due first."""
        return [ReminderRow(*row) for row in self.connection.execute(WAITING, {"people": list(people)})]

    def said_since(self, people: Sequence[UUID], since: datetime) -> dict[UUID, list[datetime]]:
        """When each was last spoken to unasked, one instant a message."""
        found: dict[UUID, list[datetime]] = {each: [] for each in people}
        for row in self.connection.execute(SAID, {"people": list(people), "since": since}):
            found[row.person_id].append(row.sent_at)
        return found

    def slots(self, kind: str, subjects: Sequence[str]) -> set[tuple[str, UUID, str]]:
        """Subject, person and slot of all reminders on these subjects."""
        found: set[tuple[str, UUID, str]] = set()
        for some in in_batches(subjects):
            rows = self.connection.execute(SLOTS, {"of_kind": kind, "subjects": list(some)})
            found |= {(row.subject, row.person_id, row.slot) for row in rows}
        return found

    def add(
        self, kind: str, subject: str, person_id: UUID, slot: str, due_at: datetime, not_before: datetime
    ) -> ReminderRow | None:
        """A reminder that waits; None if there is one for the slot."""
        row = self._row(kind, subject, person_id, slot, due_at, not_before)
        added = self.connection.execute(ADD[self.dialect], self._values(row)).scalar_one_or_none()
        return None if added is None else row

    def sent(self, rows: Iterable[ReminderRow], outbox_id: int) -> None:
        """They were said in one message."""
        self._each(SET_SENT, [{"row": each.id, "at": self.now, "as_outbox": outbox_id} for each in rows])

    def end(self, rows: Iterable[ReminderRow], status: str = "done") -> None:
        """There is no reason any more to say them."""
        self._each(SET_STATUS, [{"row": each.id, "to_status": status} for each in rows])

    def move(self, rows: Iterable[ReminderRow], not_before: datetime) -> None:
        """They wait until then."""
        self._each(MOVE, [{"row": each.id, "to_not_before": not_before} for each in rows])

    def find(self, person_id: UUID, reminder_id: UUID) -> ReminderRow | None:
        """The person's reminder of that id."""
        row = self.connection.execute(FIND, {"row": reminder_id, "of_person": person_id}).one_or_none()
        return None if row is None else ReminderRow(*row)

    def together(self, row: ReminderRow) -> list[ReminderRow]:
        """All that was said in the same message, that one included."""
        if row.outbox_id is None:
            return [row]
        wanted = {"of_person": row.person_id, "of_outbox": row.outbox_id}
        return [ReminderRow(*each) for each in self.connection.execute(TOGETHER, wanted)]

    def snooze(self, rows: Iterable[ReminderRow], until: datetime) -> None:
        """Say it again then, and nothing of it before; a second time changes nothing."""
        for each in rows:
            self._end_waiting(each, "done")
            self._put(each, f"{AGAIN}-{until:%Y-%m-%d}", "waiting", until)

    def stop(self, rows: Iterable[ReminderRow]) -> None:
        """Say nothing more about what they are about."""
        for each in rows:
            self._end_waiting(each, "stopped")
            self._put(each, STOP, "stopped", self.now)

    def purge(self, before: datetime) -> int:
        """Delete what was said or ended before then, PURGED at most; how many."""
        return self.connection.execute(PURGE, {"before": before}).rowcount

    def _end_waiting(self, row: ReminderRow, status: str) -> None:
        wanted = {"of_kind": row.kind, "of_subject": row.subject, "of_person": row.person_id}
        self.connection.execute(END_WAITING, wanted | {"to_status": status})

    def _put(self, like: ReminderRow, slot: str, status: str, at: datetime) -> None:
        row = self._row(like.kind, like.subject, like.person_id, slot, at, at)
        self.connection.execute(PUT[self.dialect], self._values(row) | {"status": status})

    def _row(
        self, kind: str, subject: str, person_id: UUID, slot: str, due_at: datetime, not_before: datetime
    ) -> ReminderRow:
        return ReminderRow(new_id(self.now), kind, subject, person_id, slot, "waiting", due_at, not_before)

    def _values(self, row: ReminderRow) -> dict[str, Any]:
        values = {name: getattr(row, name) for name in ReminderRow.__dataclass_fields__}
        return values | {"created_at": self.now}

    def _each(self, statement: Any, values: list[dict[str, Any]]) -> None:
        if values:
            self.connection.execute(statement, values)
