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
from flows.problems import Kind, Problem
from texts.said import said

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
                wrong = said("{column} is not an expression: {error}", column=column, error=error.told)
                yield Problem(placed.name, wrong, _look_at(text))
            case Expression() as expression:
                yield from _functions(placed.name, column, expression)
                yield from _references(outline, placed, column, expression)
                yield from _shape(outline, placed, column, text)


def _functions(place: str, column: str, expression: Expression) -> Iterator[Problem]:
    for name in sorted(expression.unknown_functions):
        wrong = said("{column} uses {function}, which is unknown", column=column, function=f"{name}()")
        yield Problem(place, wrong, said("use a function of XLSForm"), warning=True)
    for _, fault in expression.faults:
        yield Problem(place, said("in {column}, {fault}", column=column, fault=fault), _look_at(expression.text))


def _look_at(text: str) -> str:
    return said("look at `{expression}`", expression=text)


def _references(outline: Outline, placed: Placed, column: str, expression: Expression) -> Iterator[Problem]:
    flow = outline.flow
    for name in sorted(expression.references):
        read = outline.by_name.get(name)
        if read is None:
            yield no_such_question(placed.name, column, name)
        elif read.retired and not placed.retired:
            wrong = said("{column} reads {name}, which is retired", column=column, name=name)
            yield Problem(placed.name, wrong, said("nobody answers it"), warning=True)
        elif column in _WHEN_ASKED and _is_later(read, placed):
            wrong = said("{column} reads {name}, which is asked later", column=column, name=name)
            yield Problem(placed.name, wrong, said("put it before this one"), warning=True)
    known = SET_UP_TABLES | flow.tables.keys() | flow.choice_lists.keys()
    for name in sorted(expression.tables - known):
        wrong = said("{column} looks into the table {name}, which is missing", column=column, name=name)
        yield Problem(placed.name, wrong, said("send it with the flow"), kind=Kind.FILE_MISSING)


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
                mend = said("correct the pattern; it refuses nothing as it is")
                yield Problem(placed.name, said("in {column}, {fault}", column=column, fault=wrong), mend, warning=True)
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
        told = {"column": column, "choice": repr(choice), "name": name}
        wrong = said("{column} asks whether {choice} is selected, which is no choice of {name}", **told)
        yield Problem(place, wrong, said("correct the name"), warning=True)


def _columns(outline: Outline, question: Question, column: str, syntax: Syntax) -> Iterator[Problem]:
    """Columns of choices that an expression compares, and no choice has."""
    rows = [choice.columns for choice in outline.choices(question) or ()] or list(
        outline.flow.tables.get(question.table or "", ())
    )
    if not rows:
        return
    known = {"name", "label"}.union(*rows)
    for name in sorted(set(children(syntax)) - known):
        wrong = said("{column} names the column {name}, which no choice has", column=column, name=name)
        yield Problem(question.name, wrong, said("correct the name"))


def _count(outline: Outline, place: str, syntax: Syntax, text: str) -> Iterator[Problem]:
    question = outline.question(syntax.name) if isinstance(syntax, Reference) else None
    constant = isinstance(syntax, Literal) and isinstance(syntax.value, str)
    if constant or (question is not None and question.type in _NO_NUMBER):
        wrong = said("repeat_count is no number: `{expression}`", expression=text)
        yield Problem(place, wrong, said("give a number, or a question that asks for one, as ${{name}}"))
