"""How expressions see the answers of a session: nodes, tables, labels. What fails on being reached has no effect
(docs/decisions/expressions-that-fail.md)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from flows.compiled import Compiled, Inside, Repeat
from flows.context import Context, Table
from flows.countries import NAME as COUNTRIES
from flows.countries import countries
from flows.dependencies import common
from flows.expressions import Element, EvaluationError, Expression, Node, Scope
from flows.instances import placed_around
from flows.revision import Revision
from flows.session import Response, Session
from flows.tree import AnswerTree
from flows.zones import NAME as ZONES
from flows.zones import zones

BUILT_IN: dict[str, Callable[[], Table]] = {COUNTRIES: countries, ZONES: zones}
"""Tables that every flow may ask for."""


class Evaluation(ABC):
    """The answers of a session seen through its revision, as expressions see them."""

    def __init__(
        self, revision: Revision, session: Session, context: Context, responses: Mapping[str, Response]
    ) -> None:
        self.revision = revision
        self.session = session
        self.context = context
        self.responses = responses
        self._nodes: dict[str | tuple[str, Inside], Sequence[Node]] = {}

    _answers: AnswerTree | None = None

    @abstractmethod
    def text(self, key: str) -> str:
        """An answer as expressions see it: '' if there is none, several values parted by spaces."""

    @abstractmethod
    def count(self, repeat: Repeat, inside: Inside = ()) -> int:
        """How many instances a repeat has in the instances around it."""

    @abstractmethod
    def choice_label(self, compiled: Compiled, name: str, language: str) -> str:
        """A choice's label in the language; its name if it is unknown (any more)."""

    def insides(self, repeat: Repeat, inside: Inside = ()) -> Sequence[Inside]:
        """All instances of a repeat inside those given."""
        found = [inside]
        for name in repeat.chain[len(inside) :]:
            one = self.revision.repeats[name]
            found = [
                (*each, (name, place)) for each in found for place in range(1, self.count(one, each) + 1)
            ]
        return found

    def shared(self, name: str, inside: Inside) -> Inside:
        """Of the instances an expression stands in, those that `${name}` is seen in: as ODK has it, the nearest repeat
        around both is the same instance, and of the repeats further in all instances are meant."""
        repeat = self.revision.instances.repeat_of[name]
        chain = repeat.chain[:-1] if name in self.revision.repeats else repeat.chain
        return inside[: common(chain, inside)]

    def nodes(self, name: str, inside: Inside) -> Sequence[Node]:
        """What `${name}` means in an expression that stands in these instances."""
        repeat = self.revision.instances.repeat_of.get(name)
        if repeat is None:
            return self._named(name)
        shared = self.shared(name, inside)
        found = self._nodes.get((name, shared))
        if found is None:
            found = self._nodes[name, shared] = self._seen(name, repeat, shared)
        return found

    def _seen(self, name: str, repeat: Repeat, shared: Inside) -> Sequence[Node]:
        if name in self.revision.repeats:
            return self.tree().instances(name, shared)
        if len(shared) < len(repeat.chain):
            return self.tree().answers(name, shared)
        compiled = self.revision.instances.placed(self.revision.instances.templates[name], shared)
        return (Element(name, text=self.text(compiled.name), parent=self.tree().holder(compiled.around)),)

    def _named(self, name: str) -> Sequence[Node]:
        nodes = self._nodes.get(name)
        if nodes is None:
            if name in self.revision.instances.repeat_of:
                nodes = self.nodes(name, ())
            else:
                nodes = (Element(name, text=self.text(name)),) if name in self.revision.by_name else ()
            self._nodes[name] = nodes
        return nodes

    def tree(self) -> AnswerTree:
        """The answers as paths walk them."""
        if self._answers is None:
            self._answers = AnswerTree(self)
        return self._answers

    def boolean(self, expression: Expression, compiled: Compiled, value: str, *, otherwise: bool) -> bool:
        """Whether an expression of a question holds; `value`: what `.` is."""
        return self._try(expression, self._scope(compiled, value), otherwise=otherwise)

    def holds_in(self, expression: Expression, around: tuple[str, ...], inside: Inside) -> bool:
        """Whether the relevance of a group or of an instance holds, as seen from that."""
        seen_from = inside[:-1] if around[-1].endswith("]") else inside
        return self._try(expression, Scope(self.tree().holder(around), *self._world(seen_from)), otherwise=True)

    def row_passes(self, expression: Expression, compiled: Compiled, name: str, columns: Mapping[str, str]) -> bool:
        """Whether a choice filter lets a choice pass: it is seen from the choice's own row."""
        cells = [Element("name", text=name), *(Element(column, text=cell) for column, cell in columns.items())]
        return self._try(expression, Scope(Element("item", cells), *self._world(compiled.inside)), otherwise=True)

    def string(self, expression: Expression, compiled: Compiled) -> str:
        """What an expression of a question gives; '' if it fails."""
        try:
            return expression.string(self._scope(compiled, ""))
        except EvaluationError:
            return ""

    def number(self, expression: Expression, repeat: Repeat, inside: Inside) -> float:
        """What the count of a repeat gives; one if it fails."""
        holder = self.tree().holder(placed_around(repeat.around, inside))
        try:
            return expression.number(Scope(Element(repeat.name, parent=holder), *self._world(inside)))
        except EvaluationError:
            return 1

    def table(self, name: str) -> Table | None:
        """A table by name: one that came with the flow, else the organisation's, else one of ours."""
        built_in = BUILT_IN.get(name)
        return self.revision.table(name) or self.context.tables.get(name) or (built_in() if built_in else None)

    def table_of(self, compiled: Compiled) -> Table | None:
        """The table of a select; an empty one if it is missing, None if its choices are a list of the flow."""
        name = compiled.question.table
        if name is None:
            return None
        return self.revision.table(name, compiled.question) or self.table(name) or Table(name, {})

    def _try(self, expression: Expression, scope: Scope, *, otherwise: bool) -> bool:
        try:
            return expression.boolean(scope)
        except EvaluationError:
            return otherwise

    def _scope(self, compiled: Compiled, value: str) -> Scope:
        holder = self.tree().holder(compiled.around)
        return Scope(Element(compiled.question.name, text=value, parent=holder), *self._world(compiled.inside))

    def _world(self, inside: Inside) -> tuple[Any, ...]:
        context, named = self.context, self._named
        near = partial(self.nodes, inside=inside) if inside else named
        started_at = self.session.started_at
        return near, context.now, context.zone, self._table_tree, self._label, started_at, named

    def _table_tree(self, name: str) -> Node | None:
        if (table := self.table(name)) is not None:
            return table.tree
        choices = self.revision.lists.get(name)
        return choices.tree if choices else None

    def _label(self, name: str, value: str) -> str:
        compiled = self.revision.instances.templates.get(name)
        return self.choice_label(compiled, value, self.session.language) if compiled else value
