"""What is said to people unasked because time has passed: once for each kind, subject, person and slot, by key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, delete, func, null, or_, select, update

from storage.ids import new_id
from storage.store import Store, in_batches, per_dialect, purge_of
from storage.tables import person, reminder, session, tombstone

STOP = "stop"  # the slot that says: nothing more about this subject
AGAIN = "again"  # and how those of snoozed ones begin
DRAFT = "draft"  # the kind that tells of unfinished sessions
END = "end"  # how the slots begin that tell when a draft will be deleted
ANNOUNCED = timedelta(days=2)  # so long after a reminder of it a draft is there at least
UNTOLD = timedelta(days=30)  # so long a draft that is over waits until its person can be told


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder; status `waiting` (moved, or snoozed), `sent`, `done` (answered, put off, or another slot of it was
    said) or `stopped`. Those that were said in one message share its `outbox_id`.
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
# Not DISTINCT: SQLite would go through all that was ever said, person by person.
DUE_PEOPLE = select(reminder.c.person_id).where(
    reminder.c.status == "waiting", reminder.c.not_before <= bindparam("now")
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
OF_MESSAGE = reminder.c.outbox_id == bindparam("of_message")
HEARD = update(reminder).where(OF_MESSAGE).values(sent_at=bindparam("at"))
FORGET = delete(reminder).where(THIS)
TAKE_BACK = update(reminder).where(THIS).values(status="waiting", sent_at=null(), outbox_id=null())
MOVE = update(reminder).where(THIS).values(not_before=bindparam("to_not_before"))
SAID_IN = SELECT.where(
    reminder.c.outbox_id.in_(bindparam("messages", expanding=True)), reminder.c.status == "sent"
).order_by(reminder.c.due_at, reminder.c.id)
STOPPED = select(reminder.c.subject).where(
    reminder.c.person_id == bindparam("of_person"), reminder.c.kind == bindparam("of_kind"), reminder.c.slot == STOP
)
SILENCED = (
    select(reminder.c.kind, reminder.c.subject)
    .distinct()
    .where(
        reminder.c.person_id == bindparam("of_person"),
        or_(
            reminder.c.slot == STOP,
            and_(
                reminder.c.slot.startswith(AGAIN),
                reminder.c.status == "waiting",
                reminder.c.not_before > bindparam("now"),
            ),
        ),
    )
)
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


def _said(
    kind: str, subject: ColumnElement[str], to_person: ColumnElement, which: ColumnElement[bool]
) -> ColumnElement[bool]:
    return (
        select(reminder.c.id)
        .where(reminder.c.kind == kind, reminder.c.subject == subject, reminder.c.person_id == to_person, which)
        .exists()
    )


def said_before(
    kind: str, subject: ColumnElement[str], to_person: ColumnElement, slot: str | ColumnElement[str]
) -> ColumnElement[bool]:
    """Of rows of another table: whether that slot of their subject has a reminder, or the person wanted no more."""
    return _said(kind, subject, to_person, reminder.c.slot.in_([slot, STOP]))


DRAFT_SUBJECT = func.replace(cast(session.c.id, String), "-", "")  # as UUID.hex, whatever the database makes of an id
# Of unfinished sessions: whether their person was told when they will be deleted since they last went on with them,
# will be told before (see KEEP), or does not want to hear of it.
END_TOLD = _said(
    DRAFT,
    DRAFT_SUBJECT,
    session.c.person_id,
    or_(
        reminder.c.slot == STOP,
        and_(reminder.c.slot.startswith(END), reminder.c.due_at > session.c.updated_at),
    ),
)
CAN_BE_TOLD = (
    select(person.c.id)
    .where(person.c.id == session.c.person_id, person.c.status == "active", person.c.reachable)
    .exists()
)
KEEP = (
    update(session)
    .where(
        session.c.id == bindparam("draft"),
        or_(session.c.status == "open", session.c.status == "paused"),  # said so, as it is executed for many at once
        session.c.expires_at < bindparam("until"),
    )
    .values(expires_at=bindparam("until"))
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

    def due_people(self) -> set[UUID]:
        """To whom something is to be said by now that was moved, or snoozed."""
        return set(self.connection.execute(DUE_PEOPLE, {"now": self.now}).scalars())

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
        if added is None:
            return None
        self._keep([row], not_before)
        return row

    def sent(self, rows: Iterable[ReminderRow], outbox_id: int) -> None:
        """They were said in one message."""
        rows = list(rows)
        self._keep(rows, self.now)
        self._each(SET_SENT, [{"row": each.id, "at": self.now, "as_outbox": outbox_id} for each in rows])

    def said_in(self, messages: Sequence[int]) -> dict[int, list[ReminderRow]]:
        """What each of these outbox messages says."""
        found: dict[int, list[ReminderRow]] = {}
        for row in self.connection.execute(SAID_IN, {"messages": list(messages)}):
            found.setdefault(row.outbox_id, []).append(ReminderRow(*row))
        return found

    def heard(self, messages: Iterable[int]) -> None:
        """Telegram has taken these messages just now: from then on counts what was said lately."""
        self._each(HEARD, [{"of_message": each, "at": self.now} for each in messages])

    def unsay(self, rows: Iterable[ReminderRow]) -> None:
        """Their message reached nobody: it is as if they had never been; what was put off waits to be said again."""
        rows = list(rows)
        self.take_back(each for each in rows if each.snoozed)
        self.forget(each for each in rows if not each.snoozed)

    def silenced(self, person_id: UUID) -> set[tuple[str, str]]:
        """About what the person wants to hear no more, or only later."""
        rows = self.connection.execute(SILENCED, {"of_person": person_id, "now": self.now})
        return {(row.kind, row.subject) for row in rows}

    def stopped(self, person_id: UUID, kind: str) -> set[str]:
        """About which subjects of a kind the person wants to hear no more."""
        return set(self.connection.scalars(STOPPED, {"of_person": person_id, "of_kind": kind}))

    def take_back(self, rows: Iterable[ReminderRow]) -> None:
        """Their message did not go out: they wait to be said again, from now on."""
        self._each(TAKE_BACK, [{"row": each.id} for each in rows])

    def forget(self, rows: Iterable[ReminderRow]) -> None:
        """They were never said, and are as if they had never been."""
        self._each(FORGET, [{"row": each.id} for each in rows])

    def end(self, rows: Iterable[ReminderRow], status: str = "done") -> None:
        """They are not to be said any more."""
        self._each(SET_STATUS, [{"row": each.id, "to_status": status} for each in rows])

    def move(self, rows: Iterable[ReminderRow], not_before: datetime) -> None:
        """They wait until then."""
        rows = list(rows)
        self._keep(rows, not_before)
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
            self._keep([each], until)

    def settle(self, rows: Iterable[ReminderRow]) -> None:
        """What they are about is taken care of: nothing of it waits to be said again."""
        for each in rows:
            self._end_waiting(each, "done")

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

    def _keep(self, rows: Iterable[ReminderRow], said_at: datetime) -> None:
        """No draft goes before its person could do something about what they are told then."""
        until = max(said_at, self.now) + ANNOUNCED
        self._each(KEEP, [{"draft": UUID(each.subject), "until": until} for each in rows if each.kind == DRAFT])

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
