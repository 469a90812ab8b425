"""The bytes of a file to sheets: xlsx, xls or csv, told apart by what is in them and not by the file's name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from flows.xlsform.delimited import sheets_of_text
from flows.xlsform.sheets import (
    COLUMNS_MAX,
    FILE_MAX,
    ROWS_MAX,
    UNPACKED_MAX,
    Cell,
    NoSpreadsheet,
    RawRow,
    RawSheet,
    TooMuch,
    cell_of,
    too_large,
)
from texts.said import said

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(rb"<f[\s>/]")
_EMPTY_ROWS_MAX = 60  # pyxform's rule: after these comes what does not belong to the form
_LOOKED_AT_MAX = 5_000
SAVE_AS = said("save it as an Excel workbook (.xlsx) and send that")


def raw_sheets(data: bytes) -> list[RawSheet]:
    """All sheets of a file. Raises NoSpreadsheet, and nothing else, for what is none."""
    if not data.strip():
        raise NoSpreadsheet(said("the file is empty"), said("send the spreadsheet again"))
    if len(data) > FILE_MAX:
        mend = said("at most {size} MB; attach long lists as csv files", size=f"{FILE_MAX / 1e6:.0f}")
        raise NoSpreadsheet(too_large(data), mend)
    try:
        if data.startswith(_ZIP):
            return _xlsx(data)
        if data.startswith(_OLE):
            return _xls(data)
    except NoSpreadsheet:
        raise
    except (Exception, MemoryError) as error:  # what a damaged file does to a library is anybody's guess
        raise NoSpreadsheet(said("the file is damaged: it cannot be read as a spreadsheet"), SAVE_AS) from error
    return sheets_of_text(data)


def _xlsx(data: bytes) -> list[RawSheet]:
    from openpyxl.reader.excel import load_workbook

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
        wrong = said("the file is damaged: it does not unpack")
        raise NoSpreadsheet(wrong, said("send it again, or save it anew")) from error
    names = {each.filename for each in archive.infolist()}
    if "xl/workbook.bin" in names:
        raise NoSpreadsheet(said("this is a binary Excel workbook (.xlsb)"), SAVE_AS)
    if "content.xml" in names:
        raise NoSpreadsheet(said("this is an OpenDocument file"), SAVE_AS)
    if not any(name.endswith("workbook.xml") for name in names):
        raise NoSpreadsheet(said("this is a zip file, but no spreadsheet"), said("send the spreadsheet itself"))
    if sum(each.file_size for each in archive.infolist()) > UNPACKED_MAX:
        wrong = said("unpacked, the file has more than {size} MB", size=f"{UNPACKED_MAX / 1e6:.0f}")
        raise NoSpreadsheet(wrong, said("delete what does not belong to the form, such as pictures and empty rows"))
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas: Any = None
    found = []
    for sheet in book.worksheets:
        xml = archive.read(sheet._worksheet_path)
        merged = tuple(each.decode("ascii") for each in _MERGED.findall(xml))
        written: Iterator[Any] = iter(())
        if _FORMULA.search(xml):
            formulas = formulas or load_workbook(io.BytesIO(data), read_only=True)
            written = _all_rows(formulas[sheet.title])
        found.append(_filled(RawSheet(sheet.title, merged=merged), _numbered(_all_rows(sheet), written)))
    return found


def _all_rows(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    return iter(sheet.iter_rows())


def _numbered(rows: Iterable[Any], written: Iterator[Any]) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Rows with their cells. `written`: the same rows with formulas in place of what they come to."""
    for number, row in enumerate(rows, 1):
        formulas = next(written, ())
        cells = {}
        for column, cell in enumerate(row[:COLUMNS_MAX]):
            made = _xlsx_cell(cell, formulas[column] if column < len(formulas) else None)
            if made is not None:
                cells[column] = made
        yield number, cells


def _xlsx_cell(cell: Any, formula: Any) -> Cell | None:
    if cell.value is None:
        calculated = formula is not None and formula.data_type == "f"
        return Cell(str(formula.value), "formula") if calculated else None
    return Cell(str(cell.value), "error") if cell.data_type == "e" else cell_of(cell.value)


def _xls(data: bytes) -> list[RawSheet]:
    import xlrd

    if _ENCRYPTED in data:
        raise _locked()
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise _locked() from error
        raise NoSpreadsheet(said("this is no Excel workbook, or a damaged one"), SAVE_AS) from error
    return [_filled(RawSheet(sheet.name), _xls_rows(book, sheet)) for sheet in book.sheets()]


def _xls_rows(book: Any, sheet: Any) -> Iterator[tuple[int, dict[int, Cell]]]:
    for number in range(sheet.nrows):
        cells = {}
        for column, cell in enumerate(sheet.row(number)[:COLUMNS_MAX]):
            made = _xls_cell(cell, book.datemode)
            if made is not None:
                cells[column] = made
        yield number + 1, cells


def _xls_cell(cell: Any, datemode: int) -> Cell | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return cell_of(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(cell.value, "#ERROR"), "error")
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
        return cell_of(moment.time() if cell.value < 1 else moment)
    return cell_of(cell.value)


def _filled(sheet: RawSheet, numbered: Iterable[tuple[int, dict[int, Cell]]]) -> RawSheet:
    """The sheet with its rows that are not empty, up to a long run of empty ones."""
    last = 0
    for number, cells in numbered:
        gap = number - last - 1
        if cells and last and gap > _EMPTY_ROWS_MAX:
            sheet.left = number
            break
        if cells:
            sheet.rows.append(RawRow(number, cells))
            last = number
        elif gap > _LOOKED_AT_MAX:
            break
        if len(sheet.rows) > ROWS_MAX:
            raise TooMuch(sheet.name)
    return sheet


def _locked() -> NoSpreadsheet:
    return NoSpreadsheet(said("the file is protected by a password"), said("save it without a password"))
