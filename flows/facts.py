"""What holds at one instant of a session: relevance, derived values, what must be answered, what a select offers.

A broken expression never stops a person (docs/decisions/expressions-that-fail.md): when one fails on being reached,
its question counts as relevant, as not required, as satisfied, as offering everything, as deriving nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from zlib import crc32

from flows import limits
from flows.choice_list import ChoiceList
from flows.compiled import Compiled, Inside, Repeat
from flows.context import Context, Table
from flows.definition import SELECT_TYPES, Choice, QuestionType
from flows.evaluation import BUILT_IN, Evaluation
from flows.expressions import Expression
from flows.expressions.functions.nodes import shuffled
from flows.expressions.syntax import Reference
from flows.instances import prefix
from flows.layout import Layout
from flows.limits import INSTANCES_MAX, PAGE_SIZE, SESSION_QUESTIONS_MAX
from flows.repeats import counted
from flows.revision import Revision
from flows.session import Response, Responses, Session
from flows.settled import UNSETTLED, Settled
from flows.values import coerce, spoken
from texts.emphasis import plain

__all__ = ["BUILT_IN", "Facts"]
_METADATA = frozenset({QuestionType.USERNAME, QuestionType.TODAY, QuestionType.START, QuestionType.END})


class Facts(Evaluation):
    """The answers of a session seen through its revision; made for one turn, every value worked out at most once."""

    def __init__(
        self,
        revision: Revision,
        session: Session,
        context: Context,
        responses: Mapping[str, Response] | None = None,
        settled: Settled = UNSETTLED,
    ) -> None:
        """`responses`: other answers than the session's, settled as far as `settled` says."""
        super().__init__(revision, session, context, session.responses if responses is None else responses)
        self.settled = settled if responses is not None else _still_settled(revision, session, context)
        self._relevant: dict[str, bool] = {}
        self._applying: dict[tuple[str, ...], bool] = {}
        self._standing: dict[Inside, bool] = {}
        self._derived: dict[str, Response | None] = {}
        self._asks: dict[str, bool] = {}
        self._counts: dict[str, int] = {}

    _layout: Layout | None = None
    _preparing = False

    @property
    def layout(self) -> Layout:
        """The questions in order, with as many instances of each repeat as there are."""
        if not self.revision.repeats:
            return self.revision.plain
        if self._layout is None:
            counts: dict[str, int] = {}
            left = self._count_all(None, (), counts, SESSION_QUESTIONS_MAX - self.revision.size[None])
            self._layout = self.revision.layout(counts, full=left < 0)
        return self._layout

    def _count_all(self, outer: str | None, inside: Inside, counts: dict[str, int], left: int) -> int:
        """Count the instances of all repeats inside some, until the questions that are left do not suffice."""
        for repeat in self.revision.inner.get(outer, ()):
            size, count = self.revision.size[repeat.name], self.count(repeat, inside)
            fitting = min(count, max(left, 0) // size)
            counts[f"{prefix(inside)}{repeat.name}"] = fitting
            left -= count * size
            for instance in range(1, fitting + 1):
                left = self._count_all(repeat.name, (*inside, (repeat.name, instance)), counts, left)
        return left

    def count(self, repeat: Repeat, inside: Inside = ()) -> int:
        """How many instances a repeat has in the instances around it: what the flow says, else one and as many more as
        the person wants."""
        key = f"{prefix(inside)}{repeat.name}"
        found = self._counts.get(key)
        if found is None:
            self._counts[key] = 1
            found = self._counts[key] = counted(key, self.responses) if repeat.count is None else (
                _whole(self.number(repeat.count, repeat, inside))
            )
        return found

    def relevant(self, compiled: Compiled) -> bool:
        """Whether the question applies now, its instance included. One that asks about itself in a circle applies."""
        if compiled.repeat is None and compiled.condition is None and not compiled.conditions:
            return True
        found = self._relevant.get(compiled.name)
        if found is None:
            self._relevant[compiled.name] = True
            self._work_out_first(compiled)
            found = self._relevant[compiled.name] = self._stands(compiled) and (
                compiled.name not in self.settled.lapsed if self._is_settled(compiled) else self._applies(compiled)
            )
        return found

    def _work_out_first(self, compiled: Compiled) -> None:
        """In a long flow, the far ends of what a question hangs on: from itself a chain of hundreds goes too deep."""
        if self._preparing or len(self.revision.instances.templates) < limits.LONG_FLOW:
            return
        self._preparing = True
        templates = self.revision.instances.templates
        for name in self.revision.dependencies.chained(
            compiled.question.name, lambda read: read in self._nodes or self._is_settled(templates[read])
        ):
            self.nodes(name, compiled.inside)
        self._preparing = False

    def _is_settled(self, compiled: Compiled) -> bool:
        """Whether it is known already if this answered question applies."""
        settled = compiled.position < self.settled.position and compiled.asks is True and compiled.asked
        return settled and compiled.name in self.responses

    def told_so_far(self) -> int:
        """How many questions that apply the person was asked for and has answered, of those settled."""
        settled = self.settled
        if settled.told is not None:
            return settled.told
        told = self.responses.keys() & self.layout.always_names[: self.layout.place(settled.position)]
        return len(told - {*self.session.known, *settled.lapsed})

    def told_before(self, compiled: Compiled) -> int:
        """How many questions that apply the person was asked for and has answered before one of them."""
        if compiled.position == self.settled.position:
            return self.told_so_far()
        known, always = self.session.known, self.layout.always[: self.layout.place(compiled.position)]
        return sum(each.name in self.responses and each.name not in known and self.relevant(each) for each in always)

    def settled_without(self, changed: Compiled) -> Settled:
        """What is still settled once the answer to a question is another one."""
        if not self.settled.position:
            return self.settled
        by_name = self.revision.by_name
        return self.settled.until(
            self.revision.dependencies.unsettled_from(changed), lambda key: by_name[key].position
        )

    def _applies(self, compiled: Compiled) -> bool:
        """Whether the groups around it and it itself are relevant."""
        inside = compiled.inside
        for depth, condition in compiled.conditions:
            around = compiled.around[:depth]
            found = self._applying.get(around)
            if found is None:
                self._applying[around] = True
                those = inside[: sum(part.endswith("]") for part in around)]
                found = self._applying[around] = self.holds_in(condition, around, those)
            if not found:
                return False
        own = compiled.condition
        return own is None or self.boolean(own, compiled, "", otherwise=True)

    def applies(self, repeat: Repeat, inside: Inside) -> bool:
        """Whether a repeat applies now, in the instances around it."""
        return self._applies(self.revision.instances.handle(repeat, inside, 1))

    def _stands(self, compiled: Compiled) -> bool:
        """Whether there are the instances it stands in."""
        inside = compiled.inside
        if inside and not self.stands(inside):
            return False
        if compiled.type is QuestionType.REPEAT and compiled.repeat is not None:
            repeat = compiled.repeat
            return repeat.count is None and compiled.instance <= self.count(repeat, inside) + 1
        return True

    def stands(self, inside: Inside) -> bool:
        """Whether there are these instances."""
        found = self._standing.get(inside)
        if found is None:
            repeats = self.revision.repeats
            found = self._standing[inside] = all(
                place <= self.count(repeats[name], inside[:depth]) for depth, (name, place) in enumerate(inside)
            )
        return found

    def asks(self, compiled: Compiled) -> bool:
        """Whether the question is asked by itself now, or only when tapped on the review card."""
        if isinstance(compiled.asks, bool):
            return compiled.asks
        found = self._asks.get(compiled.name)
        if found is None:
            self._asks[compiled.name] = True
            found = self._asks[compiled.name] = self.boolean(compiled.asks, compiled, "", otherwise=True)
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
            self._work_out_first(compiled)
            value = coerce(compiled, self._derived_text(compiled), self)
            self._derived[name] = None if value is None else Response(value, self.session.started_at)
        return self._derived[name]

    def text(self, key: str) -> str:
        """An answer as expressions see it: '' if there is none, several values parted by spaces."""
        compiled = self.revision.by_name.get(key)
        response = self._counting(compiled) if compiled else None
        if response is None:
            return ""
        value = response.value
        return value if isinstance(value, str) else str(value) if isinstance(value, int) else " ".join(value)

    def must_answer(self, compiled: Compiled) -> bool:
        """Whether Skip is refused. A select that offers nothing can always be skipped."""
        required = compiled.required
        if not isinstance(required, bool):
            required = self.boolean(required, compiled, self.text(compiled.name), otherwise=False)
        return required and not (compiled.type in SELECT_TYPES and not self.offered(compiled))

    def satisfies(self, compiled: Compiled, value: Any) -> bool:
        """Whether the constraint lets the value pass."""
        if compiled.constraint is None or spoken(compiled, value):
            return True
        candidate = Response(value, "")
        responses = Responses.of(self.responses).with_answer(compiled.name, candidate)
        trial = Facts(self.revision, self.session, self.context, responses, self.settled_without(compiled))
        return trial.boolean(compiled.constraint, compiled, trial.text(compiled.name), otherwise=True)

    def offered(self, compiled: Compiled) -> tuple[str, ...]:
        """The names a select offers, filtered; a table's likely ones first, or in the order of chance."""
        first, names = compiled.first, self._filtered(compiled)
        if compiled.shuffled is not False:
            names = tuple(shuffled(names, self._seed(compiled)))
        if first is None:
            return names
        return tuple(sorted(names, key=lambda name: not self._passes(first, compiled, name)))

    def _seed(self, compiled: Compiled) -> float:
        """What the choices are shuffled by: the flow says, else it is the session's own."""
        if isinstance(compiled.shuffled, Expression):
            with suppress(ValueError):
                return float(self.string(compiled.shuffled, compiled))
        return float(crc32(f"{self.session.started_at} {compiled.name}".encode()))

    def _filtered(self, compiled: Compiled) -> tuple[str, ...]:
        table, wanted = self.table_of(compiled), compiled.filter
        source = table if table is not None else compiled.choices
        if source is None:
            return ()
        names = source.likely(self.context.country)
        if wanted is None:
            return names

        def passing() -> Iterable[str]:
            those = self._having(wanted, source, compiled, names)
            return those if wanted.only_equalities else [each for each in those if self._passes(wanted, compiled, each)]

        # What a filter sees besides its references (a path or another table may hold anything) cannot be told
        # beforehand.
        if "/" in wanted.text or wanted.tables or "now" in wanted.functions:
            return tuple(passing())
        seen = tuple(node.value for name in sorted(wanted.references) for node in self.nodes(name, compiled.inside))
        return source.filtered((wanted.text, self.context.country, self.context.today, seen), passing)

    def _having(
        self, wanted: Expression, source: Table | ChoiceList, compiled: Compiled, names: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Those that have in their columns what the filter says they must."""
        for column, other in wanted.equalities:
            nodes = self.nodes(other.name, compiled.inside) if isinstance(other, Reference) else ()
            cells = [node.value for node in nodes] if isinstance(other, Reference) else [other]
            those = {name for cell in cells for name in source.having(column, cell)}
            names = tuple(name for name in names if name in those)
        return names

    def offers(self, compiled: Compiled, name: str) -> bool:
        """Whether a select offers this choice now; cheap where there is no filter."""
        if compiled.filter is not None:
            return name in self.offered(compiled)
        table, choice = self.table_of(compiled), _choice(compiled, name)
        return name in table if table is not None else choice is not None and not choice.retired

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
        return table.index(name) if table else compiled.choices.indexes[name] if compiled.choices else 0

    def choice_at(self, compiled: Compiled, index: int) -> str | None:
        """The choice a button's number stands for, None if it is not offered."""
        table, choices = self.table_of(compiled), compiled.choices
        name = table.at(index) if table else choices.at(index) if choices else None
        return name if name is not None and self.offers(compiled, name) else None

    def choice_label(self, compiled: Compiled, name: str, language: str) -> str:
        """A choice's label in the language; its name if it is unknown (any more)."""
        table = self.table_of(compiled)
        if table is not None:
            return table.label(name, language)
        choice = _choice(compiled, name)
        return (plain(self.revision.words(choice.label, language)) or name) if choice else name

    def typed_choices(self, compiled: Compiled) -> Sequence[tuple[str, ...]]:
        """What a person may type for each choice offered: (name, label, label, ...), labels of every language."""
        names, table = self.offered(compiled), self.table_of(compiled)
        if table is not None:
            return table.typed(names)
        return compiled.choices.typed(names) if compiled.choices else ()

    def _counting(self, compiled: Compiled) -> Response | None:
        response = self.response(compiled)
        # A default that is only suggested (the question will be asked) does not count before it is confirmed.
        suggested = compiled.asked and compiled.name not in self.responses and self.asks(compiled)
        return None if suggested else response

    def _derived_text(self, compiled: Compiled) -> str:
        if compiled.derived is not None:
            return self.string(compiled.derived, compiled)
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
        table, choice = self.table_of(compiled), _choice(compiled, name)
        columns = table.rows[name].columns if table else choice.columns if choice else {}
        return self.row_passes(wanted, compiled, name, columns)

    def meant(self, name: str, seen_from: Compiled | None) -> tuple[Compiled, ...]:
        """The questions `${name}` means: of the repeats around both that of the same instance, of others all."""
        instances = self.revision.instances
        template, repeat = instances.templates.get(name), instances.repeat_of.get(name)
        if template is None or name in instances.repeats:
            return ()
        if repeat is None:
            return (template,)
        shared = self.shared(name, seen_from.inside if seen_from is not None else ())
        meant = tuple(instances.placed(template, each) for each in self.insides(repeat, shared))
        return tuple(each for each in meant if self.relevant(each)) if len(shared) < len(repeat.chain) else meant


def _still_settled(revision: Revision, session: Session, context: Context) -> Settled:
    """What was settled, unless it hangs on what changes by itself."""
    settled = session.settled
    if settled.position and not (revision.dependencies.settles and settled.day == context.today.toordinal()):
        return UNSETTLED
    return settled


def _choice(compiled: Compiled, name: str) -> Choice | None:
    """A choice of the question's list."""
    return compiled.choices.get(name) if compiled.choices else None


def _whole(number: float) -> int:
    """A count; none if it is no number (yet)."""
    return int(min(max(number, 0), INSTANCES_MAX)) if number == number else 0
