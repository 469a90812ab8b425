"""Flows by key, as commands name them; an OperatorError for what there is not."""

from typing import TYPE_CHECKING

from bot.errors import OperatorError

if TYPE_CHECKING:
    from flows.definition import Flow
    from flows.xlsform.base import Base
    from storage.flow_draft_store import FlowDraft
    from storage.flow_store import RevisionRow
    from storage.stores import Stores


def draft_of(stores: "Stores", key: str) -> "FlowDraft":
    """The flow's draft."""
    draft = stores.flow_drafts.get(key)
    if draft is None:
        raise OperatorError(f"{key} has no draft: `afteraction flows list` shows what there is")
    return draft


def the_revision(stores: "Stores", key: str, number: int | None) -> "RevisionRow":
    """The revision of that number; without one, the published one."""
    rows = stores.flows.revisions(key)
    if not rows:
        raise OperatorError(f"there is no flow {key}: `afteraction flows list` shows what there is")
    row = stores.flows.published_of(key) if number is None else next((r for r in rows if r.number == number), None)
    if row is None:
        raise OperatorError(f"{key} has no revision {number}" if number else f"{key} is not published")
    return row


def flow_at(stores: "Stores", key: str, number: int | None, draft: bool) -> "tuple[Flow, Base | None]":
    """The flow as the draft, or a revision, has it; and the revision that it is, or was begun from."""
    from bot.flow_life.contents import base_of, flow_of

    if not draft:
        row = the_revision(stores, key, number)
        return flow_of(row), base_of(row)
    found = draft_of(stores, key)
    begun_from = None if found.base_id is None else stores.flows.revision(found.base_id)
    return flow_of(found), None if begun_from is None else base_of(begun_from)
