"""Syntax to closures, once for each expression of a revision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.expressions import operators, paths
from flows.expressions.code import Closure, Code, as_nodes, constant, failure
from flows.expressions.functions import FUNCTIONS
from flows.expressions.scope import Focus
from flows.expressions.syntax import (
    ANYTHING,
    HERE,
    Call,
    Chain,
    Filtered,
    Literal,
    Negation,
    Path,
    Reference,
    Step,
    Syntax,
)
from flows.expressions.tree import Node
from texts.said import said_plural

_QUOTED_REFERENCE = re.compile(r"\$\{\s*([^\W\d][\w.\-]*)\s*\}")
_HERE_AND_UP = frozenset({"self", "parent", "ancestor", "ancestor-or-self"})
_TABLE_FUNCTIONS = frozenset({"instance", "pulldata"})


@dataclass
class Compiler:
    """Compiles one expression and notes what it needs: questions, tables, and what will fail if it is reached."""

    references: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    looks_around: bool = False
    functions: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    unknown_functions: set[str] = field(default_factory=set)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def compile(self, syntax: Syntax) -> Code:
        """The closure of one shape and all in it."""
        match syntax:
            case Literal(str() as text):
                return constant("string", text)
            case Literal(float() as number):
                return constant("number", number)
            case Reference(name):
                return self._reference(name)
            case Negation(operand):
                return operators.negate(self.compile(operand))
            case Chain(first, rest):
                return self._chain(self.compile(first), [(name, self.compile(part)) for name, part in rest])
            case Call():
                return self._call(syntax)
            case Filtered(subject, predicates):
                return self._filtered(subject, predicates)
            case Path():
                return self._path(syntax)
        raise TypeError(f"not a shape of an expression: {syntax!r}")

    def _reference(self, name: str) -> Code:
        self.references.add(name)
        return Code("nodes", lambda focus: focus.scope.named(name))

    def _chain(self, first: Code, rest: list[tuple[str, Code]]) -> Code:
        match rest[0][0]:
            case "or":
                return operators.any_of([first, *(part for _, part in rest)])
            case "and":
                return operators.all_of([first, *(part for _, part in rest)])
            case "|":
                return _union([as_nodes(code) for code in (first, *(part for _, part in rest))])
            case "+" | "-" | "*" | "div" | "mod":
                return operators.arithmetic_chain(first, rest)
        for name, part in rest:
            first = operators.combine(name, first, part)
        return first

    def _call(self, syntax: Call) -> Code:
        arguments = self._arguments(syntax)
        self._note(syntax)
        function = FUNCTIONS.get(syntax.name)
        if function is None:
            self.unknown_functions.add(syntax.name)
            return failure(f"there is no function {syntax.name}()")
        if not arguments and function.of_focus:
            arguments = [Code("nodes", _focus)]
        return function.compile(arguments) if function.takes(len(arguments)) else self._misuse(syntax)

    def _arguments(self, syntax: Call) -> list[Code]:
        if syntax.name == "position":  # where a node stands, not what it holds
            return [self._placed(argument) for argument in syntax.arguments]
        if syntax.name != "indexed-repeat":
            return [self.compile(argument) for argument in syntax.arguments]
        # The question and the repeats it names are meant everywhere, not in the instance the expression stands in.
        return [
            self._everywhere(argument.name)
            if isinstance(argument, Reference) and (place == 0 or place % 2)
            else self.compile(argument)
            for place, argument in enumerate(syntax.arguments)
        ]

    def _placed(self, syntax: Syntax) -> Code:
        looked_around = self.looks_around
        code = self.compile(syntax)
        if isinstance(syntax, Path) and all(step.axis in _HERE_AND_UP for step in syntax.steps):
            self.looks_around = looked_around
        return code

    def _everywhere(self, name: str) -> Code:
        self.references.add(name)
        self.steps.add(name)
        return Code("nodes", lambda focus: focus.scope.everywhere(name))

    def _misuse(self, syntax: Call) -> Code:
        given, function = len(syntax.arguments), f"{syntax.name}()"
        wrong = said_plural(
            "{function} does not take {n} value", "{function} does not take {n} values", given, function=function
        )
        self.faults.append((syntax.place, wrong))
        return failure(wrong)

    def _note(self, syntax: Call) -> None:
        """Its name; tables and questions named in quotation marks."""
        self.functions.add(syntax.name)
        texts = [part.value for part in syntax.arguments if isinstance(part, Literal) and isinstance(part.value, str)]
        if syntax.name in _TABLE_FUNCTIONS and texts:
            self.tables.add(texts[0])
        if syntax.name == "jr:choice-name":
            self.references.update(name for text in texts for name in _QUOTED_REFERENCE.findall(text))

    def _filtered(self, subject: Syntax, predicates: Sequence[Syntax]) -> Code:
        nodes = as_nodes(self.compile(subject))
        filters = [paths.predicate(self.compile(part)) for part in predicates]

        def run(focus: Focus) -> Sequence[Node]:
            found: Sequence[Node] = nodes(focus)
            for keep in filters:
                found = keep(found, focus)
            return found

        return Code("nodes", run)

    def _path(self, syntax: Path) -> Code:
        self._note_steps(syntax)
        moves = [self._move(step) for step in shortened(syntax.steps)]
        start = self._start(syntax.start)
        if not moves:
            return Code("nodes", start)

        def run(focus: Focus) -> Sequence[Node]:
            found = start(focus)
            for move in moves:
                found = move(found, focus)
            return found

        return Code("nodes", run)

    def _note_steps(self, syntax: Path) -> None:
        """What the path leads through; whether its end, or a part of it, has no name that would say what is read."""
        steps = [step for step in syntax.steps if step != HERE]
        self.steps.update(step.test.name for step in steps if step.test.name)
        unnamed = [step for step in steps if step.test.name is None]
        if unnamed and (steps[-1].test.name is None or any(step.axis not in _HERE_AND_UP for step in unnamed)):
            self.looks_around = True

    def _move(self, step: Step) -> paths.Move:
        return paths.move(step.axis, step.test, [self.compile(part) for part in step.predicates])

    def _start(self, start: Syntax | str | None) -> Closure:
        if start == "root":
            return lambda focus: (focus.scope.root,)
        if start is None or isinstance(start, str):
            return _focus
        return as_nodes(self.compile(start))


def shortened(steps: Sequence[Step]) -> list[Step]:
    """The steps without those that stay, and `//name` as one: what has another name is then passed, not read, so that
    what is being worked out may ask for the answers of one name anywhere."""
    found: list[Step] = []
    for step in steps:
        plain = step.axis == "child" and step.test.name is not None and not step.predicates
        if plain and found and found[-1] == ANYTHING:
            found[-1] = Step("descendant", step.test)
        elif step != HERE:
            found.append(step)
    return found


def _focus(focus: Focus) -> Sequence[Node]:
    return (focus.node,)


def _union(runs: list[Closure]) -> Code:
    return Code("nodes", lambda focus: paths.ordered([node for run in runs for node in run(focus)]))
