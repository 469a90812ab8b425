"""Functions that work out only what they need: a fault in the other part is never reached."""

from __future__ import annotations

from flows.expressions.code import Code, as_boolean, as_string
from flows.expressions.functions.registry import special
from flows.expressions.scope import Focus
from flows.expressions.values import Value


@special("if", 3, 3)
def choose(arguments: list[Code]) -> Code:
    """`if(condition, then, else)`."""
    condition = as_boolean(arguments[0])
    then, otherwise = arguments[1].run, arguments[2].run
    kind = arguments[1].kind if arguments[1].kind == arguments[2].kind else "any"
    return Code(kind, lambda focus: then(focus) if condition(focus) else otherwise(focus))


@special("coalesce", 1, None)
def coalesce(arguments: list[Code]) -> Code:
    """The first value whose text is not empty (nor NaN), the last one otherwise."""
    *early, last = [argument.run for argument in arguments]
    texts = [as_string(argument) for argument in arguments[:-1]]

    def run(focus: Focus) -> Value:
        for text, value in zip(texts, early, strict=True):
            if text(focus) not in {"", "NaN"}:
                return value(focus)
        return last(focus)

    return Code("any", run)


@special("once", 1, 1)
def once(arguments: list[Code]) -> Code:
    """The question's present value; only while it has none, the value given."""
    text = as_string(arguments[0])
    return Code("string", lambda focus: focus.scope.current.value or text(focus))
