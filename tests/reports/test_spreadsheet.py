"""Files that a spreadsheet reads back as they were meant."""

import csv
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.columns import Column
from reports.rows import Cell
from reports.spreadsheet import beside, write_csv
from reports.xlsx import write_xlsx

COLUMNS = [
    Column("first", "A first?", "text", source="delivery, question first"),
    Column("second", "Second?", "integer"),
]
SHEETS = {"reports": COLUMNS}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1", '=HYPERLINK("http://x","y")']


def in_reports(rows: Iterable[list[Cell]]) -> Iterator[tuple[str, list[Cell]]]:
    return (("reports", row) for row in rows)


def through_xlsx(path: Path, *rows: list[Cell]) -> list[tuple[Any, ...]]:
    write_xlsx(path, SHEETS, in_reports(rows))
    return list(load_workbook(path)["reports"].iter_rows(min_row=2))


def through_csv(path: Path, *rows: list[Cell]) -> list[list[str]]:
    write_csv(path, SHEETS, in_reports(rows))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_numbers_are_numbers_and_days_days(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[37181, Decimal("0.1")], [date(2014, 10, 21), datetime(2014, 10, 21, 16, 40, tzinfo=UTC)]]
    (number, tenth), (day, instant) = through_xlsx(tmp_path / "x.xlsx", *rows)
    assert (number.value, number.data_type, tenth.value) == (37181, "n", 0.1)
    assert (day.value, day.number_format) == (datetime(2014, 10, 21), "yyyy-mm-dd")
    assert instant.value == datetime(2014, 10, 21, 16, 40)


def test_csv_spells_days_and_instants_in_iso(tmp_path: Path) -> None:
    assert through_csv(tmp_path / "x.csv", [date(2014, 10, 21), datetime(2014, 10, 21, 16, 40, tzinfo=UTC)]) == [
        ["2014-10-21", "2014-10-21T16:40:00Z"]
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    ((cell, number),) = through_xlsx(tmp_path / "x.xlsx", [text, -1])
    assert cell.data_type == "s"
    assert "<f>" not in ZipFile(tmp_path / "x.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert number.value == -1
    assert through_csv(tmp_path / "x.csv", [text, -1]) == [[f"'{text}", "-1"]]


def test_text_that_looks_like_an_error_stays_text(tmp_path: Path) -> None:
    ((cell, _),) = through_xlsx(tmp_path / "x.xlsx", ["#N/A", None])
    assert (cell.value, cell.data_type) == ("#N/A", "s")


@settings(max_examples=60)
@given(text=st.text(min_size=1))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    ((cell, _),) = through_xlsx(folder / "x.xlsx", [text, None])
    readable = "".join(each for each in text if each >= " " or each in "\t\n\r").translate({0xFFFE: None, 0xFFFF: None})
    assert (cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == (
        readable.replace("\r\n", "\n").replace("\r", "\n")
    )
    assert through_csv(folder / "x.csv", [text, None])[0][0].removeprefix("'") == text.removeprefix("'")


def test_each_column_is_explained(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", SHEETS, [])
    explained = [[cell.value for cell in row] for row in load_workbook(tmp_path / "x.xlsx")["columns"].iter_rows()]
    assert explained[0] == ["name", "label", "type", "basis", "measure", "unit", "source", "sheet"]
    assert [row[0] for row in explained[1:]] == ["first", "second"]
    write_csv(tmp_path / "x.csv", SHEETS, [])
    with beside(tmp_path / "x.csv", "columns").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["source"] == "delivery, question first"


def test_many_rows_take_little_memory(tmp_path: Path) -> None:
    def rows() -> Iterator[list[Cell]]:
        for number in range(1_000):
            yield ["told " * 200, number]

    tracemalloc.start()
    assert write_xlsx(tmp_path / "x.xlsx", SHEETS, in_reports(rows())) == 1_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000  # the texts alone are a million characters


def test_what_is_repeated_stands_on_sheets_and_in_files_of_its_own(tmp_path: Path) -> None:
    sheets = {"reports": COLUMNS, "trainings": [Column("reference", "Its report", "text"), Column("at", "At", "time")]}
    rows: list[tuple[str, list[Cell]]] = [
        ("reports", ["A", 1]), ("trainings", ["A", time(18, 30)]), ("trainings", ["A", None]), ("reports", ["B", 2])
    ]  # fmt: skip
    assert write_xlsx(tmp_path / "x.xlsx", sheets, rows) == 2
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["reports", "trainings", "columns"]
    assert [cell.value for cell in list(book["trainings"].iter_rows())[1]] == ["A", time(18, 30)]
    assert [row[7].value for row in book["columns"].iter_rows(min_row=2)] == ["reports"] * 2 + ["trainings"] * 2
    assert write_csv(tmp_path / "x.csv", sheets, rows) == 2
    assert beside(tmp_path / "x.csv", "trainings").read_text("utf-8-sig").splitlines() == [
        "reference,at", "A,18:30", "A,"
    ]  # fmt: skip
