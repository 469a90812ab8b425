"""A flow as the checks look at it: every question and group with its place, every expression read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flows.compiled import ALWAYS, REVIEW, is_expression
from flows.definition import Choice, Flow, Group, Question
from flows.expressions import Expression, ExpressionError, compile
from flows.expressions.parser import parse
from flows.expressions.syntax import Syntax


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A question or group, its place in the flow from 0, and the groups around it, outermost first."""

    part: Question | Group
    place: int
    around: tuple[Group, ...]

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def repeats(self) -> tuple[str, ...]:
        """The repeats it stands in, outermost first."""
        return tuple(group.name for group in self.around if group.type == "repeat")

    @property
    def retired(self) -> bool:
        return isinstance(self.part, Question) and self.part.retired


class Outline:
    """The flow in order, with what the expressions of each part say. `by_name`: the first of each name."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.parts = tuple(Placed(part, place, around) for place, (part, around) in enumerate(_walk(flow.items)))
        self.by_name = {each.name: each for each in reversed(self.parts)}
        self._expressions: dict[str, Expression | ExpressionError] = {}
        self._syntaxes: dict[str, Syntax] = {}

    @cached_property
    def questions(self) -> tuple[tuple[Placed, Question], ...]:
        return tuple((each, each.part) for each in self.parts if isinstance(each.part, Question))

    def question(self, name: str) -> Question | None:
        """The question of that name; None if there is none, or a group has it."""
        placed = self.by_name.get(name)
        return placed.part if placed is not None and isinstance(placed.part, Question) else None

    def choices(self, question: Question) -> tuple[Choice, ...] | None:
        """The choices of a select's list; None if they come from elsewhere, or there is no such list."""
        return self.flow.choice_lists.get(question.list_name) if question.list_name else None

    def read(self, text: str) -> Expression | ExpressionError:
        """The expression a text means, or why it means none."""
        found = self._expressions.get(text)
        if found is None:
            try:
                found = compile(text)
            except ExpressionError as error:
                found = error
            self._expressions[text] = found
        return found

    def expression(self, text: str) -> Expression | None:
        """The expression a text means, if it means one."""
        found = self.read(text)
        return found if isinstance(found, Expression) else None

    def syntax(self, text: str) -> Syntax | None:
        """The shape of an expression, if it is one."""
        if text not in self._syntaxes and self.expression(text) is not None:
            self._syntaxes[text] = parse(text)
        return self._syntaxes.get(text)

    def references(self, text: str) -> frozenset[str]:
        """The names in `${...}`; none if the text is no expression."""
        expression = self.expression(text)
        return expression.references if expression else frozenset()


def columns(part: Question | Group) -> dict[str, str]:
    """The expressions of a question or group, by column."""
    if isinstance(part, Group):
        found: dict[str, str | None] = {"relevant": part.relevant, "repeat_count": part.repeat_count}
    else:
        found = {
            "required": part.required if isinstance(part.required, str) else None,
            "relevant": part.relevant,
            "constraint": part.constraint,
            "calculation": part.calculation,
            "default": part.default if part.default and is_expression(part.default) else None,
            "choice_filter": part.choice_filter,
            "first": part.first,
            "ask": None if part.ask in (ALWAYS, REVIEW) else part.ask,
        }
    return {column: text for column, text in found.items() if text}


def _walk(
    items: tuple[Question | Group, ...], around: tuple[Group, ...] = ()
) -> Iterator[tuple[Question | Group, tuple[Group, ...]]]:
    for item in items:
        yield item, around
        if isinstance(item, Group):
            yield from _walk(item.items, (*around, item))
