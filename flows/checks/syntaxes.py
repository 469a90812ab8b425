"""Looking into the shape of an expression."""

from collections.abc import Iterator

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
