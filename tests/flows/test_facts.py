"""What holds at one instant: relevance, derived values, filters; and expressions that fail."""

from flows.facts import Facts
from flows.inputs import Verb
from tests.support.engine import Respondent
from tests.support.engine_world import everything, small


def facts_of(respondent: Respondent) -> Facts:
    return Facts(respondent.revision, respondent.session, respondent.context)


def test_questions_that_do_not_apply_are_not_asked_and_their_answers_come_back() -> None:
    amina = Respondent(everything()).says("A").taps("Another kind").is_asked("other").says("A silent march")
    amina.says("42").does(Verb.SKIP).is_asked("materials")
    amina.does(Verb.BACK).does(Verb.BACK).does(Verb.BACK).does(Verb.BACK).taps("Vigil").is_asked("people")
    amina.does(Verb.BACK).taps("Another kind").is_asked("other")
    assert amina.card.buttons == ["Keep: A silent march"]


def test_a_group_that_does_not_apply_is_passed_over_whole() -> None:
    Respondent(everything()).says("A").taps("Silent").is_asked("materials")


def test_notes_stand_above_the_next_question_with_answers_put_in() -> None:
    amina = Respondent(everything()).sees("Good to see you.")
    amina.says("A").taps("Vigil").says("42").does(Verb.SKIP).sees("Twice that is 84.").is_asked("materials")


def test_a_sensitive_answer_is_masked() -> None:
    amina = Respondent(everything()).says("A").taps("Silent").taps("Done").taps("Today").does(Verb.SKIP)
    amina.opens("Whom may we ask?").says("Dilnoza").is_asked(None)
    assert amina.lines["Whom may we ask?"] == "•••"
    assert amina.does(Verb.FILE).filing.content["contact"]["value"] == "Dilnoza"


def test_a_default_is_offered_where_the_question_is_asked_and_counts_once_it_is_kept() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}, default: "12", required: yes}
  - {type: text, name: why, label: {en: "Why so few?"}, relevant: "${people} < 20"}
"""))
    assert amina.card.view.to_come == 0, "a suggestion is no answer yet"
    amina.taps("Keep: 12").is_asked("why")


def test_an_expression_default_follows_the_answers_until_the_person_gives_one() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}}
  - {type: integer, name: chairs, label: {en: Chairs}, default: "${people} + 2", ask: review}
"""))
    amina.says("10")
    assert amina.lines["Chairs"] == "12"
    amina.opens("People").says("20")
    assert amina.lines["Chairs"] == "22"
    amina.opens("Chairs").says("5").opens("People").says("30")
    assert amina.lines["Chairs"] == "5"
    assert amina.does(Verb.FILE).filing.content["chairs"]["value"] == 5


def test_what_fits_no_longer_is_asked_again_before_filing() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}}
  - {type: integer, name: chairs, label: {en: Chairs}, constraint: ". >= ${people}", constraint_message: {en: Too few}}
"""))
    amina.says("10").says("12").opens("People").says("20").is_asked(None)
    amina.does(Verb.FILE).is_asked("chairs")
    assert amina.effects[-1].params == {"message": "Too few"}
    amina.says("25").does(Verb.FILE)
    assert amina.filing.content["chairs"]["value"] == 25


def test_a_choice_filter_looks_at_the_columns_of_the_choice() -> None:
    revision = small("""\
  - {type: select_one countries, name: country, label: {en: Country}}
  - {type: select_one cities, name: city, label: {en: City}, choice_filter: "land = ${country}"}
choice_lists:
  countries: [{name: de, label: {en: Germany}}, {name: fr, label: {en: France}}]
  cities:
    - {name: berlin, label: {en: Berlin}, columns: {land: de}}
    - {name: paris, label: {en: Paris}, columns: {land: fr}}
    - {name: lyon, label: {en: Lyon}, columns: {land: fr}}
""")
    amina = Respondent(revision).taps("France")
    assert amina.card.buttons == ["Paris", "Lyon"]
    amina.taps("Lyon").opens("Country").taps("Germany").does(Verb.FILE).is_asked("city")
    assert amina.card.buttons == ["Berlin"]


def test_expressions_that_fail_stop_nobody() -> None:
    revision = small("""\
  - type: text
    name: told
    label: {en: Told}
    relevant: conjure(1)
    required: conjure(2)
    constraint: conjure(3)
    default: conjure(4)
  - {type: select_one kinds, name: kind, label: {en: Kind}, choice_filter: conjure(5)}
choice_lists:
  kinds: [{name: one, label: {en: One}}]
""")
    amina = Respondent(revision).is_asked("told")
    assert amina.card.view.can_skip
    amina.says("a story").taps("One").does(Verb.FILE)
    assert amina.filing.content["told"]["value"] == "a story"


def test_a_select_that_offers_nothing_can_be_skipped_even_if_required() -> None:
    revision = small("  - {type: select_one_from_file lost.csv, name: lost, label: {en: Lost}, required: yes}")
    amina = Respondent(revision).is_asked("lost")
    assert amina.card.view.can_skip
    amina.does(Verb.SKIP).does(Verb.FILE)
    assert amina.filing.content == {}


def test_a_path_sees_the_other_answers() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}}
  - {type: text, name: why, label: {en: Why}, relevant: "/data/people > 5 and ../people < 20"}
"""))
    amina.says("10").is_asked("why")


def test_metadata_is_filed_without_being_asked() -> None:
    amina = Respondent(small("""\
  - {type: username, name: who}
  - {type: today, name: day}
  - {type: start, name: begun}
  - {type: text, name: told, label: {en: Told}}
"""))
    amina.says("a story").does(Verb.FILE)
    content = {name: answer["value"] for name, answer in amina.filing.content.items()}
    assert content == {"who": "Amina", "day": "2014-10-22", "begun": "2014-10-22T13:00:00+00:00", "told": "a story"}


def test_nothing_derived_is_offered_in_another_type() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}, default: "many", ask: review}
  - {type: date, name: day, label: {en: Day}, default: "some day", ask: review}
  - {type: text, name: told, label: {en: Told}}
"""))
    amina.says("a story")
    assert amina.lines == {"People": "–", "Day": "–", "Told": "a story"}
    assert facts_of(amina).text("people") == ""
