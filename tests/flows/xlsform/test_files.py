"""Files by their content: xlsx, xls, csv in many guises; whatever is none of them is told so, and never raises."""

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from flows.definition import Flow
from flows.xlsform import containers
from flows.xlsform.reading import read_xlsform
from tests.flows.xlsform.books import csv_of, sheets, xls, xlsx

FORM = sheets("""
survey
type | name | label::Français (fr)
text | who | Qui ? Écrivez « moi »
choices
list_name | name | label::Français (fr)
c | x | Été
settings
form_title | form_id
Un été | ete
""")


def flow(data: bytes, name: str = "form.xlsx") -> Flow:
    found = read_xlsform(data, name)
    assert found.flow is not None, found.problems
    return found.flow


def wrong(data: bytes) -> str:
    found = read_xlsform(data, "form.xlsx")
    assert found.flow is None
    return "; ".join(str(problem) for problem in found.problems if not problem.warning)


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        xls(FORM),
        csv_of(FORM),
        csv_of(FORM, ";"),
        csv_of(FORM, "\t"),
        b"\xef\xbb\xbf" + csv_of(FORM),
        csv_of(FORM).decode().encode("utf-16"),
        csv_of(FORM).decode().encode("cp1252"),
    ],
    ids=["xls", "csv", "semicolons", "tabs", "UTF-8 with its mark", "UTF-16", "Windows"],
)
def test_the_content_tells_what_a_file_is_and_not_its_name(data: bytes) -> None:
    assert flow(data, "form.xlsx") == flow(xlsx(FORM), "form.csv")


def test_a_csv_that_is_just_a_table_is_the_survey() -> None:
    found = flow(b"type,name,label\ntext,who,Who?\n", "my form.csv")
    assert [question.name for question in found.questions()] == ["who"]
    assert found.key == "my_form"


def test_a_sheet_may_begin_further_down_and_rows_keep_their_numbers() -> None:
    tables = {"survey": [[], [], ["type", "name", "label"], [], ["geotrace", "way", "Way?"]]}
    assert wrong(xlsx(tables)).startswith("survey, row 5, type")


def test_what_stands_far_below_is_no_part_of_the_form_and_that_is_said() -> None:
    form = [["type", "name", "label"], ["text", "who", "Who?"]]
    found = read_xlsform(xlsx({"survey": [*form, *[[]] * 61, ["scribbled", "by", "hand"]]}), "form.xlsx")
    assert found.flow is not None
    assert found.problems[0].place == "survey, row 64"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"hello", "this is no spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is no spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "this is no spreadsheet"),
        (b"PK\x03\x04 and nothing more", "it does not unpack"),
        (xlsx(FORM)[:2000], "it does not unpack"),
        (zipped(hello=b"hello"), "but no spreadsheet"),
        (zipped(**{"content.xml": b"<x/>"}), "an OpenDocument file"),
        (zipped(**{"xl__workbook.bin": b""}), "a binary Excel workbook"),
        (zipped(**{"xl__workbook.xml": b"<workbook"}), "the file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "the file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"a" * (containers.FILE_MAX + 1), "the file has 10 MB"),
        (xlsx({"survey": []}), "there is no sheet survey"),
        (xlsx({"choices": [["a"], ["b"]], "more": [["a"]]}), "there is no sheet survey, only choices"),
        (xlsx({"survey": [["name", "label"], ["who", "Who?"]]}), "has no column type"),
        (b",type,name,label\n,text,who,Who?\n", "the csv names no sheet"),
    ],
)
def test_what_is_no_form_is_told_so(data: bytes, told: str) -> None:
    assert told in wrong(data)


def test_a_file_that_unpacks_to_far_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "UNPACKED_MAX", 1_000_000)
    bomb = zipped(**{"xl__workbook.xml": b"<workbook/>", "xl__media__a.bin": b"\0" * 1_000_001})
    assert len(bomb) < 10_000
    assert "unpacked, the file has more than" in wrong(bomb)


def test_a_protected_workbook_of_old_excel_is_told_apart() -> None:
    data = xls(FORM)
    begun = data.index(struct.pack("<HH", 0x0809, 16))  # the first record of the workbook; FILEPASS follows it
    at = begun + 20
    damaged = data[:at] + struct.pack("<HH", 0x002F, 6) + b"\0" * 6 + data[at + 10 :]
    assert "protected by a password" in wrong(damaged) or "damaged" in wrong(damaged)


def test_merged_cells_hold_the_same_downwards() -> None:
    book = Workbook()
    survey, choices = book.worksheets[0], book.create_sheet("choices")
    survey.title = "survey"
    for row in (["type", "name", "label"], ["select_one c", "c", "Which?"]):
        survey.append(row)
    for row in (["list_name", "name", "label"], ["c", "x", "X"], [None, "y", "Y"], [None, "z", "Z"]):
        choices.append(row)
    choices.merge_cells("A2:A4")
    file = io.BytesIO()
    book.save(file)
    found = read_xlsform(file.getvalue(), "form.xlsx")
    assert found.flow is not None
    assert [choice.name for choice in found.flow.choice_lists["c"]] == ["x", "y", "z"]
    assert any("merged cells: A2:A4" in problem.wrong for problem in found.problems)


def test_formulas_without_value_and_errors_of_the_program_are_told_at_their_cell() -> None:
    told = wrong(xlsx({"survey": [["type", "name", "label"], ["text", "who", '=A1&"?"'], ["text", "why", "#NAME?"]]}))
    assert "survey, row 2, label: the formula has no value" in told
    assert "survey, row 3, label: the cell holds an error" in told
