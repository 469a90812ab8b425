"""Spreadsheets for tests as small tables: a sheet's name on a line of its own, then rows, cells parted by |."""

import csv
import io
from typing import Any

import xlwt
from openpyxl import Workbook

Sheets = dict[str, list[list[Any]]]
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")


def sheets(text: str) -> Sheets:
    """The tables of a text."""
    found: Sheets = {}
    for line in filter(str.strip, text.splitlines()):
        if "|" not in line and line.strip() in SHEETS:
            rows = found.setdefault(line.strip(), [])
        else:
            rows.append([cell.strip().replace("¦", "|") for cell in line.split("|")])
    return found


def xlsx(tables: Sheets) -> bytes:
    """An Excel workbook. Cells may be anything that Excel holds."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(tables: Sheets) -> bytes:
    """A workbook as Excel wrote them until 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in tables.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(tables: Sheets, delimiter: str = ",") -> bytes:
    """Csv in pyxform's layout."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for name, rows in tables.items():
        writer.writerow([name])
        writer.writerows(["", *row] for row in rows)
    return text.getvalue().encode()
