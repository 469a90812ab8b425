"""Rows into XLSX, row by row: a sheet for reports, one for each repeat, one that explains."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.columns import EXPLAINED, REPORTS, Column
from reports.rows import Cell
from reports.spreadsheet import EXPLAINING, LIKE_A_FORMULA, Rows, Sheets, explained

MOST_CHARACTERS = 32_767
"""In one cell of a spreadsheet."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = "yyyy-mm-dd"
_INSTANT = "yyyy-mm-dd hh:mm:ss"
_CLOCK = "hh:mm"
_WIDTHS = {"date": 12, "date and time": 20, "integer": 12, "decimal": 12}


def write_xlsx(path: Path, sheets: Sheets, rows: Rows) -> int:
    """The sheets, and `columns`; returns the number of reports. Excel has no zones: instants are in UTC."""
    book = Workbook(write_only=True)
    opened = {name: _sheet(book, name, columns) for name, columns in sheets.items()}
    count = 0
    for name, row in rows:
        opened[name].append([_excel(opened[name], cell) for cell in row])
        count += name == REPORTS
    explaining = book.create_sheet(EXPLAINED)
    explaining.freeze_panes = "B2"
    for letter, width in zip("ABCDEFGH", (24, 60, 24, 14, 14, 14, 50, 14), strict=True):
        explaining.column_dimensions[letter].width = width
    explaining.append([_heading(explaining, name) for name in EXPLAINING])
    for line in explained(sheets):
        explaining.append([_excel(explaining, text) for text in line])
    book.save(path)
    return count


def _sheet(book: Workbook, name: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.type, 18)
    sheet.append([_heading(sheet, column.name) for column in columns])
    return sheet


def _excel(sheet: Any, cell: Cell) -> Any:
    """A cell of the right type; None stays None, which costs nothing."""
    if isinstance(cell, str):
        return _text(sheet, cell) if cell else None
    if isinstance(cell, datetime):
        return _formatted(sheet, cell.astimezone(UTC).replace(tzinfo=None), _INSTANT)
    if isinstance(cell, date):
        return _formatted(sheet, cell, _DAY)
    if isinstance(cell, time):
        return _formatted(sheet, cell, _CLOCK)
    return cell


def _text(sheet: Any, text: str) -> Any:
    clean = _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS]
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"  # openpyxl would take "=1+1" for a formula and "#N/A" for an error
    if LIKE_A_FORMULA.match(clean):
        cell.quotePrefix = True  # so that it stays text when edited in Excel
    return cell


def _formatted(sheet: Any, value: date | time, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = number_format
    return cell


def _heading(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell
