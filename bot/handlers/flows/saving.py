"""A change on its way into the draft: put into whatever the draft holds now, kept with who made it, and never over
somebody else's.
"""

import json
from dataclasses import dataclass

from bot.handlers.flows.approvals import ask_others
from bot.handlers.flows.opened import Opened, flow_of
from bot.handlers.flows.words import by_whom, what_words
from bot.turn import Turn
from flows.definition import Flow
from flows.editing import Act, Clash, Edit, apply
from flows.problems import Problem
from storage.errors import Unavailable
from storage.flow_draft_store import FlowDraft

TRIES = 5  # another's change may come in between as often


@dataclass(frozen=True, slots=True)
class Saved:
    """The flow as it stands now, what to say of it, and whether the change is in it."""

    opened: Opened
    note: str
    done: bool = True


def save(turn: Turn, opened: Opened, *acts: Act) -> Saved:
    """Put the acts into the draft, which is opened if there is none. Rights were asked before."""
    edit, drafts = Edit(acts), turn.stores.flow_drafts
    for _ in range(TRIES):
        draft = drafts.begin(opened.flow.key, turn.active.id, turn.now)
        standing = flow_of(draft)
        changed = apply(standing, edit)
        if isinstance(changed, Problem):
            fresh = Opened(standing, draft, opened.revision)
            return Saved(fresh, _refused(turn, standing, draft, edit, changed), done=False)
        what = json.dumps({"edit": edit.to_json()}, ensure_ascii=False)
        kept = drafts.save(draft, content_of(changed), what, turn.active.id, turn.now)
        if kept is not None:
            fresh = Opened(changed, kept, opened.revision)
            turn.stores.audit.add("edit", "flow_draft", kept.id, turn.now, turn.active.id)
            return Saved(fresh, ask_others(turn, fresh) or turn.voice("Noted."))
    raise Unavailable


def content_of(flow: Flow) -> str:
    """A flow as drafts and revisions hold it."""
    return flow.model_dump_json(exclude_defaults=True)


def _refused(turn: Turn, standing: Flow, draft: FlowDraft, edit: Edit, problem: Problem) -> str:
    """Why the change is not in it: somebody else changed the same, or it can not be."""
    if not isinstance(problem, Clash):
        return turn.voice("That is not possible here, so nothing was changed.")
    other = _last_about(turn, draft, edit)
    if other is None:
        return turn.voice("This was changed meanwhile. Here is how it stands now; please look again.")
    who, what = other
    return turn.voice(
        "{who} changed this meanwhile: {what}. Yours is not in it yet; please look again.",
        who=who,
        what=what_words(turn, standing, what),
    )


def _last_about(turn: Turn, draft: FlowDraft, edit: Edit) -> tuple[str, str] | None:
    """Who made the last change of the same, and which."""
    touched = _touched(edit)
    for each in turn.stores.flow_drafts.history(draft.flow_key):
        data = json.loads(each.what)
        if each.undone_at is None and ("edit" not in data or touched & _touched(Edit.from_json(data["edit"]))):
            return by_whom(turn, each.person_id), each.what
    return None


def _touched(edit: Edit) -> set[tuple[str, ...]]:
    return {(*act.place, getattr(act, "attribute", "")) for act in edit.acts}
