"""Laws of reading: whatever comes, there is a flow or a problem to mend, and never an exception."""

import io
import zipfile
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.problems import Kind
from flows.xlsform.languages import code_of
from flows.xlsform.mending import expression
from flows.xlsform.reading import read_xlsform
from tests.flows.xlsform.books import csv_of, sheets, xls, xlsx

FORM = sheets("""
survey
type | name | label | relevant
select_one c | c | Which? |
begin_repeat | r | R | ${c} = 'x'
integer | many | How many? |
end_repeat | | |
choices
list_name | name | label
c | x | X
c | y | Y
settings
form_title | form_id | default_language
Form | form | English (en)
""")
WHOLE = {"xlsx": xlsx(FORM), "xls": xls(FORM), "csv": csv_of(FORM)}
HEADINGS = ("type", "name", "label", "label::French (fr)", "relevant", "constraint", "calculation", "default",
            "choice_filter", "parameters", "appearance", "required", "repeat_count", "read_only", "fills", "figure",
            "measure", "kept", "media::image", "list_name", "form_id", "default_language", "a:b::c", "")  # fmt: skip
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(("text", "select_one c", "begin group", "end group", "begin repeat", "end repeat", "note", "range",
                     "calculate", "c", "x", "${x} = 'y'", "yes", "TRUE", "1-2", "start=1 end=2", "or_other", "(", "'",
                     "${", "}", "geotrace", "select_one ${x}", "rank c", "csv-external", "in_period")),
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.times(),
)
SHEET = st.tuples(st.lists(st.sampled_from(HEADINGS), max_size=8), st.lists(st.lists(CELLS, max_size=8), max_size=8))


def sound(data: bytes) -> None:
    found = read_xlsform(data, "form.xlsx", {"x.csv": b"name\n\xff\0", "c.csv": b""})
    assert found.flow is not None or any(not problem.warning for problem in found.problems)
    assert not any(problem.kind is Kind.UNFORESEEN for problem in found.problems), found.problems


@settings(max_examples=40)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_files_damaged_on_the_way_never_raise(kind: str, draw: st.DataObject) -> None:
    data = bytearray(WHOLE[kind])
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    sound(bytes(data[: draw.draw(st.integers(len(data) // 2, len(data)))] if draw.draw(st.booleans()) else data))


@settings(max_examples=25)
@given(st.data())
def test_parts_of_a_workbook_damaged_inside_never_raise(draw: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE["xlsx"])) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    name = draw.draw(st.sampled_from(sorted(parts)))
    for _ in range(draw.draw(st.integers(1, 6))):
        parts[name][draw.draw(st.integers(0, len(parts[name]) - 1))] = draw.draw(st.integers(0, 255))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, bytes(data))
    sound(file.getvalue())


@settings(max_examples=25)
@given(st.fixed_dictionaries({"survey": SHEET}, optional={"choices": SHEET, "settings": SHEET}))
def test_any_cells_never_raise(tables: dict[str, tuple[list[str], list[list[Any]]]]) -> None:
    def clean(cell: Any) -> Any:
        return "".join(each for each in cell if each.isprintable()) if isinstance(cell, str) else cell

    cleaned = {name: [[clean(cell) for cell in row] for row in rows] for name, (_, rows) in tables.items()}
    sound(xlsx({name: [heads, *cleaned[name]] for name, (heads, _) in tables.items()}))


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(data: bytes) -> None:
    sound(data)


@given(st.text(max_size=40))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    assert expression(expression(text)) == expression(text)


@given(st.text(min_size=1, max_size=20))
def test_every_language_has_a_code(name: str) -> None:
    code, _known = code_of(name)
    assert code and " " not in code
