"""The flows we ship, in the engine alone and in each language: every answer wrong once, back to the first question,
a day away; and what the answers are made into."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest

from flows.context import Context, Lookup, Row, Table
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.filing import file_report
from flows.inputs import Verb
from flows.reading import catalog
from flows.revision import Revision
from tests.support.engine import Respondent
from tests.support.engine_world import AFTERNOON, sample_tables, world
from texts.locale import LANGUAGES

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
REPORTED = {"all": "Todas", "none": "Keine", "AR-7K3F9Q-2": "Vigil", "AR-0000AA-1": "March"}


def surroundings(language: str = "en", held: str = "• 40") -> Context:
    """The sample's tables, and what a section has reported."""
    cases = {"AR-0000AA-1": "uz_teacher"}
    rows = {name: Row({"en": label}, {"case": cases.get(name, "")}, (name,)) for name, label in REPORTED.items()}
    months = {month: Row({"en": month}) for month in ("2014-10", "2014-09")}
    areas = {area: Row({}) for area in ("supporters", "media")}
    made = {
        "recent_actions": Table("recent_actions", rows),
        "recent_trainings": Table("recent_trainings", {"AR-7K3F9Q-2": Row({"en": "Training"})}),
        "months": Table("months", months),
        "expected_areas": Table("expected_areas", areas),
        "held": Lookup("held", lambda key: {"words": held} if key == "media.2014-10" else {}),
        "updates": Lookup("updates", lambda key: {"words": "AR-7K3F9Q-2"} if key == "media.2014-10" else {}),
    }
    return replace(world(language), tables={**sample_tables(), **made})


@lru_cache
def revisions() -> dict[str, Revision]:
    return {key: Revision.of(flow, id=f"{key}-1") for key, flow in catalog().items()}


def tells(flow: str, language: str = "en", now: datetime = AFTERNOON) -> Respondent:
    """Someone who begins a flow of the catalog."""
    return Respondent(revisions()[flow], replace(surroundings(language), now=now))


def label(person: Respondent, choice: str) -> str:
    """A choice's label in the language of the session."""
    lists = person.revision.flow.choice_lists.values()
    found = next(each for choices in lists for each in choices if each.name == choice)
    return found.label[person.session.language]


def chooses(choice: str) -> Callable[[Respondent], Respondent]:
    return lambda person: person.says(label(person, choice))


def says(text: str) -> Callable[[Respondent], Respondent]:
    return lambda person: person.says(text)


def today(person: Respondent) -> Respondent:
    return person.does(Verb.DATE, AFTERNOON.date().toordinal())


def picture(person: Respondent) -> Respondent:
    return person.sends("picture-1")


def ticks(choice: str) -> Callable[[Respondent], Respondent]:
    return lambda person: person.says(choice).does(Verb.DONE)


Act = Callable[[Respondent], Respondent]
# Each question in turn: a wrong answer, the code it is refused with (None: asked back), and a right one.
WRONG_AND_RIGHT: dict[str, list[tuple[str, str, RejectionCode, Act]]] = {
    "action": [
        ("activity", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("demonstration")),
        ("people", "0", RejectionCode.CONSTRAINT, says("40")),
        ("pictures", "no", RejectionCode.PICTURE_WANTED, picture),
        ("publish", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("internal")),
    ],
    "outcome": [
        ("change", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("released")),
        ("case", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, says("Dilnoza T.")),
        ("occurred_on", "31.12.2030", RejectionCode.CONSTRAINT, today),
        ("contribution", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("one_factor")),
        ("actions", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, ticks("AR-7K3F9Q-2")),
        ("safe_to_tell", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("without_names")),
    ],
    "section_update": [
        ("area", "zzzz qqqq", RejectionCode.NO_SUCH_CHOICE, chooses("supporters")),
        ("actions", "-3", RejectionCode.CONSTRAINT, says("4091")),
    ],
}
EACH_FLOW = pytest.mark.parametrize("flow", WRONG_AND_RIGHT)


@EACH_LANGUAGE
@EACH_FLOW
def test_every_answer_wrong_once_and_then_right(flow: str, language: str) -> None:
    person = tells(flow, language)
    for question, wrong, code, right in WRONG_AND_RIGHT[flow]:
        person.is_asked(question).says(wrong).is_refused(code).is_asked(question)
        right(person)
    person.is_asked(None).does(Verb.FILE)
    assert person.filing.kind == flow


@EACH_LANGUAGE
@EACH_FLOW
def test_back_to_the_first_question_and_forward_again_with_the_same_answers(flow: str, language: str) -> None:
    straight, person = tells(flow, language), tells(flow, language)
    acts = WRONG_AND_RIGHT[flow]
    for _, _, _, right in acts:
        right(straight)
        right(person)
    for question, _, _, _ in reversed(acts):
        person.does(Verb.BACK).is_asked(question)
    for question, _, _, right in acts:
        right(person.is_asked(question))
    assert person.is_asked(None).lines == straight.lines


@EACH_LANGUAGE
@EACH_FLOW
def test_a_day_away_changes_nothing_that_was_told(flow: str, language: str) -> None:
    at_once, person = tells(flow, language), tells(flow, language)
    for days, (_, _, _, right) in enumerate(WRONG_AND_RIGHT[flow]):
        right(at_once)
        right(person.later(AFTERNOON + timedelta(days=days)))
    assert at_once.does(Verb.FILE).filing.core == person.does(Verb.FILE).filing.core


# domain: what changed, in everyday words, and the codes of the framework behind it.
CODES = {
    "released": ("1", "specific_action", "lives", "enjoying_rights", None),
    "access": ("1", "specific_action", "practice", "implementation", None),
    "justice": ("1", "specific_action", "lives", "enjoying_rights", None),
    "investigation": ("not_yet_classified", "investigation", "practice", "accountability", None),
    "promise": ("not_yet_classified", "commitment", "laws", "attitudes", None),
    "admission": ("not_yet_classified", "acknowledgement", "laws", "attitudes", None),
    "law": ("2", "broad_effect", "laws", "adoption", "yes"),
    "practice": ("2", "broad_effect", "practice", "implementation", None),
    "other_power": ("4", None, "channels", "other_key_actors", "yes"),
    "guideline": ("5", None, "channels", "other_key_actors", "yes"),
    "stronger": ("3", None, "channels", "civil_society", None),
    "talks": ("6", "dialogue", "laws", "attitudes", None),
    "raised": ("other", None, "channels", "media", "yes"),
    "worse": (None, None, None, None, None),
}


@pytest.mark.parametrize("change", CODES)
def test_what_changed_brings_its_codes_along(change: str) -> None:
    person = chooses(change)(tells("outcome"))
    if person.session.question in ("case", "actor"):
        person.does(Verb.SKIP)
    today(person)
    for choice in ("one_factor", "none", "yes"):
        chooses(choice)(person) if choice != "none" else ticks("none")(person)
    core = person.is_asked(None).does(Verb.FILE).filing.core
    fields = ("impact_type", "response_kind", "dimension", "sub_dimension", "reconstructed")
    assert tuple(core.get(field) for field in fields) == CODES[change]
    assert core["direction"] == ("setback" if change == "worse" else "progress")
    assert core["led_to"] == ["none"]


def test_the_choices_of_what_changed_are_those_of_the_table() -> None:
    (question,) = (each for each in catalog()["outcome"].questions() if each.name == "change")
    assert question.reconstructed
    assert [each.name for each in catalog()["outcome"].choice_lists["changes"]] == list(CODES)


def test_a_persons_fate_asks_whose_a_power_that_acted_asks_which() -> None:
    chooses("released")(tells("outcome")).is_asked("case")
    chooses("law")(tells("outcome")).is_asked("actor")
    chooses("raised")(tells("outcome")).is_asked("occurred_on")


def test_a_setback_is_met_with_thanks_and_says_later_what_got_worse() -> None:
    person = chooses("worse")(tells("outcome")).sees("Thank you for telling this too")
    today(person.does(Verb.SKIP))
    chooses("not_ours")(person)
    ticks("none")(person)
    chooses("no")(person).is_asked(None).opens("What got worse").is_asked("worse_in")
    core = chooses("attitude")(person).does(Verb.FILE).filing.core
    assert (core["dimension"], core["sub_dimension"]) == ("laws", "attitudes")
    assert "impact_type" not in core, "all types are positive"


def test_actions_on_the_same_case_come_first() -> None:
    person = chooses("released")(tells("outcome"))
    today(says("Dilnoza T.")(person))
    chooses("one_factor")(person).is_asked("actions")
    assert person.card.buttons[:-1] == ["Todas", "Keine", "March", "Vigil"]
    without = today(chooses("released")(tells("outcome")).does(Verb.SKIP))
    chooses("one_factor")(without).is_asked("actions")
    assert "Todas" not in without.card.buttons, "there is no case all of whose actions could be meant"


def test_none_of_them_stands_alone() -> None:
    person = today(chooses("raised")(tells("outcome")))
    chooses("unknown")(person).says("none").says("AR-7K3F9Q-2").does(Verb.DONE)
    person.is_refused(RejectionCode.CONSTRAINT).is_asked("actions").says("AR-7K3F9Q-2")


def test_the_area_of_an_action_follows_from_what_was_done() -> None:
    for activity, area in (("lobbying_meeting", "advocacy"), ("press_work", "media"), ("round_table", "partnership")):
        person = chooses(activity)(tells("action")).does(Verb.SKIP).does(Verb.SKIP).does(Verb.FILE)
        assert (person.filing.core["activity"], person.filing.core["area"]) == (activity, area)
    assert [(each.key, each.value) for each in tells_of_a_meeting().filing.figures] == [("meetings_held", 1)]


def test_what_only_helps_the_other_questions_is_not_filed() -> None:
    assert "counts" not in tells_of_a_meeting().filing.content
    outcome = chooses("released")(tells("outcome"))
    content = file_report(Facts(outcome.revision, outcome.session, outcome.context)).content
    assert content["direction"]["value"] == "progress"
    assert "about" not in content
    update = chooses("media")(tells("section_update")).sees("• 40").does(Verb.FILE).filing.content
    assert {"held", "filed_before"}.isdisjoint(update)


def tells_of_a_meeting() -> Respondent:
    return chooses("embassy_meeting")(tells("action")).does(Verb.SKIP).does(Verb.SKIP).does(Verb.FILE)


def test_the_day_of_an_action_is_the_one_it_was_begun_on_until_told_otherwise() -> None:
    person = chooses("stunt")(tells("action")).later(AFTERNOON + timedelta(days=3)).says("40")
    person.sees("Noted for Wed 22 Oct").does(Verb.SKIP).opens("Day").says("21 October").is_asked(None)
    person.opens("Until").says("20 October").is_refused(RejectionCode.CONSTRAINT).says("22 October")
    assert person.does(Verb.FILE).filing.core["ended_on"] == "2014-10-22"


def test_an_update_offers_the_areas_that_are_expected_and_shows_what_is_held() -> None:
    person = tells("section_update")
    assert person.card.buttons == ["Supporter engagement", "Media"]
    chooses("supporters")(person).sees("No report of this area has come in")
    person = chooses("media")(tells("section_update"))
    person.sees("For 2014-10").sees("Reports already hold:\n• 40").sees(
        "already an update of this area and month: AR-7K3F9Q-2"
    )


def test_an_update_is_of_the_month_just_ended_until_the_middle_of_the_next() -> None:
    months = {1: "2014-09", 14: "2014-09", 15: "2014-10", 31: "2014-10"}
    for day, month in months.items():
        person = chooses("media")(tells("section_update", now=datetime(2014, 10, day, 12, tzinfo=UTC)))
        assert person.does(Verb.FILE).filing.core == {"area": "media", "period": month}


def test_another_month_shows_what_that_one_holds() -> None:
    person = (
        chooses("media")(tells("section_update")).does(Verb.SKIP).sees("AR-7K3F9Q-2").opens("Month").says("2014-09")
    )
    assert "AR-7K3F9Q-2" not in " ".join(person.is_asked(None).card.view.notes)
    assert person.does(Verb.FILE).filing.core["period"] == "2014-09"
