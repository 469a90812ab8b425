"""Texts that a regular expression matches, drawn by chance. Of patterns that Python cannot read there are none."""

import re
from collections.abc import Callable
from random import Random
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as reader  # type: ignore[attr-defined]
from typing import Any

_MOST = 6  # further repetitions where a pattern allows any number
_DEPTH = 30
_ANY = "abcdefghijklmnopqrstuvwxyz0123456789"
_CLASSES = {
    kinds.CATEGORY_DIGIT: "0123456789",
    kinds.CATEGORY_NOT_DIGIT: "abcxyz",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_NOT_SPACE: _ANY,
    kinds.CATEGORY_WORD: _ANY,
    kinds.CATEGORY_NOT_WORD: " -.",
}
# Java and `regex` have names for kinds of characters that Python's own reader does not know.
_PROPERTIES = {r"\p{L}": "A-Za-z", r"\p{Lu}": "A-Z", r"\p{Ll}": "a-z", r"\p{N}": "0-9", r"\p{Nd}": "0-9",
               r"\p{Alpha}": "A-Za-z", r"\p{Digit}": "0-9", r"\p{Alnum}": "A-Za-z0-9"}  # fmt: skip


def matching(pattern: str, chance: Random) -> str | None:
    """A text that the pattern probably matches (look-around is left out of account), None if it cannot be read."""
    for name, meant in _PROPERTIES.items():
        pattern = re.sub(rf"(\[[^\]]*){re.escape(name)}", rf"\g<1>{meant}", pattern).replace(name, f"[{meant}]")
    try:
        return _Drawn(chance).text(reader.parse(pattern), 0)
    except (re.error, RecursionError, OverflowError, ValueError, KeyError, IndexError):
        return None


class _Drawn:
    """One drawing; `groups` are what the groups so far became."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.groups: dict[int, str] = {}

    def text(self, parts: Any, depth: int) -> str:
        if depth > _DEPTH:
            raise ValueError(depth)
        return "".join(self._part(kind, value, depth) for kind, value in parts)

    def _part(self, kind: Any, value: Any, depth: int) -> str:
        draw: Callable[[Any, int], str] | None = {
            kinds.LITERAL: lambda code, _: chr(code),
            kinds.NOT_LITERAL: lambda code, _: "b" if code == ord("a") else "a",
            kinds.ANY: lambda _value, _: self.chance.choice(_ANY),
            kinds.IN: lambda members, _: self._member(members),
            kinds.BRANCH: lambda branch, deep: self.text(self.chance.choice(branch[1]), deep),
            kinds.SUBPATTERN: self._group,
            kinds.ATOMIC_GROUP: self.text,
            kinds.GROUPREF: lambda group, _: self.groups.get(group, ""),
            kinds.MAX_REPEAT: self._repeated,
            kinds.MIN_REPEAT: self._repeated,
            kinds.POSSESSIVE_REPEAT: self._repeated,
        }.get(kind)
        return draw(value, depth + 1) if draw else ""

    def _group(self, value: Any, depth: int) -> str:
        group, _add, _remove, parts = value
        drawn = self.text(parts, depth)
        if group is not None:
            self.groups[group] = drawn
        return drawn

    def _repeated(self, value: Any, depth: int) -> str:
        least, most, parts = value
        times = self.chance.randint(least, max(least, min(most, least + _MOST)))
        return "".join(self.text(parts, depth) for _ in range(times))

    def _member(self, members: Any) -> str:
        if members[0][0] is kinds.NEGATE:
            barred = {each for member in members[1:] for each in _characters(member)}
            return self.chance.choice([each for each in _ANY + "ABC -.,;_" if each not in barred])
        return self.chance.choice([*_characters(self.chance.choice(members))])


def _characters(member: Any) -> str:
    kind, value = member
    if kind is kinds.RANGE:
        first, last = value
        return "".join(chr(code) for code in range(first, min(last, first + 200) + 1))
    return _CLASSES[value] if kind is kinds.CATEGORY else chr(value)
