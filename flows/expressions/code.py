"""A compiled part: a closure and the kind of value it gives, turned into a closure of the kind that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any

from flows.expressions.errors import EvaluationError
from flows.expressions.scope import Focus
from flows.expressions.values import NodeSet, Value, plain_number, text_number, to_boolean, to_number, to_string

Closure = Callable[[Focus], Any]


@dataclass(frozen=True, slots=True)
class Code:
    """`kind` is number, string, boolean, nodes, or any (known only when it runs). `constant` if it is one."""

    kind: str
    run: Closure
    constant: Value | None = None


def constant(kind: str, value: Value) -> Code:
    """A part that always gives the same."""
    return Code(kind, lambda focus: value, value)


def failure(message: str) -> Code:
    """A part that fails, but only when it is reached."""

    def run(focus: Focus) -> Value:
        raise EvaluationError(message)

    return Code("any", run)


def as_string(code: Code) -> Closure:
    """Its text."""
    run = code.run
    if code.kind == "string":
        return run
    if code.kind == "nodes":
        return lambda focus: nodes[0].value if (nodes := run(focus)) else ""
    return lambda focus: to_string(run(focus))


def as_number(code: Code) -> Closure:
    """Its number."""
    run = code.run
    if code.kind == "number":
        return run
    if isinstance(code.constant, str) and not isnan(number := plain_number(code.constant)):
        return lambda focus: number
    if code.kind == "nodes":
        return lambda focus: text_number(nodes[0].value if (nodes := run(focus)) else "", focus.scope)
    return lambda focus: to_number(run(focus), focus.scope)


def as_boolean(code: Code) -> Closure:
    """Its truth."""
    run = code.run
    return run if code.kind == "boolean" else lambda focus: to_boolean(run(focus))


def as_nodes(code: Code) -> Closure:
    """Its nodes; anything but nodes fails when reached."""
    run = code.run
    if code.kind == "nodes":
        return run

    def nodes(focus: Focus) -> NodeSet:
        found = run(focus)
        if isinstance(found, str | float | bool):
            raise EvaluationError("questions are needed here, not a value")
        return found

    return nodes


def as_any(code: Code) -> Closure:
    """Whatever it gives."""
    return code.run


CONVERSIONS: dict[str, Callable[[Code], Closure]] = {
    "string": as_string,
    "number": as_number,
    "boolean": as_boolean,
    "nodes": as_nodes,
    "any": as_any,
}
