"""An edit put into a flow: all of it, or why not. Nothing here raises, whatever the flow or the edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from flows.definition import Choice, Flow, Group, Item, Question
from flows.editing.acts import Act, Add, Change, Edit, Move, Place, Remove, Spot
from flows.problems import Problem
from texts.said import said

Part = Flow | Question | Group | Choice
Member = Question | Group | Choice
_ITEM: TypeAdapter[Question | Group] = TypeAdapter(Item)
_CHOICES: TypeAdapter[tuple[Choice, ...]] = TypeAdapter(tuple[Choice, ...])
_FIXED = frozenset({"key", "name", "items", "choice_lists", "extends", "section"})


@dataclass(frozen=True, slots=True)
class Clash(Problem):
    """What the edit found there is there no more: somebody changed the same meanwhile."""


def apply(flow: Flow, edit: Edit) -> Flow | Problem:
    """The flow with the edit in it. A Clash if what it changes is not as it found it; a Problem if the value is none.

    Edits that change different attributes, or different questions, may be applied in either order; an edit and then
    its inverse leave the flow as it was.
    """
    for act in edit.acts:
        changed = _act(flow, act)
        if isinstance(changed, Problem):
            return changed
        flow = changed
    return flow


def part_of(flow: Flow, place: Place) -> Part | None:
    """What stands at a place; None if nothing does, and for a list."""
    match place:
        case ("flow",):
            return flow
        case ("item", name):
            return next((each for each in _all_items(flow.items) if each.name == name), None)
        case ("choice", of_list, name):
            return next((each for each in flow.choice_lists.get(of_list, ()) if each.name == name), None)
    return None


def value_of(part: Part, attribute: str) -> Any:
    """The value of an attribute as plain JSON; of a wording (`label.fr`) None if there is none."""
    column, _, language = attribute.partition(".")
    found = getattr(part, column, None)
    if language:
        return found.get(language) if isinstance(found, dict) else None
    return _plain(found)


def spot_of(flow: Flow, place: Place) -> Spot | None:
    """Where a question, group or choice stands."""
    for group in _groups_for(flow, place):
        members = _members(flow, place, group) or ()
        at = next((at for at, each in enumerate(members) if each.name == place[-1]), None)
        if at is not None:
            return group, members[at - 1].name if at else ""
    return None


def siblings(flow: Flow, place: Place) -> tuple[Member, ...]:
    """What stands beside it, itself included, in order."""
    spot = spot_of(flow, place)
    return () if spot is None else _members(flow, place, spot[0]) or ()


def _act(flow: Flow, act: Act) -> Flow | Problem:
    match act:
        case Change():
            return _change(flow, act)
        case Move():
            return _move(flow, act)
        case Add():
            return _add(flow, act)
        case Remove():
            return _remove(flow, act)


def _change(flow: Flow, act: Change) -> Flow | Problem:
    part = part_of(flow, act.place)
    column, _, language = act.attribute.partition(".")
    if part is None or column in _FIXED or column not in type(part).model_fields:
        return _gone(act.place)
    if value_of(part, act.attribute) != act.before:
        return Clash(act.place[-1], said("{what} was changed meanwhile", what=act.attribute), said("look at it again"))
    value = act.after
    if language:
        kept = {code: words for code, words in getattr(part, column).items() if code != language}
        value = kept if value is None else kept | {language: value}
    try:
        changed = type(part).model_validate({**dict(part), column: value})
    except ValidationError:
        return Problem(act.place[-1], said("{what} can not be that", what=act.attribute), said("choose another value"))
    return _with_part(flow, act.place, changed)


def _move(flow: Flow, act: Move) -> Flow | Problem:
    spot, part = spot_of(flow, act.place), part_of(flow, act.place)
    if spot is None or not isinstance(part, Question | Group | Choice):
        return _gone(act.place)
    if spot != act.before:
        return Clash(act.place[-1], said("the order was changed meanwhile"), said("look at it again"))
    return _put(_without(flow, act.place, spot), act.place, part, act.after)


def _add(flow: Flow, act: Add) -> Flow | Problem:
    try:
        if act.place[0] == "list":
            return _with_list(flow, act.place[-1], _CHOICES.validate_python(_tupled(act.content)))
        is_choice = act.place[0] == "choice"
        part = Choice.model_validate(act.content) if is_choice else _ITEM.validate_python(act.content)
    except ValidationError:
        return Problem(act.place[-1], said("it is not understood"), said("add it again"))
    if part_of(flow, act.place) is not None or part.name != act.place[-1]:
        return Clash(act.place[-1], said("the name is taken"), said("choose another name"))
    return _put(flow, act.place, part, act.spot)


def _remove(flow: Flow, act: Remove) -> Flow | Problem:
    is_list = act.place[0] == "list"
    found = flow.choice_lists.get(act.place[-1]) if is_list else part_of(flow, act.place)
    if found is None or isinstance(found, Flow):
        return _gone(act.place)
    if content_of(found) != act.content:
        return Clash(act.place[-1], said("it was changed meanwhile"), said("look at it again"))
    if is_list:
        lists = {name: each for name, each in flow.choice_lists.items() if name != act.place[-1]}
        return flow.model_copy(update={"choice_lists": lists})
    if spot_of(flow, act.place) != act.spot:
        return Clash(act.place[-1], said("the order was changed meanwhile"), said("look at it again"))
    return _without(flow, act.place, act.spot)


def content_of(part: Member | tuple[Choice, ...]) -> Any:
    """A question, group, choice or whole list as `Add` and `Remove` carry it."""
    if isinstance(part, tuple):
        return [content_of(each) for each in part]
    return part.model_dump(mode="json", exclude_defaults=True)


def _with_list(flow: Flow, name: str, choices: tuple[Choice, ...]) -> Flow | Problem:
    if name in flow.choice_lists:
        return Clash(name, said("the name is taken"), said("choose another name"))
    return flow.model_copy(update={"choice_lists": {**flow.choice_lists, name: choices}})


def _with_part(flow: Flow, place: Place, part: Part) -> Flow:
    if isinstance(part, Flow):
        return part
    spot = spot_of(flow, place)
    assert spot is not None  # it is there
    members = _members(flow, place, spot[0]) or ()
    return _with_members(flow, place, spot[0], [part if each.name == place[-1] else each for each in members])


def _without(flow: Flow, place: Place, spot: Spot) -> Flow:
    members = _members(flow, place, spot[0]) or ()
    return _with_members(flow, place, spot[0], [each for each in members if each.name != place[-1]])


def _put(flow: Flow, place: Place, part: Member, spot: Spot) -> Flow | Problem:
    group, previous = spot
    members = _members(flow, place, group)
    if members is None:
        return _gone((place[0], group or place[1]))
    names = ["", *(each.name for each in members)]
    if previous not in names:
        return Clash(place[-1], said("{name} stands there no more", name=previous), said("look at it again"))
    at = names.index(previous)
    return _with_members(flow, place, group, [*members[:at], part, *members[at:]])


def _groups_for(flow: Flow, place: Place) -> list[str]:
    """The groups that something of this kind may stand in."""
    groups = [each.name for each in _all_items(flow.items) if isinstance(each, Group)] if place[0] == "item" else []
    return ["", *groups]


def _members(flow: Flow, place: Place, group: str) -> tuple[Member, ...] | None:
    if place[0] == "choice":
        return flow.choice_lists.get(place[1])
    if not group:
        return flow.items
    found = next((each for each in _all_items(flow.items) if each.name == group), None)
    return found.items if isinstance(found, Group) else None


def _with_members(flow: Flow, place: Place, group: str, members: Sequence[Member]) -> Flow:
    if place[0] == "choice":
        return flow.model_copy(update={"choice_lists": {**flow.choice_lists, place[1]: tuple(members)}})
    items = _regrouped(flow.items, group, members) if group else tuple(members)
    return flow.model_copy(update={"items": items})


def _regrouped(items: Sequence[Member], group: str, members: Sequence[Member]) -> tuple[Member, ...]:
    found: list[Member] = []
    for item in items:
        if isinstance(item, Group):
            inside = tuple(members) if item.name == group else _regrouped(item.items, group, members)
            item = item.model_copy(update={"items": inside})
        found.append(item)
    return tuple(found)


def _all_items(items: Sequence[Question | Group]) -> list[Question | Group]:
    found: list[Question | Group] = []
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        found.append(item)
        if isinstance(item, Group):
            waiting.extend(reversed(item.items))
    return found


def _gone(place: Place) -> Clash:
    return Clash(place[-1], said("it is there no more"), said("look at the flow again"))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _tupled(content: Any) -> Any:
    return tuple(content) if isinstance(content, list) else content
