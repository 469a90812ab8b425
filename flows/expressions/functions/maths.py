"""Numbers: XPath 1.0, section 4.4, and ODK's additions."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite, isnan, nan

from flows.expressions.functions.registry import function
from flows.expressions.scope import Focus
from flows.expressions.values import NodeSet, Value, text_number, to_number

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
    return _power(base, exponent)


@function("atan2")
def atan2(height: float, width: float) -> float:
    """The angle of a point from its height and width."""
    return math.atan2(height, width)


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
    """Outside its domain a function gives NaN, beyond the largest number infinity."""
    try:
        return run(*values)
    except ValueError:
        return nan
    except OverflowError:
        return inf


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return inf
    sign = -1.0 if base < 0 and exponent % 2 == 1 else 1.0
    return sign * _safe(math.pow, abs(base) if exponent % 1 == 0 else base, exponent)


def _logarithm(run: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: run(value) if value else -inf


def _declare(name: str, run: Callable[[float], float]) -> None:
    @function(name)
    def safe(value: float) -> float:
        return _safe(run, value)


_IN_A_DOMAIN: dict[str, Callable[[float], float]] = {
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
}
for _name, _run in _IN_A_DOMAIN.items():
    _declare(_name, _run)
