"""Texts: XPath 1.0, section 4.2, and ODK's additions."""

from __future__ import annotations

from math import isnan

from flows.expressions.errors import EvaluationError
from flows.expressions.functions.registry import function
from flows.expressions.limits import MAX_TEXT
from flows.expressions.patterns import found
from flows.expressions.scope import Focus
from flows.expressions.values import Value, all_texts, words


@function("string", of_focus=True)
def string(value: str) -> str:
    """The value as text."""
    return value


@function("concat")
def concat(*values: Value) -> str:
    """All texts one after the other; of several nodes all, as in ODK."""
    return limited("".join(all_texts(values)))


@function("join")
def join(separator: str, *values: Value) -> str:
    """All texts with a separator between them."""
    return limited(separator.join(all_texts(values)))


@function("starts-with")
def starts_with(text: str, start: str) -> bool:
    """Whether a text begins so."""
    return text.startswith(start)


@function("ends-with")
def ends_with(text: str, end: str) -> bool:
    """Whether a text ends so."""
    return text.endswith(end)


@function("contains")
def contains(text: str, part: str) -> bool:
    """Whether a text has this part."""
    return part in text


@function("substring-before")
def substring_before(text: str, mark: str) -> str:
    """What stands before the mark, nothing if it is not there."""
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after")
def substring_after(text: str, mark: str) -> str:
    """What stands after the mark, nothing if it is not there."""
    return text.partition(mark)[2] if mark else text


@function("substring")
def substring(text: str, start: float, length: float = float("inf")) -> str:
    """Characters counted from 1, both numbers rounded (XPath 1.0, section 4.2)."""
    first = _rounded(start)
    end = first + _rounded(length)
    if isnan(end) or not end > first:
        return ""
    return text[int(max(first, 1)) - 1 : max(int(min(end, len(text) + 1)) - 1, 0)] if first <= len(text) else ""


@function("substr")
def substr(text: str, start: float, end: float = float("inf")) -> str:
    """Characters counted from 0, `end` left out, negative ones counted from the end (ODK)."""
    return text[_index(start, len(text)) : _index(end, len(text))]


@function("string-length", of_focus=True)
def string_length(text: str) -> float:
    """The number of characters."""
    return float(len(text))


@function("normalize-space", of_focus=True)
def normalize_space(text: str) -> str:
    """White space trimmed, and one space between words."""
    return " ".join(words(text))


@function("translate")
def translate(text: str, old: str, new: str) -> str:
    """Each character of `old` becomes the one at its place in `new`, or nothing."""
    table: dict[int, str] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place : place + 1])
    return text.translate(table)


@function("regex")
def matches(focus: Focus, text: str, pattern: str) -> bool:
    """Whether the pattern is found in the text. Raises EvaluationError for a wrong or too slow pattern."""
    return found(pattern, text, focus.run.seconds_left())


def limited(text: str) -> str:
    """The text, unless it has grown beyond MAX_TEXT."""
    if len(text) > MAX_TEXT:
        raise EvaluationError("the text grows too long")
    return text


def _rounded(number: float) -> float:
    """XPath's own rounding, half up, which substring() keeps."""
    return (number + 0.5) // 1 if abs(number) < 1e300 else number


def _index(number: float, length: int) -> int:
    return 0 if isnan(number) else int(max(min(number, length), -length))
