"""From a draft to a published revision, and back to an earlier one. Whoever is in the middle of a report stays on the
revision they began with, and a report on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.flow_life.contents import flow_of, freeze
from bot.flow_life.notes import BACK_TO
from bot.flow_life.renaming import recode
from bot.flow_life.stored import problems_of
from flows.composing import addon_key, compose, composed_key, is_addon, problems_of_addon
from flows.definition import Flow
from flows.editing.approval import Widening, needs_approval
from flows.merging import Conflict, merge
from flows.problems import Problem
from storage.flow_draft_store import FlowDraft
from storage.flow_store import RevisionRow
from storage.stores import Stores


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An add-on that can not be asked with the shared flow any more: its section is asked the shared flow alone."""

    key: str
    section: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A revision that is published now."""

    row: RevisionRow
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a draft is not published: `problems` to mend, `conflicts` with what was published since it was begun (take
    them in with `arriving.renew`), what others must agree to (`unapproved`), or that it is not there any more (none of
    these)."""

    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unapproved: tuple[Widening, ...] = ()


def publish_draft(
    stores: Stores, flow_key: str, person_id: UUID | None, note: str | None = None
) -> Published | Refused:
    """Publish what the draft holds, and close it. The command line (`person_id` None) needs nobody's agreement."""
    draft = stores.flow_drafts.get(flow_key)
    if draft is None:
        return Refused()
    standing = stores.flows.published_of(flow_key)
    flow, conflicts = _with_what_was_published(stores, draft, standing)
    if conflicts:
        return Refused(conflicts=tuple(conflicts))
    problems = [each for each in problems_of(stores, flow) if not each.warning]
    if problems:
        return Refused(problems=tuple(problems))
    unapproved = () if person_id is None else unapproved_of(stores, draft, flow)
    if unapproved:
        return Refused(unapproved=unapproved)
    if not stores.flow_drafts.close(draft):
        return Refused()
    return publish_flow(stores, flow, person_id, note)


def unapproved_of(stores: Stores, draft: FlowDraft, flow: Flow) -> tuple[Widening, ...]:
    """What of the draft nobody but its author has agreed to yet."""
    standing = stores.flows.published_of(draft.flow_key)
    agreed = {
        each.what
        for each in stores.flow_drafts.approvals(draft)
        if each.approved_at is not None and each.approved_by != each.asked_by
    }
    needed = needs_approval(None if standing is None else flow_of(standing), flow)
    return tuple(each for each in needed if each.key not in agreed)


def publish_flow(stores: Stores, flow: Flow, person_id: UUID | None, note: str | None = None) -> Published:
    """Freeze a flow that was checked as its next revision; add-ons are composed anew."""
    row = freeze(stores, flow.key, flow, person_id, note)
    if flow.extends is None:
        recode(stores, flow)
        return Published(row, _compose_all(stores, flow, person_id))
    shared = stores.flows.published_of(flow.extends)
    left_out = None if shared is None else _compose(stores, flow_of(shared), flow, person_id)
    return Published(row, () if left_out is None else (left_out,))


def roll_back(stores: Stores, flow_key: str, number: int, person_id: UUID | None) -> Published | None:
    """Publish an earlier content again, as a revision of its own; None if there is none of that number.

    It was published before: a check that has come since does not stand in the way. Whether somebody has to agree is
    asked by the chat.
    """
    earlier = next((each for each in stores.flows.revisions(flow_key) if each.number == number), None)
    return None if earlier is None else publish_flow(stores, flow_of(earlier), person_id, BACK_TO.format(n=number))


def withdraw_addon(stores: Stores, addon: str, person_id: UUID | None) -> bool:
    """Ask a section the shared flow alone again; False if the add-on was not published."""
    row = stores.flows.published_of(addon)
    if row is None or not is_addon(addon):
        return False
    flow = flow_of(row)
    stores.flows.withdraw(addon)
    stores.flows.withdraw(composed_key(flow.extends or "", flow.section or ""))
    stores.audit.add("withdraw", "flow", row.id, stores.now, person_id)
    return True


def _with_what_was_published(
    stores: Stores, draft: FlowDraft, standing: RevisionRow | None
) -> tuple[Flow, Sequence[Conflict]]:
    """The draft, with what was published past it since it was begun."""
    flow = flow_of(draft)
    if standing is None or draft.base_id is None or draft.base_id == standing.id:
        return flow, ()
    base = stores.flows.revision(draft.base_id)
    assert base is not None  # referred to by the draft
    merged = merge(flow_of(base), flow, flow_of(standing))
    return merged.flow, merged.conflicts


def _compose_all(stores: Stores, shared: Flow, person_id: UUID | None) -> tuple[LeftOut, ...]:
    start = addon_key(shared.key, "")
    addons = [each for each in stores.flows.published() if each.flow_key.startswith(start)]
    left_out = (_compose(stores, shared, flow_of(each), person_id) for each in addons)
    return tuple(each for each in left_out if each is not None)


def _compose(stores: Stores, shared: Flow, addon: Flow, person_id: UUID | None) -> LeftOut | None:
    """Publish both together for the section; the shared flow alone, if they do not go together."""
    section = addon.section or ""
    key = composed_key(shared.key, section)
    problems = tuple(each for each in problems_of_addon(shared, addon) if not each.warning)
    if problems:
        stores.flows.withdraw(key)
        return LeftOut(addon.key, section, problems)
    freeze(stores, key, compose(shared, addon), person_id, None)
    return None

