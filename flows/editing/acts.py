"""What somebody changes of a flow. Each act says what it found and what it leaves, so that it can be taken back, and
so that two who change different things never meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Place = tuple[str, ...]
"""What an act is about: `("flow",)`, `("item", name)` of a question or group, `("list", name)` of choices, or
`("choice", list, name)`."""

Spot = tuple[str, str]
"""Where something stands: the group around it ('' for none, and for choices), and what stands before it ('' if it is
the first)."""

FLOW: Place = ("flow",)
START: Spot = ("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one attribute, such as `required`, or of one wording, such as `label.fr`. Values are plain JSON;
    a wording that is not there is None."""

    place: Place
    attribute: str
    before: Any
    after: Any

    def inverse(self) -> "Change":
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class Move:
    """Another spot for a question, group or choice."""

    place: Place
    before: Spot
    after: Spot

    def inverse(self) -> "Move":
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class Add:
    """A question, group or choice, or a whole list of choices; `content` as the flow's JSON has it."""

    place: Place
    content: Any
    spot: Spot = START

    def inverse(self) -> "Remove":
        return Remove(self.place, self.content, self.spot)


@dataclass(frozen=True, slots=True)
class Remove:
    """The inverse of `Add`: only what no published revision knows is taken out; the rest is retired."""

    place: Place
    content: Any
    spot: Spot = START

    def inverse(self) -> Add:
        return Add(self.place, self.content, self.spot)


Act = Change | Move | Add | Remove
_ACTS: Mapping[str, type[Act]] = {"change": Change, "move": Move, "add": Add, "remove": Remove}
_NAMES = {kind: name for name, kind in _ACTS.items()}


@dataclass(frozen=True, slots=True)
class Edit:
    """What one tap or one answer changes: all of its acts, or none."""

    acts: tuple[Act, ...]

    def inverse(self) -> "Edit":
        """Takes it back."""
        return Edit(tuple(act.inverse() for act in reversed(self.acts)))

    def to_json(self) -> list[dict[str, Any]]:
        """Plain data."""
        return [{"act": _NAMES[type(act)], **{name: getattr(act, name) for name in act.__slots__}} for act in self.acts]

    @classmethod
    def from_json(cls, data: list[dict[str, Any]]) -> "Edit":
        """The inverse of `to_json`, also once the data was written and read."""
        return cls(tuple(_read(each) for each in data))


def _read(data: Mapping[str, Any]) -> Act:
    values: dict[str, Any] = {name: value for name, value in data.items() if name != "act"}
    kind = _ACTS[data["act"]]
    for name in ("place", "spot", *(("before", "after") if kind is Move else ())):
        if name in values:
            values[name] = tuple(values[name])
    return kind(**values)
