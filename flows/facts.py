"""What holds at one instant of a session: relevance, derived values, what must be answered, what a select offers.

A broken expression never stops a person (docs/decisions/expressions-that-fail.md): when one fails on being reached,
its question counts as relevant, as not required, as satisfied, as offering everything, as deriving nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from flows.compiled import Compiled, Repeat, instance_key
from flows.context import Context, Table
from flows.countries import NAME as COUNTRIES
from flows.countries import countries
from flows.definition import SELECT_TYPES, QuestionType
from flows.expressions import Element, EvaluationError, Expression, Node, Scope, table_tree
from flows.layout import Layout
from flows.limits import INSTANCES_MAX, PAGE_SIZE
from flows.repeats import counted
from flows.revision import Revision
from flows.session import Response, Session
from flows.tree import AnswerTree
from flows.values import coerce, spoken
from flows.zones import NAME as ZONES
from flows.zones import zones
from texts.emphasis import plain

BUILT_IN: dict[str, Callable[[], Table]] = {COUNTRIES: countries, ZONES: zones}
"""Tables that every flow may ask for."""

_METADATA = frozenset({QuestionType.USERNAME, QuestionType.TODAY, QuestionType.START, QuestionType.END})


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
        self._derived: dict[str, Response | None] = {}
        self._nodes: dict[str, Sequence[Node]] = {}
        self._asks: dict[str, bool] = {}
        self._counts: dict[str, int] = {}

    _answers: AnswerTree | None = None
    _layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """The questions in order, with as many instances of each repeat as there are."""
        if not self.revision.repeats:
            return self.revision.plain
        if self._layout is None:
            self._layout = self.revision.layout(tuple(self.count(each) for each in self.revision.repeats.values()))
        return self._layout

    def count(self, repeat: Repeat) -> int:
        """How many instances a repeat has: what the flow says, else one and as many more as the person wants."""
        found = self._counts.get(repeat.name)
        if found is None:
            self._counts[repeat.name] = 1
            found = self._counts[repeat.name] = counted(repeat, self.responses) if repeat.count is None else (
                self._number(repeat.count, repeat)
            )
        return found

    def relevant(self, compiled: Compiled) -> bool:
        """Whether the question applies now, its instance included. One that asks about itself in a circle applies."""
        if compiled.repeat is not None and not self._stands(compiled, compiled.repeat):
            return False
        if not compiled.conditions:
            return True
        found = self._relevant.get(compiled.name)
        if found is None:
            self._relevant[compiled.name] = True
            found = self._relevant[compiled.name] = all(
                self._boolean(condition, compiled, "", otherwise=True) for condition in compiled.conditions
            )
        return found

    def relevant_repeat(self, repeat: Repeat) -> bool:
        """Whether the repeat applies now."""
        handle = repeat.handle(1)
        return all(self._boolean(condition, handle, "", otherwise=True) for condition in handle.conditions)

    def _stands(self, compiled: Compiled, repeat: Repeat) -> bool:
        count = self.count(repeat)
        if compiled.type is QuestionType.REPEAT:
            return repeat.count is None and compiled.instance <= count + 1
        return compiled.instance <= count

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
        seen = tuple(node.value for name in sorted(wanted.references) for node in self.nodes(name, compiled))
        return table.filtered((wanted.text, self.context.country, self.context.today, seen), passing)

    def offers(self, compiled: Compiled, name: str) -> bool:
        """Whether a select offers this choice now; cheap where there is no filter."""
        if compiled.filter is not None:
            return name in self.offered(compiled)
        table = self.table_of(compiled)
        return name in table if table else name in (compiled.choices or {})

    def fits(self, compiled: Compiled, value: Any) -> bool:
        """Whether a select still offers what was chosen, and a ranking names all that is offered; true of all other
        questions."""
        if compiled.type not in SELECT_TYPES:
            return True
        if compiled.type is QuestionType.RANK:
            return sorted(value) == sorted(self.offered(compiled))
        return all(self.offers(compiled, name) for name in (value if isinstance(value, list) else [value]))

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
        return (plain(self.revision.words(choice.label, language)) or name) if choice else name

    def typed_choices(self, compiled: Compiled) -> Sequence[tuple[str, ...]]:
        """What a person may type for each choice offered: (name, label, label, ...), labels of every language."""
        names, table = self.offered(compiled), self.table_of(compiled)
        if table is not None:
            return table.typed(names)
        choices = compiled.choices or {}
        return [(name, *dict.fromkeys(plain(label) for label in choices[name].label.values())) for name in names]

    def table_of(self, compiled: Compiled) -> Table | None:
        """The table of a select; an empty one if it is missing, None if its choices are a list of the flow."""
        name = compiled.question.table
        return None if name is None else self._table(name) or Table(name, {})

    def _table(self, name: str) -> Table | None:
        built_in = BUILT_IN.get(name)
        return self.context.tables.get(name) or (built_in() if built_in else None)

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
            case QuestionType.END:  # as late as anybody can tell: once it is filed, the instant of filing
                return self.context.now.isoformat()
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
        return self._try_boolean(wanted, Scope(row, *self._world(compiled)), otherwise=True)

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

    def _number(self, expression: Expression, repeat: Repeat) -> int:
        """A repeat's count; one if the expression fails, none if it is no number yet."""
        handle = repeat.handle(1)
        try:
            number = expression.number(self._scope(handle, ""))
        except EvaluationError:
            return 1
        return int(min(max(number, 0), INSTANCES_MAX)) if number == number else 0

    def _scope(self, compiled: Compiled, value: str) -> Scope:
        holder = self._tree().holder(compiled.around)
        return Scope(Element(compiled.question.name, text=value, parent=holder), *self._world(compiled))

    def _world(self, compiled: Compiled) -> tuple[Any, ...]:
        context = self.context
        named = self._named if compiled.repeat is None else partial(self.nodes, seen_from=compiled)
        return named, context.now, context.zone, self._table_tree, self._label, self.session.started_at

    def meant(self, name: str, seen_from: Compiled | None) -> tuple[Compiled, ...]:
        """The questions `${name}` means: inside a repeat that of the same instance, outside those of all."""
        if seen_from is not None and seen_from.repeat is not None and name in seen_from.repeat.names:
            return (self.revision.by_name[f"{instance_key(seen_from.repeat.name, seen_from.instance)}/{name}"],)
        meant = self.revision.meant(name)
        return tuple(each for each in meant if self.relevant(each)) if len(meant) > 1 else meant

    def nodes(self, name: str, seen_from: Compiled) -> Sequence[Node]:
        """What `${name}` means in an expression of a question: inside a repeat the answer of the same instance."""
        repeat = seen_from.repeat
        if repeat is None or name not in repeat.names:
            return self._named(name)
        key = f"{instance_key(repeat.name, seen_from.instance)}/{name}"
        found = self._nodes.get(key)
        if found is None:
            holder = self._tree().holder(self.revision.by_name[key].around)
            found = self._nodes[key] = tuple(node for node in holder.children if node.name == name)
        return found

    def _named(self, name: str) -> Sequence[Node]:
        nodes = self._nodes.get(name)
        if nodes is None:
            known = name in self.revision.by_name
            nodes = (Element(name, text=self.text(name)),) if known else self._tree().named(name)
            self._nodes[name] = nodes
        return nodes

    def _tree(self) -> AnswerTree:
        if self._answers is None:
            self._answers = AnswerTree(self)
        return self._answers

    def _table_tree(self, name: str) -> Node | None:
        if (table := self._table(name)) is not None:
            return table.tree
        choices = self.revision.flow.choice_lists.get(name)
        return table_tree([{"name": each.name, **each.columns} for each in choices]) if choices else None

    def _label(self, name: str, value: str) -> str:
        compiled = next(iter(self.revision.meant(name)), None)
        return self.choice_label(compiled, value, self.session.language) if compiled else value
