"""What an evaluation can see: the answers, the clock, the tables. And where in it an evaluation stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from random import Random

from .errors import EvaluationError
from .limits import MAX_VISITS
from .tree import Node, root_of


class Scope:
    """The world of one evaluation, built by the engine; not to be changed while in use.

    current      the node `.` means: the question the expression belongs to
    named        the nodes `${name}` means, in document order
    now, zone    the clock (aware) and the person's zone
    table        the tree `instance('name')` stands in (see `tree.table_tree`), None if there is no such table
    choice_label the label of a choice: (question or list name, value) -> label
    seed         what random(), randomize() and uuid() are drawn from, so that a turn can be run again
    """

    __slots__ = ("choice_label", "current", "named", "now", "seed", "table", "zone")

    def __init__(
        self,
        current: Node,
        named: Callable[[str], Sequence[Node]],
        now: datetime,
        zone: tzinfo,
        table: Callable[[str], Node | None] = lambda name: None,
        choice_label: Callable[[str, str], str] = lambda question, value: value,
        seed: str = "",
    ) -> None:
        self.current = current
        self.named = named
        self.now = now
        self.zone = zone
        self.table = table
        self.choice_label = choice_label
        self.seed = seed

    def at(self, node: Node) -> Scope:
        """The same world seen from another node."""
        return Scope(node, self.named, self.now, self.zone, self.table, self.choice_label, self.seed)

    @property
    def root(self) -> Node:
        """The node `/` means. Inside a table's predicate too it is the answers' root, as in ODK."""
        return root_of(self.current)


class Run:
    """One evaluation: counts the nodes it visits, so that nested predicates cannot hang a turn, and draws its chances."""

    __slots__ = ("_chance", "left", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.left = MAX_VISITS
        self._chance: Random | None = None

    def spend(self, visits: int) -> None:
        """Raises EvaluationError once MAX_VISITS are used up."""
        self.left -= visits
        if self.left < 0:
            raise EvaluationError("the expression visits too many nodes")

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
