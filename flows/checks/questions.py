"""Each question by itself: what its type allows, what a figure needs, what a retired question may no longer do."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from flows.checks.outline import Outline
from flows.compiled import is_expression
from flows.definition import ATTACHED_TYPES, NUMBER_TYPES, SELECT_TYPES, Flow, Question, QuestionType
from flows.problems import Kind, Problem
from flows.ranges import span
from texts.said import said

SET_UP_TABLES = frozenset(
    {"targets", "campaigns", "cases", "countries", "recent_actions", "recent_trainings", "expected_areas", "months",
     "held", "updates", "flows", "activities", "sections"}
)  # fmt: skip
"""Tables that the organisation's set-up, or the chat, puts beside every flow."""
_ISO: dict[QuestionType, Callable[[str], object]] = {
    QuestionType.DATE: lambda text: date.fromisoformat(text[:10]),
    QuestionType.TIME: time.fromisoformat,
    QuestionType.DATETIME: datetime.fromisoformat,
}


def of_question(outline: Outline, question: Question) -> Iterator[Problem]:
    """What does not go together in one row."""
    yield from _choices_of(outline, question)
    yield from _type_of(question)
    yield from _figure_of(question)
    yield from _default_of(outline, question)
    if question.retired:
        yield from _retired(outline.flow, question)


def _choices_of(outline: Outline, question: Question) -> Iterator[Problem]:
    place, flow = question.name, outline.flow
    if question.type not in SELECT_TYPES:
        return
    if not question.list_name and not question.table:
        yield Problem(place, said("it has no choices"), said("name a list: `select_one colours`"))
    elif question.list_name and question.list_name not in flow.choice_lists:
        wrong = said("there is no list {name}", name=question.list_name)
        yield Problem(place, wrong, said("add it to choice_lists"))
    elif question.table and question.table not in flow.tables and question.table not in SET_UP_TABLES:
        wrong = said("the table {file} is missing", file=f"{question.table}.csv")
        yield Problem(place, wrong, said("send it with the flow"), kind=Kind.FILE_MISSING)


def _type_of(question: Question) -> Iterator[Problem]:
    place = question.name
    if question.type is QuestionType.CALCULATE and not question.calculation:
        wrong = said("it calculates nothing")
        yield Problem(place, wrong, said("add a calculation"), warning=bool(question.default))
    if not question.kept and (question.type is not QuestionType.CALCULATE or question.fills):
        yield Problem(place, said("only a calculation that fills nothing may be left unkept"), said("drop `kept`"))
    if question.type is QuestionType.RANGE and span(question.parameters) is None:
        yield Problem(place, said("its parameters are no range"), said("write them like `start=0 end=10 step=2`"))


def _figure_of(question: Question) -> Iterator[Problem]:
    place = question.name
    if question.figure and question.type not in NUMBER_TYPES:
        mend = said("make it an integer, decimal or range, or drop `figure`")
        yield Problem(place, said("only a number can be a figure"), mend)
    if question.figure and not (question.basis and question.measure):
        mend = said("add `basis` (what is counted) and `measure`")
        yield Problem(place, said("the figure lacks its basis or measure"), mend)
    if (question.basis or question.measure) and not question.figure:
        yield Problem(place, said("basis and measure belong to a figure"), said("add `figure`, or drop them"))


def of_figures(outline: Outline) -> Iterator[Problem]:
    """Of running totals and levels a report tells one each: two of them do not add up, and only the last would hold."""
    seen: dict[tuple[str, str | None, str | None], str] = {}
    for placed, question in outline.questions:
        if not question.figure or question.measure in (None, "in_period") or question.retired:
            continue
        if placed.repeats:
            wrong = said("it is told for each {repeat}, and {measure} does not add up",
                         repeat=placed.repeats[-1], measure=question.measure)  # fmt: skip
            yield Problem(question.name, wrong, said("ask it outside of the repeat, or make its measure in_period"))
            continue
        first = seen.setdefault((question.figure, question.basis, question.measure), question.name)
        if first != question.name:
            wrong = said("{name} tells {figure} already, and {measure} does not add up",
                         name=first, figure=question.figure, measure=question.measure)  # fmt: skip
            yield Problem(question.name, wrong, said("ask it once, or count it as something else"))


def _default_of(outline: Outline, question: Question) -> Iterator[Problem]:
    default = question.default
    if not default:
        return
    if question.type in ATTACHED_TYPES:
        wrong = said("a picture or file has no default")
        yield Problem(question.name, wrong, said("drop the default"), warning=True)
    elif not is_expression(default) and (misfit := _misfit(outline, question, default)):
        yield Problem(question.name, misfit, said("correct or drop it"), warning=True)


def _misfit(outline: Outline, question: Question, default: str) -> str:
    """Why a default is no answer to its question, '' if it is one."""
    choices = outline.choices(question)
    if question.type in SELECT_TYPES and choices is not None:
        names = {choice.name for choice in choices}
        given = [default] if question.type is QuestionType.SELECT_ONE else default.split()
        wrong = said("the default {default} is no choice of its list", default=repr(default))
        return "" if names.issuperset(given) else wrong
    if question.type in NUMBER_TYPES and not _is_number(default):
        return said("the default {default} is no number", default=repr(default))
    try:
        _ISO.get(question.type, str)(default)
    except ValueError:
        return said("the default {default} is not written like 2014-10-21 or 18:30", default=repr(default))
    return ""


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _retired(flow: Flow, question: Question) -> Iterator[Problem]:
    """Nobody answers it any more: what hangs on its answers would silently end."""
    place = question.name
    if question.figure:
        wrong = said("it is retired, but carries the figure {figure}", figure=question.figure)
        yield Problem(place, wrong, said("move the figure, or drop it"))
    if question.fills:
        wrong = said("it is retired, but fills {field}", field=question.fills)
        yield Problem(place, wrong, said("let another question fill it"))
    if question.fills == "occurred_on" and flow.follow_up:
        wrong = said("it is retired, but the follow-up counts from it")
        yield Problem(place, wrong, said("let another question fill occurred_on"))
