"""What spreadsheet programs do to cells is mended, and said; what cannot be told is named."""

from datetime import date, datetime, time
from typing import Any

import pytest

from flows.xlsform.mending import expression, name
from flows.xlsform.reading import Read, read_xlsform
from tests.flows.xlsform.books import xlsx

Rows = list[list[Any]]


def read(survey: Rows, choices: Rows | None = None) -> Read:
    tables = {"survey": [["type", "name", "label", "relevant", "default"], *survey]}
    if choices:
        tables["choices"] = [["list_name", "name", "label"], *choices]
    return read_xlsform(xlsx(tables), "form.xlsx")


def names(found: Read) -> list[str]:
    assert found.flow is not None, found.problems
    return [choice.name for choice in found.flow.choice_lists["c"]]


def told(found: Read, *, warning: bool) -> str:
    return "\n".join(str(problem) for problem in found.problems if problem.warning is warning)


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("${a} = ‘x’", "${a} = 'x'"),
        ("${a} = “x” or ${b} = „y“", '${a} = "x" or ${b} = "y"'),
        ("${a} = 'x’", "${a} = 'x'"),
        ("${ a }\u00a0>\u00a01", "${a} > 1"),
        ("$ {a} > 1", "${a} > 1"),
        ("${a} – 1 ≥ 2", "${a} - 1 >= 2"),
        ("${a}\u200b = 1", "${a} = 1"),
        (". > 1,5", ". > 1.5"),
        ("if(${a} > 1,2,3)", "if(${a} > 1,2,3)"),
        ("concat('a – b', \"it’s\")", "concat('a – b', \"it’s\")"),
        ("${a} = '\u00a0'", "${a} = '\u00a0'"),
    ],
)
def test_signs_of_expressions_are_mended_and_texts_in_them_left_alone(damaged: str, mended: str) -> None:
    assert expression(damaged) == mended
    assert expression(mended) == mended


def test_names_lose_what_nobody_typed() -> None:
    assert name(" \u200bwho\u00a0") == "who"
    assert name("a—b") == "a--b"


def test_a_name_that_became_a_day_is_told_by_an_expression() -> None:
    survey = [["select_one c", "c", "Which?"], ["text", "why", "Why?", "${c} = '1-2'"]]
    found = read(survey, [["c", date(2024, 2, 1), "A few"], ["c", "more", "More"]])
    assert names(found) == ["1-2", "more"]
    assert "made a day of the name: 2024-02-01 (it is taken as 1-2" in told(found, warning=True)


def test_a_name_that_became_a_day_is_told_by_its_label() -> None:
    found = read([["select_one c", "c", "Which?"]], [["c", datetime(2024, 3, 5), "3 to 5 people"]])
    assert names(found) == ["3-5"]


def test_a_name_that_may_have_been_two_things_is_asked_back_about() -> None:
    found = read([["select_one c", "c", "Which?"]], [["c", date(2024, 2, 1), "A few"]])
    assert found.flow is None
    assert "choices, row 2, name: a spreadsheet program made a day" in told(found, warning=False)
    assert "was it 2-1 or 1-2?" in told(found, warning=False)


def test_a_label_that_became_a_day_is_named() -> None:
    found = read([["text", "when", date(2024, 2, 1)]])
    assert "survey, row 2, label: a spreadsheet program made a day of the text" in told(found, warning=True)


def test_a_name_that_became_a_time_is_told_by_an_expression() -> None:
    survey = [["select_one c", "c", "Which?"], ["text", "why", "Why?", "${c} = '8:30'"]]
    assert names(read(survey, [["c", time(8, 30), "Early"], ["c", time(20, 0), "Late"]])) == ["8:30", "20:00"]


def test_numbers_and_truths_are_names_as_they_were_typed() -> None:
    survey = [["select_one c", "c", "Which?"], ["text", "why", "Why?", "${c} = 'true'"]]
    found = read(survey, [["c", 1.0, "One"], ["c", 2, "Two"], ["c", 0.5, "Half"], ["c", True, "Yes"]])
    assert names(found) == ["1", "2", "0.5", "true"]


def test_decimal_names_that_are_meant_stay() -> None:
    meant = [["c", "1.0", "One"], ["c", "1.5", "More"]]
    assert names(read([["select_one c", "c", "Which?"]], meant)) == ["1.0", "1.5"]
    written = [["c", "1,0", "One"], ["c", "2,0", "Two"]]
    assert names(read([["select_one c", "c", "Which?"]], written)) == ["1", "2"]


def test_a_mended_name_is_mended_where_expressions_and_defaults_name_it() -> None:
    survey = [["select_one c", "c", "Which?", "", "a—b"], ["text", "why", "Why?", "${c} = 'a—b'"]]
    found = read(survey, [["c", "a—b", "Both"], ["c", "x", "Ex"]])
    assert found.flow is not None
    chosen, why = found.flow.questions()
    assert (chosen.default, why.relevant) == ("a--b", "${c} = 'a--b'")


def test_defaults_written_as_days_times_and_numbers() -> None:
    found = read(
        [
            ["date", "day", "When?", "", date(2024, 5, 1)],
            ["time", "at", "At?", "", time(18, 30)],
            ["integer", "many", "How many?", "", 3.0],
        ]
    )
    assert found.flow is not None
    assert [question.default for question in found.flow.questions()] == ["2024-05-01", "18:30", "3"]


def test_wordings_keep_their_typography() -> None:
    found = read([["text", "who", "« Qui » : l’ami·e\u00a0? a—b …"]])
    assert found.flow is not None
    assert next(found.flow.questions()).label == {"en": "« Qui » : l’ami·e\u00a0? a—b …"}
