"""Sessions: one person's passage through one revision, its state sealed under the key of the report it will become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, bindparam, case, insert, null, or_, select, update

from storage.crypto import SealError
from storage.keys import KeyGone
from storage.prepared import Prepared
from storage.reminder_store import CAN_BE_TOLD, END_TOLD, UNTOLD
from storage.store import Store
from storage.tables import revision, session, tombstone


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session; `state` is the opened JSON of `flows.session.Session`, None once the session is over."""

    id: UUID
    person_id: UUID | None  # None: imported
    revision_id: UUID
    code: str
    key_id: UUID | None
    # open | paused | filed | deleted | expired | offered (sent before any flow was chosen) | handed (files of a flow)
    status: str
    version: int
    state: bytes | None
    card_message_id: int | None
    card_outbox_id: int | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    event_id: UUID | None = None  # begun by that event's link; or it changes what is planned, or a report of it
    amends: UUID | None = None  # the filed report that it changes
    amends_version: int | None = None  # of the report or event, which the changes are made to; None: it changes none


DRAFTS = ("open", "paused", "deleted")  # what a person can go on with; a deleted one for a day


def among(*statuses: str) -> ColumnElement[bool]:
    """A session in any of these states; without IN, whose length only shows when it is executed."""
    return or_(*(session.c.status == each for each in statuses))


COLUMNS = tuple(getattr(session.c, name) for name in SessionRow.__dataclass_fields__)
SELECT = (
    select(*COLUMNS)
    .select_from(session.outerjoin(tombstone, tombstone.c.subject_id == session.c.id))
    .where(tombstone.c.subject_id.is_(None))
)
OF_PERSON = SELECT.where(session.c.person_id == bindparam("person"))
NEWEST = Prepared(
    OF_PERSON.where(session.c.status == bindparam("in_status"))
    .order_by(session.c.updated_at.desc(), session.c.id.desc())
    .limit(bindparam("limit"))
)
# What was never published (`FlowStore.keep`) becomes no report: it stands on no shelf. A flow that was withdrawn does:
# whoever has begun it may finish.
KEPT = select(revision.c.id).where(revision.c.kept)
LATEST = session.c.updated_at.desc(), session.c.id.desc()
SET_ASIDE = Prepared(
    OF_PERSON.where(session.c.status == bindparam("in_status"), session.c.revision_id.not_in(KEPT))
    .order_by(*LATEST)
    .limit(bindparam("limit"))
)
# The open one first. Ids are put in order before anything sealed is read: a person may have hundreds of drafts.
# Whose time is over waits to be swept; said as a case, or the database would look at everybody's by their time.
IN_TIME = case((session.c.expires_at > bindparam("now"), 1), else_=0) == 1
IN_ORDER = (session.c.status == "open").desc(), *LATEST
ON_PAGE = (
    select(session.c.id)
    .where(session.c.person_id == bindparam("person"), among(*DRAFTS), session.c.revision_id.not_in(KEPT), IN_TIME)
    .order_by(*IN_ORDER)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
PAGE = Prepared(SELECT.where(session.c.id.in_(ON_PAGE.scalar_subquery())).order_by(*IN_ORDER))
OF_EVENT = (
    OF_PERSON.where(
        session.c.event_id == bindparam("of_event"),
        session.c.amends_version.is_(None),
        session.c.status.in_(["open", "paused"]),
    )
    .order_by(session.c.updated_at.desc(), session.c.id.desc())
    .limit(1)
)
BY_CODE = Prepared(OF_PERSON.where(session.c.code == bindparam("of_code")))
IN_USE = select(session.c.id).where(
    session.c.person_id == bindparam("person"), session.c.code == bindparam("of_code")
)
BY_ID = SELECT.where(session.c.id == bindparam("session"))
ADD = insert(session)
SAVE = Prepared(
    update(session)
    .where(session.c.id == bindparam("session"), session.c.version == bindparam("expected"))
    .values(
        {
            name: bindparam(f"to_{name}")
            for name in (
                "revision_id",
                "event_id",
                "key_id",
                "status",
                "version",
                "state",
                "card_message_id",
                "card_outbox_id",
                "updated_at",
                "expires_at",
            )
        }
    )
)
UNFINISHED = among("open", "paused")
AMENDING = (
    SELECT.where(session.c.amends == bindparam("report"), UNFINISHED)
    .order_by(session.c.updated_at.desc(), session.c.id.desc())
    .limit(1)
)
# The version grows, so that whoever read the session before cannot save it any more.
OVER = {"status": bindparam("to_status"), "state": null(), "version": session.c.version + 1}
CLOSE = update(session).where(session.c.id == bindparam("session"), UNFINISHED).values(OVER)
# Nobody is surprised: whoever can be told that a draft will go, and may still finish it, was told before.
NO_SURPRISE = or_(
    ~UNFINISHED,
    session.c.revision_id.in_(KEPT),
    END_TOLD,
    ~CAN_BE_TOLD,
    session.c.expires_at <= bindparam("untold"),
)
OVERDUE = (
    among(*DRAFTS, "offered", "handed"),  # a deleted one keeps its state for a day
    session.c.state.is_not(None),
    session.c.expires_at <= bindparam("now"),
    NO_SURPRISE,
)
FIRST_DUE = session.c.expires_at, session.c.id
DUE = SELECT.where(*OVERDUE).order_by(*FIRST_DUE).limit(bindparam("limit", type_=Integer))
EXPIRE = (
    update(session)
    .where(
        session.c.id.in_(
            select(session.c.id)
            .where(*OVERDUE)
            .order_by(*FIRST_DUE)
            .limit(bindparam("limit", type_=Integer))
            .scalar_subquery()
        ),
        session.c.state.is_not(None),
    )
    .values(OVER)
    .returning(session.c.id)
)


class SessionStore(Store):
    """A session whose report was erased is not found, nor is one whose state does not open: its key is lost."""

    def open_of(self, person_id: UUID) -> SessionRow | None:
        """The session the person is in."""
        return self._one(NEWEST.run(self.connection, {"person": person_id, "in_status": "open", "limit": 1}))

    def unfinished(self, person_id: UUID, limit: int) -> list[SessionRow]:
        """The open report, then those set aside, the latest first."""
        rows: list[Any] = []
        for status in ("open", "paused"):
            wanted = {"person": person_id, "in_status": status, "limit": limit - len(rows)}
            rows += SET_ASIDE.run(self.connection, wanted).rows
        return self._standing(rows)

    def shelf(self, person_id: UUID, limit: int, offset: int = 0) -> tuple[list[SessionRow], bool]:
        """Unfinished reports as above, and among them those whose deletion can be undone; and whether there are more.
        Of as many as `limit` those are left out that can not be read."""
        wanted = {"person": person_id, "limit": limit + 1, "offset": offset, "now": self.now}
        rows = PAGE.run(self.connection, wanted).rows
        return self._standing(rows[:limit]), len(rows) > limit

    def offered_of(self, person_id: UUID) -> SessionRow | None:
        """What the person sent before any flow was chosen, and has still to be asked about."""
        found = NEWEST.run(self.connection, {"person": person_id, "in_status": "offered", "limit": 1})
        return next(iter(self._standing(found.rows)), None)

    def handed_of(self, person_id: UUID) -> SessionRow | None:
        """The files of a flow that the person has sent and that are still asked about."""
        found = NEWEST.run(self.connection, {"person": person_id, "in_status": "handed", "limit": 1})
        return next(iter(self._standing(found.rows)), None)

    def of_event(self, person_id: UUID, event_id: UUID) -> SessionRow | None:
        """The person's draft that the event's link began; not a change of the event, or of a report filed on it."""
        return self._one(self.connection.execute(OF_EVENT, {"person": person_id, "of_event": event_id}))

    def find(self, person_id: UUID, code: str) -> SessionRow | None:
        """The person's session with the code of a button; None if it is somebody else's."""
        return self._one(BY_CODE.run(self.connection, {"person": person_id, "of_code": code}))

    def in_use(self, person_id: UUID, code: str) -> bool:
        """Whether the person has a session with that code, be it one that is not found because it can not be read."""
        return self.connection.execute(IN_USE, {"person": person_id, "of_code": code}).first() is not None

    def get(self, session_id: UUID) -> SessionRow | None:
        """The session of that id."""
        return self._one(self.connection.execute(BY_ID, {"session": session_id}))

    def amending(self, report_id: UUID) -> SessionRow | None:
        """The change of a report that its author has begun and not saved yet; the last, if there are several."""
        return self._one(self.connection.execute(AMENDING, {"report": report_id}))

    def add(self, row: SessionRow) -> None:
        """A new session."""
        values = {name: getattr(row, name) for name in SessionRow.__dataclass_fields__}
        self.connection.execute(ADD, values | {"state": self._sealed(row)})

    def save(self, row: SessionRow, expected_version: int) -> bool:
        """Compare and set: False if the session is no longer at `expected_version`, then nothing is changed."""
        values = {
            "session": row.id,
            "expected": expected_version,
            "to_revision_id": row.revision_id,
            "to_event_id": row.event_id,
            "to_key_id": row.key_id,
            "to_status": row.status,
            "to_version": row.version,
            "to_state": self._sealed(row),
            "to_card_message_id": row.card_message_id,
            "to_card_outbox_id": row.card_outbox_id,
            "to_updated_at": row.updated_at,
            "to_expires_at": row.expires_at,
        }
        return bool(SAVE.run(self.connection, values).count)

    def close(self, session_id: UUID, status: str) -> bool:
        """End it as `filed`, `deleted` or `expired` and blank its state; False if it was over already."""
        return bool(self.connection.execute(CLOSE, {"session": session_id, "to_status": status}).rowcount)

    def due(self, now: datetime, limit: int) -> list[SessionRow]:
        """Those that `expire` would end now, as far as they can still be read."""
        rows = self.connection.execute(DUE, {"now": now, "untold": now - UNTOLD, "limit": limit}).all()
        return [record for row in rows if (record := self._record(row)) is not None]

    def expire(self, now: datetime, limit: int) -> list[UUID]:
        """End and blank drafts whose time is over, so many at most; returns their ids: the caller erases the rest."""
        wanted = {"now": now, "untold": now - UNTOLD, "limit": limit, "to_status": "expired"}
        return list(self.connection.execute(EXPIRE, wanted).scalars())

    def _standing(self, rows: Sequence[Any]) -> list[SessionRow]:
        """Those whose time is not over. Not asked of the database, which would look at everybody's by their time."""
        standing = [row for row in rows if row.expires_at > self.now]
        return [record for row in standing if (record := self._record(row)) and record.state is not None]

    def _one(self, found: Any) -> SessionRow | None:
        row = found.one_or_none()
        return None if row is None else self._record(row)

    def _record(self, row: Any) -> SessionRow | None:
        values = row._asdict()
        try:
            values["state"] = self.open(row.key_id, row.state, context(row.id))
        except (KeyGone, SealError):
            return None
        return SessionRow(**values)

    def _sealed(self, row: SessionRow) -> bytes | None:
        return self.seal(row.key_id, row.state, context(row.id))


def context(session_id: UUID) -> str:
    """What a state is bound to."""
    return f"session.state:{session_id}"
