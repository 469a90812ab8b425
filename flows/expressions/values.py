"""The four kinds of value and how one becomes another: XPath 1.0, sections 3.2 and 4, with ODK's dates as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import inf, isnan, nan
from typing import Any, get_args

from flows.expressions import moments
from flows.expressions.scope import Scope
from flows.expressions.tree import Node

NodeSet = Sequence[Node]
"""Nodes in document order, without doubles."""

Value = str | float | bool | NodeSet

_SPACE = " \t\r\n"
_WORD = re.compile(r"[^ \t\r\n]+")
_is_number = re.compile(r"[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\r\n]*", re.ASCII).fullmatch


def plain_number(text: str) -> float:
    """The number a text spells in XPath's way (no exponent, no plus), NaN if it spells none."""
    return float(text) if _is_number(text) else nan


def text_number(text: str, scope: Scope) -> float:
    """The number of a text; a date counts as its days since 1970."""
    if _is_number(text):
        return float(text)
    if "-" in text and (local := moments.read(text, scope.zone)) is not None:
        return moments.days_of(local)
    return nan


def number_text(number: float) -> str:
    """How a number is written: without exponent, whole ones without a point, a date as a date."""
    if type(number) is moments.Moment:
        return number.text
    if number.is_integer():
        return str(int(number))
    if isnan(number):
        return "NaN"
    if number in (inf, -inf):
        return "Infinity" if number > 0 else "-Infinity"
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def to_string(value: Value) -> str:
    """The first node's text, a number's digits, `true` or `false`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return value[0].value if value else ""


def to_number(value: Value, scope: Scope) -> float:
    """A boolean counts 0 or 1, a text or node as `text_number` reads it."""
    if isinstance(value, bool | float):
        return float(value) if isinstance(value, bool) else value
    return text_number(value if isinstance(value, str) else to_string(value), scope)


def to_boolean(value: Value) -> bool:
    """Any text, any node, any number but 0 and NaN is true."""
    if isinstance(value, float) and isnan(value):
        return False
    return bool(value)


def all_texts(values: Iterable[Value]) -> list[str]:
    """The texts of values; a node set gives one for each node."""
    found: list[str] = []
    for value in values:
        found.extend([to_string(value)] if isinstance(value, str | float | bool) else [node.value for node in value])
    return found


def strip(text: str) -> str:
    """Without XPath's white space at both ends (a form feed or no-break space is not one of it)."""
    return text.strip(_SPACE)


def words(text: str) -> list[str]:
    """The parts between XPath's white space: the choices of a select_multiple."""
    return _WORD.findall(text)


def kind_of(annotation: Any) -> str:
    """The kind of value a parameter (also an optional one) or a result is declared as, `any` if it is left open."""
    choices = get_args(annotation)
    if type(None) in choices:
        annotation = next(choice for choice in choices if choice is not type(None))
    return _KINDS.get(annotation, "any")


_KINDS: dict[Any, str] = {str: "string", float: "number", bool: "boolean", NodeSet: "nodes"}
