"""Arithmetic, comparison and logic: XPath 1.0, sections 3.4 and 3.5."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import copysign, fmod, inf, isnan, nan
from typing import Any

from flows.expressions.code import Closure, Code, as_boolean, as_number, as_string
from flows.expressions.scope import Focus, Scope
from flows.expressions.values import NodeSet, Value, text_number, to_boolean, to_number

Test = Callable[[Any, Any], bool]

_EQUALITY: dict[str, Test] = {"=": operator.eq, "!=": operator.ne}
_ORDER: dict[str, Test] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def divide(left: float, right: float) -> float:
    """IEEE 754 division: by zero gives an infinity or NaN."""
    if right:
        return left / right
    return nan if not left or isnan(left) or isnan(right) else copysign(inf, left) * copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """The remainder with the sign of the left side, as `mod` has it."""
    try:
        return fmod(left, right)
    except ValueError:
        return nan


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": remainder,
}


def combine(name: str, left: Code, right: Code) -> Code:
    """Two parts and the operator between them."""
    if name in _ARITHMETIC:
        return Code("number", _arithmetic(_ARITHMETIC[name], as_number(left), as_number(right)))
    return Code("boolean", _comparison(name, left, right))


def all_of(parts: list[Code]) -> Code:
    """`and`: from the left, until one is false."""
    runs = [as_boolean(part) for part in parts]
    if len(runs) == 2:
        first, second = runs
        return Code("boolean", lambda focus: first(focus) and second(focus))
    return Code("boolean", lambda focus: all(run(focus) for run in runs))


def any_of(parts: list[Code]) -> Code:
    """`or`: from the left, until one is true."""
    runs = [as_boolean(part) for part in parts]
    if len(runs) == 2:
        first, second = runs
        return Code("boolean", lambda focus: first(focus) or second(focus))
    return Code("boolean", lambda focus: any(run(focus) for run in runs))


def arithmetic_chain(first: Code, rest: list[tuple[str, Code]]) -> Code:
    """A sum or product of any length, worked out from the left without nesting."""
    if len(rest) == 1:
        return combine(rest[0][0], first, rest[0][1])
    start = as_number(first)
    steps = [(_ARITHMETIC[name], as_number(code)) for name, code in rest]

    def run(focus: Focus) -> float:
        total: float = start(focus)
        for apply, operand in steps:
            total = apply(total, operand(focus))
        return total

    return Code("number", run)


def negate(code: Code) -> Code:
    """Unary minus."""
    run = as_number(code)
    return Code("number", lambda focus: -float(run(focus)))


def _arithmetic(apply: Callable[[float, float], float], left: Closure, right: Closure) -> Closure:
    return lambda focus: apply(left(focus), right(focus))


def _comparison(name: str, left: Code, right: Code) -> Closure:
    """Where both kinds are known and neither is nodes, the conversion is chosen now; else when it runs."""
    kinds = {left.kind, right.kind}
    if not kinds & {"nodes", "any"}:
        test = _EQUALITY.get(name) or _ORDER[name]
        convert = _conversion(name, kinds)
        first, second = convert(left), convert(right)
        return lambda focus: test(first(focus), second(focus))
    if left.kind == "nodes" and right.kind in {"number", "string"}:
        return _nodes_with_value(name, left.run, right)
    if right.kind == "nodes" and left.kind in {"number", "string"}:
        return _nodes_with_value(_MIRROR[name], right.run, left)
    first, second = left.run, right.run
    return lambda focus: compare(name, first(focus), second(focus), focus.scope)


def _conversion(name: str, kinds: set[str]) -> Callable[[Code], Closure]:
    if name in _EQUALITY and "boolean" in kinds:
        return as_boolean
    return as_string if name in _EQUALITY and kinds == {"string"} else as_number


def _nodes_with_value(name: str, nodes: Closure, value: Code) -> Closure:
    """True if any node compares so with the value: texts as texts under `=` and `!=`, all else as numbers."""
    test = _EQUALITY.get(name) or _ORDER[name]
    if value.kind == "string" and name in _EQUALITY:
        text = as_string(value)

        def texts(focus: Focus) -> bool:
            other = text(focus)
            return any(test(node.value, other) for node in nodes(focus))

        return texts
    number = as_number(value)

    def numbers(focus: Focus) -> bool:
        other = number(focus)
        return any(test(text_number(node.value, focus.scope), other) for node in nodes(focus))

    return numbers


def compare(name: str, left: Value, right: Value, scope: Scope) -> bool:
    """Compare two values of whatever kinds. Node sets compare if any of their nodes does."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _truths(name, left, right, scope)
    if not isinstance(left, str | float):
        if not isinstance(right, str | float):
            return _node_sets(name, left, right, scope)
        return any(_single(name, node.value, right, scope) for node in left)
    if not isinstance(right, str | float):
        return any(_single(name, left, node.value, scope) for node in right)
    return _single(name, left, right, scope)


def _truths(name: str, left: Value, right: Value, scope: Scope) -> bool:
    """With a boolean on one side: truths under `=` and `!=`; else numbers, nodes counting as a truth."""
    if name in _EQUALITY:
        return _EQUALITY[name](to_boolean(left), to_boolean(right))
    first, second = (value if isinstance(value, str | float) else to_boolean(value) for value in (left, right))
    return _ORDER[name](to_number(first, scope), to_number(second, scope))


def _single(name: str, left: str | float, right: str | float, scope: Scope) -> bool:
    if name in _EQUALITY and isinstance(left, str) and isinstance(right, str):
        return _EQUALITY[name](left, right)
    return (_EQUALITY.get(name) or _ORDER[name])(to_number(left, scope), to_number(right, scope))


def _node_sets(name: str, left: NodeSet, right: NodeSet, scope: Scope) -> bool:
    """Without trying every pair: sets of texts for `=` and `!=`, the extremes for the others."""
    if name in _EQUALITY:
        first, second = {node.value for node in left}, {node.value for node in right}
        return bool(first & second) if name == "=" else bool(first and second and len(first | second) > 1)
    lesser, greater = (_numbers(left, scope), _numbers(right, scope))
    if name in {">", ">="}:
        lesser, greater = greater, lesser
    return bool(lesser and greater) and _ORDER[name.replace(">", "<")](min(lesser), max(greater))


def _numbers(nodes: NodeSet, scope: Scope) -> list[float]:
    return [number for node in nodes if not isnan(number := text_number(node.value, scope))]
