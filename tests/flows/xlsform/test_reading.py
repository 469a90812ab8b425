"""A spreadsheet to a flow: languages, settings, our own columns, files that came along, what is told."""

import hashlib
from collections.abc import Mapping

import pytest

from flows.definition import Flow, Group, Question, QuestionType
from flows.reading import catalog
from flows.xlsform.base import Base
from flows.xlsform.reading import Read, read_xlsform
from flows.xlsform.tables import table_files
from flows.xlsform.writing import write_xlsform
from tests.flows.xlsform.books import sheets, xlsx


def read(text: str, files: Mapping[str, bytes] | None = None) -> Read:
    return read_xlsform(xlsx(sheets(text)), "My form.xlsx", files)


def flow(text: str) -> Flow:
    found = read(text)
    assert found.flow is not None, found.problems
    return found.flow


@pytest.mark.parametrize("key", sorted(catalog()))
def test_a_flow_of_ours_taken_out_and_sent_back_is_the_same(key: str) -> None:
    ours = catalog()[key]
    found = read_xlsform(write_xlsform(ours, Base(key, 7, "abc")), "any.xlsx", table_files(ours))
    assert (found.flow, found.problems, found.base) == (ours, [], Base(key, 7, "abc"))


def test_a_form_that_says_little_is_taken_for_what_it_most_likely_is_and_told_so() -> None:
    found = read("survey\ntype | name | label\ntext | who | Who?")
    assert found.flow is not None
    assert (found.flow.key, found.flow.title, found.flow.languages) == ("My_form", {"en": "My_form"}, ("en",))
    assert (found.flow.files, found.flow.audience) == ("action", ("activist", "staff", "coordinator", "admin"))
    assert [problem.place for problem in found.problems] == ["settings", "settings, files", "settings, audience"]
    assert all(problem.warning for problem in found.problems)
    assert found.base is None


def test_languages_go_by_their_codes_the_default_one_first() -> None:
    found = flow("""
survey
type | name | label::English | label::Français (fr) | label::ar | label
text | who | Who? | Qui ? | من؟ | unused
settings
form_title | default_language
Form | French
""")
    assert (found.default_language, found.languages) == ("fr", ("fr", "en", "ar"))
    assert next(found.questions()).label == {"en": "Who?", "fr": "Qui ?", "ar": "من؟"}


def test_wordings_without_language_stand_in_for_the_default_one() -> None:
    found = flow("""
survey
type | name | label | label::French (fr)
text | who | Who? | Qui ?
settings
default_language
en
""")
    assert next(found.questions()).label == {"en": "Who?", "fr": "Qui ?"}


def test_groups_and_repeats_stand_inside_each_other() -> None:
    found = flow("""
survey
type | name | label | relevant | repeat_count
begin_group | g | G | true() |
begin_repeat | r | R | | 2
text | t | T? | |
end_repeat | | | |
end_group | | | |
""")
    (group,) = found.items
    assert isinstance(group, Group) and (group.type, group.relevant) == ("group", "true()")
    (repeat,) = group.items
    assert isinstance(repeat, Group) and (repeat.type, repeat.repeat_count) == ("repeat", "2")


def test_our_own_columns_are_read() -> None:
    found = flow("""
survey
type | name | label | fills | figure | basis | measure | sensitive | ask | line | finish | retired | was | reconstructed
integer | n | N? | | came | people | in period | | | Came | | | m | yes
text | s | S? | story | | | | YES | review | | Nothing more | | |
text | old | Old? | | | | | | | | | yes | |
settings
form_title | key | files | audience | follow_up
Form | vigil | outcome | staff; coordinator | 30d staff
""")
    number, story, old = found.questions()
    assert (number.figure, number.basis, number.measure, number.line) == ("came", "people", "in_period", {"en": "Came"})
    assert (number.was, number.reconstructed) == ("m", True)
    assert (story.fills, story.sensitive, story.ask, story.finish) == ("story", True, "review", {"en": "Nothing more"})
    assert old.retired
    assert (found.key, found.files, found.audience, found.follow_up) == (
        "vigil", "outcome", ("staff", "coordinator"), "30d staff"
    )  # fmt: skip


def test_an_audience_left_empty_is_nobody() -> None:
    assert flow("survey\ntype | name | label\ntext | a | A?\nsettings\nform_title | audience\nF |").audience == ()


def test_further_columns_of_choices_serve_filters() -> None:
    found = flow("""
survey
type | name | label | choice_filter
select_one c | c | Which? | region = 'n'
choices
list_name | name | label | region | my note | retired
c | x | X | n | for the team | yes
c | y | Y | s | |
""")
    assert found.choice_lists["c"][0].columns == {"region": "n"}
    assert [choice.retired for choice in found.choice_lists["c"]] == [True, False]


def test_other_is_a_choice_more_and_a_question_which_one() -> None:
    found = flow("""
survey
type | name | label::en | label::fr
select_one c or_other | c | Which? | Lequel ?
choices
list_name | name | label::en | label::fr
c | x | X | X
""")
    assert [choice.name for choice in found.choice_lists["c"]] == ["x", "other"]
    assert found.choice_lists["c"][1].label == {"en": "Other", "fr": "Autre"}
    which = list(found.questions())[1]
    assert (which.name, which.type, which.relevant) == ("c_other", QuestionType.TEXT, "selected(${c}, 'other')")


def test_an_answer_that_is_worked_out_and_shown_is_kept_and_stands_in_a_note() -> None:
    kept, shown = list(flow("""
survey
type | name | label | calculation | read_only
integer | twice | Twice that: | 2 * 2 | yes
""").questions())
    assert (kept.name, kept.type, kept.calculation) == ("twice", QuestionType.CALCULATE, "2 * 2")
    assert (shown.type, shown.label) == (QuestionType.NOTE, {"en": "Twice that: ${twice}"})


def test_files_that_came_along_are_tables_and_media_and_the_others_are_named() -> None:
    text = """
survey
type | name | label | calculation | media::image
select_one_from_file towns.csv | t | Town? | | map.png
calculate | c | | pulldata('codes', 'a', 'b', ${t}) |
select_one_from_file targets.csv | target | Whom? | | other.png
"""
    found = read(text, {"folder/Towns.CSV": b"name;label\r\na;Alpha\r\n", "map.png": b"png"})
    assert found.flow is not None
    assert found.flow.tables == {"towns": ({"name": "a", "label": "Alpha"},)}
    assert found.flow.media == {"map.png": hashlib.sha256(b"png").hexdigest()}
    assert found.missing == ("codes.csv", "other.png")


@pytest.mark.parametrize(
    ("file", "told"),
    [(b"\x89PNG\0\0", "this is no csv file"), (b"a,a\n1,2\n", "two columns have the same heading")],
)
def test_a_table_that_is_none_is_told_so(file: bytes, told: str) -> None:
    found = read("survey\ntype | name | label\nselect_one_from_file t.csv | t | T?", {"t.csv": file})
    assert any(problem.place == "t.csv" and told in problem.wrong for problem in found.problems)


def test_all_that_must_be_mended_is_told_at_once_and_a_row_only_once() -> None:
    found = read("""
survey
type | name | label | relevant
geotrace | way | Way? |
text | why | Why? | ${way} != '' and ${nobody} = 1
select_one c | c | Which? |
""")
    assert found.flow is None
    told = [problem.place for problem in found.problems if not problem.warning]
    assert told == ["survey, row 2, type", "survey, row 3 (why)", "survey, row 4 (c)"]


def test_what_pyxform_refuses_is_refused_for_its_reason_at_its_row() -> None:
    found = read("survey\ntype | name | label | parameters\ntext | a | A? |\ntext | b | B? | rows=many")
    (problem,) = [problem for problem in found.problems if not problem.warning]
    assert problem.place == "survey, row 3"
    assert "pyxform says: Parameter rows must have an integer value" in problem.wrong


def test_two_columns_that_mean_the_same_are_told() -> None:
    found = read("survey\ntype | name | label | caption\ntext | a | A? | B?")
    assert found.flow is None
    assert "two columns mean the same: label and caption" in found.problems[0].wrong


def test_a_hidden_question_stands_in_for_no_one_else() -> None:
    """What cannot be read leaves no trace: there is no flow to publish by mistake."""
    assert read("survey\ntype | name | label\ngeoshape | a | A?\ntext | b | B?").flow is None


def test_a_range_the_wrong_way_round_is_turned() -> None:
    (question,) = flow("survey\ntype | name | label | parameters\nrange | r | R? | start=5 end=1 step=-1").questions()
    assert isinstance(question, Question) and question.parameters == {"start": "1", "end": "5", "step": "1"}
