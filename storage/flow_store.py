"""Flows and their revisions: frozen, numbered, known by the hash of their content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from storage.ids import new_id
from storage.store import Store, per_dialect
from storage.tables import flow, revision

PUBLISH_LOCK = 0x666C6F77  # "flow": revisions are numbered one after the other


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One frozen version of a flow; `content` is its canonical JSON. `person_id`: who published it; None: the command
    line, the program, or erased since."""

    id: UUID
    flow_key: str
    number: int
    content: str
    content_hash: str
    note: str | None
    published_at: datetime
    person_id: UUID | None = None


SELECT = select(
    revision.c.id,
    flow.c.key,
    revision.c.number,
    revision.c.content,
    revision.c.content_hash,
    revision.c.note,
    revision.c.published_at,
    revision.c.person_id,
).select_from(revision.join(flow, flow.c.id == revision.c.flow_id))
PUBLISHED = SELECT.where(flow.c.revision_id == revision.c.id).order_by(flow.c.key)
PUBLISHED_IDS = select(flow.c.key, flow.c.revision_id).where(flow.c.revision_id.is_not(None)).order_by(flow.c.key)
PUBLISHED_OF = SELECT.where(flow.c.revision_id == revision.c.id, flow.c.key == bindparam("of_flow"))
BY_ID = SELECT.where(revision.c.id == bindparam("revision"))
OF_FLOW = SELECT.where(flow.c.key == bindparam("of_flow")).order_by(revision.c.number)
KEPT_BEFORE = SELECT.where(
    flow.c.key == bindparam("of_flow"), revision.c.content_hash == bindparam("of_hash"), revision.c.kept
).limit(1)
ADD_FLOW = per_dialect(flow, lambda insert: insert.on_conflict_do_nothing())
FLOW = select(flow.c.id, flow.c.revision_id).where(flow.c.key == bindparam("of_flow"))
LAST_NUMBER = select(func.coalesce(func.max(revision.c.number), 0)).where(revision.c.flow_id == bindparam("flow"))
ADD_REVISION = insert(revision)
SET_PUBLISHED = update(flow).where(flow.c.id == bindparam("flow")).values(revision_id=bindparam("to_revision"))
KEYS = select(flow.c.key).order_by(flow.c.key)
WITHDRAW = (
    update(flow)
    .where(flow.c.key == bindparam("of_flow"), flow.c.revision_id.is_not(None))
    .values(revision_id=None)
)


class FlowStore(Store):
    """The published revision of each flow, and all before it."""

    def publish(
        self,
        flow_key: str,
        content: str,
        content_hash: str,
        note: str | None,
        now: datetime,
        person_id: UUID | None = None,
    ) -> RevisionRow:
        """Freeze the content as the flow's next revision; nothing happens if just that is published already."""
        self.one_at_a_time(PUBLISH_LOCK)
        self.connection.execute(ADD_FLOW[self.dialect], {"id": new_id(now), "key": flow_key, "revision_id": None})
        known = self.connection.execute(FLOW, {"of_flow": flow_key}).one()
        current = None if known.revision_id is None else self.revision(known.revision_id)
        if current is not None and current.content_hash == content_hash:
            return current
        number = self.connection.execute(LAST_NUMBER, {"flow": known.id}).scalar_one() + 1
        row = RevisionRow(new_id(now), flow_key, number, content, content_hash, note, now, person_id)
        self._add(known.id, row)
        self.connection.execute(SET_PUBLISHED, {"flow": known.id, "to_revision": row.id})
        return row

    def keep(self, flow_key: str, content: str, content_hash: str, now: datetime) -> RevisionRow:
        """Freeze the content as a revision that is never published: nobody finds it in a menu, and no report is of it.
        The one that is there, if it is just that.
        """
        self.one_at_a_time(PUBLISH_LOCK)
        wanted = {"of_flow": flow_key, "of_hash": content_hash}
        known = self.connection.execute(KEPT_BEFORE, wanted).one_or_none()
        if known is not None:
            return RevisionRow(*known)
        self.connection.execute(ADD_FLOW[self.dialect], {"id": new_id(now), "key": flow_key, "revision_id": None})
        flow_id = self.connection.execute(FLOW, {"of_flow": flow_key}).one().id
        number = self.connection.execute(LAST_NUMBER, {"flow": flow_id}).scalar_one() + 1
        row = RevisionRow(new_id(now), flow_key, number, content, content_hash, None, now)
        self._add(flow_id, row, kept=True)
        return row

    def published(self) -> list[RevisionRow]:
        """The published revision of each flow."""
        return [RevisionRow(*row) for row in self.connection.execute(PUBLISHED)]

    def published_ids(self) -> list[tuple[str, UUID]]:
        """Their keys and ids: cheap to compare with what a process has compiled."""
        return [(row.key, row.revision_id) for row in self.connection.execute(PUBLISHED_IDS)]

    def all_keys(self) -> list[str]:
        """The keys of all flows that have revisions."""
        return list(self.connection.scalars(KEYS))

    def published_of(self, flow_key: str) -> RevisionRow | None:
        """The published revision of that flow."""
        row = self.connection.execute(PUBLISHED_OF, {"of_flow": flow_key}).one_or_none()
        return None if row is None else RevisionRow(*row)

    def withdraw(self, flow_key: str) -> bool:
        """Offer the flow no longer: reports and drafts keep their revisions. False if it was not published."""
        return self.connection.execute(WITHDRAW, {"of_flow": flow_key}).rowcount == 1

    def revision(self, revision_id: UUID) -> RevisionRow | None:
        """The revision of that id, published or not."""
        row = self.connection.execute(BY_ID, {"revision": revision_id}).one_or_none()
        return None if row is None else RevisionRow(*row)

    def revisions(self, flow_key: str) -> list[RevisionRow]:
        """All revisions of a flow, oldest first."""
        return [RevisionRow(*row) for row in self.connection.execute(OF_FLOW, {"of_flow": flow_key})]

    def _add(self, flow_id: UUID, row: RevisionRow, kept: bool = False) -> None:
        values: dict[str, Any] = {
            "id": row.id,
            "flow_id": flow_id,
            "number": row.number,
            "content": row.content,
            "content_hash": row.content_hash,
            "note": row.note,
            "published_at": row.published_at,
            "person_id": row.person_id,
            "kept": kept,
        }
        self.connection.execute(ADD_REVISION, values)
