"""Drafts of flows: one at a time for each flow, changed by compare-and-set, each change kept so that it can be undone.

Contents are a flow's JSON as revisions hold it; what a change was is JSON of whoever makes it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from storage.ids import new_id
from storage.store import Store, per_dialect
from storage.tables import flow, flow_approval, flow_draft, flow_edit, revision


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """What a flow's next revision is to say. `base_id`: the revision it was begun from; None: of a flow that was never
    published.

    `version` is 0 while nothing was changed, and grows with every change and every undoing.
    """

    id: UUID
    flow_key: str
    base_id: UUID | None
    version: int
    content: str
    opened_at: datetime
    updated_at: datetime
    updated_by: UUID | None


@dataclass(frozen=True, slots=True)
class FlowEdit:
    """One change: who made which version of a draft by it. `person_id` None: the command line, or erased since."""

    id: UUID
    flow_key: str
    draft_id: UUID
    version: int
    person_id: UUID | None
    at: datetime
    what: str
    undone_at: datetime | None
    undone_by: UUID | None


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second admin agrees to in a draft, or has agreed to."""

    id: UUID
    flow_key: str
    draft_id: UUID
    what: str
    version: int
    asked_by: UUID | None
    asked_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None


DRAFT_COLUMNS = [flow_draft.c[name] for name in FlowDraft.__dataclass_fields__]
EDIT_COLUMNS = [flow_edit.c[name] for name in FlowEdit.__dataclass_fields__]
DRAFTS = select(*DRAFT_COLUMNS).order_by(flow_draft.c.flow_key)
DRAFT = select(*DRAFT_COLUMNS).where(flow_draft.c.flow_key == bindparam("of_flow"))
PUBLISHED = (
    select(revision.c.id, revision.c.content)
    .join(flow, flow.c.revision_id == revision.c.id)
    .where(flow.c.key == bindparam("of_flow"))
)
OPEN = per_dialect(flow_draft, lambda insert: insert.on_conflict_do_nothing(index_elements=["flow_key"]))
CHANGE = (
    update(flow_draft)
    .where(flow_draft.c.id == bindparam("draft"), flow_draft.c.version == bindparam("of_version"))
    .values(
        version=flow_draft.c.version + 1,
        content=bindparam("to_content"),
        base_id=bindparam("to_base"),
        updated_at=bindparam("now"),
        updated_by=bindparam("by"),
    )
)
CLOSE = delete(flow_draft).where(flow_draft.c.id == bindparam("draft"), flow_draft.c.version == bindparam("of_version"))
ADD_EDIT = insert(flow_edit)
UNDOABLE = (
    select(*EDIT_COLUMNS, flow_edit.c.before, flow_edit.c.base_before)
    .where(
        flow_edit.c.draft_id == bindparam("draft"),
        flow_edit.c.undone_at.is_(None),
        flow_edit.c.before.is_not(None),
    )
    .order_by(flow_edit.c.version.desc())
    .limit(1)
)
UNDO = (
    update(flow_edit)
    .where(flow_edit.c.id == bindparam("edit"))
    .values(undone_at=bindparam("now"), undone_by=bindparam("by"), before=None)
)
WRITTEN = (
    select(flow_edit.c.person_id, flow_edit.c.before)
    .where(
        flow_edit.c.draft_id == bindparam("draft"),
        flow_edit.c.undone_at.is_(None),
        flow_edit.c.before.is_not(None),
    )
    .order_by(flow_edit.c.version)
)
SETTLE = update(flow_edit).where(flow_edit.c.draft_id == bindparam("draft")).values(before=None)
HISTORY = (
    select(*EDIT_COLUMNS)
    .where(flow_edit.c.flow_key == bindparam("of_flow"))
    .order_by(flow_edit.c.at.desc(), flow_edit.c.id.desc())
    .limit(bindparam("most"))
)
ASK = insert(flow_approval)
APPROVALS = (
    select(flow_approval).where(flow_approval.c.draft_id == bindparam("draft")).order_by(flow_approval.c.asked_at)
)
APPROVE = (
    update(flow_approval)
    .where(flow_approval.c.id == bindparam("approval"), flow_approval.c.approved_at.is_(None))
    .values(approved_by=bindparam("by"), approved_at=bindparam("now"))
)


class FlowDraftStore(Store):
    """Drafts, their history, and what others must agree to."""

    def all(self) -> list[FlowDraft]:
        """The draft of every flow that has one, by key."""
        return [FlowDraft(*row) for row in self.connection.execute(DRAFTS)]

    def get(self, flow_key: str) -> FlowDraft | None:
        """The flow's draft, if one is open."""
        row = self.connection.execute(DRAFT, {"of_flow": flow_key}).one_or_none()
        return None if row is None else FlowDraft(*row)

    def begin(self, flow_key: str, person_id: UUID | None, now: datetime, content: str | None = None) -> FlowDraft:
        """The flow's draft: the one that is open; else a new one of what is published; else one of `content`.

        KeyError if the flow is not published and no content is given.
        """
        if (known := self.get(flow_key)) is not None:
            return known
        published = self.connection.execute(PUBLISHED, {"of_flow": flow_key}).one_or_none()
        if published is None and content is None:
            raise KeyError(flow_key)
        base_id, begun = (None, content) if published is None else published
        row = {"id": new_id(now), "flow_key": flow_key, "base_id": base_id, "version": 0, "content": begun}
        times = {"opened_at": now, "updated_at": now, "updated_by": person_id}
        self.connection.execute(OPEN[self.dialect], row | times)
        opened = self.get(flow_key)  # another's, if they were faster
        assert opened is not None
        return opened

    def save(
        self,
        draft: FlowDraft,
        content: str,
        what: str,
        person_id: UUID | None,
        now: datetime,
        base_id: UUID | None = None,
    ) -> FlowDraft | None:
        """Change the draft from what `draft` was; None, and nothing is changed, if it was changed meanwhile.

        `base_id`: what the content is to be compared with from now on, if not with the same as before.
        """
        changed = self._change(draft, content, base_id or draft.base_id, person_id, now)
        if changed is not None:
            row = {"id": new_id(now), "flow_key": draft.flow_key, "draft_id": draft.id, "version": changed.version}
            told = {"person_id": person_id, "at": now, "what": what, "undone_at": None, "undone_by": None}
            before = {"before": draft.content, "base_before": draft.base_id}
            self.connection.execute(ADD_EDIT, row | told | before)
        return changed

    def written(self, draft: FlowDraft) -> list[tuple[UUID | None, str]]:
        """Who made each change that stands, and the content before it; the first change first."""
        return [(row.person_id, row.before) for row in self.connection.execute(WRITTEN, {"draft": draft.id})]

    def undoable(self, draft: FlowDraft) -> FlowEdit | None:
        """The change that `undo` would take back."""
        row = self.connection.execute(UNDOABLE, {"draft": draft.id}).one_or_none()
        return None if row is None else FlowEdit(*row[:-2])

    def undo(self, draft: FlowDraft, person_id: UUID | None, now: datetime) -> FlowDraft | None:
        """Take the last change back; None if there is none, or the draft was changed meanwhile."""
        row = self.connection.execute(UNDOABLE, {"draft": draft.id}).one_or_none()
        changed = None if row is None else self._change(draft, row.before, row.base_before, person_id, now)
        if row is not None and changed is not None:
            self.connection.execute(UNDO, {"edit": row.id, "now": now, "by": person_id})
        return changed

    def close(self, draft: FlowDraft) -> bool:
        """Be done with the draft, published or given up: its history stays. False if it was changed meanwhile."""
        closed = self.connection.execute(CLOSE, {"draft": draft.id, "of_version": draft.version}).rowcount == 1
        if closed:
            self.connection.execute(SETTLE, {"draft": draft.id})
        return closed

    def history(self, flow_key: str, most: int = 100) -> list[FlowEdit]:
        """The last changes of the flow, of whatever draft, latest first."""
        rows = self.connection.execute(HISTORY, {"of_flow": flow_key, "most": most})
        return [FlowEdit(*row) for row in rows]

    def ask(self, draft: FlowDraft, what: str, person_id: UUID | None, now: datetime) -> Approval:
        """Ask others to agree to something in the draft."""
        asked = Approval(new_id(now), draft.flow_key, draft.id, what, draft.version, person_id, now, None, None)
        values = {name: getattr(asked, name) for name in Approval.__dataclass_fields__}
        self.connection.execute(ASK, values)
        return asked

    def approvals(self, draft: FlowDraft) -> list[Approval]:
        """What was asked in this draft, oldest first."""
        rows: Any = self.connection.execute(APPROVALS, {"draft": draft.id})
        return [Approval(*row) for row in rows]

    def approve(self, approval: Approval, person_id: UUID | None, now: datetime) -> bool:
        """Agree to it; False if somebody has already."""
        values = {"approval": approval.id, "by": person_id, "now": now}
        return self.connection.execute(APPROVE, values).rowcount == 1

    def _change(
        self, draft: FlowDraft, content: str, base_id: UUID | None, person_id: UUID | None, now: datetime
    ) -> FlowDraft | None:
        values = {"draft": draft.id, "of_version": draft.version, "to_content": content, "to_base": base_id}
        if self.connection.execute(CHANGE, values | {"now": now, "by": person_id}).rowcount == 0:
            return None
        return replace(
            draft,
            version=draft.version + 1,
            content=content,
            base_id=base_id,
            updated_at=now,
            updated_by=person_id,
        )
