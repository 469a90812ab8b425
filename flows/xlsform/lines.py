"""Sheets as lines by column: what stands in each row, wordings by the code of their language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from flows.xlsform.columns import CHOICES, SETTINGS, SURVEY
from flows.xlsform.findings import Findings, place, shown
from flows.xlsform.headings import Heading, headings_of
from flows.xlsform.mending import plain
from flows.xlsform.sheets import Cell, RawRow, RawSheet
from texts.said import said

_AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_MERGED_MAX = 5_000


@dataclass
class Line:
    """A row: its number, its plain cells, its wordings and media by column and language as the heading writes it."""

    sheet: str
    number: int
    cells: dict[str, str] = field(default_factory=dict)
    worded: dict[str, dict[str, str]] = field(default_factory=dict)
    media: dict[str, dict[str, str]] = field(default_factory=dict)
    made: dict[str, Cell] = field(default_factory=dict)

    def get(self, column: str) -> str:
        """The cell of a column, '' if it is empty."""
        return self.cells.get(column, "")

    def at(self, column: str = "") -> str:
        """The place of the line, or of a cell of it."""
        return place(self.sheet, self.number, column)


@dataclass
class Sheet:
    """A sheet read: its headings and its lines."""

    headings: tuple[Heading, ...] = ()
    lines: list[Line] = field(default_factory=list)

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(each.column == column for each in self.headings)


def book_of(raw: Iterable[RawSheet], findings: Findings) -> dict[str, Sheet]:
    """The sheets of a form by their names in small letters; a single sheet is the survey, whatever its name."""
    sheets = list(raw)
    named = {plain(each.name).lower().replace(" ", "_"): each for each in reversed(sheets)}
    if len(sheets) == 1 and SURVEY not in named:
        named = {SURVEY: sheets[0]}
    book = {}
    for name in (SURVEY, CHOICES, SETTINGS):
        book[name] = _read(name, named[name], findings) if name in named else Sheet()
    return book | {name: _read_further(name, sheet) for name, sheet in named.items() if name not in book}


def _read(name: str, raw: RawSheet, findings: Findings) -> Sheet:
    if not raw.rows:
        return Sheet()
    if raw.left is not None:
        wrong = said("rows from here on are not read: a long run of empty rows stands before them")
        findings.warn(place(name, raw.left), wrong, said("delete the empty rows, if these belong to the form"))
    rows = _unmerged(name, raw, findings)
    headings = headings_of(name, rows[0], findings)
    lines = [_line(name, row, headings, findings) for row in rows[1:]]
    return Sheet(tuple(headings.values()), [line for line in lines if line.cells or line.worded or line.media])


def _read_further(name: str, raw: RawSheet) -> Sheet:
    """A sheet that no flow is made of (entities, osm, a page of notes): only where its rows are."""
    return Sheet((), [Line(name, row.number) for row in raw.rows[1:]])


def _line(sheet: str, row: RawRow, headings: dict[int, Heading], findings: Findings) -> Line:
    line = Line(sheet, row.number)
    for column, cell in row.cells.items():
        heading = headings.get(column)
        if heading is None:
            continue
        if cell.made in ("error", "formula"):
            _unread(line.at(heading.text), cell, findings)
            continue
        text = cell.text.strip()
        match heading.kind:
            case "worded":
                line.worded.setdefault(heading.column, {})[heading.language] = text
                if isinstance(cell.made, date):
                    wrong = said("a spreadsheet program made a day of the text: {text}", text=text)
                    findings.warn(line.at(heading.text), wrong, said("format the column as text, then write it again"))
            case "media":
                line.media.setdefault(heading.column, {})[heading.language] = text
            case _:
                line.cells[heading.column] = text
                if cell.made is not None:
                    line.made[heading.column] = cell
    return line


def _unread(where: str, cell: Cell, findings: Findings) -> None:
    if cell.made == "error":
        wrong = said("the cell holds an error of the spreadsheet program: {text}", text=shown(cell.text))
        mend = said("write the text again, beginning with an apostrophe if it begins with = + or -")
        findings.refuse(where, wrong, mend)
    else:
        wrong = said("the formula has no value: {text}", text=shown(cell.text))
        findings.refuse(where, wrong, said("put the value in place of the formula"))


def _unmerged(sheet: str, raw: RawSheet, findings: Findings) -> list[RawRow]:
    """Cells merged downwards hold what the first of them holds."""
    if not raw.merged:
        return raw.rows
    rows = {row.number: dict(row.cells) for row in raw.rows}
    for column, first, last in _areas(raw.merged):
        cell = rows.get(first, {}).get(column)
        for number in range(first + 1, min(last, first + _MERGED_MAX) + 1):
            if cell is not None and number in rows:
                rows[number].setdefault(column, cell)
    wrong = said("there are merged cells: {cells}", cells=", ".join(raw.merged[:6]))
    findings.warn(sheet, wrong, said("each of them is read as holding the same; better split them"))
    return [RawRow(number, cells) for number, cells in rows.items()]


def _areas(merged: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """Column (from 0), first and last row of what is merged downwards."""
    for area in merged:
        found = _AREA.fullmatch(area)
        if found is not None and int(found[4]) > int(found[2]):
            yield _number(found[1]) - 1, int(found[2]), int(found[4])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
