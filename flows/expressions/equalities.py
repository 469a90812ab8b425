"""What an expression says by `column = ${question}` or `column = 'text'`: choice filters find rows by an index."""

from __future__ import annotations

from flows.expressions.syntax import Chain, Literal, NodeTest, Path, Reference, Step, Syntax

Equality = tuple[str, Reference | str]
"""The name of a child of the node in focus, and what it must be equal to."""


def equalities(syntax: Syntax) -> tuple[tuple[Equality, ...], bool]:
    """Those that must all hold for the expression to hold, and whether it holds as soon as they do.

    Only what is compared as text: a question or a text, not a number.
    """
    if isinstance(syntax, Chain) and all(name == "and" for name, _ in syntax.rest):
        parts = [equalities(part) for part in (syntax.first, *(part for _, part in syntax.rest))]
        return tuple(each for found, _ in parts for each in found), all(only for _, only in parts)
    if not isinstance(syntax, Chain) or [name for name, _ in syntax.rest] != ["="]:
        return (), False
    left, right = syntax.first, syntax.rest[0][1]
    found = _equality(left, right) or _equality(right, left)
    return ((found,), True) if found else ((), False)


def _equality(child: Syntax, other: Syntax) -> Equality | None:
    match child, other:
        case Path(None, (Step("child", NodeTest("principal", str(name), None), ()),)), Reference():
            return name, other
        case Path(None, (Step("child", NodeTest("principal", str(name), None), ()),)), Literal(str(text)):
            return name, text
    return None
