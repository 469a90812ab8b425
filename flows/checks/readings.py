"""What expressions read: questions that there are, and are answered by then; functions, tables, columns."""

from collections.abc import Iterator

from flows.checks.outline import Outline, Placed, columns
from flows.checks.questions import SET_UP_TABLES
from flows.checks.wordings import no_such_question
from flows.compiled import REVIEW
from flows.definition import ASKED_TYPES, ATTACHED_TYPES, SELECT_TYPES, Question, QuestionType
from flows.expressions import Expression, ExpressionError
from flows.expressions.inside import children, parts
from flows.expressions.patterns import complaint
from flows.expressions.syntax import Call, Literal, Reference, Syntax
from flows.problems import Problem

_WHEN_ASKED = frozenset({"required", "relevant", "constraint", "choice_filter", "first", "default", "repeat_count"})
"""Columns looked at when the question stands. A calculation is worked out again whenever an answer changes."""
_FROM_A_CHOICE = frozenset({"choice_filter", "first"})
_NO_NUMBER = ATTACHED_TYPES | {
    QuestionType.DATE, QuestionType.TIME, QuestionType.DATETIME, QuestionType.GEOPOINT, QuestionType.NOTE,
}  # fmt: skip


def of_part(outline: Outline, placed: Placed) -> Iterator[Problem]:
    """Every expression of a question or group."""
    for column, text in columns(placed.part).items():
        match outline.read(text):
            case ExpressionError() as error:
                wrong = f"{column} is not an expression: {error}"
                yield Problem(placed.name, wrong, f"look at `{text}`")
            case Expression() as expression:
                yield from _functions(placed.name, column, expression)
                yield from _references(outline, placed, column, expression)
                yield from _shape(outline, placed, column, text)


def _functions(place: str, column: str, expression: Expression) -> Iterator[Problem]:
    for name in sorted(expression.unknown_functions):
        yield Problem(place, f"{column} uses {name}(), which is unknown", "use a function of XLSForm", warning=True)
    for _, fault in expression.faults:
        if not fault.startswith("there is no function"):
            yield Problem(place, f"in {column}, {fault}", f"look at `{expression.text}`")


def _references(outline: Outline, placed: Placed, column: str, expression: Expression) -> Iterator[Problem]:
    flow = outline.flow
    for name in sorted(expression.references):
        read = outline.by_name.get(name)
        if read is None:
            yield no_such_question(placed.name, column, name)
        elif read.retired and not placed.retired:
            yield Problem(placed.name, f"{column} reads {name}, which is retired", "nobody answers it", warning=True)
        elif column in _WHEN_ASKED and _is_later(read, placed):
            wrong = f"{column} reads {name}, which is asked later"
            yield Problem(placed.name, wrong, "put it before this one", warning=True)
    known = SET_UP_TABLES | flow.tables.keys() | flow.choice_lists.keys()
    for name in sorted(expression.tables - known):
        yield Problem(placed.name, f"{column} looks into the table {name}, which is missing", "send it with the flow")


def _is_later(read: Placed, reader: Placed) -> bool:
    """Whether a person is asked one only after the other. What is only tapped on the review card has no order."""
    part = read.part
    if not isinstance(part, Question) or part.type not in ASKED_TYPES or part.ask == REVIEW:
        return False
    if isinstance(reader.part, Question) and reader.part.ask == REVIEW:
        return False
    return read.place > reader.place and reader.part not in read.around


def _shape(outline: Outline, placed: Placed, column: str, text: str) -> Iterator[Problem]:
    syntax = outline.syntax(text)
    if syntax is None:
        return
    for part in parts(syntax):
        match part:
            case Call("regex", (_, Literal(str() as pattern))) if wrong := complaint(pattern):
                mend = "correct the pattern; it refuses nothing as it is"
                yield Problem(placed.name, f"in {column}, the regular expression {wrong}", mend, warning=True)
            case Call("selected", (Reference(name), Literal(str() as choice))):
                yield from _no_choice(outline, placed.name, column, name, choice)
    if column in _FROM_A_CHOICE and isinstance(placed.part, Question):
        yield from _columns(outline, placed.part, column, syntax)
    if column == "repeat_count":
        yield from _count(outline, placed.name, syntax, text)


def _no_choice(outline: Outline, place: str, column: str, name: str, choice: str) -> Iterator[Problem]:
    question = outline.question(name)
    choices = outline.choices(question) if question is not None and question.type in SELECT_TYPES else None
    if choices is not None and choice not in {each.name for each in choices}:
        wrong = f"{column} asks whether {choice!r} is selected, which is no choice of {name}"
        yield Problem(place, wrong, "correct the name", warning=True)


def _columns(outline: Outline, question: Question, column: str, syntax: Syntax) -> Iterator[Problem]:
    """Columns of choices that an expression compares, and no choice has."""
    rows = [choice.columns for choice in outline.choices(question) or ()] or list(
        outline.flow.tables.get(question.table or "", ())
    )
    if not rows:
        return
    known = {"name", "label"}.union(*rows)
    for name in sorted(set(children(syntax)) - known):
        yield Problem(question.name, f"{column} names the column {name}, which no choice has", "correct the name")


def _count(outline: Outline, place: str, syntax: Syntax, text: str) -> Iterator[Problem]:
    question = outline.question(syntax.name) if isinstance(syntax, Reference) else None
    constant = isinstance(syntax, Literal) and isinstance(syntax.value, str)
    if constant or (question is not None and question.type in _NO_NUMBER):
        yield Problem(place, f"repeat_count is no number: `{text}`", "give a number, or ${a number's question}")
