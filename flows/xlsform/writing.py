"""A flow as a spreadsheet in the vocabulary of XLSForm: pyxform accepts it, `reading.read_xlsform` reads it back."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from flows.definition import Flow
from flows.xlsform.base import Base
from flows.xlsform.columns import BASE_COLUMNS, CHOICES, OUR_CHOICE_COLUMNS, OUR_COLUMNS, READ_ME, SETTINGS, SURVEY
from flows.xlsform.explained import EXPLAINED, SUGGESTED
from flows.xlsform.rows import Row, choice_headings, choice_rows, settings_row, survey_headings, survey_rows

_TEXT = "@"  # the number format that keeps a program from making a date of `1-2` or a number of `007`
_HEAD = Font(bold=True)
_THEIRS, _OURS = PatternFill("solid", fgColor="DDE8F0"), PatternFill("solid", fgColor="F3E7CF")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_OUR_HEADINGS = {*OUR_COLUMNS, *OUR_CHOICE_COLUMNS}
_WIDE, _MIDDLE, _NARROW = 44, 24, 13
_MIDDLE_COLUMNS = {"type", "name", "list_name", "relevant", "constraint", "calculation", "choice_filter", "first",
                   "default", "default_language"}  # fmt: skip
_ROWS_AHEAD = 200  # further rows that get the drop-down lists


def write_xlsform(flow: Flow, base: Base | None = None) -> bytes:
    """The flow as xlsx. `base`: the revision it is, kept in hidden columns so that an upload can be merged.

    Attached tables are files of their own (`tables.py`); media stay names.
    """
    book = Workbook()
    survey = book.active
    assert isinstance(survey, Worksheet)
    survey.title = SURVEY
    _fill(survey, survey_headings(flow), survey_rows(flow), frozen="C2")
    _fill(book.create_sheet(CHOICES), choice_headings(flow), choice_rows(flow), frozen="C2")
    settings = settings_row(flow, base)
    _fill(sheet := book.create_sheet(SETTINGS), list(settings), [settings], frozen="A2")
    for place, heading in enumerate(settings, 1):
        sheet.column_dimensions[get_column_letter(place)].hidden = heading in BASE_COLUMNS
    explained = [{"Column": column, "Meaning": meaning} for column, meaning in EXPLAINED]
    _fill(book.create_sheet(READ_ME), ["Column", "Meaning"], explained, frozen="A2")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, headings: list[str], rows: Iterable[Row], frozen: str) -> None:
    for place, heading in enumerate(headings, 1):
        cell = _put(sheet, 1, place, heading)
        cell.font = _HEAD
        cell.fill = _OURS if heading.partition("::")[0] in _OUR_HEADINGS else _THEIRS
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width, column.number_format = _width(heading), _TEXT
    at = {heading: place for place, heading in enumerate(headings, 1)}
    last = 1
    for last, row in enumerate(rows, 2):
        for heading, text in row.items():
            if text:
                _put(sheet, last, at[heading], text)
    sheet.freeze_panes = frozen
    for heading, suggested in SUGGESTED.get(sheet.title, {}).items():
        letter = get_column_letter(at[heading])
        choices = DataValidation("list", formula1=f'"{",".join(suggested)}"', allow_blank=True, showErrorMessage=False)
        choices.add(f"{letter}2:{letter}{last + _ROWS_AHEAD}")
        sheet.add_data_validation(choices)


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell of text, whatever the text looks like: no number, no date, no formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = _TEXT
    cell.alignment = _WRAPPED
    return cell


def _width(heading: str) -> int:
    if "::" in heading or heading == "Meaning":
        return _WIDE
    return _MIDDLE if heading in _MIDDLE_COLUMNS else _NARROW
