"""Rows into a file: XLSX (a sheet for reports, one for each repeat, one that explains) or CSV (as many files).
Row by row, so that memory does not grow with the rows.

What a person wrote is never a formula: in XLSX texts are typed as text, in CSV a leading `= + - @`, tab or carriage
return is guarded by an apostrophe. Numbers stay numbers, days stay days.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.columns import EXPLAINED, REPORTS, Column
from reports.rows import Cell, as_text

Sheets = Mapping[str, Sequence[Column]]
Rows = Iterable[tuple[str, list[Cell]]]
"""Each row with the name of its sheet, in any order."""

MOST_CHARACTERS = 32_767
"""In one cell of a spreadsheet."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")  # the wide ones too: some locales read them so
_DAY = "yyyy-mm-dd"
_INSTANT = "yyyy-mm-dd hh:mm:ss"
_CLOCK = "hh:mm"
_EXPLAINING = (*(each.name for each in fields(Column)), "sheet")
_WIDTHS = {"date": 12, "date and time": 20, "integer": 12, "decimal": 12}


def write_xlsx(path: Path, sheets: Sheets, rows: Rows) -> int:
    """The sheets, and `columns`; returns the number of reports. Excel has no zones: instants are in UTC."""
    book = Workbook(write_only=True)
    opened = {name: _sheet(book, name, columns) for name, columns in sheets.items()}
    count = 0
    for name, row in rows:
        opened[name].append([_excel(opened[name], cell) for cell in row])
        count += name == REPORTS
    explained = book.create_sheet(EXPLAINED)
    explained.freeze_panes = "B2"
    for letter, width in zip("ABCDEFGH", (24, 60, 24, 14, 14, 14, 50, 14), strict=True):
        explained.column_dimensions[letter].width = width
    explained.append([_heading(explained, name) for name in _EXPLAINING])
    for line in _explained(sheets):
        explained.append([_excel(explained, text) for text in line])
    book.save(path)
    return count


def _sheet(book: Workbook, name: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.type, 18)
    sheet.append([_heading(sheet, column.name) for column in columns])
    return sheet


def write_csv(path: Path, sheets: Sheets, rows: Rows) -> int:
    """`NAME.csv`, `NAME-SHEET.csv` for each further sheet and `NAME-columns.csv`, UTF-8 with a mark for spreadsheets to
    see; returns the number of reports."""
    count = 0
    with ExitStack() as files:
        lines = {name: _lines(files, beside(path, name)) for name in (*sheets, EXPLAINED)}
        for name, columns in sheets.items():
            lines[name].writerow([column.name for column in columns])
        for name, row in rows:
            lines[name].writerow([_guarded(cell) for cell in row])
            count += name == REPORTS
        lines[EXPLAINED].writerow(_EXPLAINING)
        lines[EXPLAINED].writerows([_guarded(text) for text in line] for line in _explained(sheets))
    return count


def _lines(files: ExitStack, path: Path) -> Any:
    return csv.writer(files.enter_context(path.open("w", encoding="utf-8-sig", errors="replace", newline="")))


def _explained(sheets: Sheets) -> Iterator[tuple[str, ...]]:
    for name, columns in sheets.items():
        yield from ((*astuple(column), name) for column in columns)


def beside(path: Path, sheet: str) -> Path:
    """Where a sheet of a CSV file stands."""
    return path if sheet == REPORTS else path.with_name(f"{path.stem}-{sheet}{path.suffix}")


def _guarded(cell: Cell) -> str:
    text = as_text(cell)
    return f"'{text}" if isinstance(cell, str) and _LIKE_A_FORMULA.match(text) else text


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
    if _LIKE_A_FORMULA.match(clean):
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
