"""Tokens to syntax: the grammar of XPath 1.0, section 3, with XLSForm's references."""

from __future__ import annotations

from flows.expressions.errors import ExpressionError
from flows.expressions.lexer import Token, tokens
from flows.expressions.limits import MAX_DEPTH, MAX_LENGTH
from flows.expressions.syntax import (
    ANYTHING,
    AXES,
    HERE,
    NAMESPACES,
    Call,
    Chain,
    Filtered,
    Literal,
    Negation,
    NodeTest,
    Path,
    Reference,
    Step,
    Syntax,
)
from texts.said import said

_OPERATORS = ("or", "and", "= !=", "< <= > >=", "+ -", "* div mod")
_RANKS = {operator: rank for rank, operators in enumerate(_OPERATORS) for operator in operators.split()}
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_PARENT = Step("parent", NodeTest("node"))


def parse(text: str) -> Syntax:
    """The syntax of an expression. Raises ExpressionError, whose place is an offset into the text."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(said("it is longer than {most} characters", most=MAX_LENGTH), MAX_LENGTH)
    parser = _Parser(tokens(text))
    syntax = parser.expression()
    parser.finish()
    return syntax


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _ahead(self, text: str, by: int = 1) -> bool:
        token = self._tokens[min(self._next + by, len(self._tokens) - 1)]
        return token.kind == "symbol" and token.text == text

    def _advance(self) -> Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _accept(self, *texts: str) -> str | None:
        token = self._token
        if token.kind == "symbol" and token.text in texts:
            self._next += 1
            return token.text
        return None

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._refusal(said("{sign} is missing", sign=repr(text)))

    def _refusal(self, message: str) -> ExpressionError:
        return ExpressionError(message, self._token.place)

    def finish(self) -> None:
        """Nothing may be left over."""
        if self._token.kind != "end":
            raise self._refusal(said("{sign} is not expected here", sign=repr(self._token.text)))

    def expression(self, rank: int = 0) -> Syntax:
        """A whole expression, or an operand of operators that bind less than `rank`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refusal(said("more than {most} levels inside each other", most=MAX_DEPTH))
        syntax = self._signed()
        while (found := self._rank()) >= rank:
            syntax = self._chain(syntax, found)
        self._depth -= 1
        return syntax

    def _rank(self) -> int:
        """How strongly the operator here binds, -1 if there is none."""
        token = self._token
        return _RANKS.get(token.text, -1) if token.kind == "operator" else -1

    def _chain(self, first: Syntax, rank: int) -> Chain:
        rest: list[tuple[str, Syntax]] = []
        while self._rank() == rank:
            operator = self._advance().text
            rest.append((operator, self.expression(rank + 1)))
        return Chain(first, tuple(rest))

    def _signed(self) -> Syntax:
        signs = 0
        while self._token.kind == "operator" and self._token.text == "-":
            self._advance()
            signs += 1
        operand = self._union()
        for _ in range(signs and 2 - signs % 2):
            operand = Negation(operand)
        return operand

    def _union(self) -> Syntax:
        first = self._path()
        rest: list[tuple[str, Syntax]] = []
        while self._token.kind == "operator" and self._token.text == "|":
            rest.append((self._advance().text, self._path()))
        return Chain(first, tuple(rest)) if rest else first

    def _path(self) -> Syntax:
        slash = self._accept("/", "//")
        if slash:
            return self._absolute(slash)
        if self._starts_primary():
            return self._filtered_path()
        return Path(None, tuple(self._steps()))

    def _absolute(self, slash: str) -> Path:
        if slash == "//":
            return Path("root", (ANYTHING, *self._steps()))
        return Path("root", tuple(self._steps()) if self._starts_step() else ())

    def _filtered_path(self) -> Syntax:
        subject = self._primary()
        if predicates := self._predicates():
            subject = Filtered(subject, predicates)
        slash = self._accept("/", "//")
        if slash is None:
            return subject
        return Path(subject, (*((ANYTHING,) if slash == "//" else ()), *self._steps()))

    def _starts_primary(self) -> bool:
        token = self._token
        if token.kind == "name":
            return self._ahead("(") and token.text not in _NODE_TYPES
        return token.kind in {"number", "literal", "reference"} or (token.kind == "symbol" and token.text == "(")

    def _starts_step(self) -> bool:
        token = self._token
        return token.kind == "name" or (token.kind == "symbol" and token.text in {".", "..", "@", "*"})

    def _primary(self) -> Syntax:
        token = self._advance()
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "literal":
            return Literal(token.text)
        if token.kind == "reference":
            return Reference(token.text)
        if token.kind == "name":
            return Call(token.text, self._arguments(), token.place)
        inner = self.expression()
        self._expect(")")
        return inner

    def _arguments(self) -> tuple[Syntax, ...]:
        self._expect("(")
        if self._accept(")"):
            return ()
        found = [self.expression()]
        while self._accept(","):
            found.append(self.expression())
        self._expect(")")
        return tuple(found)

    def _steps(self) -> list[Step]:
        found = [self._step()]
        while slash := self._accept("/", "//"):
            if slash == "//":
                found.append(ANYTHING)
            found.append(self._step())
        return found

    def _step(self) -> Step:
        if self._accept("."):
            return HERE
        if self._accept(".."):
            return _PARENT
        axis = self._axis()
        return Step(axis, self._node_test(), self._predicates())

    def _axis(self) -> str:
        if self._accept("@"):
            return "attribute"
        if self._token.kind != "name" or not self._ahead("::"):
            return "child"
        if self._token.text not in AXES:
            raise self._refusal(said("there is no axis {name}", name=repr(self._token.text)))
        axis = self._advance().text
        self._expect("::")
        return axis

    def _node_test(self) -> NodeTest:
        if self._accept("*"):
            return NodeTest("principal")
        if self._token.kind != "name":
            early = self._token.kind == "end"
            raise self._refusal(said("the expression ends too early") if early else said("a value is missing"))
        if self._ahead("("):
            return self._node_type()
        return self._name_test(self._advance())

    def _node_type(self) -> NodeTest:
        kind = self._token.text
        if kind not in _NODE_TYPES:
            raise self._refusal(said("{name} cannot be a part of a path", name=repr(kind)))
        self._advance()
        self._expect("(")
        target = self._advance().text if kind == "processing-instruction" and self._token.kind == "literal" else None
        self._expect(")")
        return NodeTest({"processing-instruction": "instruction"}.get(kind, kind), target)

    def _name_test(self, token: Token) -> NodeTest:
        prefix, colon, local = token.text.rpartition(":")
        if not colon:
            return NodeTest("principal", local)
        if prefix not in NAMESPACES:
            raise ExpressionError(said("the prefix {name} is not known", name=repr(prefix)), token.place)
        return NodeTest("principal", None if local == "*" else local, NAMESPACES[prefix])

    def _predicates(self) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        while self._accept("["):
            found.append(self.expression())
            self._expect("]")
        return tuple(found)
