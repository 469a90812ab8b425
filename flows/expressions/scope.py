"""What an evaluation can see: the answers, the clock, the tables. And where in it an evaluation stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from random import Random
from time import thread_time

from flows.expressions.errors import EvaluationError
from flows.expressions.limits import MAX_SECONDS, MAX_VISITS
from flows.expressions.tree import Node, root_of


class Scope:
    """The world of one evaluation, built by the engine; not to be changed while in use.

    current      the node `.` means: the question the expression belongs to
    named        the nodes `${name}` means, in document order
    now, zone    the clock (aware) and the person's zone
    table        the tree `instance('name')` stands in (see `tree.table_tree`), None if there is no such table
    choice_label the label of a choice: (question or list name, value) -> label
    everywhere   the nodes `${name}` means without regard to where the expression stands; `named` if not given
    seed         what random(), randomize() and uuid() are drawn from, so that a turn can be run again
    """

    __slots__ = ("choice_label", "current", "everywhere", "named", "now", "seed", "table", "zone")

    def __init__(
        self,
        current: Node,
        named: Callable[[str], Sequence[Node]],
        now: datetime,
        zone: tzinfo,
        table: Callable[[str], Node | None] = lambda name: None,
        choice_label: Callable[[str, str], str] = lambda question, value: value,
        seed: str = "",
        everywhere: Callable[[str], Sequence[Node]] | None = None,
    ) -> None:
        self.current = current
        self.named = named
        self.now = now
        self.zone = zone
        self.table = table
        self.choice_label = choice_label
        self.seed = seed
        self.everywhere = everywhere or named

    @property
    def root(self) -> Node:
        """The node `/` means. Inside a table's predicate too it is the answers' root, as in ODK."""
        return root_of(self.current)


class Run:
    """One evaluation: what it may still spend, and its chances."""

    _visits = 0
    _deadline = 0.0
    _chance: Random | None = None

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def spend(self, visits: int) -> None:
        """Count nodes looked at, so that nested predicates cannot hang a turn. Raises EvaluationError at a limit."""
        self._visits += visits
        if self._visits > MAX_VISITS:
            raise EvaluationError("the expression visits too many nodes")
        self.seconds_left()

    def seconds_left(self) -> float:
        """Time of this thread on the processor that is left, counted from the first call: while the machine is busy
        with other things none is spent. Raises EvaluationError if there is none."""
        now = thread_time()
        if not self._deadline:
            self._deadline = now + MAX_SECONDS
        if now > self._deadline:
            raise EvaluationError("the expression takes too long")
        return self._deadline - now

    @property
    def chance(self) -> Random:
        """The same for the same seed and question, so that a turn run again draws the same."""
        if self._chance is None:
            self._chance = Random(f"{self.scope.seed}/{self.scope.current.name}")
        return self._chance


class Focus:
    """The node, position and size an expression is evaluated with (XPath 1.0, section 1)."""

    __slots__ = ("node", "position", "run", "scope", "size")

    def __init__(self, run: Run, node: Node, position: int = 1, size: int = 1) -> None:
        self.run = run
        self.scope = run.scope
        self.node = node
        self.position = position
        self.size = size
