"""Text to tokens, by the rules of XPath 1.0, section 3.7."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.expressions.errors import ExpressionError
from texts.said import said

_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n\u00a0]+)
  | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
  | (?P<literal>"[^"]*"|'[^']*')
  | \$\{{\s*(?P<reference>{_NAME})\s*\}}
  | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
  | (?P<operator>[|+\-=]|!=|[<>]=?)
  | (?P<symbol>::|\.\.|//|[()\[\].@,/*])
    """,
    re.VERBOSE,
)
_NAMED_OPERATORS = frozenset({"and", "or", "div", "mod", "*"})
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ",", "/", "//"})


class Token(NamedTuple):
    """`kind` is number, literal, reference, name, symbol, operator or end."""

    kind: str
    text: str
    place: int


def tokens(text: str) -> list[Token]:
    """All tokens of a text and a last one of kind `end`. Raises ExpressionError where none can be read."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(_complaint(text, place), place)
        if match.lastgroup != "space":
            found.append(_token(match, found))
        place = match.end()
    return [*found, Token("end", "", len(text))]


def _token(match: re.Match[str], before: list[Token]) -> Token:
    kind = match.lastgroup or ""
    text = match.group(kind)
    if kind == "literal":
        text = text[1:-1]
    elif kind in {"name", "symbol"} and text in _NAMED_OPERATORS and _follows_operand(before):
        kind = "operator"
    return Token(kind, text, match.start())


def _follows_operand(before: list[Token]) -> bool:
    """After an operand `*` multiplies and `and` is an operator; elsewhere they name nodes."""
    if not before or before[-1].kind == "operator":
        return False
    return before[-1].kind != "symbol" or before[-1].text not in _BEFORE_OPERAND


def _complaint(text: str, place: int) -> str:
    if text[place] in "'\"":
        return said("the quotation mark is not closed")
    if text[place] in "‘’“”„«»":
        return said("quotation marks must be straight: {straight}", straight="' \"")
    if text.startswith("${", place):
        return said("a reference is written ${{name}}")
    return said("{sign} has no meaning here", sign=repr(text[place]))
