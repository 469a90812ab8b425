"""All strings of a flow as a spreadsheet: a line for each, a column for each language."""

import io
from collections.abc import Collection, Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.definition import Flow
from flows.problems import Problem
from flows.translations.context import context_of
from flows.translations.handed import HandedBack, Translation
from flows.translations.strings import outdated, strings
from flows.xlsform.columns import language_column
from flows.xlsform.containers import raw_sheets
from flows.xlsform.languages import code_of
from flows.xlsform.sheets import NoSpreadsheet, RawSheet
from texts.said import said

KEY, CONTEXT = "key", "context"
_GREY, _MISSING, _OLD = (PatternFill("solid", fgColor=color) for color in ("E4E4E4", "FBE3D6", "FFF2CC"))
_WIDTHS = {KEY: 34, CONTEXT: 34}
_WIDE = 52


def to_xlsx(flow: Flow, languages: Collection[str] | None = None, old: Flow | None = None) -> bytes:
    """The strings in the default language and in `languages` (all, if none are named), as xlsx. What is missing is
    marked, and so are the translations that are outdated since the revision `old`."""
    wanted = [flow.default_language] + [
        each for each in (flow.languages if languages is None else languages) if each != flow.default_language
    ]
    questions = {each.name: each for each in flow.questions()}
    stale = {(each.key, each.language) for each in outdated(old, flow)} if old is not None else set()
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "translations"
    _line(sheet, 1, [KEY, CONTEXT, *map(language_column, wanted)], bold=True)
    for row, each in enumerate(strings(flow), 2):
        texts = [each.words.get(language, "") for language in wanted]
        _line(sheet, row, [each.key, context_of(each, flow, questions), *texts])
        for column, language in enumerate(wanted, 3):
            cell = sheet.cell(row, column)
            if not cell.value or (each.key, language) in stale:
                cell.fill = _OLD if cell.value else _MISSING
    for column, heading in enumerate((KEY, CONTEXT, *wanted), 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, _WIDE)
    sheet.freeze_panes = "D2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def from_xlsx(data: bytes) -> HandedBack:
    """The translations in a spreadsheet (xlsx, xls or csv) that began as `to_xlsx`. Never raises."""
    try:
        sheets = raw_sheets(data)
    except NoSpreadsheet as error:
        return HandedBack(problems=(Problem(said("file"), error.wrong, error.mend),))
    for sheet in sheets:
        rows = iter(sheet.rows)
        headings = (
            {place: cell.text.strip() for place, cell in head.cells.items()} if (head := next(rows, None)) else {}
        )
        if KEY in headings.values():
            return _handed(headings, sheet)
    wrong = said("there is no column {name}: this is no sheet of translations", name=KEY)
    return HandedBack(problems=(Problem(said("file"), wrong, said("fill in the file that was exported")),))


def _handed(headings: dict[int, str], sheet: RawSheet) -> HandedBack:
    at = next(place for place, heading in headings.items() if heading == KEY)
    languages = {place: code_of(name)[0] for place, name in headings.items() if name and name not in (KEY, CONTEXT)}
    first = min(languages, default=-1)  # the language it was translated from
    found: dict[str, dict[str, Translation]] = {code: {} for code in languages.values()}
    for row in sheet.rows[1:]:
        key = row.cells[at].text.strip() if at in row.cells else ""
        texts = {place: cell.text for place, cell in row.cells.items()}
        for place, code in languages.items():
            if key and place in texts:
                source = None if place == first else texts.get(first, "")
                found[code][key] = Translation(texts[place], source)
    return HandedBack(found)


def _line(sheet: Worksheet, row: int, texts: Iterable[str], *, bold: bool = False) -> None:
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.alignment, cell.number_format = Alignment(wrap_text=True, vertical="top"), "@"
        if text:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"
        if bold or column < 3:
            cell.fill = _GREY
        if bold:
            cell.font = Font(bold=True)
