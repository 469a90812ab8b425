"""Csv: in pyxform's layout (a line with the sheet's name, its rows one column further right) or just one table."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from flows.xlsform.sheets import ROWS_MAX, Cell, NoSpreadsheet, RawRow, RawSheet, TooMuch, cell_of
from texts.said import said

_DELIMITERS = (",", ";", "\t")
_HEAD = 4_000
_CELL_MAX = 1_000_000
_WRONG = said("this is no spreadsheet: neither xlsx nor xls nor csv")
_MEND = said("send the form as an Excel workbook (.xlsx)")


def decoded(data: bytes) -> str:
    """The text in the bytes: UTF-8, UTF-16 if it says so, else the Windows encoding of western Europe. Raises
    NoSpreadsheet where there is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    # Bytes of a picture or a program decode to something too; a text has no such characters.
    if any(character < " " and character not in "\t\r\n\f" for character in text[:_HEAD]):
        raise NoSpreadsheet(_WRONG, _MEND)
    return text


def table_rows(text: str) -> Iterator[list[str]]:
    """The rows of a csv text, parted by whichever of comma, semicolon and tab stands most often in its first lines."""
    head = Counter(text[:_HEAD])
    delimiter = max(_DELIMITERS, key=lambda each: head[each])
    csv.field_size_limit(_CELL_MAX)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        told = {"line": str(reader.line_num), "error": str(error)}
        raise NoSpreadsheet(said("line {line} of the csv cannot be read: {error}", **told), _MEND) from error


def sheets_of_text(data: bytes) -> list[RawSheet]:
    """The sheets of a csv file. Raises NoSpreadsheet."""
    rows = [(number, row) for number, row in enumerate(table_rows(decoded(data)), 1) if any(map(str.strip, row))]
    if len(rows) > ROWS_MAX:
        raise TooMuch("survey")
    if not any(len(row) > 1 for _, row in rows):
        raise NoSpreadsheet(_WRONG, _MEND)
    if any(cell.strip().lower() == "type" for cell in rows[0][1]) and rows[0][1][0].strip():
        return [RawSheet("survey", [_row(number, row) for number, row in rows])]
    return _named(rows)


def _named(rows: list[tuple[int, list[str]]]) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    for number, row in rows:
        if name := row[0].strip():
            sheets.append(RawSheet(name))
        if any(map(str.strip, row[1:])):
            if not sheets:
                raise NoSpreadsheet(said("the csv names no sheet"), said("begin with a line that says only: survey"))
            sheets[-1].rows.append(_row(number, row[1:]))
    return sheets


def _row(number: int, row: list[str]) -> RawRow:
    cells: dict[int, Cell] = {}
    for column, text in enumerate(row):
        if (cell := cell_of(text)) is not None:
            cells[column] = cell
    return RawRow(number, cells)
