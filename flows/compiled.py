"""Questions with everything worked out that every turn needs, and repeats, whose questions are made once an instance
of them is looked at (`flows.instances`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.choice_list import ChoiceList
from flows.definition import ASKED_TYPES, Flow, Group, Question, QuestionType
from flows.expressions import Expression, compile
from flows.limits import INSTANCES_MAX
from flows.ranges import Span, span

ALWAYS, REVIEW = "always", "review"  # values of `ask`; anything else is an expression
_LOOKS_LIKE_AN_EXPRESSION = re.compile(r"\$\{|\w\(")

_NEVER = compile("false()")

Inside = tuple[tuple[str, int], ...]
"""The instances something stands in, outermost first: `(("teams", 2), ("people", 3))`."""


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A question with its place in the flow and its expressions ready to run.

    `name`: the key of its answer: the question's name, `teams[2]/people` inside a repeat, `teams[2]` for the
    question whether there is a second. `position`: its place among all questions and all instances there may be.
    `asked`: whether a person can answer it at all (notes and calculations cannot). `asks`: whether it is asked by
    itself, or only when its line of the review card is tapped.
    `condition`: its own relevance; `conditions`: those of the groups around it, each with how many of `around` lead to
    its group; all must hold. `derived`: the expression of a calculation or of a default; `literal`: a default that is
    no expression. `choices`: those of its list; `shuffled`: the seed that they are put in another order by, True: one
    of the session's own. `span`: the values of a range. `around`: the groups and instances it
    stands in, outermost first; `inside`: of those the instances. `repeat` and `instance` (from 1): the innermost
    repeat and the number in it; of the question whether there is another, the repeat it is about.
    """

    question: Question
    name: str
    type: QuestionType
    position: int
    asked: bool
    condition: Expression | None
    conditions: tuple[tuple[int, Expression], ...]
    asks: bool | Expression
    required: bool | Expression
    constraint: Expression | None = None
    derived: Expression | None = None
    literal: str | None = None
    filter: Expression | None = None
    first: Expression | None = None
    choices: ChoiceList | None = None
    shuffled: bool | Expression = False
    span: Span | None = None
    around: tuple[str, ...] = ()
    inside: Inside = ()
    repeat: "Repeat | None" = None
    instance: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A repeated group. `count`: how many instances there are, where the flow says so; else the person is asked.

    `chain`: the repeats it stands in, outermost first, and itself. `position`: where its first instance begins, seen
    from the instance around it; `width`: the positions an instance takes. `another`: the question whether there is
    one more; `parts`: what is asked in each: all of them as they would be outside of any instance, with positions seen
    from the instance's begin.
    """

    name: str
    group: Group
    count: Expression | None
    chain: tuple[str, ...]
    around: tuple[str, ...]
    position: int
    width: int
    condition: Expression | None
    conditions: tuple[tuple[int, Expression], ...]
    parts: "tuple[Compiled | Repeat, ...]"
    another: Compiled


Part = Compiled | Repeat


@dataclass(frozen=True, slots=True)
class _Around:
    """Where in the flow something is compiled."""

    names: tuple[str, ...] = ()
    conditions: tuple[tuple[int, Expression], ...] = ()
    chain: tuple[str, ...] = ()

    def within(self, group: Group) -> "_Around":
        """The same, one group further in."""
        names = (*self.names, group.name)
        own = ((len(names), compile(group.relevant)),) if group.relevant else ()
        chain = (*self.chain, group.name) if group.type == "repeat" else self.chain
        return _Around(names, (*self.conditions, *own), chain)


def is_expression(default: str) -> bool:
    """Whether a default is to be worked out (XLSForm's own rule of thumb: a reference or a call in it)."""
    return bool(_LOOKS_LIKE_AN_EXPRESSION.search(default))


def instance_key(repeat: str, instance: int) -> str:
    """`teams[2]`"""
    return f"{repeat}[{instance}]"


def compiled_parts(flow: Flow, lists: Mapping[str, ChoiceList]) -> tuple[Part, ...]:
    """The questions and repeats of a flow in order, groups opened."""
    return _parts(flow.items, _Around(), 0, lists)[0]


def _parts(
    items: tuple[Question | Group, ...], around: _Around, position: int, lists: Mapping[str, ChoiceList]
) -> tuple[tuple[Part, ...], int]:
    """What stands in a group or instance, and the position after it. A repeat reserves those of all its instances."""
    found: list[Part] = []
    for item in items:
        if isinstance(item, Question):
            found.append(_question(item, around, position, lists))
            position += 1
        elif item.type == "group":
            inside, position = _parts(item.items, around.within(item), position, lists)
            found += inside
        else:
            repeat = _repeat(item, around, position, lists)
            if repeat.parts:
                found.append(repeat)
                position += INSTANCES_MAX * repeat.width
    return tuple(found), position


def _question(question: Question, around: _Around, position: int, lists: Mapping[str, ChoiceList]) -> Compiled:
    default = None if question.retired else question.default
    calculation = None if question.retired else question.calculation
    derived = calculation or (default if default and is_expression(default) else None)
    return Compiled(
        question=question,
        name=question.name,
        type=question.type,
        position=position,
        asked=question.type in ASKED_TYPES and not question.retired,
        condition=_NEVER if question.retired else compile(question.relevant) if question.relevant else None,
        conditions=around.conditions,
        asks=question.ask == ALWAYS if question.ask in (ALWAYS, REVIEW) else compile(question.ask),
        required=question.required if isinstance(question.required, bool) else compile(question.required),
        constraint=compile(question.constraint) if question.constraint else None,
        derived=compile(derived) if derived else None,
        literal=default if default and not derived else None,
        filter=compile(question.choice_filter) if question.choice_filter else None,
        first=compile(question.first) if question.first else None,
        choices=lists.get(question.list_name) if question.list_name else None,
        shuffled=_shuffled(question.parameters),
        span=span(question.parameters) if question.type is QuestionType.RANGE else None,
        around=around.names,
    )


def _shuffled(parameters: Mapping[str, str]) -> bool | Expression:
    """XLSForm's `randomize=true seed=${age}`."""
    if parameters.get("randomize", "").lower() not in ("true", "true()"):
        return False
    return compile(parameters["seed"]) if parameters.get("seed") else True


def _repeat(group: Group, around: _Around, position: int, lists: Mapping[str, ChoiceList]) -> Repeat:
    within = around.within(group)
    parts, width = _parts(group.items, within, 1, lists)
    condition = compile(group.relevant) if group.relevant else None
    return Repeat(
        name=group.name,
        group=group,
        count=compile(group.repeat_count) if group.repeat_count else None,
        chain=within.chain,
        around=around.names,
        position=position,
        width=width,
        condition=condition,
        conditions=around.conditions,
        parts=parts,
        another=_another(group, around, condition, asks=any(_asks(part) for part in parts)),
    )


def _asks(part: Part) -> bool:
    """Whether something is asked by itself."""
    return part.asked and part.asks is not False if isinstance(part, Compiled) else part.another.asks is True


def _another(group: Group, around: _Around, condition: Expression | None, *, asks: bool) -> Compiled:
    """The question whether there is one more, asked by itself if anything in it is."""
    return Compiled(
        question=Question(type=QuestionType.REPEAT, name=group.name, label=group.label, required=asks),
        name=group.name,
        type=QuestionType.REPEAT,
        position=0,
        asked=True,
        condition=condition,
        conditions=around.conditions,
        asks=asks,
        required=asks,
        around=around.names,
    )
