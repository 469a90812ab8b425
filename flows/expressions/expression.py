"""A compiled expression: what a revision keeps of each text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flows.expressions.code import Closure, Code, as_boolean, as_number, as_string
from flows.expressions.compiler import Compiler
from flows.expressions.equalities import equalities
from flows.expressions.errors import EvaluationError, ExpressionError
from flows.expressions.parser import parse
from flows.expressions.scope import Focus, Run, Scope
from flows.expressions.syntax import Syntax
from flows.expressions.values import Value
from texts.said import said


class Expression:
    """Immutable, and usable from several threads at once.

    text              what was compiled
    references        the names in `${...}`
    steps             the names that its paths lead through; `looks_around`: they may read anything
    functions         the names of the functions it calls
    equalities        (name, question or text) of `name = ${question}` and `name = 'text'`, all of which must hold;
                      `only_equalities`: nothing else must
    tables            the names in `instance('...')` and `pulldata('...', ...)`
    unknown_functions the functions nobody knows; they fail only when reached
    faults            (offset, what is wrong) of every call that a known function will fail at when it is reached
    """

    __slots__ = ("_boolean", "_number", "_string", "_value", "equalities", "faults", "functions", "looks_around",
                 "only_equalities", "references", "steps", "tables", "text", "unknown_functions")

    def __init__(self, text: str, syntax: Syntax, code: Code, compiler: Compiler) -> None:
        self.text = text
        self.references = frozenset(compiler.references)
        self.steps = frozenset(compiler.steps)
        self.looks_around = compiler.looks_around
        self.functions = frozenset(compiler.functions)
        self.equalities, self.only_equalities = equalities(syntax)
        self.tables = frozenset(compiler.tables)
        self.unknown_functions = frozenset(compiler.unknown_functions)
        self.faults = tuple(sorted(compiler.faults))
        self._value: Closure = code.run
        self._string: Closure = as_string(code)
        self._number: Closure = as_number(code)
        self._boolean: Closure = as_boolean(code)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def value(self, scope: Scope) -> Value:
        """The value in its own kind. Raises EvaluationError, as all four do."""
        return _evaluate(self._value, scope)

    def string(self, scope: Scope) -> str:
        """The value as text: dates in ISO, whole numbers without a point."""
        return _evaluate(self._string, scope)

    def number(self, scope: Scope) -> float:
        """The value as a number, NaN if it is none; a date counts its days since 1970."""
        return float(_evaluate(self._number, scope))

    def boolean(self, scope: Scope) -> bool:
        """The value as a truth."""
        return _evaluate(self._boolean, scope)


def _evaluate(closure: Closure, scope: Scope) -> Any:
    try:
        return closure(Focus(Run(scope), scope.current))
    except RecursionError as error:
        raise EvaluationError("the expression goes too deep") from error


@lru_cache(maxsize=8192)
def compile(text: str) -> Expression:
    """The expression a text means. Raises ExpressionError if it means none."""
    compiler = Compiler()
    try:
        syntax = parse(text)
        return Expression(text, syntax, compiler.compile(syntax), compiler)
    except RecursionError as error:
        raise ExpressionError(said("it goes too deep"), 0) from error
