"""What holds at one instant of a session: relevance, derived values, what must be answered, what a select offers.

A broken expression never stops a person (docs/decisions/expressions-that-fail.md): when one fails on being reached,
its question counts as relevant, as not required, as satisfied, as offering everything, as deriving nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from flows.context import Context, Table
from flows.countries import NAME as COUNTRIES
from flows.countries import countries
from flows.definition import SELECT_TYPES, QuestionType
from flows.expressions import Element, EvaluationError, Expression, Node, Root, Scope, table_tree
from flows.limits import PAGE_SIZE
from flows.revision import Compiled, Revision
from flows.session import Response, Session
from flows.values import coerce, spoken

_METADATA = frozenset({QuestionType.USERNAME, QuestionType.TODAY, QuestionType.START})


class Facts:
    """The answers of a session seen through its revision; made for one turn, every value worked out at most once."""

    def __init__(
        self, revision: Revision, session: Session, context: Context, responses: Mapping[str, Response] | None = None
    ) -> None:
        self.revision = revision
        self.session = session
        self.context = context
        self.responses = session.responses if responses is None else responses
        self._relevant: dict[str, bool] = {}
        self._asks: dict[str, bool] = {}
        self._derived: dict[str, Response | None] = {}
        self._nodes: dict[str, tuple[Node, ...]] = {}
        self._root: Element | None = None

    def relevant(self, compiled: Compiled) -> bool:
        """Whether the question applies now. A question that asks about itself in a circle applies."""
        if not compiled.conditions:
            return True
        found = self._relevant.get(compiled.name)
        if found is None:
            self._relevant[compiled.name] = True
            found = self._relevant[compiled.name] = all(
                self._boolean(condition, compiled, "", otherwise=True) for condition in compiled.conditions
            )
        return found

    def asks(self, compiled: Compiled) -> bool:
        """Whether the question is asked by itself now, or only when tapped on the review card."""
        if isinstance(compiled.asks, bool):
            return compiled.asks
        found = self._asks.get(compiled.name)
        if found is None:
            self._asks[compiled.name] = True
            found = self._asks[compiled.name] = self._boolean(compiled.asks, compiled, "", otherwise=True)
        return found

    def response(self, compiled: Compiled) -> Response | None:
        """What counts as the answer: the person's, else the derived one; None if skipped, empty or irrelevant."""
        given = self.responses.get(compiled.name)
        if (given is not None and given.skipped) or not self.relevant(compiled):
            return None
        return given or self.derived(compiled)

    def derived(self, compiled: Compiled) -> Response | None:
        """What a calculation, a default or the question's own nature gives, as if answered now."""
        if compiled.derived is None and compiled.literal is None and compiled.type not in _METADATA:
            return None
        name = compiled.name
        if name not in self._derived:
            self._derived[name] = None
            value = coerce(compiled, self._derived_text(compiled), self)
            self._derived[name] = None if value is None else Response(value, self.session.started_at)
        return self._derived[name]

    def text(self, name: str) -> str:
        """An answer as expressions see it: '' if there is none, several values parted by spaces."""
        compiled = self.revision.by_name.get(name)
        response = self._counting(compiled) if compiled else None
        if response is None:
            return ""
        value = response.value
        return value if isinstance(value, str) else str(value) if isinstance(value, int) else " ".join(value)

    def must_answer(self, compiled: Compiled) -> bool:
        """Whether Skip is refused. A select that offers nothing can always be skipped."""
        required = compiled.required
        if not isinstance(required, bool):
            required = self._boolean(required, compiled, self.text(compiled.name), otherwise=False)
        return required and not (compiled.type in SELECT_TYPES and not self.offered(compiled))

    def satisfies(self, compiled: Compiled, value: Any) -> bool:
        """Whether the constraint lets the value pass."""
        if compiled.constraint is None or spoken(compiled, value):
            return True
        candidate = Response(value, "")
        trial = Facts(self.revision, self.session, self.context, {**self.responses, compiled.name: candidate})
        return trial._boolean(compiled.constraint, compiled, trial.text(compiled.name), otherwise=True)

    def offered(self, compiled: Compiled) -> tuple[str, ...]:
        """The names a select offers, filtered; a table's likely ones first."""
        first, names = compiled.first, self._filtered(compiled)
        if first is None:
            return names
        return tuple(sorted(names, key=lambda name: not self._passes(first, compiled, name)))

    def _filtered(self, compiled: Compiled) -> tuple[str, ...]:
        table = self.table_of(compiled)
        names = table.likely(self.context.country) if table else compiled.names
        wanted = compiled.filter
        if wanted is None:
            return names

        def passing() -> tuple[str, ...]:
            return tuple(name for name in names if self._passes(wanted, compiled, name))

        # What a filter sees besides its references (a path may lead anywhere) cannot be told beforehand.
        if table is None or "/" in wanted.text:
            return passing()
        seen = tuple(self.text(name) for name in wanted.references)
        return table.filtered((wanted.text, self.context.country, self.context.today, seen), passing)

    def offers(self, compiled: Compiled, name: str) -> bool:
        """Whether a select offers this choice now; cheap where there is no filter."""
        if compiled.filter is not None:
            return name in self.offered(compiled)
        table = self.table_of(compiled)
        return name in table if table else name in (compiled.choices or {})

    def pages(self, compiled: Compiled) -> int:
        """How many cards the options of a select take."""
        return max(1, -(-len(self.offered(compiled)) // PAGE_SIZE)) if compiled.type in SELECT_TYPES else 1

    def index(self, compiled: Compiled, name: str) -> int:
        """The number a button carries for a choice."""
        table = self.table_of(compiled)
        return table.index(name) if table else compiled.names.index(name)

    def choice_at(self, compiled: Compiled, index: int) -> str | None:
        """The choice a button's number stands for, None if it is not offered."""
        table = self.table_of(compiled)
        name = table.at(index) if table else compiled.names[index] if 0 <= index < len(compiled.names) else None
        return name if name is not None and self.offers(compiled, name) else None

    def choice_label(self, compiled: Compiled, name: str, language: str) -> str:
        """A choice's label in the language; its name if it is unknown (any more)."""
        table = self.table_of(compiled)
        if table is not None:
            return table.label(name, language)
        choice = (compiled.choices or {}).get(name)
        return (self.revision.words(choice.label, language) or name) if choice else name

    def typed_choices(self, compiled: Compiled) -> Sequence[tuple[str, ...]]:
        """What a person may type for each choice offered: (name, label, label, ...), labels of every language."""
        names, table = self.offered(compiled), self.table_of(compiled)
        if table is not None:
            return table.typed(names)
        choices = compiled.choices or {}
        return [(name, *dict.fromkeys(choices[name].label.values())) for name in names]

    def table_of(self, compiled: Compiled) -> Table | None:
        """The table of a select; an empty one if it is missing, None if its choices are a list of the flow."""
        name = compiled.question.table
        return None if name is None else self._table(name) or Table(name, {})

    def _table(self, name: str) -> Table | None:
        return self.context.tables.get(name) or (countries() if name == COUNTRIES else None)

    def _counting(self, compiled: Compiled) -> Response | None:
        response = self.response(compiled)
        # A default that is only suggested (the question will be asked) does not count before it is confirmed.
        suggested = compiled.asked and compiled.name not in self.responses and self.asks(compiled)
        return None if suggested else response

    def _derived_text(self, compiled: Compiled) -> str:
        if compiled.derived is not None:
            return self._string(compiled.derived, compiled)
        match compiled.type:
            case QuestionType.USERNAME:
                return self.context.person_name or ""
            case QuestionType.START:
                return self.session.started_at
            case QuestionType.TODAY:
                begun = datetime.fromisoformat(self.session.started_at)
                return begun.astimezone(self.context.zone).date().isoformat()
            case _:
                return compiled.literal or ""

    def _passes(self, wanted: Expression, compiled: Compiled, name: str) -> bool:
        """A choice filter is seen from the choice's own row: its columns are children of `.`."""
        table = self.table_of(compiled)
        columns = table.rows[name].columns if table else (compiled.choices or {})[name].columns
        cells = [Element(column, text=cell) for column, cell in chain([("name", name)], columns.items())]
        row = Element("item", cells)
        return self._try_boolean(wanted, Scope(row, *self._world()), otherwise=True)

    def _boolean(self, expression: Expression, compiled: Compiled, value: str, *, otherwise: bool) -> bool:
        return self._try_boolean(expression, self._scope(compiled, value), otherwise=otherwise)

    def _try_boolean(self, expression: Expression, scope: Scope, *, otherwise: bool) -> bool:
        try:
            return expression.boolean(scope)
        except EvaluationError:
            return otherwise

    def _string(self, expression: Expression, compiled: Compiled) -> str:
        try:
            return expression.string(self._scope(compiled, ""))
        except EvaluationError:
            return ""

    def _scope(self, compiled: Compiled, value: str) -> Scope:
        return Scope(Element(compiled.name, text=value, parent=self._data()), *self._world())

    def _world(self) -> tuple[Any, ...]:
        context = self.context
        return self._named, context.now, context.zone, self._tree, self._label, self.session.started_at

    def _named(self, name: str) -> Sequence[Node]:
        nodes = self._nodes.get(name)
        if nodes is None:
            nodes = (Element(name, text=self.text(name)),) if name in self.revision.by_name else ()
            self._nodes[name] = nodes
        return nodes

    def _data(self) -> Element:
        """The element around all answers; its children are only built if a path looks at them."""
        if self._root is None:
            names = self.revision.by_name
            self._root = Element("data", lambda: [Element(name, text=self.text(name)) for name in names])
            self._root.parent = Root((self._root,))
        return self._root

    def _tree(self, name: str) -> Node | None:
        if (table := self._table(name)) is not None:
            return table.tree
        choices = self.revision.flow.choice_lists.get(name)
        return table_tree([{"name": each.name, **each.columns} for each in choices]) if choices else None

    def _label(self, name: str, value: str) -> str:
        compiled = self.revision.by_name.get(name)
        return self.choice_label(compiled, value, self.session.language) if compiled else value
