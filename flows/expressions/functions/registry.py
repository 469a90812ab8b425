"""How a function is declared: the annotations of a plain Python function say what its arguments become."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from flows.expressions.code import CONVERSIONS, Closure, Code
from flows.expressions.values import kind_of

Compile = Callable[[list[Code]], Code]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that flows may call, with `least` to `most` arguments (None: any number).

    With `of_focus` a call without arguments means the node in focus.
    """

    compile: Compile
    least: int
    most: int | None
    of_focus: bool = False

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        return count >= self.least and (self.most is None or count <= self.most)


FUNCTIONS: dict[str, Function] = {}


def special(name: str, least: int, most: int | None) -> Callable[[Compile], Compile]:
    """Declare a function that gets its arguments as Code and decides itself what is worked out."""

    def declare(compile: Compile) -> Compile:
        FUNCTIONS[name] = Function(compile, least, most)
        return compile

    return declare


def function(*names: str, of_focus: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function under these names, first of them the one of the standard.

    Parameters annotated str, float, bool or NodeSet are converted, others come as they are; a first parameter
    `focus` gets the Focus; defaults make arguments optional, `*values` takes any number.
    """

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.update(dict.fromkeys(names, _function(run, of_focus)))
        return run

    return declare


def _function(run: Callable[..., Any], of_focus: bool) -> Function:
    hints = get_type_hints(run)
    parameters = list(inspect.signature(run).parameters.values())
    sees_focus = bool(parameters) and parameters[0].name == "focus"
    parameters = parameters[sees_focus:]
    variadic = bool(parameters) and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL
    fixed = parameters[: len(parameters) - variadic]
    kinds = [kind_of(hints[parameter.name]) for parameter in parameters]
    result = kind_of(hints["return"])

    def compile(arguments: list[Code]) -> Code:
        wanted = kinds + kinds[-1:] * (len(arguments) - len(kinds))
        closures = [CONVERSIONS[kind](code) for kind, code in zip(wanted, arguments, strict=False)]
        return Code(result, _bind(run, closures, sees_focus))

    least = sum(parameter.default is inspect.Parameter.empty for parameter in fixed)
    return Function(compile, least, None if variadic else len(fixed), of_focus)


def _bind(run: Callable[..., Any], closures: list[Closure], sees_focus: bool) -> Closure:
    if sees_focus:
        return lambda focus: run(focus, *[closure(focus) for closure in closures])
    if len(closures) == 1:
        (only,) = closures
        return lambda focus: run(only(focus))
    if len(closures) == 2:
        first, second = closures
        return lambda focus: run(first(focus), second(focus))
    return lambda focus: run(*[closure(focus) for closure in closures])
