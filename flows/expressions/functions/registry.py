"""How a function is declared: the annotations of a plain Python function say what its arguments become."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from ..code import CONVERSIONS, Code, Run
from ..scope import Focus
from ..values import kind_of

Declare = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function forms may call. `kinds` has one entry for each argument, the last one serving all further."""

    run: Callable[..., Any]
    result: str
    kinds: tuple[str, ...]
    least: int
    most: int | None
    sees_focus: bool
    of_focus: bool

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        return count >= self.least and (self.most is None or count <= self.most)


@dataclass(frozen=True, slots=True)
class Special:
    """A function that decides itself which of its arguments are worked out, such as `if`."""

    compile: Callable[[list[Code]], Code]
    least: int
    most: int | None

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        return count >= self.least and (self.most is None or count <= self.most)


FUNCTIONS: dict[str, Function] = {}
SPECIAL: dict[str, Special] = {}


def function(*names: str, of_focus: bool = False) -> Declare:
    """Declare a function under these names. With `of_focus` a call without arguments means the node in focus.

    Parameters annotated str, float, bool or NodeSet are converted, others come as they are; a first parameter
    `focus` gets the Focus; defaults make arguments optional, `*values` takes any number.
    """

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        made = declared(run, of_focus)
        FUNCTIONS.update(dict.fromkeys(names, made))
        return run

    return declare


def special(name: str, least: int, most: int | None) -> Declare:
    """Declare a function that gets its arguments as Code."""

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        SPECIAL[name] = Special(run, least, most)
        return run

    return declare


def declared(run: Callable[..., Any], of_focus: bool) -> Function:
    hints = get_type_hints(run)
    parameters = list(inspect.signature(run).parameters.values())
    sees_focus = bool(parameters) and parameters[0].name == "focus"
    parameters = parameters[sees_focus:]
    variadic = bool(parameters) and parameters[-1].kind is inspect.Parameter.VAR_POSITIONAL
    fixed = parameters[: len(parameters) - variadic]
    return Function(
        run=run,
        result=kind_of(hints["return"]),
        kinds=tuple(kind_of(hints[parameter.name]) for parameter in parameters),
        least=sum(parameter.default is inspect.Parameter.empty for parameter in fixed),
        most=None if variadic else len(fixed),
        sees_focus=sees_focus,
        of_focus=of_focus,
    )


def call(function: Function, arguments: Sequence[Code]) -> Code:
    """A call with its arguments converted to what the function declares."""
    kinds = function.kinds
    runs = [CONVERSIONS[kinds[min(at, len(kinds) - 1)]](code) for at, code in enumerate(arguments)]
    return Code(function.result, _bind(function.run, runs, function.sees_focus))


def _bind(run: Callable[..., Any], runs: list[Run], sees_focus: bool) -> Run:
    if sees_focus:
        return lambda focus: run(focus, *[argument(focus) for argument in runs])
    if len(runs) == 1:
        (only,) = runs
        return lambda focus: run(only(focus))
    if len(runs) == 2:
        first, second = runs
        return lambda focus: run(first(focus), second(focus))
    return lambda focus: run(*[argument(focus) for argument in runs])


__all__ = ["FUNCTIONS", "SPECIAL", "Focus", "call", "function", "special"]
