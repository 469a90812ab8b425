"""Each question by itself: what its type allows, what a figure needs, what a retired question may no longer do."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from flows.checks.outline import Outline
from flows.compiled import is_expression
from flows.definition import ATTACHED_TYPES, NUMBER_TYPES, SELECT_TYPES, Flow, Question, QuestionType
from flows.problems import Problem
from flows.ranges import span

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
        yield Problem(place, "it has no choices", "name a list: `select_one colours`")
    elif question.list_name and question.list_name not in flow.choice_lists:
        yield Problem(place, f"there is no list {question.list_name}", "add it to choice_lists")
    elif question.table and question.table not in flow.tables and question.table not in SET_UP_TABLES:
        yield Problem(place, f"the table {question.table}.csv is missing", "send it with the flow")


def _type_of(question: Question) -> Iterator[Problem]:
    place = question.name
    if question.type is QuestionType.CALCULATE and not question.calculation:
        yield Problem(place, "it calculates nothing", "add a calculation", warning=bool(question.default))
    if not question.kept and (question.type is not QuestionType.CALCULATE or question.fills):
        yield Problem(place, "only a calculation that fills nothing may be left unkept", "drop kept")
    if question.type is QuestionType.RANGE and span(question.parameters) is None:
        yield Problem(place, "its parameters are no range", "write them like `start=0 end=10 step=2`")


def _figure_of(question: Question) -> Iterator[Problem]:
    place = question.name
    if question.figure and question.type not in NUMBER_TYPES:
        yield Problem(place, "only a number can be a figure", "make it an integer, decimal or range, or drop figure")
    if question.figure and not (question.basis and question.measure):
        yield Problem(place, "the figure lacks its basis or measure", "add basis (what is counted) and measure")
    if (question.basis or question.measure) and not question.figure:
        yield Problem(place, "basis and measure belong to a figure", "add figure, or drop them")


def _default_of(outline: Outline, question: Question) -> Iterator[Problem]:
    default = question.default
    if not default:
        return
    if question.type in ATTACHED_TYPES:
        yield Problem(question.name, "a picture or file has no default", "drop the default", warning=True)
    elif not is_expression(default) and (wrong := _misfit(outline, question, default)):
        yield Problem(question.name, f"the default {default!r} is {wrong}", "correct or drop it", warning=True)


def _misfit(outline: Outline, question: Question, default: str) -> str:
    """Why a default is no answer to its question, '' if it is one."""
    choices = outline.choices(question)
    if question.type in SELECT_TYPES and choices is not None:
        names = {choice.name for choice in choices}
        given = [default] if question.type is QuestionType.SELECT_ONE else default.split()
        return "" if names.issuperset(given) else "no choice of its list"
    if question.type in NUMBER_TYPES and not _is_number(default):
        return "no number"
    try:
        _ISO.get(question.type, str)(default)
    except ValueError:
        return "not written like 2014-10-21 or 18:30"
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
        yield Problem(place, f"it is retired, but carries the figure {question.figure}", "move the figure, or drop it")
    if question.fills:
        yield Problem(place, f"it is retired, but fills {question.fills}", "let another question fill it")
    if question.fills == "occurred_on" and flow.follow_up:
        yield Problem(place, "it is retired, but the follow-up counts from it", "let another question fill occurred_on")
