"""Every feature of XLSForm imports and is walked to its end, or is refused at its row with what to use instead."""

from pathlib import Path

import pytest

from flows.revision import Revision
from flows.walking import walk_through
from flows.xlsform.reading import Read, read_xlsform
from flows.xlsform.unsupported import UNSUPPORTED
from tests.flows.xlsform.books import csv_of, sheets, xls, xlsx
from tests.flows.xlsform.corpus import CORPUS
from tests.flows.xlsform.corpus.form import Form
from texts.said import Said

IMPORTED = [form for form in CORPUS if not form.refused]
REFUSED = [form for form in CORPUS if form.refused]


def read(form: Form) -> Read:
    return read_xlsform(xlsx(sheets(form.text)), "form.xlsx", form.files)


def wrong(found: Read) -> list[str]:
    return [str(problem) for problem in found.problems if not problem.warning]


def warnings(found: Read) -> str:
    return "\n".join(str(problem) for problem in found.problems if problem.warning)


@pytest.mark.parametrize("form", IMPORTED, ids=lambda form: form.feature)
def test_a_feature_is_imported_and_walked_to_its_end(form: Form) -> None:
    found = read(form)
    assert wrong(found) == []
    assert found.flow is not None
    for expected in form.warned:
        assert expected in warnings(found)
    walk = walk_through(Revision.of(found.flow), seed=1)
    assert walk.stuck is None, walk.stuck


@pytest.mark.parametrize("form", REFUSED, ids=lambda form: form.feature)
def test_what_cannot_be_run_is_refused_at_its_row_with_a_way_out(form: Form) -> None:
    found = read(form)
    for place in form.refused:
        assert any(each.startswith(place) for each in wrong(found)), wrong(found)
    assert all(isinstance(each, Said) for problem in found.problems for each in (problem.wrong, problem.mend))


@pytest.mark.parametrize("form", IMPORTED[::5], ids=lambda form: form.feature)
def test_the_same_form_as_xls_and_csv_is_the_same_flow(form: Form) -> None:
    tables, wanted = sheets(form.text), read(form).flow
    assert read_xlsform(xls(tables), "form.xlsx", form.files).flow == wanted
    assert read_xlsform(csv_of(tables), "form.xls", form.files).flow == wanted


def test_features_stand_once_and_the_documentation_counts_them() -> None:
    assert len({form.feature for form in CORPUS}) == len(CORPUS)
    told = (Path(__file__).parents[3] / "docs" / "xlsform.md").read_text("utf-8")
    assert f"{len(CORPUS)} forms, {len(IMPORTED)} imported and walked" in told
    assert f"{len(REFUSED)} refused" in told


def test_the_documentation_names_all_that_is_refused() -> None:
    told = (Path(__file__).parents[3] / "docs" / "xlsform.md").read_text("utf-8")
    named = {name.split()[-1] if name.startswith("q ") else name for name in UNSUPPORTED}
    assert {name for name in named if name not in told} <= {"cascading", "select one external", "select from answers"}
