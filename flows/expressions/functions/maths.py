"""Numbers: XPath 1.0, section 4.4, and ODK's additions."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite, isnan, nan

from ..scope import Focus
from ..values import NodeSet, Value, text_number, to_number
from .registry import FUNCTIONS, declared, function

_MAX_DIGITS = 400
"""More places than any number has on either side of its point."""


@function("number", of_focus=True)
def number(value: float) -> float:
    """The value as a number; a date counts its days."""
    return float(value)


@function("sum")
def total(focus: Focus, nodes: NodeSet) -> float:
    """The sum of the nodes, NaN if one is no number."""
    return float(sum(text_number(node.value, focus.scope) for node in nodes))


@function("min")
def least(focus: Focus, *values: Value) -> float:
    """The smallest, NaN if one is no number or there is none."""
    return _extreme(min, values, focus)


@function("max")
def greatest(focus: Focus, *values: Value) -> float:
    """The greatest, NaN if one is no number or there is none."""
    return _extreme(max, values, focus)


@function("floor")
def floor(value: float) -> float:
    """The whole number below."""
    return float(math.floor(value)) if isfinite(value) else value


@function("ceiling")
def ceiling(value: float) -> float:
    """The whole number above."""
    return float(math.ceil(value)) if isfinite(value) else value


@function("int")
def integer(value: float) -> float:
    """Without what stands after the point."""
    return float(math.trunc(value)) if isfinite(value) else value


@function("round")
def rounded(value: float, places: float = 0.0) -> float:
    """To so many decimal places, half away from zero; negative places round to tens, hundreds, ..."""
    if not isfinite(value) or isnan(places) or places > _MAX_DIGITS:
        return value
    if places < -_MAX_DIGITS:
        return 0.0
    return float(_quantized(Decimal(repr(float(value))), int(places)))


@function("abs")
def absolute(value: float) -> float:
    """Without its sign."""
    return abs(value)


@function("pow")
def power(base: float, exponent: float) -> float:
    """`base` to the power of `exponent`."""
    return _safe(math.pow, base, exponent)


@function("random")
def random(focus: Focus) -> float:
    """A number from 0 up to 1, the same again for the same seed."""
    return focus.run.chance.random()


@function("pi")
def pi() -> float:
    """The ratio of a circle's circumference to its diameter."""
    return math.pi


def _quantized(value: Decimal, places: int) -> Decimal:
    scaled = value.scaleb(places)
    return scaled.to_integral_value(ROUND_HALF_UP).scaleb(-places)


def _extreme(choose: Callable[[list[float]], float], values: tuple[Value, ...], focus: Focus) -> float:
    numbers: list[float] = []
    for value in values:
        if isinstance(value, str | float | bool):
            numbers.append(to_number(value, focus.scope))
        else:
            numbers.extend(text_number(node.value, focus.scope) for node in value)
    return nan if not numbers or any(isnan(number) for number in numbers) else choose(numbers)


def _safe(run: Callable[..., float], *values: float) -> float:
    """Outside its domain a function gives NaN, beyond the largest number an infinity."""
    try:
        return run(*values)
    except ValueError:
        return inf if run is math.pow and values[0] == 0 else nan
    except OverflowError:
        return -inf if values[0] < 0 else inf


def _logarithm(run: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: run(value) if value else -inf


def _declare(name: str, run: Callable[..., float], operands: int) -> None:
    def one(value: float) -> float:
        return _safe(run, value)

    def two(first: float, second: float) -> float:
        return _safe(run, first, second)

    FUNCTIONS[name] = declared(one if operands == 1 else two, of_focus=False)


for _name, _run in {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda value: math.pow(10.0, value),
    "log": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}.items():
    _declare(_name, _run, 1)
_declare("atan2", math.atan2, 2)
