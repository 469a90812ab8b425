"""Questions with everything worked out that every turn needs; inside a repeat, once for each instance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.definition import ASKED_TYPES, Choice, Flow, Group, Question, QuestionType
from flows.expressions import Expression, compile
from flows.limits import INSTANCES_MAX
from flows.ranges import Span, span

ALWAYS, REVIEW = "always", "review"  # values of `ask`; anything else is an expression
_LOOKS_LIKE_AN_EXPRESSION = re.compile(r"\$\{|\w\(")


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A question with its place in the flow and its expressions ready to run.

    `name`: the key of its answer: the question's name, `trainings[2]/people` inside a repeat, `trainings[2]` for the
    question whether there is a second. `position`: its place among all questions and all instances there may be.
    `asked`: whether a person can answer it at all (notes and calculations cannot). `asks`: whether it is asked by
    itself, or only when its line of the review card is tapped.
    `conditions`: relevance of the groups around it and its own; all must hold. `derived`: the expression of a
    calculation or of a default; `literal`: a default that is no expression. `choices`: those of its list. `span`: the
    values of a range. `around`: the groups and instances it stands in, outermost first. `repeat` and `instance`
    (from 1): where it is repeated.
    """

    question: Question
    name: str
    type: QuestionType
    position: int
    asked: bool
    conditions: tuple[Expression, ...]
    asks: bool | Expression
    required: bool | Expression
    constraint: Expression | None
    derived: Expression | None
    literal: str | None
    filter: Expression | None
    first: Expression | None
    choices: Mapping[str, Choice] | None
    names: tuple[str, ...]
    span: Span | None
    around: tuple[str, ...] = ()
    repeat: "Repeat | None" = None
    instance: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A repeated group. `count`: how many instances there are, where the flow says so; else the person is asked.

    `names`: of the questions in it. `around`: the groups it stands in. `instances`: all there may be: first the
    question whether there is this one, then its questions.
    """

    name: str
    group: Group
    count: Expression | None
    names: frozenset[str]
    around: tuple[str, ...]
    instances: list[tuple[Compiled, ...]]

    def handle(self, instance: int) -> Compiled:
        """What an instance (from 1) is named and opened by."""
        return self.instances[instance - 1][0]


def is_expression(default: str) -> bool:
    """Whether a default is to be worked out (XLSForm's own rule of thumb: a reference or a call in it)."""
    return bool(_LOOKS_LIKE_AN_EXPRESSION.search(default))


def instance_key(repeat: str, instance: int) -> str:
    """`trainings[2]`"""
    return f"{repeat}[{instance}]"


def compiled_question(flow: Flow, question: Question, position: int, groups: tuple[Group, ...]) -> Compiled:
    """The question outside of any repeat."""
    default = question.default
    derived = question.calculation or (default if default and is_expression(default) else None)
    choices = flow.choice_lists.get(question.list_name) if question.list_name else None
    return Compiled(
        question=question,
        name=question.name,
        type=question.type,
        position=position,
        asked=question.type in ASKED_TYPES,
        conditions=_conditions((*groups, question)),
        asks=question.ask == ALWAYS if question.ask in (ALWAYS, REVIEW) else compile(question.ask),
        required=question.required if isinstance(question.required, bool) else compile(question.required),
        constraint=compile(question.constraint) if question.constraint else None,
        derived=compile(derived) if derived else None,
        literal=default if default and not derived else None,
        filter=compile(question.choice_filter) if question.choice_filter else None,
        first=compile(question.first) if question.first else None,
        choices={choice.name: choice for choice in choices} if choices is not None else None,
        names=tuple(choice.name for choice in choices or ()),
        span=span(question.parameters) if question.type is QuestionType.RANGE else None,
        around=tuple(group.name for group in groups),
    )


def _conditions(parts: tuple[Group | Question, ...]) -> tuple[Expression, ...]:
    return tuple(compile(part.relevant) for part in parts if part.relevant)


def compiled_repeat(group: Group, around: tuple[Group, ...], inside: list[Compiled]) -> Repeat:
    """The repeat of a group; `inside`: its questions, compiled as if it were none, positions from the repeat's on."""
    repeat = Repeat(
        name=group.name,
        group=group,
        count=compile(group.repeat_count) if group.repeat_count else None,
        names=frozenset(each.name for each in inside),
        around=tuple(each.name for each in around),
        instances=[],
    )
    conditions = _conditions((*around, group))
    start, width = inside[0].position, len(inside) + 1
    for instance in range(1, INSTANCES_MAX + 1):
        at = start + (instance - 1) * width
        questions = (_in_instance(each, repeat, instance, at + place) for place, each in enumerate(inside, 1))
        repeat.instances.append((_another(repeat, instance, at, inside, conditions), *questions))
    return repeat


def _in_instance(compiled: Compiled, repeat: Repeat, instance: int, position: int) -> Compiled:
    key, depth = instance_key(repeat.name, instance), len(repeat.around)
    around = (*repeat.around, key, *compiled.around[depth + 1 :])
    name = f"{key}/{compiled.name}"
    return replace(compiled, name=name, position=position, around=around, repeat=repeat, instance=instance)


def _another(
    repeat: Repeat, instance: int, position: int, inside: list[Compiled], conditions: tuple[Expression, ...]
) -> Compiled:
    """The question whether there is this instance, asked by itself if any of its questions is."""
    asks = any(each.asked and each.asks is not False for each in inside)
    question = Question(type=QuestionType.REPEAT, name=repeat.name, label=repeat.group.label, required=asks)
    return Compiled(
        question=question,
        name=instance_key(repeat.name, instance),
        type=QuestionType.REPEAT,
        position=position,
        asked=True,
        conditions=conditions,
        asks=asks,
        required=asks,
        constraint=None,
        derived=None,
        literal=None,
        filter=None,
        first=None,
        choices=None,
        names=(),
        span=None,
        around=repeat.around,
        repeat=repeat,
        instance=instance,
    )
