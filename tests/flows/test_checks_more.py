"""What else an editor must mend, and what is only worth a look: each with its place."""

import pytest

from flows.checks import check, check_change
from flows.definition import Flow
from flows.limits import KEY_MAX
from flows.problems import Problem
from flows.reading import catalog, read_flow
from texts.said import Said

HEAD = """
key: sample
title: {en: Sample, fr: Exemple}
files: action
follow_up: 30d staff
choice_lists:
  kinds: [{name: vigil, label: {en: Vigil, fr: Veille}, columns: {size: small}},
          {name: march, label: {en: March, fr: Marche}}]
items:
  - {type: integer, name: people, label: {en: People, fr: Personnes}}
  - {type: select_one kinds, name: kind, label: {en: Kind, fr: Genre}}
  - {type: date, name: held_on, label: {en: Day, fr: Jour}, fills: occurred_on}
"""


def flow(*items: str) -> Flow:
    return read_flow(HEAD + "".join(f"  - {item}\n" for item in items))


def question(**columns: str) -> str:
    told = {"type": "text", "name": "q", "label": "{en: Q, fr: Q}"} | columns
    return "{" + ", ".join(f"{column}: {value}" for column, value in told.items()) + "}"


def problems(*items: str) -> list[Problem]:
    found = check(flow(*items))
    assert all(isinstance(each, Said) for problem in found for each in (problem.wrong, problem.mend))
    return found


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"constraint": '"count-selected(., 1, 2) > 3"'}, "in constraint, count-selected() does not take 3 values"),
        ({"type": "calculate", "calculation": '"pulldata(\'gone\', \'a\', \'b\', 1)"'}, "looks into the table gone"),
        ({"type": "select_one_from_file gone.csv"}, "the table gone.csv is missing"),
        ({"type": "select_one kinds", "choice_filter": '"colour = ${people}"'}, "the column colour, which no choice"),
        ({"retired": "true", "type": "integer", "figure": "f", "basis": "people", "measure": "in_period"},
         "retired, but carries the figure f"),
        ({"retired": "true", "type": "date", "fills": "occurred_on"}, "retired, but fills occurred_on"),
        ({"retired": "true", "type": "date", "fills": "occurred_on"}, "retired, but the follow-up counts from it"),
        ({"was": "kind"}, "a question says that it was kind, which is still there"),
        ({"label": "{fr: Q}"}, "the label is missing in en"),
        ({"label": "{}"}, "the label is missing"),
        ({"name": "q" * (KEY_MAX + 1)}, "the name is too long"),
        ({"relevant": "\"${q} = 'x'\""}, "depends on itself"),
    ],
)  # fmt: skip
def test_what_must_be_mended(columns: dict[str, str], wrong: str) -> None:
    assert any(wrong in each.wrong and not each.warning for each in problems(question(**columns))), problems(
        question(**columns)
    )


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"relevant": '"${later} > 3"'}, "relevant reads later, which is asked later"),
        ({"constraint": '"regex(., \'[a-\')"'}, "in constraint, the regular expression is wrong"),
        ({"relevant": "\"${people} > 1 or selected(${kind}, 'gala')\""}, "'gala' is selected, which is no choice"),
        ({"type": "select_one kinds", "default": "gala"}, "the default 'gala' is no choice of its list"),
        ({"type": "integer", "default": "many"}, "the default 'many' is no number"),
        ({"type": "date", "default": "tomorrow"}, "the default 'tomorrow' is not written like"),
        ({"label": "{en: Q}"}, "the label is missing in fr"),
        ({"hint": "{fr: Q}"}, "the hint is missing in en"),
        ({"media": "{image: {en: cat.png}}"}, "the file cat.png is missing"),
        ({"calculation": '"conjure(1)"', "type": "calculate"}, "uses conjure(), which is unknown"),
        ({"relevant": '"${people} > ${gone_by}"'}, "relevant reads gone_by, which is retired"),
    ],
)
def test_what_is_worth_a_look_does_not_stand_in_the_way(columns: dict[str, str], wrong: str) -> None:
    later = question(name="later", type="integer")
    old = question(name="gone_by", retired="true")
    found = problems(old, question(**columns), later)
    assert any(wrong in each.wrong for each in found), found
    assert all(each.warning for each in found), found


def test_what_is_read_later_is_no_matter_where_nobody_is_kept_waiting() -> None:
    total = question(name="total", type="calculate", calculation='"${later} * 2"')
    tapped = question(name="tapped", ask="review", relevant='"${later} > 2"')
    assert problems(total, tapped, question(name="later", type="integer")) == []


def test_repeats_may_stand_inside_each_other_and_are_counted_by_numbers() -> None:
    label = "label: {en: R, fr: R}"
    inner = f"{{type: repeat, name: inner, {label}, repeat_count: '${{people}}', items: [{question()}]}}"
    assert problems(f"{{type: repeat, name: outer, {label}, items: [{inner}]}}") == []
    (found,) = problems(question(name="day", type="date"), inner.replace("${people}", "${day}"))
    assert (found.place, found.wrong) == ("inner", "repeat_count is no number: `${day}`")


def test_a_running_total_or_level_is_told_once_in_a_report() -> None:
    def told(name: str, measure: str) -> str:
        return question(name=name, type="integer", figure="members", basis="people", measure=measure)

    twice = [told("all", "level_now"), told("again", "level_now")]
    (found,) = problems(*twice, told("new", "in_period"), told("newer", "in_period"), told("ever", "so_far"))
    assert (found.place, found.warning) == ("again", False)
    assert found.wrong == "all tells members already, and level_now does not add up"
    (found,) = problems(f"{{type: repeat, name: r, label: {{en: R, fr: R}}, items: [{told('all', 'so_far')}]}}")
    assert (found.place, found.wrong) == ("all", "it is told for each r, and so_far does not add up")
    assert problems(f"{{type: repeat, name: r, label: {{en: R, fr: R}}, items: [{told('all', 'in_period')}]}}") == []


@pytest.mark.parametrize("follow_up", ["30d staf", "30d activist", "30d evaluator", "30d researcher", "soon"])
def test_only_staff_and_coordinators_can_be_asked_what_came_of_it(follow_up: str) -> None:
    (found,) = check(read_flow(HEAD.replace("30d staff", follow_up)))
    assert (found.place, found.warning) == ("flow", False) and follow_up in found.wrong
    assert check(read_flow(HEAD.replace("30d staff", "6w coordinator"))) == []


def test_a_follow_up_that_counts_from_no_answer_is_worth_a_look() -> None:
    (found,) = check(read_flow(HEAD.replace(", fills: occurred_on", "")))
    assert found.warning and "no question fills occurred_on" in found.wrong


def test_a_long_label_is_a_warning_and_a_choice_told_twice_is_not() -> None:
    long = HEAD.replace("{en: March,", "{en: March of everybody who could come from near and far to the embassy today,")
    (found,) = check(read_flow(long))
    assert found.warning and found.place == "choices kinds, march"
    (found,) = check(read_flow(HEAD.replace("name: march", "name: vigil")))
    assert (found.warning, found.wrong) == (False, "the choice vigil stands 2 times")


def test_all_tables_of_the_flows_we_ship_are_known() -> None:
    assert not [each for shipped in catalog().values() for each in check(shipped)]


ANSWERED = {"people", "kind"}


def test_a_question_with_answers_keeps_its_type_and_its_place() -> None:
    (found,) = check_change(flow(), read_flow(HEAD.replace("type: integer", "type: text")), ANSWERED)
    assert (found.place, found.warning) == ("people", False)
    assert found.wrong == "it has answers of type integer, and would become text"
    moved = HEAD.replace("  - {type: integer, name: people, label: {en: People, fr: Personnes}}\n", "") + (
        "  - {type: repeat, name: r, label: {en: R, fr: R}, items: ["
        "{type: integer, name: people, label: {en: People, fr: Personnes}}]}\n"
    )
    assert [each.wrong for each in check_change(flow(), read_flow(moved), ANSWERED)] == [
        "it has answers, and is repeated otherwise than before"
    ]


def test_what_nobody_answered_may_change_and_a_number_may_become_wider() -> None:
    assert check_change(flow(), read_flow(HEAD.replace("type: integer", "type: text")), set()) == []
    assert check_change(flow(), read_flow(HEAD.replace("type: integer", "type: decimal")), ANSWERED) == []


def test_what_is_gone_is_retired_or_carried_on() -> None:
    renamed = HEAD.replace("name: people", "name: persons")
    (found,) = check_change(flow(), read_flow(renamed), ANSWERED)
    assert (found.place, found.wrong, found.warning) == ("people", "it has answers, and is gone", True)
    carried = read_flow(renamed.replace("name: persons", "name: persons, was: people"))
    assert check_change(flow(), carried, ANSWERED) == []
    (found,) = check_change(flow(), read_flow(renamed.replace("name: persons", "name: persons, was: folk")), set())
    assert found.wrong == "it says that it was folk, which is no question"


def test_a_choice_that_is_gone_is_told() -> None:
    (found,) = check_change(flow(), read_flow(HEAD.replace("name: march", "name: walk")), ANSWERED)
    assert (found.place, found.warning) == ("kind", True)
    assert check_change(flow(), read_flow(HEAD.replace("name: march", "name: walk, was: march")), ANSWERED) == []
