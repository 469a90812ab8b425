"""A spreadsheet as plain data, whatever file it came in: sheets of rows of cells, each with its row's number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from texts.said import said

FILE_MAX = 10_000_000
"""Bytes of a file that is read at all."""

UNPACKED_MAX = 80_000_000
"""Bytes that the parts of an xlsx file may have together once unpacked."""

ROWS_MAX = 20_000
COLUMNS_MAX = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text. `made`: what a spreadsheet program may have made of it (a day, a truth), or that it is no text at
    all (`error`, `formula`)."""

    text: str
    made: date | time | bool | str | None = None


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that is not empty: its number (from 1) and its cells by column (from 0)."""

    number: int
    cells: Mapping[int, Cell]


@dataclass
class RawSheet:
    """A sheet with its heading in the first row that is not empty. `merged`: areas such as `A2:A5`. `left`: the row,
    after a long run of empty ones, from which on nothing was read."""

    name: str
    rows: list[RawRow] = field(default_factory=list)
    merged: tuple[str, ...] = ()
    left: int | None = None


class NoSpreadsheet(ValueError):
    """The file cannot be read as a spreadsheet: what is wrong, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.wrong, self.mend = wrong, mend


class TooMuch(NoSpreadsheet):
    """More rows than any form has."""

    def __init__(self, sheet: str) -> None:
        wrong = said("the sheet {sheet} has more than {most} rows", sheet=sheet, most=ROWS_MAX)
        super().__init__(wrong, said("attach long lists as csv files"))


def too_large(data: bytes) -> str:
    """What is wrong with a file of that size."""
    return said("the file has {size} MB", size=f"{len(data) / 1e6:.1f}".removesuffix(".0"))


def cell_of(value: Any) -> Cell | None:
    """The cell that a value of a spreadsheet library means; None if it is empty. Whole numbers lose their point."""
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return Cell(value.date().isoformat() if midnight else value.isoformat(timespec="minutes"), value.date())
    if isinstance(value, time):
        return Cell(f"{value:%H:%M}", value)
    if isinstance(value, float):
        return Cell(number_text(value))
    text = "" if value is None else str(value)
    return Cell(text) if text.strip() else None


def number_text(value: float) -> str:
    """`3.0` as `3`, `0.1` as `0.1`, never with an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
