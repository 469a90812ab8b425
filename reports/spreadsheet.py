"""What both kinds of files with rows share, and rows into CSV: as many files as there are sheets (one for reports, one
for each repeat, one that explains). Row by row, so that memory does not grow with the rows. `xlsx.py` writes the other.

What a person wrote is never a formula: in XLSX texts are typed as text, in CSV a leading `= + - @`, tab or carriage
return is guarded by an apostrophe. Numbers stay numbers, days stay days.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from reports.columns import EXPLAINED, REPORTS, Column
from reports.rows import Cell, as_text

Sheets = Mapping[str, Sequence[Column]]
Rows = Iterable[tuple[str, list[Cell]]]
"""Each row with the name of its sheet, in any order."""

LIKE_A_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")  # the wide ones too: some locales read them so
EXPLAINING = (*(each.name for each in fields(Column)), "sheet")


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
        lines[EXPLAINED].writerow(EXPLAINING)
        lines[EXPLAINED].writerows([_guarded(text) for text in line] for line in explained(sheets))
    return count


def _lines(files: ExitStack, path: Path) -> Any:
    return csv.writer(files.enter_context(path.open("w", encoding="utf-8-sig", errors="replace", newline="")))


def explained(sheets: Sheets) -> Iterator[tuple[str, ...]]:
    """The lines of the sheet that explains: each column of each sheet."""
    for name, columns in sheets.items():
        yield from ((*astuple(column), name) for column in columns)


def beside(path: Path, sheet: str) -> Path:
    """Where a sheet of a CSV file stands."""
    return path if sheet == REPORTS else path.with_name(f"{path.stem}-{sheet}{path.suffix}")


def _guarded(cell: Cell) -> str:
    text = as_text(cell)
    return f"'{text}" if isinstance(cell, str) and LIKE_A_FORMULA.match(text) else text
