"""Rows into a file: XLSX (two sheets) or CSV (two files). Row by row, so that memory does not grow with the rows.

What a person wrote is never a formula: in XLSX texts are typed as text, in CSV a leading `= + - @`, tab or carriage
return is guarded by an apostrophe. Numbers stay numbers, days stay days.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.columns import Column
from reports.rows import Cell, as_text

MOST_CHARACTERS = 32_767
"""In one cell of a spreadsheet."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")  # the wide ones too: some locales read them so
_DAY = "yyyy-mm-dd"
_INSTANT = "yyyy-mm-dd hh:mm:ss"
_WIDTHS = {"date": 12, "date and time": 20, "integer": 12, "decimal": 12}


def write_xlsx(path: Path, columns: Iterable[Column], rows: Iterable[list[Cell]]) -> int:
    """Sheets `reports` and `columns`; returns the number of rows. Excel has no zones: instants are in UTC."""
    columns = tuple(columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("reports")
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.type, 18)
    sheet.append([_heading(sheet, column.name) for column in columns])
    count = 0
    for row in rows:
        sheet.append([_excel(sheet, cell) for cell in row])
        count += 1
    explained = book.create_sheet("columns")
    explained.freeze_panes = "B2"
    for letter, width in zip("ABCDEFG", (24, 60, 24, 14, 14, 14, 50), strict=True):
        explained.column_dimensions[letter].width = width
    explained.append([_heading(explained, each.name) for each in fields(Column)])
    for column in columns:
        explained.append([_excel(explained, text) for text in astuple(column)])
    book.save(path)
    return count


def write_csv(path: Path, columns: Iterable[Column], rows: Iterable[list[Cell]]) -> int:
    """`NAME.csv` and `NAME-columns.csv`, UTF-8 with a mark for spreadsheets to see; returns the number of rows."""
    columns = tuple(columns)
    count = 0
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([column.name for column in columns])
        for row in rows:
            lines.writerow([_guarded(cell) for cell in row])
            count += 1
    with columns_beside(path).open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([each.name for each in fields(Column)])
        lines.writerows([_guarded(text) for text in astuple(column)] for column in columns)
    return count


def columns_beside(path: Path) -> Path:
    """Where the explanation of a CSV file stands."""
    return path.with_name(f"{path.stem}-columns{path.suffix}")


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
    return cell


def _text(sheet: Any, text: str) -> Any:
    clean = _NOT_IN_XML.sub("", text)[:MOST_CHARACTERS]
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"  # openpyxl would take "=1+1" for a formula and "#N/A" for an error
    if _LIKE_A_FORMULA.match(clean):
        cell.quotePrefix = True  # so that it stays text when edited in Excel
    return cell


def _formatted(sheet: Any, value: date, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = number_format
    return cell


def _heading(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell
