"""Conditions taken apart: into branches one of which must hold, each a row of tests all of which must."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from flows.expressions.inside import Evaluate, kind_of, parts, truth_of
from flows.expressions.syntax import HERE, Call, Chain, Literal, Negation, Path, Reference, Syntax

ITSELF = "."
"""The leaf that stands for the answer itself."""

_BRANCHES = 64  # beyond so many it is not looked whether a condition can hold
_HERE = Path(None, (HERE,))
_COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">="})
_BY_CHANCE = frozenset({"random", "uuid", "randomize", "once"})
_ELSEWHERE = frozenset({"instance", "pulldata", "current", "position", "last", "indexed-repeat", "jr:choice-name",
                        "choice-name", "jr:itext"})  # fmt: skip
CLOCK = frozenset({"today", "now"})
_COMPARED_ALIKE = frozenset({("number", "number"), ("string", "string"), ("string", "number")})
"""Kinds of a part and of the constant beside it that compare as the part's text would."""


@dataclass(frozen=True, eq=False)
class Atom:
    """One test. `leaf`: the one answer it hangs on (`ITSELF`, or a question's name), None if on none, on several, or on
    what cannot be told; `is_constant`: on none.

    `subject`: what it compares with constants, the leaf (`of_leaf`) or some other part that has one value; `constants`:
    those. `seen`: the test with `.` for the subject; `stands`: as it stands. `clock`: it hangs on the day.
    """

    leaf: str | None
    is_constant: bool
    subject: Syntax | None
    of_leaf: bool
    constants: tuple[Syntax, ...]
    seen: Syntax
    stands: Syntax
    clock: bool

    @cached_property
    def test(self) -> Evaluate:
        """Whether the subject, which is `.` then, passes."""
        return truth_of(self.seen)

    @cached_property
    def whole(self) -> Evaluate:
        """Whether the leaf, under its own name, passes."""
        return truth_of(self.stands)


@dataclass(frozen=True, slots=True)
class Signed:
    """A test that must hold, or must not."""

    atom: Atom
    holds: bool


Branch = tuple[Signed, ...]


class Taker:
    """Takes conditions apart. `single`: whether `${name}` has one value, as seen from where the condition stands.
    `own`: whether `.` is the answer that is looked at."""

    def __init__(self, single: Callable[[str], bool], *, own: bool) -> None:
        self._single = single
        self._own = own

    def branches(self, syntax: Syntax, *, holds: bool = True) -> list[Branch] | None:
        """The ways in which it holds (or does not); None if they are too many."""
        match syntax:
            case Chain(first, ((("and" | "or") as operator, _), *_) as rest):
                each = [self.branches(part, holds=holds) for part in (first, *(operand for _, operand in rest))]
                found = [part for part in each if part is not None]
                # Of a part with too many branches nothing is known: an `and` leaves it out, an `or` may hold by it.
                if (operator == "and") is holds:
                    return joined(found)
                return _limited([branch for part in found for branch in part]) if len(found) == len(each) else None
            case Call("not", (inner,)):
                return self.branches(inner, holds=not holds)
            case Call("true" | "false", ()):
                return [()] if (syntax.name == "true") is holds else []
            case _:
                return [(Signed(self._atom(syntax), holds),)]

    def _atom(self, syntax: Syntax) -> Atom:
        leaves = set(_leaves(syntax))
        leaf = next(iter(leaves)) if len(leaves) == 1 else None
        if leaf is not None and not (self._own if leaf == ITSELF else self._single(leaf)):
            leaf = None
        subject, constants, seen = self._compared(syntax)
        of_leaf = subject is not None and self._is_leaf(subject)
        clock = any(isinstance(part, Call) and part.name in CLOCK for part in parts(syntax))
        return Atom(leaf, not leaves, subject, of_leaf, constants, seen, syntax, clock)

    def _compared(self, syntax: Syntax) -> tuple[Syntax | None, tuple[Syntax, ...], Syntax]:
        match syntax:
            case Chain(left, ((operator, right),)) if operator in _COMPARING:
                if is_constant(right) and self._is_subject(left, right):
                    return left, (right,), Chain(_HERE, ((operator, right),))
                if is_constant(left) and self._is_subject(right, left):
                    return right, (left,), Chain(left, ((operator, _HERE),))
            case Call("selected", (chosen, choice)) if is_constant(choice) and self._is_leaf(chosen):
                return chosen, (choice,), Call("selected", (_HERE, choice), syntax.place)
            case Reference() | Path() if self._is_leaf(syntax):
                return syntax, (), _HERE
        return None, (), syntax

    def _is_leaf(self, syntax: Syntax) -> bool:
        return (self._own and syntax == _HERE) or (isinstance(syntax, Reference) and self._single(syntax.name))

    def _is_subject(self, syntax: Syntax, other: Syntax) -> bool:
        """A single answer, or a part that has one value, the same in all conditions, and is compared as that kind."""
        if self._is_leaf(syntax):
            return True
        if is_constant(syntax) or not all(self._is_steady(part) for part in parts(syntax)):
            return False
        return (kind_of(syntax), kind_of(other)) in _COMPARED_ALIKE

    def _is_steady(self, part: Syntax) -> bool:
        if isinstance(part, Path):
            return self._own and part == _HERE
        if isinstance(part, Call):
            return part.name not in _BY_CHANCE and (bool(part.arguments) or part.name in CLOCK)
        return True


def joined(found: Sequence[list[Branch]]) -> list[Branch] | None:
    """The ways in which all of these hold; None if they are too many."""
    size = 1
    for each in found:
        size *= len(each)
        if size > _BRANCHES:
            return None
    return [tuple(signed for branch in chosen for signed in branch) for chosen in product(*found)]


def is_constant(syntax: Syntax) -> bool:
    """Whether a part is the same whatever is answered (though not whenever)."""
    return not any(True for _ in _leaves(syntax))


def _limited(branches: list[Branch]) -> list[Branch] | None:
    return branches if len(branches) <= _BRANCHES else None


def _leaves(syntax: Syntax) -> Iterator[str | None]:
    """What the value hangs on: answers by name, `ITSELF`, None for whatever cannot be told."""
    for part in parts(syntax):
        match part:
            case Reference(name):
                yield name
            case Path():
                yield ITSELF if part == _HERE else None
            case Call(name) if name in _BY_CHANCE or name in _ELSEWHERE:
                yield None
            case Call(name, ()) if name not in CLOCK | {"true", "false", "pi"}:
                yield None  # of the answer itself, or unknown
            case Literal() | Chain() | Negation() | Call():
                continue
            case _:
                yield None
