"""Repeats: asked again and again, told one after the other, changed, removed, counted and filed one by one."""

import json

import pytest

from flows.checks import check
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.filing import file_report
from flows.inputs import Verb
from flows.limits import INSTANCES_MAX
from flows.lines import filed_lines
from flows.reading import read_flow
from flows.repeats import flat
from flows.session import Session
from tests.support.engine import Respondent
from tests.support.engine_world import small

TRAININGS = """\
  - {type: text, name: title, label: {en: Title}}
  - type: repeat
    name: trainings
    label: {en: Training}
    items:
      - {type: text, name: city, label: {en: "In which city?"}, line: {en: City}, required: yes}
      - {type: integer, name: people, label: {en: "How many in ${city}?"}, line: {en: People}, figure: people_trained,
         basis: people, measure: in_period, constraint: . > 0}
      - {type: image, name: pictures, label: {en: Pictures}, ask: review}
  - {type: calculate, name: trained, calculation: "sum(${people})"}
  - {type: calculate, name: sessions, calculation: "count(${trainings})"}
  - {type: note, name: told, label: {en: "${trained} people in ${sessions} trainings: ${city}."}}
"""
TWO = ["Poland trains", "Warsaw", "136", "Add another", "Kraków", "240", "No, go on"]


def begun() -> Respondent:
    return Respondent(small(TRAININGS))


def told(answers: list[str], respondent: Respondent | None = None) -> Respondent:
    amina = respondent or begun()
    for answer in answers:
        amina.says(answer)
        if amina.card.view.kind == "check":
            amina.taps("Exactly")
    return amina


def removes(amina: Respondent) -> Respondent:
    """Take the opened instance out, and mean it."""
    return amina.taps("Remove").taps("Yes, remove it")


def test_instances_are_told_one_after_the_other() -> None:
    amina = told(["Poland trains"]).is_asked("trainings[1]/city").says("Warsaw")
    amina.is_asked("trainings[1]/people").sees("How many in Warsaw?").says("136")
    amina.is_asked("trainings[2]").sees("Add another: Training?")
    assert amina.card.buttons == ["Add another", "No, go on"]
    assert not amina.card.view.can_skip
    amina.taps("Add another").is_asked("trainings[2]/city").sees("Training 2: In which city?").says("Kraków")
    amina.sees("How many in Kraków?").says("240").taps("No, go on").is_asked(None)
    amina.sees("376 people in 2 trainings: Warsaw, Kraków.")


def test_the_review_card_shows_an_instance_a_line() -> None:
    assert told(TWO).lines == {
        "Title": "Poland trains", "Training 1": "Warsaw, 136", "Training 2": "Kraków, 240", "Another: Training": "–"
    }  # fmt: skip


def test_a_line_opens_its_instance_to_change_it() -> None:
    amina = told(TWO).opens("Training 2")
    assert (amina.card.view.kind, amina.card.view.label) == ("instance", "Training 2")
    assert amina.lines == {"City": "Kraków", "People": "240", "Pictures": "–"}
    amina.opens("People").says("241").is_asked(None)
    assert amina.lines["Training 2"] == "Kraków, 241"
    amina.opens("Training 1").does(Verb.BACK)
    assert amina.card.view.kind == "review"


def test_another_is_added_from_the_review_card() -> None:
    amina = told(TWO).opens("Another: Training").taps("Add another").is_asked("trainings[3]/city")
    told(["Łódź", "12", "No, go on"], amina).is_asked(None)
    assert amina.lines["Training 3"] == "Łódź, 12"


def test_an_instance_is_removed_and_later_ones_move_up() -> None:
    amina = told([*TWO[:-1], "Add another", "Łódź", "12", "No, go on"]).opens("Training 2")
    removes(amina)
    assert amina.lines == {
        "Title": "Poland trains", "Training 1": "Warsaw, 136", "Training 2": "Łódź, 12", "Another: Training": "–"
    }  # fmt: skip
    assert [figure.value for figure in amina.does(Verb.FILE).filing.figures] == [136, 12]


def test_the_last_instance_too_can_be_removed_and_come_again() -> None:
    amina = told(["Poland trains", "Warsaw", "136", "No, go on"]).opens("Training 1")
    removes(amina).is_asked(None)
    assert amina.lines == {"Title": "Poland trains", "Another: Training": "–"}
    assert amina.revision.by_name["trainings[1]"]
    amina.opens("Another: Training").taps("Add another").is_asked("trainings[1]/city")
    told(["Łódź", "12"], amina).is_asked("trainings[2]")


def test_a_double_tap_removes_one() -> None:
    amina = told([*TWO[:-1], "Add another", "Łódź", "12", "No, go on"]).opens("Training 2")
    card = amina.card
    amina.taps("Remove").taps("Remove", on=card).sees("Remove Training 2?")
    sure = amina.card
    amina.taps("Yes, remove it").taps("Yes, remove it", on=sure)
    assert [label for label in amina.lines if label.startswith("Training")] == ["Training 1", "Training 2"]
    amina.opens("Training 2")
    amina.taps("Remove", on=card).taps("Yes, remove it", on=sure)
    assert amina.card.view.kind == "instance"


@pytest.mark.parametrize("otherwise", ["No, leave it", "Back"])
def test_whether_to_remove_is_asked_once_and_no_leaves_everything(otherwise: str) -> None:
    amina = told(TWO).opens("Training 2").taps("Remove").sees("Remove Training 2?")
    sure, before = amina.card, amina.session.responses
    if otherwise == "Back":
        amina.does(Verb.BACK)
    else:
        amina.taps(otherwise)
    assert (amina.card.view.kind, amina.card.view.label) == ("instance", "Training 2")
    amina.taps("Yes, remove it", on=sure)
    assert amina.session.responses == before


def test_an_old_card_opens_nothing_once_instances_have_moved() -> None:
    amina = told(TWO).opens("Training 1")
    card = amina.card
    removes(amina)
    city = next(line for line in card.view.lines if line.label == "City")
    assert amina.does(Verb.LINE, city.index, on=card).session.question is None


def test_back_walks_through_instances() -> None:
    amina = told(TWO[:5]).is_asked("trainings[2]/people").does(Verb.BACK).is_asked("trainings[2]/city")
    amina.does(Verb.BACK).is_asked("trainings[2]").does(Verb.BACK).is_asked("trainings[1]/people")
    assert amina.card.buttons == ["Keep: 136"]
    amina.taps("Keep: 136").is_asked("trainings[2]")
    assert [option.selected for option in amina.card.view.options] == [True, False]
    amina.taps("Add another").is_asked("trainings[2]/city").taps("Keep: Kraków").is_asked("trainings[2]/people")


def test_an_old_no_can_still_be_changed() -> None:
    amina = told(TWO[:3])
    card = amina.card
    amina.taps("No, go on").is_asked(None).taps("Add another", on=card).taps("Yes, change it").is_asked("trainings[2]")
    amina.taps("Add another").is_asked("trainings[2]/city")


def test_a_report_keeps_repeats_as_lists_and_counts_each_figure() -> None:
    amina = told(TWO).opens("Training 2").opens("Pictures").sends("photo").does(Verb.FILE)
    filing = amina.filing
    assert [each["city"]["value"] for each in filing.content["trainings"]] == ["Warsaw", "Kraków"]
    assert [(figure.question, figure.value) for figure in filing.figures] == [
        ("trainings[1]/people", 136), ("trainings[2]/people", 240)
    ]  # fmt: skip
    assert filing.attachments == (("trainings[2]/pictures", "photo"),)
    assert (filing.content["trained"]["value"], filing.content["sessions"]["value"]) == ("376", "2")
    shown = filed_lines(amina.revision, json.loads(json.dumps(filing.content)), amina.session, amina.context)
    assert [(line.label, line.text) for line in shown] == [
        ("Title", "Poland trains"), ("Training 1", "Warsaw, 136"), ("Training 2", "Kraków, 240, 1 picture")
    ]  # fmt: skip


def test_a_filed_report_becomes_the_answers_of_a_session_again() -> None:
    amina = told(TWO).does(Verb.FILE)
    responses = flat(amina.filing.content, amina.session.started_at)
    again = Facts(amina.revision, amina.session, amina.context, responses)
    assert file_report(again).content == amina.filing.content


def test_the_flow_may_say_how_many_there_are() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: cities, label: {en: Cities}}
  - type: repeat
    name: stops
    label: {en: Stop}
    repeat_count: ${cities}
    items: [{type: text, name: city, label: {en: City}}]
"""))
    told(["2", "Warsaw"], amina).is_asked("stops[2]/city").says("Kraków").is_asked(None)
    assert amina.lines == {"Cities": "2", "Stop 1": "Warsaw", "Stop 2": "Kraków"}
    amina.opens("Stop 2")
    assert amina.card.view.options == (), "how many there are is said elsewhere"
    amina.does(Verb.BACK).opens("Cities").says("1").is_asked(None)
    stops = amina.does(Verb.FILE).filing.content["stops"]
    assert [each["city"]["value"] for each in stops] == ["Warsaw"]


def test_none_at_all_and_one_too_many() -> None:
    counted = """\
  - {type: integer, name: cities, label: {en: Cities}}
  - type: repeat
    name: stops
    label: {en: Stop}
    repeat_count: ${cities}
    items: [{type: text, name: city, label: {en: City}, ask: review}]
"""
    assert Respondent(small(counted)).says("0").does(Verb.FILE).filing.content["stops"] == []
    assert len(Respondent(small(counted)).says("1234567").lines) == 1 + INSTANCES_MAX


def test_a_repeat_that_does_not_apply_is_not_filed() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: trainings_held, label: {en: Held}}
  - type: repeat
    name: trainings
    label: {en: Training}
    relevant: ${trainings_held} > 0
    items: [{type: text, name: city, label: {en: City}}]
"""))
    amina.says("0").is_asked(None)
    assert amina.lines == {"Held": "0"}
    assert "trainings" not in amina.does(Verb.FILE).filing.content


def test_no_more_than_so_many() -> None:
    amina = Respondent(small("""\
  - {type: repeat, name: stops, label: {en: Stop}, items: [{type: text, name: city, label: {en: City}}]}
"""))
    for _ in range(INSTANCES_MAX - 1):
        amina.says("Warsaw").taps("Add another")
    amina.says("Warsaw").is_asked(None)


def test_expressions_see_their_own_instance_and_all_of_them() -> None:
    amina = Respondent(small("""\
  - type: repeat
    name: stops
    label: {en: Stop}
    items:
      - {type: integer, name: people, label: {en: People}}
      - {type: calculate, name: place, calculation: "position(..)"}
      - {type: calculate, name: before, calculation: "indexed-repeat(${people}, ${stops}, ${place} - 1)"}
      - {type: note, name: so_far, label: {en: "Number ${place} after ${before}."}}
      - {type: text, name: why, label: {en: Why so many}, relevant: "${people} > 10 and ../people < 1000"}
  - {type: calculate, name: all, calculation: "sum(/data/stops/people)"}
  - {type: calculate, name: second, calculation: "indexed-repeat(${people}, ${stops}, 2)"}
  - {type: calculate, name: most, calculation: "max(${people})"}
"""))
    amina.says("12").is_asked("stops[1]/why").sees("Number 1 after –.").says("Who knows").taps("Add another")
    amina.says("15").is_asked("stops[2]/why").sees("Number 2 after 12.").says("Who knows").taps("Add another")
    amina.says("7").is_asked("stops[4]").taps("No, go on").does(Verb.FILE)
    content = amina.filing.content
    assert [each["place"]["value"] for each in content["stops"]] == ["1", "2", "3"]
    assert (content["all"]["value"], content["second"]["value"], content["most"]["value"]) == ("34", "15", "15")


def test_groups_around_and_inside() -> None:
    amina = Respondent(small("""\
  - type: group
    name: outer
    items:
      - {type: text, name: title, label: {en: Title}}
      - type: repeat
        name: stops
        label: {en: Stop}
        items:
          - type: group
            name: inner
            items:
              - {type: integer, name: people, label: {en: People}}
              - {type: text, name: why, label: {en: Why}, relevant: ../people > 10}
      - {type: calculate, name: all, calculation: "sum(/data/outer/stops/inner/people) + sum(../stops/inner/people)"}
"""))
    amina.says("A").says("12").is_asked("stops[1]/why").says("B").taps("Add another").says("5").taps("No")
    amina.does(Verb.FILE)
    assert amina.filing.content["all"]["value"] == "34"


def test_constraints_hold_in_each_instance() -> None:
    told(["Poland trains", "Warsaw"]).says("0").is_refused(RejectionCode.CONSTRAINT).is_asked("trainings[1]/people")


def test_a_session_saved_before_there_were_repeats_is_read() -> None:
    old = {
        "flow": "small", "revision": "small-1", "language": "en", "started_at": "2014-10-22T13:00:00+00:00",
        "version": 3, "state": "review", "question": None,
        "responses": {"title": {"value": "A", "at": "2014-10-22T13:00:00+00:00"}},
    }  # fmt: skip
    assert Session.from_json(old).to_json() == old


@pytest.mark.parametrize(
    ("items", "wrong"),
    [
        ("[{type: date, name: day, label: {en: Day}, fills: occurred_on}]", "day: it fills a core field once for each"),
        ("[]", "outer: nothing is asked in it"),
        (f"[{{type: text, name: {'t' * 200}, label: {{en: T}}}}]", "the name is too long"),
        ("[{type: text, name: t, label: {en: T}, relevant: '${gone}'}]", "names ${gone}, which is no question"),
    ],
)  # fmt: skip
def test_an_editor_is_told_what_cannot_be_repeated(items: str, wrong: str) -> None:
    flow = read_flow(f"""
key: small
title: {{en: Small}}
files: action
items:
  - {{type: text, name: title, label: {{en: Title}}}}
  - {{type: repeat, name: outer, label: {{en: Outer}}, items: {items}}}
""")
    assert any(wrong in str(problem) for problem in check(flow)), check(flow)


def test_a_repeat_needs_a_name_to_be_called_by_and_a_group_has_no_count() -> None:
    flow = read_flow("""
key: small
title: {en: Small}
files: action
items:
  - {type: repeat, name: r, repeat_count: "${q}", items: [{type: text, name: q, label: {en: Q}}]}
  - {type: group, name: g, repeat_count: "2", items: [{type: text, name: p, label: {en: P}}]}
""")
    told = [str(problem) for problem in check(flow)]
    assert any("r: the label is missing" in each for each in told)
    assert any("g: only a repeat has a repeat_count" in each for each in told)
    assert any("depends on itself" in each for each in told)
