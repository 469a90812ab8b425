"""A flow goes out as a spreadsheet, and comes back as it was."""

import io
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from flows.checks import check
from flows.composing import addon_key
from flows.definition import Flow
from flows.internal import tasks
from flows.reading import catalog, read_flow
from flows.revision import content_hash
from flows.xlsform.base import Base
from flows.xlsform.columns import language_column
from flows.xlsform.languages import code_of
from flows.xlsform.pulldata import spaced, unspaced
from flows.xlsform.reading import Read, read_xlsform
from flows.xlsform.tables import table_files
from flows.xlsform.writing import write_xlsform
from tests.support.random_flows import flows

PICTURE = b"a picture"
EVERYTHING = """
key: everything
title: {en: Everything, fr: Tout, ar: كل شيء}
version: "2014-10"
files: action
audience: [staff, admin]
follow_up: 30d staff
extends: action
section: fr
items:
  - {type: note, name: welcome, label: {en: "Good to *see* you.", fr: "Ravi de vous voir.\\n– C’est « ici » : “oui”"}}
  - type: select_one kinds
    name: kind
    label: {en: "Which kind?", fr: "De quel genre ?", ar: "أي نوع؟"}
    line: {en: Kind, ar: النوع}
    finish: {en: "That is all"}
    media: {image: {en: kinds.png, fr: kinds.png}}
    first: size = 'small'
    required: yes
  - {type: integer, name: people, was: persons, label: {en: "How many?"}, figure: people, basis: people,
     measure: so_far, ask: "${kind} = 'vigil'", constraint: ". > 0 and . != 1.0", constraint_message: {fr: "Non."}}
  - {type: calculate, name: size, calculation: "pulldata('kinds', 'size', 'name', ${kind})", kept: "no"}
  - {type: select_multiple_from_file places.csv, name: places, label: {en: "Where?"}, choice_filter: "city = 'Fès'"}
  - type: group
    name: outer
    relevant: ${people} > 10
    items:
      - type: repeat
        name: trainings
        label: {en: Training}
        repeat_count: ${people} div 10
        items:
          - {type: text, name: topic, label: {en: "On what?"}, sensitive: true, required: "${people} > 20"}
      - {type: range, name: mood, label: {en: "How was it?"}, parameters: start=1 end=5 step=1, ask: review}
  - {type: rank kinds, name: order, label: {en: "In which order?"}}
  - {type: barcode, name: code, label: {en: "Code?"}, default: "007"}
  - {type: hidden, name: source, default: chat}
  - {type: date, name: day, label: {en: "When?"}, appearance: coming, fills: occurred_on, reconstructed: true}
  - {type: text, name: old, label: {en: "Not asked any more"}, retired: true}
choice_lists:
  kinds:
    - {name: vigil, label: {en: Vigil, fr: Veillée}, columns: {size: small}}
    - {name: 1-2, label: {en: "=1+2", fr: TRUE}, columns: {size: "1.0"}, was: one_two}
    - {name: "no", label: {en: No}, retired: true, media: {image: {en: no.png}}}
tables:
  places:
    - {name: fes, label: "Fès, médina", city: Fès}
    - {name: "007", label: "\\"quoted\\""}
"""


def everything() -> Flow:
    named = {name: sha256(PICTURE).hexdigest() for name in ("kinds.png", "no.png")}
    return read_flow(EVERYTHING).model_copy(update={"media": named, "key": addon_key("action", "fr")})


def returned(flow: Flow, data: bytes | None = None) -> Read:
    files = table_files(flow) | dict.fromkeys(flow.media, PICTURE)
    return read_xlsform(data or write_xlsform(flow), f"{flow.key}.xlsx", files)


def changed(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The file after somebody, or their program, changed it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_flow_of_everything_comes_back_as_it_was() -> None:
    flow = everything()
    read = returned(flow)
    assert read.flow == flow
    assert read.missing == ()


@pytest.mark.parametrize("flow", [*catalog().values(), *tasks().values()], ids=lambda flow: flow.key)
def test_every_flow_we_ship_is_accepted_by_pyxform_and_comes_back(flow: Flow) -> None:
    data = write_xlsform(flow, Base(flow.key, 7, content_hash(flow)))
    assert convert(io.BytesIO(data), file_type=".xlsx").xform
    read = returned(flow, data)
    assert read.flow is not None
    assert content_hash(read.flow) == content_hash(flow)
    assert read.base == Base(flow.key, 7, content_hash(flow))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(flows())
def test_any_flow_is_accepted_by_pyxform_and_comes_back(flow: Flow) -> None:
    data = write_xlsform(flow)
    assert convert(io.BytesIO(data), file_type=".xlsx").xform
    read = returned(flow, data)
    assert read.flow is not None, read.problems
    assert read.flow == flow
    assert read.base is None


def test_every_cell_is_text_and_stays_so() -> None:
    book = load_workbook(io.BytesIO(write_xlsform(everything())))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type == "s" and cell.number_format == "@" for cell in row if cell.value is not None)
    assert book["survey"].column_dimensions["A"].number_format == "@"  # what is written there later stays text, too


def test_the_sheets_can_be_worked_with() -> None:
    book = load_workbook(io.BytesIO(write_xlsform(everything(), Base("everything", 1, "abc"))))
    assert book.sheetnames == ["survey", "choices", "settings", "Read me"]
    assert [sheet.freeze_panes for sheet in book] == ["C2", "C2", "A2", "A2"]
    assert any(
        rule.formula1 == '"in_period,so_far,level_now"' for rule in book["survey"].data_validations.dataValidation
    )
    headings = [cell.value for cell in book["settings"][1]]
    assert headings[-3:] == ["base_key", "base_revision", "base_hash"]
    assert all(book["settings"].column_dimensions[letter].hidden for letter in "MNO")
    assert not book["settings"].column_dimensions["L"].hidden


def test_what_a_spreadsheet_program_does_to_cells_is_mended() -> None:
    """Curly quotes, a choice made a date, a truth or a number, spaces that do not break."""

    def damage(book: Workbook) -> None:
        for sheet in (book["survey"], book["choices"]):
            for row in sheet.iter_rows(min_row=2):
                for cell in row:
                    if (value := damaged(cell.value)) is not None:
                        cell.value = value

    def damaged(text: str | None) -> object:
        if text == "1-2":
            return datetime(2014, 2, 1)
        if text in ("TRUE", "yes"):
            return True
        if text is not None and text.isdecimal() and not text.startswith("0"):
            return float(text)
        if text is not None and "${" in text:
            return text.replace("'", "’").replace(" ", "\xa0")
        return None

    flow = everything()
    read = returned(flow, changed(write_xlsform(flow), damage))
    assert read.flow == flow, read.problems


def test_a_french_choice_and_a_question_added_in_a_spreadsheet_program() -> None:
    flow = catalog()["action"]

    def edit(book: Workbook) -> None:
        survey, choices = book["survey"], book["choices"]
        at = {cell.value: cell.column for cell in survey[1]}
        row = survey.max_row + 1
        for heading, text in (("type", "text"), ("name", "handout"), ("label::English (en)", "Which handout?")):
            survey.cell(row, at[heading], text)
        choices.append(["kinds_of_action", "picket", *[None] * (choices.max_column - 2)])
        at = {cell.value: cell.column for cell in choices[1]}
        choices.cell(choices.max_row, at["label::Français (fr)"], "Piquet")

    read = returned(flow, changed(write_xlsform(flow), edit))
    assert read.flow is not None
    assert [each.name for each in read.flow.questions()][-1] == "handout"
    assert read.flow.choice_lists["kinds_of_action"][-1].label == {"fr": "Piquet"}


@pytest.mark.parametrize("column", ["value", "retired", "label::fr", "two words"])
def test_a_column_of_choices_that_no_sheet_could_hold_must_be_mended(column: str) -> None:
    flow = read_flow(EVERYTHING.replace("columns: {size: small}", f'columns: {{"{column}": small}}'))
    assert f"a column cannot be called {column!r}" in [problem.wrong for problem in check(flow)]


def test_pulldata_of_the_flows_own_lists_is_written_so_that_pyxform_leaves_it_alone() -> None:
    lists = {"kinds"}
    for expression in (
        "pulldata('kinds', 'size', 'name', ${kind})",
        "if(${a}, pulldata('targets', 'a', 'b', 'c'), pulldata( \"kinds\", 'size', 'name', ${kind}))",
        "pulldata  ('kinds', 'size', 'name', ${kind})",
        "pulldata('targets', 'a', 'b', 'c')",
    ):
        written = spaced(expression, lists)
        assert ("pulldata(" in written) == ("kinds" not in expression)
        assert unspaced(written, lists) == expression


@pytest.mark.parametrize("code", ["en", "fr", "ar", "es", "pt-BR", "zh-Hant", "tetun-dili", "x-6270"])
def test_a_language_has_a_heading_with_its_code(code: str) -> None:
    assert code_of(language_column(code))[0] == code
