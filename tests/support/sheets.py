"""Spreadsheets as staff change them in a program of theirs."""

import asyncio
import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.flow_reader import told as told_by
from tests.support.chat import Respondent, Town

Rows = Sequence[Sequence[Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def changed(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The file after somebody has opened it, changed it and saved it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def form(survey: Rows, choices: Rows = (), settings: Rows = ()) -> bytes:
    """A form written from scratch: rows of each sheet, headings first."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "survey"
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def column(sheet: Worksheet, heading: str) -> int:
    """The number of the column with that heading; a new one if there is none."""
    headings = [str(cell.value or "") for cell in sheet[1]]
    if heading in headings:
        return headings.index(heading) + 1
    at = next((place for place, each in enumerate(headings, 1) if not each), len(headings) + 1)
    sheet.cell(1, at, heading)
    return at


def row_of(sheet: Worksheet, name: str) -> int:
    """The row whose `name` is that one."""
    at = column(sheet, "name")
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at).value == name)


def put(sheet: Worksheet, row: int, **cells: Any) -> None:
    """Write cells by heading; `label__fr` is the French label, under whatever heading it stands."""
    headings = [str(cell.value or "") for cell in sheet[1]]
    for key, value in cells.items():
        wanted, _, language = key.partition("__")
        of_language = (each for each in headings if language and each.startswith(wanted) and f"({language})" in each)
        sheet.cell(row, column(sheet, next(of_language, wanted)), value)


async def sends(person: Respondent, data: bytes, name: str, media_type: str = XLSX) -> None:
    """Send a file and wait until what comes of it is told: that is read later, however fast it is."""
    _Sending.over = asyncio.Event()
    try:
        await person.does(person.world.send_document, data, name, media_type)
    finally:
        _Sending.over.set()
    await told(person.town)


class _Sending:
    """Of the last file: whether its own turn is over."""

    over: asyncio.Event | None = None


async def told(town: Town) -> None:
    """Wait until files are read, and what was said of them has arrived."""
    await town.downloaded()
    await town.marked()


def document(person: Respondent) -> bytes:
    """The last file that the bot sent."""
    message = next(each for each in reversed(person.history) if "document" in each and each["from"]["is_bot"])
    data: bytes = person.world.file(message["document"]["file_id"]).data
    return data


async def read_here(files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """In place of `bot.flow_reading.read_apart`: in this process, so that pyxform is loaded once for many tests."""
    if _Sending.over is not None:
        await _Sending.over.wait()
    (name, data), *others = files
    return await asyncio.to_thread(told_by, data, name, dict(others))
