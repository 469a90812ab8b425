"""A change on its way into the draft: put into whatever the draft holds now, kept with who made it, and never over
somebody else's.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.flow_life.contents import flow_of
from bot.handlers.flows.approvals import ask_others
from bot.handlers.flows.opened import Opened, seen
from bot.handlers.flows.words import by_whom, what_words
from bot.turn import Turn
from flows.editing import Act, Change, Clash, Edit, Move, Place, Spot, apply
from flows.editing.applying import part_of, spot_of, value_of
from flows.problems import Problem
from flows.stored import content_of
from storage.errors import Unavailable
from texts.said import said

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
            fresh = replace(opened, flow=standing, draft=draft)
            return Saved(fresh, _refused(turn, fresh, edit, changed), done=False)
        what = json.dumps({"edit": edit.to_json()}, ensure_ascii=False)
        kept = drafts.save(draft, content_of(changed), what, turn.active.id, turn.now)
        if kept is not None:
            fresh = replace(opened, flow=changed, draft=kept)
            turn.stores.audit.add("edit", "flow_draft", kept.id, turn.now, turn.active.id)
            return Saved(fresh, ask_others(turn, fresh) or turn.voice("Noted."))
    raise Unavailable


def change(turn: Turn, opened: Opened, place: Place, attribute: str, after: Any, mark: int) -> Saved:
    """Another value of one attribute; `mark`: of what it was when the card was drawn (`opened.seen`)."""
    part = part_of(opened.flow, place)
    before = None if part is None else value_of(part, attribute)
    if before == after:
        return Saved(opened, turn.voice("Already noted."), done=False)
    act = Change(place, attribute, before, after)
    return save(turn, opened, act) if seen(before) == mark else overtaken(turn, opened, act)


def move(turn: Turn, opened: Opened, place: Place, to: Spot, mark: int) -> Saved:
    """As `change`, for where something stands."""
    before = spot_of(opened.flow, place)
    if before is None or before == to:
        return Saved(opened, turn.voice("Already noted."), done=False)
    act = Move(place, before, to)
    return save(turn, opened, act) if seen(list(before)) == mark else overtaken(turn, opened, act)


def overtaken(turn: Turn, opened: Opened, *acts: Act) -> Saved:
    """Nothing is changed: what the person saw is so no more."""
    problem = Clash(acts[0].place[-1], said("it was changed meanwhile"), said("look at it again"))
    return Saved(opened, _refused(turn, opened, Edit(acts), problem), done=False)


def _refused(turn: Turn, opened: Opened, edit: Edit, problem: Problem) -> str:
    """Why the change is not in it: somebody else changed the same, or it can not be."""
    if not isinstance(problem, Clash):
        return turn.voice("That is not possible here, so nothing was changed.")
    other = _last_about(turn, opened.flow.key, edit)
    if other is None:
        return turn.voice("This was changed meanwhile. Here is how it stands now; please look again.")
    who, what = other
    return turn.voice(
        "{who} changed this meanwhile: {what}. Yours is not in it yet; please look again.",
        who=who,
        what=what_words(turn, opened.whole, what),
    )


def _last_about(turn: Turn, flow_key: str, edit: Edit) -> tuple[str, str] | None:
    """Who made the last change of the same, and which."""
    touched = _touched(edit)
    for each in turn.stores.flow_drafts.history(flow_key):
        data = json.loads(each.what)
        if each.undone_at is None and ("edit" not in data or touched & _touched(Edit.from_json(data["edit"]))):
            return by_whom(turn, each.person_id), each.what
    return None


def _touched(edit: Edit) -> set[tuple[str, ...]]:
    return {(*act.place, getattr(act, "attribute", "")) for act in edit.acts}
