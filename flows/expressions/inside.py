"""Looking into the shape of an expression, and working out a part of it by itself."""

from collections.abc import Callable, Iterator
from typing import Any

from flows.expressions.code import Closure, as_boolean, as_string
from flows.expressions.compiler import Compiler
from flows.expressions.errors import EvaluationError
from flows.expressions.scope import Focus, Run, Scope
from flows.expressions.syntax import Call, Chain, Filtered, Negation, Path, Syntax


def parts(syntax: Syntax, *, predicates: bool = True) -> Iterator[Syntax]:
    """An expression and all in it; with the predicates of paths, which see from elsewhere, or without."""
    waiting = [syntax]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += _inside(part)
        if predicates:
            waiting += _predicates(part)


def children(syntax: Syntax) -> Iterator[str]:
    """The names of children that are looked for from where the expression stands: columns, seen from a choice."""
    for part in parts(syntax, predicates=False):
        if isinstance(part, Path) and part.start is None and part.steps:
            first = part.steps[0]
            if first.axis == "child" and first.test.kind == "principal" and first.test.name:
                yield first.test.name


Evaluate = Callable[[Scope], Any]


def text_of(syntax: Syntax) -> Evaluate:
    """A part of an expression, compiled to give its text. May raise EvaluationError when called, as all expressions."""
    return _alone(as_string(Compiler().compile(syntax)))


def truth_of(syntax: Syntax) -> Evaluate:
    """A part of an expression, compiled to give its truth."""
    return _alone(as_boolean(Compiler().compile(syntax)))


def kind_of(syntax: Syntax) -> str:
    """What a part gives: number, string, boolean, nodes, or any."""
    return Compiler().compile(syntax).kind


def _alone(closure: Closure) -> Evaluate:
    def evaluate(scope: Scope) -> Any:
        try:
            return closure(Focus(Run(scope), scope.current))
        except RecursionError as error:
            raise EvaluationError("the expression goes too deep") from error

    return evaluate


def _inside(part: Syntax) -> list[Syntax]:
    match part:
        case Call():
            return list(part.arguments)
        case Chain():
            return [part.first, *(operand for _, operand in part.rest)]
        case Negation():
            return [part.operand]
        case Filtered():
            return [part.subject]
        case Path(start=start):
            return [start] if start is not None and not isinstance(start, str) else []
        case _:
            return []


def _predicates(part: Syntax) -> list[Syntax]:
    if isinstance(part, Filtered):
        return list(part.predicates)
    return [predicate for step in part.steps for predicate in step.predicates] if isinstance(part, Path) else []
