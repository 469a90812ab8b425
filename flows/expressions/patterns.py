"""Regular expressions from flows: matched in bounded time and space."""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from flows.expressions.errors import EvaluationError
from flows.expressions.limits import MAX_PATTERN, MAX_PATTERN_SIZE
from texts.said import said

_PART = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{(\d*)(?:,(\d*))?\}|.", re.DOTALL)
_RECURSION = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")
"""Calls of a group inside itself: they take memory faster than the time limit can stop them."""


def found(pattern: str, text: str, seconds: float) -> bool:
    """Whether a pattern is found in a text. Raises EvaluationError if it is wrong, too large or too slow."""
    if complaint := _complaint(pattern):
        raise EvaluationError(complaint)
    try:
        return regex.search(pattern, text, timeout=seconds) is not None
    except TimeoutError as error:
        raise EvaluationError("the regular expression takes too long") from error
    except (regex.error, ValueError, OverflowError, MemoryError, RecursionError, TypeError) as error:
        raise EvaluationError(_is_wrong(error)) from error


def complaint(pattern: str) -> str:
    """What is wrong with a pattern whatever the text, '' if nothing is."""
    if wrong := _complaint(pattern):
        return wrong
    try:
        regex.compile(pattern)
    except (regex.error, ValueError, OverflowError, MemoryError, RecursionError, TypeError) as error:
        return _is_wrong(error)
    return ""


def _is_wrong(error: Exception) -> str:
    return said("the regular expression is wrong: {error}", error=str(error))


@lru_cache(maxsize=256)
def _complaint(pattern: str) -> str:
    if len(pattern) > MAX_PATTERN or size(pattern) > MAX_PATTERN_SIZE:
        return said("the regular expression is too long")
    return said("the regular expression calls a group inside itself") if _RECURSION.search(pattern) else ""


def size(pattern: str) -> int:
    """How many parts a pattern has once its counted repeats are written out, which is what matching it takes in memory.

    Never too small: what cannot be told apart simply is counted.
    """
    groups = [0]
    last = 0
    for part in _PART.finditer(pattern):
        text = part.group()
        if text == "(":
            groups.append(0)
            last = 0
        elif text == ")" and len(groups) > 1:
            last = groups.pop() + 1
            groups[-1] += last
        elif text[0] == "{" and len(text) > 1:
            last, before = last * max(int(part[1] or 0), int(part[2] or 0), 1), last
            groups[-1] += last - before
        else:
            last = 1
            groups[-1] += 1
    return sum(groups)
