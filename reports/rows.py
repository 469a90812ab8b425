"""One report to one row of an export. Pure: records in, cells out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flows.definition import ATTACHED_TYPES, NUMBER_TYPES, SELECT_TYPES, Question, QuestionType
from flows.values import is_point
from reports.columns import FILLED, Layout, instance_column
from reports.naming import Known, Place

Cell = str | int | Decimal | date | datetime | time | None

LabelOf = Callable[[Question, str, str], str]
"""(question, choice name, language) -> the choice's label."""

INSTANCE = re.compile(r"([^\[\]/]+)\[(\d+)\]")
"""The instance in what a figure inside repeats is counted under: `teams[2]/people[3]/age`."""
Places = tuple[int, ...]
"""The number of an instance, those of the instances around it in front."""

SPREADSHEET_DIGITS = 15
SPREADSHEET_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets keep 15 digits of a number and count days from 1900, of which they take February to have had 29."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted number as stored."""

    value: Decimal
    qualifier: str
    basis: str
    measure: str


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report as an export sees it. `core`: column name -> value. `answers`: question -> `Response.to_json`, empty
    once erased. `questions`: those of the revision it was answered on, by name. `figures`: by question. `known`: where
    an export has them."""

    flow: str
    core: Mapping[str, Cell]
    questions: Mapping[str, Question]
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def place(self, name: str) -> Place:
        """Where an export has the question."""
        return self.known.places.get(name, (self.flow, name))


def row(layout: Layout, report: ReportRecord, label_of: LabelOf) -> list[Cell]:
    """The report's cells in the order of the layout's columns.

    A number or day that a spreadsheet cannot hold exactly becomes text, and the last column says so.
    """
    cells = dict(report.core)
    if layout.withheld:
        flows = {report.flow, *(flow for flow, _ in report.known.places.values())}
        cells.update({fills: None for flow, fills in layout.withheld if flow in flows})
    for name, question in report.questions.items():
        block = layout.blocks.get(report.place(name))
        if block is not None:
            parts = _parts(question, report, layout.language, label_of)
            cells.update({block.name + part: cell for part, cell in parts.items() if part in block.parts})
    unheld = [name for name, cell in cells.items() if not fits_a_spreadsheet(cell)]
    if unheld:
        noted = f"text, to keep every digit: {', '.join(unheld)}"
        cells["note"] = "; ".join(str(each) for each in (cells.get("note"), noted) if each)
    cells.update({name: as_text(cells[name]) for name in unheld})
    return [cells.get(name) for name in layout.names]


def instance_rows(layout: Layout, report: ReportRecord, label_of: LabelOf) -> Iterator[list[Cell]]:
    """A row for each instance of the sheet's repeat that the report holds, answered or counted."""
    assert layout.repeat is not None
    flow, repeat = layout.repeat
    if report.flow != flow:
        return
    told = dict(_told(report.answers, repeat))
    counted: dict[Places, dict[str, Figure]] = {}
    for key, figure in report.figures.items():
        *outer, question = key.split("/")
        found = [INSTANCE.fullmatch(component) for component in outer]
        if tuple(each[1] for each in found if each) == repeat:
            counted.setdefault(tuple(int(each[2]) for each in found if each), {})[question] = figure
    names = [*map(instance_column, repeat[:-1]), "instance"]
    for places in _without_gaps(told.keys() | counted.keys()):
        core = {name: report.core.get(name) for name in ("reference", "status", "note")}
        core |= zip(names, places, strict=True)
        answers, figures = told.get(places, {}), counted.get(places, {})
        yield row(layout, replace(report, core=core, answers=answers, figures=figures), label_of)


def _told(answers: Mapping[str, Any], repeat: tuple[str, ...]) -> Iterator[tuple[Places, Mapping[str, Any]]]:
    """The answers of each instance of a repeat, by its place and those of the instances around it."""
    name, *inner = repeat
    for place, instance in enumerate(answers.get(name, []), 1):
        if inner:
            yield from (((place, *places), told) for places, told in _told(instance, tuple(inner)))
        else:
            yield (place,), instance


def _without_gaps(instances: Iterable[Places]) -> list[Places]:
    """In order, with those before them that nothing is known of."""
    counts: dict[Places, int] = {}
    for *outer, place in instances:
        counts[tuple(outer)] = max(place, counts.get(tuple(outer), 0))
    return [(*outer, place) for outer in sorted(counts) for place in range(1, counts[outer] + 1)]


def fits_a_spreadsheet(cell: Cell) -> bool:
    """Whether a spreadsheet's number or day can hold the value exactly."""
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell) >= SPREADSHEET_FIRST_DAY
    if isinstance(cell, int | Decimal):
        value = Decimal(cell)
        return len(value.as_tuple().digits) <= SPREADSHEET_DIGITS and Decimal(f"{float(value):.16g}") == value
    return True


def as_text(cell: Cell) -> str:
    """A value in the spelling that every program reads: all digits, ISO days, instants in UTC."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _parts(
    question: Question, report: ReportRecord, language: str | None, label_of: LabelOf
) -> dict[str, Cell]:
    """The part of a block ('', '_label', ...) -> its cell."""
    answer = report.answers.get(question.name, {})
    figure = report.figures.get(question.name)
    value = None if answer.get("skipped") else answer.get("value")
    parts = {"": _cell(question, _as_called_now(report, question, value)), "_words": answer.get("words")}
    if question.type is QuestionType.GEOPOINT and value is not None and is_point(value):
        parts = {"": answer.get("words"), "_exact": value}
    if figure is not None:
        parts[""] = _plain(figure.value)
        parts |= {"_qualifier": figure.qualifier, "_basis": figure.basis, "_measure": figure.measure}
    if language and value is not None and question.type in SELECT_TYPES:
        chosen = value if isinstance(value, list) else [value]
        parts["_label"] = "; ".join(label_of(question, name, language) for name in chosen)
    if question.fills in FILLED:
        del parts[""]
    return parts


def _as_called_now(report: ReportRecord, question: Question, value: Any) -> Any:
    """An answer with its choices as they are called now."""
    if question.type not in SELECT_TYPES or value is None:
        return value
    names = report.known.names
    if isinstance(value, list):
        return [names.choice(question.name, each) for each in value]
    return names.choice(question.name, value)


def _cell(question: Question, value: Any) -> Cell:
    if value is None:
        return None
    if question.type in ATTACHED_TYPES:
        return len(value)
    if question.type in NUMBER_TYPES:
        return _plain(Decimal(str(value)))
    if question.type in (QuestionType.DATE, QuestionType.TODAY):
        return date.fromisoformat(value)
    if question.type is QuestionType.TIME:
        return time.fromisoformat(value)
    if question.type is QuestionType.DATETIME:
        return datetime.fromisoformat(value)
    if question.type is QuestionType.TEXT and isinstance(value, list):
        return f"voice message, {len(value)}"
    if question.type in (QuestionType.SELECT_MULTIPLE, QuestionType.RANK):
        return " ".join(value)
    return str(value)


def _plain(value: Decimal) -> int | Decimal:
    """Whole numbers as such: 37181, not 37181.00 or 3.7181E+4."""
    return int(value) if value == value.to_integral_value() else value
