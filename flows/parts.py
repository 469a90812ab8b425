"""A flow taken apart into small pieces that can be held against those of another revision, and put together again.

A piece is a question, a group, a list, a choice, a language, a role, or the flow itself. It is known by its kind and
name; what was renamed (`was`) goes by the name it had. Its values are flat: `("label", "fr")`, `("required",)`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.definition import Choice, Flow, Group, Question

Piece = tuple[str, ...]
Path = tuple[str, ...]
Values = dict[Path, Any]

FLOW: Piece = ("flow",)
ITEMS: Piece = ("items",)
LISTS: Piece = ("lists",)
LANGUAGES: Piece = ("languages",)
AUDIENCE: Piece = ("audience",)
CONTAINERS = (ITEMS, LISTS, LANGUAGES, AUDIENCE)
_APART = {"items", "choice_lists", "languages", "audience"}


@dataclass(frozen=True, slots=True)
class Parts:
    """`values` of each piece; `inside`: the pieces in each container, in order (a group and a list contain others)."""

    values: dict[Piece, Values] = field(default_factory=dict)
    inside: dict[Piece, list[Piece]] = field(default_factory=dict)

    def around(self) -> dict[Piece, Piece]:
        """The container of each piece."""
        return {piece: container for container, pieces in self.inside.items() for piece in pieces}

    def add(self, piece: Piece, container: Piece, values: Values) -> None:
        self.values[piece] = values
        self.inside.setdefault(container, []).append(piece)


def taken_apart(flow: Flow, like: Parts | None = None) -> Parts:
    """`like`: an earlier revision; what was renamed since goes by its earlier name."""
    parts = Parts(inside={container: [] for container in CONTAINERS})
    parts.values[FLOW] = _flat(flow.model_dump(exclude=_APART, exclude_defaults=True))
    _take_items(parts, ITEMS, flow.items, _identities(_all(flow.items), like))
    for name, choices in flow.choice_lists.items():
        parts.add(("list", name), LISTS, {("name",): name})
        parts.inside.setdefault(("list", name), [])
        known = _identities(choices, like, name)
        for choice in choices:
            parts.add(known[id(choice)], ("list", name), _flat(choice.model_dump(exclude_defaults=True)))
    for code in flow.languages:
        parts.add(("language", code), LANGUAGES, {("name",): code})
    for role in flow.audience:
        parts.add(("role", role), AUDIENCE, {("name",): role})
    return parts


def put_together(parts: Parts) -> Flow:
    """The flow of the pieces. `put_together(taken_apart(flow))` equals the flow."""
    told = {"title": {}, **_deep(parts.values[FLOW])}
    lists = {
        piece[1]: [{"label": {}, **_deep(parts.values[choice])} for choice in parts.inside[piece]]
        for piece in parts.inside[LISTS]
    }
    told |= {"items": _items(parts, ITEMS), "choice_lists": lists}
    told["languages"] = [piece[1] for piece in parts.inside[LANGUAGES]]
    told["audience"] = [piece[1] for piece in parts.inside[AUDIENCE]]
    return Flow.model_validate(told)


def renames(parts: Parts) -> dict[str, str]:
    """Names that questions and groups had, to those they have now."""
    return {
        piece[1]: now
        for piece, values in parts.values.items()
        if piece[0] in ("question", "group") and (now := values[("name",)]) != piece[1]
    }


def renamed(parts: Parts, names: Mapping[str, str]) -> Parts:
    """The same with other names wherever one is referred to (`${name}`), but not where it is given."""
    if not names:
        return parts
    pattern = re.compile(r"\$\{\s*(" + "|".join(map(re.escape, names)) + r")\s*\}")

    def rewritten(value: Any) -> Any:
        return pattern.sub(lambda found: f"${{{names[found[1]]}}}", value) if isinstance(value, str) else value

    values = {piece: {path: rewritten(value) for path, value in told.items()} for piece, told in parts.values.items()}
    return Parts(values, parts.inside)


def _take_items(parts: Parts, container: Piece, items: Sequence[Question | Group], known: Mapping[int, Piece]) -> None:
    for item in items:
        piece = known[id(item)]
        values = item.model_dump(exclude={"items"}, exclude_defaults=True) | {"type": item.type, "name": item.name}
        parts.add(piece, container, _flat(values))
        if isinstance(item, Group):
            parts.inside.setdefault(piece, [])
            _take_items(parts, piece, item.items, known)


def _items(parts: Parts, container: Piece) -> list[dict[str, Any]]:
    told = []
    for piece in parts.inside[container]:
        item = _deep(parts.values[piece])
        if piece[0] == "group":
            item["items"] = _items(parts, piece)
        told.append(item)
    return told


def _all(items: Sequence[Question | Group]) -> Iterator[Question | Group]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from _all(item.items)


def _identities(members: Iterable[Question | Group | Choice], like: Parts | None, *within: str) -> dict[int, Piece]:
    """What each member goes by, by its `id()`. A name that stands twice is counted: the flow may not be checked yet."""
    members = list(members)
    known = like.values if like else {}
    names = {_piece(each, each.name, within) for each in members}
    found: dict[int, Piece] = {}
    taken: set[Piece] = set()
    for each in members:
        piece = _piece(each, each.name, within)
        was = getattr(each, "was", None)
        if piece not in known and was and (before := _piece(each, was, within)) in known and before not in names:
            piece = before
        times = 1
        while piece in taken:
            times += 1
            piece = (*_piece(each, each.name, within), str(times))
        taken.add(piece)
        found[id(each)] = piece
    return found


def _piece(member: Question | Group | Choice, name: str, within: tuple[str, ...]) -> Piece:
    if isinstance(member, Choice):
        return ("choice", *within, name)
    return ("group" if isinstance(member, Group) else "question", name)


def _flat(told: Mapping[str, Any], before: Path = ()) -> Values:
    values: Values = {}
    for key, value in told.items():
        if isinstance(value, dict):
            values |= _flat(value, (*before, key))
        else:
            values[(*before, key)] = value
    return values


def _deep(values: Values) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for path, value in values.items():
        at = told
        for key in path[:-1]:
            at = at.setdefault(key, {})
        at[path[-1]] = value
    return told
