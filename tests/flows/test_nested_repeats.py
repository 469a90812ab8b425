"""Repeats inside each other: told, opened, removed, counted and filed; and what expressions see from where."""

import json
from typing import Any

import pytest

from flows.copying import staying
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.filing import file_report
from flows.importing import filed_from
from flows.inputs import Verb
from flows.instances import Instances
from flows.limits import INSTANCES_MAX, SESSION_QUESTIONS_MAX
from flows.lines import filed_lines
from flows.reopening import reopen
from flows.repeats import flat, held
from tests.support.engine import Respondent
from tests.support.engine_world import small

TEAMS = """\
  - {type: text, name: title, label: {en: Title}}
  - type: repeat
    name: teams
    label: {en: Team}
    items:
      - {type: text, name: team, label: {en: "Which team?"}, line: {en: Name}}
      - type: group
        name: members
        items:
          - type: repeat
            name: people
            label: {en: Person}
            items:
              - {type: text, name: who, label: {en: "Who is in ${team}?"}, line: {en: Who}}
              - {type: integer, name: age, label: {en: "How old is ${who}?"}, line: {en: Age}, figure: years,
                 basis: people, measure: in_period}
              - {type: calculate, name: number, calculation: "concat(position(../../..), '.', position(..))"}
              - {type: calculate, name: first, calculation: "indexed-repeat(${age}, ${teams}, 1, ${people}, 1)"}
              - {type: calculate, name: of_team, calculation: "concat(${team}, ', ', current()/../../../team)"}
      - {type: calculate, name: years_of_team, calculation: "sum(${age})"}
      - {type: calculate, name: heads, calculation: "count(${people})"}
  - {type: calculate, name: years, calculation: "sum(${age})"}
  - {type: calculate, name: second, calculation: "sum(/data/teams[2]/members/people/age)"}
  - {type: calculate, name: named, calculation: "indexed-repeat(${team}, ${teams}, 2)"}
"""
TOLD = ["The march", "Red", "Ann", "20", "+", "Bob", "30", "-", "+", "Blue", "Cy", "5", "+", "Di", "7", "-", "-"]


def told(respondent: Respondent, answers: list[str]) -> Respondent:
    for answer in answers:
        if answer in "+-":
            respondent.taps("Add another" if answer == "+" else "No, go on")
        else:
            respondent.says(answer)
    return respondent


def teams() -> Respondent:
    return told(Respondent(small(TEAMS)), TOLD).is_asked(None)


def without_times(content: Any) -> Any:
    """The values of what was filed."""
    if isinstance(content, list):
        return [without_times(each) for each in content]
    return content["value"] if "at" in content else {name: without_times(each) for name, each in content.items()}


def test_each_team_is_told_with_all_its_people() -> None:
    amina = told(Respondent(small(TEAMS)), TOLD[:8]).is_asked("teams[2]").sees("Add another: Team?")
    told(amina, TOLD[8:12]).is_asked("teams[2]/people[2]").sees("Team 2: Add another: Person?")
    amina.taps("Add another").sees("Team 2, Person 2: Who is in Blue?").says("Di").sees("How old is Di?")


def test_the_review_card_opens_a_team_and_a_team_its_people() -> None:
    amina = teams()
    assert amina.lines == {
        "Title": "The march", "Team 1": "Red, Ann, 20, Bob, 30", "Team 2": "Blue, Cy, 5, Di, 7", "Another: Team": "–"
    }  # fmt: skip
    amina.opens("Team 2")
    assert amina.lines == {"Name": "Blue", "Person 1": "Cy, 5", "Person 2": "Di, 7", "Another: Person": "–"}
    amina.opens("Person 2")
    assert (amina.card.view.label, amina.lines) == ("Team 2, Person 2", {"Who": "Di", "Age": "7"})
    amina.does(Verb.BACK)
    assert amina.card.view.label == "Team 2"
    amina.opens("Another: Person").taps("Add another").is_asked("teams[2]/people[3]/who")
    told(amina, ["Ed", "9", "-"])
    assert amina.lines["Team 2"] == "Blue, Cy, 5, Di, 7, Ed, 9"


def test_a_person_is_taken_out_of_a_team_and_a_team_with_its_people() -> None:
    amina = teams().opens("Team 1").opens("Person 1").taps("Remove").sees("Remove Person 1?").taps("Yes, remove it")
    assert amina.lines["Team 1"] == "Red, Bob, 30"
    old = amina.opens("Team 2").card
    amina.does(Verb.BACK).opens("Team 1").taps("Remove").taps("Yes, remove it")
    assert amina.lines == {"Title": "The march", "Team 1": "Blue, Cy, 5, Di, 7", "Another: Team": "–"}
    line = next(line for line in old.view.lines if line.label == "Person 2")
    assert amina.does(Verb.LINE, line.index, on=old).session.question is None, "that card means nothing any more"
    assert "teams[2]/team" not in amina.session.responses
    amina.does(Verb.FILE)
    assert [(each.question, each.value) for each in amina.filing.figures] == [
        ("teams[1]/people[1]/age", 5), ("teams[1]/people[2]/age", 7)
    ]  # fmt: skip


def test_expressions_see_the_nearest_instance_around_both() -> None:
    content = without_times(teams().does(Verb.FILE).filing.content)
    red, blue = content["teams"]
    assert [each["number"] for each in [*red["people"], *blue["people"]]] == ["1.1", "1.2", "2.1", "2.2"]
    assert {each["first"] for each in [*red["people"], *blue["people"]]} == {"20"}
    assert [each["of_team"] for each in blue["people"]] == ["Blue, Blue"] * 2
    assert [(each["years_of_team"], each["heads"]) for each in (red, blue)] == [("50", "2"), ("12", "2")]
    assert (content["years"], content["second"], content["named"]) == ("62", "12", "Blue")


def test_a_report_is_opened_shown_copied_and_imported_again() -> None:
    amina = teams().does(Verb.FILE)
    filing = amina.filing
    content = json.loads(json.dumps(filing.content))
    answers, name = held(content, "teams[2]/people[1]/who")
    assert answers[name]["value"] == "Cy"
    assert held(content, "teams[7]/people[1]/who") == ({}, "who")
    again = Facts(amina.revision, amina.session, amina.context, flat(content, amina.session.started_at))
    assert file_report(again).content == content
    amending = reopen(amina.revision, content, amina.context, amina.session.started_at)
    assert file_report(Facts(amina.revision, amending, amina.context)).content == content
    lines = filed_lines(amina.revision, content, amina.session, amina.context)
    assert [line.text for line in lines] == ["The march", "Red, Ann, 20, Bob, 30", "Blue, Cy, 5, Di, 7"]
    assert staying(amina.revision, content, amina.context) == {}
    plain = {"title": "The march", "teams": [
        {"team": "Red", "people": [{"who": "Ann", "age": 20}, {"who": "Bob", "age": 30}]},
        {"team": "Blue", "people": [{"who": "Cy", "age": 5}, {"who": "Di", "age": 7}]},
    ]}  # fmt: skip
    imported, problems = filed_from(amina.revision, plain, amina.context)
    assert imported is not None, problems
    assert without_times(imported.content) == without_times(content)
    _, problems = filed_from(amina.revision, {"teams": [{"people": [{"what": 1}]}]}, amina.context)
    assert any("teams[1]/people[1]/what: there is no such question" in problem for problem in problems)


COUNTED = """\
  - {type: integer, name: floors, label: {en: Floors}}
  - type: repeat
    name: stories
    label: {en: Floor}
    repeat_count: ${floors}
    items:
      - {type: integer, name: rooms, label: {en: Rooms}}
      - type: repeat
        name: chambers
        label: {en: Room}
        repeat_count: ${rooms}
        relevant: ${rooms} < 1000
        items:
          - {type: text, name: use, label: {en: "What for?"}}
"""


def test_how_many_there_are_may_hang_on_the_instance_around() -> None:
    amina = told(Respondent(small(COUNTED)), ["2", "1", "sleeping", "2", "eating", "cooking"]).is_asked(None)
    assert amina.lines == {"Floors": "2", "Floor 1": "1, sleeping", "Floor 2": "2, eating, cooking"}
    amina.opens("Floor 2").opens("Rooms").says("0").is_asked(None)
    assert amina.lines["Floor 2"] == "0"
    content = without_times(amina.does(Verb.FILE).filing.content)
    assert content["stories"] == [{"rooms": 1, "chambers": [{"use": "sleeping"}]}, {"rooms": 0, "chambers": []}]


def test_what_is_beyond_the_count_is_kept_aside_and_comes_back() -> None:
    amina = told(Respondent(small(COUNTED)), ["2", "1", "sleeping", "2", "eating", "cooking"])
    amina.opens("Floors").says("1").is_asked(None)
    assert amina.lines == {"Floors": "1", "Floor 1": "1, sleeping"}
    amina.opens("Floors").says("3").is_asked("stories[3]/rooms").says("0")
    assert amina.lines["Floor 2"] == "2, eating, cooking"


def test_more_questions_than_a_report_may_have_are_refused_kindly() -> None:
    full = SESSION_QUESTIONS_MAX // (2 * INSTANCES_MAX) - 1
    rooms = {f"stories[{place}]/rooms": INSTANCES_MAX for place in range(1, full + 1)}
    amina = Respondent(small(COUNTED), known={"floors": full + 1, **rooms}).is_asked("stories[1]/chambers[1]/use")
    amina.does(Verb.CHANGE, amina.revision.by_name["floors"].position)
    amina.is_asked("floors").says("100").is_refused(RejectionCode.TOO_MANY_QUESTIONS).says(str(full))
    amina.is_asked("stories[1]/chambers[1]/use")


def test_a_count_out_of_all_proportion_neither_hangs_nor_is_taken() -> None:
    items = "{type: text, name: q, label: {en: Q}}"
    for depth in range(4):
        items = f"{{type: repeat, name: r{depth}, label: {{en: R}}, repeat_count: '${{n}}', items: [{items}]}}"
    amina = Respondent(small(f"  - {{type: integer, name: n, label: {{en: N}}}}\n  - {items}\n"))
    amina.says("100").is_refused(RejectionCode.TOO_MANY_QUESTIONS).is_asked("n").says("2")
    amina.is_asked("r3[1]/r2[1]/r1[1]/r0[1]/q")
    for _ in range(16):
        amina.does(Verb.SKIP)
    amina.is_asked(None)


def test_every_position_means_one_question_and_fits_a_button() -> None:
    items = "{type: text, name: q, label: {en: Q}}"
    for depth in range(4):
        items = f"{{type: repeat, name: r{depth}, label: {{en: R}}, items: [{items}, {{type: text, name: t{depth}}}]}}"
    instances = small(f"  - {items}\n  - {{type: text, name: last, label: {{en: Last}}}}\n").by_name
    assert isinstance(instances, Instances)
    keys = ["r3[1]", "r3[100]", "r3[2]/t3", "r3[2]/r2[7]", "r3[2]/r2[7]/r1[100]/r0[100]/q", "r3[100]/r2[9]/t2", "last"]
    positions = [instances[key].position for key in keys]
    assert [instances.at(position).name for position in positions] == keys  # type: ignore[union-attr]
    assert max(positions) < 36**8
    assert all(instances.at(wrong) is None for wrong in (-1, max(positions) + 1, 10**15))
    wrong = [f"r3[{INSTANCES_MAX + 1}]", "r3[0]", "r2[1]", "r3[1]/q", "r3[1]/last", "last[1]", "r3[1]/", "[1]"]
    assert not any(key in instances for key in wrong)


@pytest.mark.parametrize("key", ["teams[2]/people[2]/age", "teams[1]/people[2]"])
def test_back_takes_back_in_the_instance_it_was_given(key: str) -> None:
    amina = teams()
    while amina.session.question != key:
        amina.does(Verb.BACK)
    kept = amina.session.kept
    assert key in kept
    assert all(each.split("/")[0] >= key.split("/")[0] for each in kept)
