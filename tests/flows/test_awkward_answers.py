"""What people type: numbers, days and choices in their own words, and everything that is none."""

import pytest

from flows.effects import Checking, RejectionCode
from flows.inputs import Verb
from flows.limits import TEXT_MAX
from flows.session import CheckKind
from tests.support.engine import Respondent
from tests.support.engine_world import everything, petition, small, world

DAY = """\
  - type: date
    name: day
    label: {en: "When?"}
"""


def at_the_day() -> Respondent:
    return Respondent(petition()).says("37,181").does(Verb.SKIP).is_asked("occurred_on")


@pytest.mark.parametrize("text", ["37,181", "37.181", "37 181", "٣٧١٨١", "37181 petitions", "  37,181 \x00"])
def test_a_number_is_understood(text: str) -> None:
    amina = Respondent(petition()).says(text).is_asked("target")
    assert amina.session.responses["signatures"].value == 37181


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a lot", RejectionCode.NOT_A_NUMBER),
        ("🎉🎉", RejectionCode.NOT_A_NUMBER),
        ("", RejectionCode.EMPTY),
        ("\x00\u202e \n", RejectionCode.EMPTY),
        ("9" * 40, RejectionCode.TOO_BIG),
        ("9" * 4000, RejectionCode.TOO_BIG),
        ("x" * (TEXT_MAX + 1), RejectionCode.TOO_LONG),
        ("0", RejectionCode.CONSTRAINT),
        ("-5", RejectionCode.CONSTRAINT),
    ],
)
def test_what_is_no_number_of_signatures_is_refused(text: str, code: RejectionCode) -> None:
    Respondent(petition()).says(text).is_refused(code).is_asked("signatures")


def test_a_text_may_be_as_long_as_a_message() -> None:
    amina = Respondent(everything()).says("x" * TEXT_MAX).is_asked("kind")
    assert amina.session.responses["title"].value == "x" * TEXT_MAX


def test_marks_that_reorder_text_are_taken_out_and_joiners_stay() -> None:
    amina = Respondent(everything()).says("a\u202eb\x00c 👩\u200d👧 می\u200cروم")
    assert amina.session.responses["title"].value == "abc 👩\u200d👧 می\u200cروم"


def test_a_constraint_speaks_the_flows_own_words() -> None:
    amina = Respondent(petition(), world("fr")).says("0")
    assert amina.effects[0].params == {"message": "Au moins une signature, s’il vous plaît."}


def test_a_counted_number_is_not_negative_even_without_a_constraint() -> None:
    Respondent(everything()).says("A").taps("Vigil").says("-3").is_refused(RejectionCode.NEGATIVE)


def test_a_decimal_that_reads_two_ways_is_asked_back() -> None:
    amina = Respondent(everything()).says("A").taps("Vigil").says("42").is_asked("share").says("3.622")
    assert amina.effects == (Checking("share", CheckKind.NUMBER),)
    assert sorted(amina.card.buttons) == ["3,622", "3.622"]
    amina.taps("3.622").is_asked("materials")
    assert amina.session.responses["share"].value == "3.622"


def test_an_answer_to_a_small_question_may_be_typed() -> None:
    Respondent(petition()).says("200,000").says("at least").is_asked("target").sees("at least 200,000")


def test_chatter_leaves_a_small_question_standing() -> None:
    amina = Respondent(petition()).says("200,000").says("hm").is_refused(RejectionCode.USE_CHECK)
    amina.sees("How exact is 200,000?").taps("Over").is_asked("target")


def test_another_number_may_be_typed_instead() -> None:
    Respondent(petition()).says("200,000").says("201,345").is_asked("target").sees("201,345")


def test_back_closes_a_small_question() -> None:
    amina = Respondent(petition()).says("200,000").does(Verb.BACK).is_asked("signatures")
    amina.sees("How many signatures").says("12").is_asked("target")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21 October 2014", "2014-10-21"),
        ("21/10/2014", "2014-10-21"),
        ("2014-10-21", "2014-10-21"),
        ("yesterday", "2014-10-21"),
        ("29 February 2012", "2012-02-29"),
    ],
)
def test_a_day_is_understood(text: str, day: str) -> None:
    amina = at_the_day().says(text).is_asked("pictures")
    assert amina.session.responses["occurred_on"].value == day


@pytest.mark.parametrize("text", ["2014-02-31", "29 February 2014", "soon", "🎂"])
def test_what_is_no_day_is_refused(text: str) -> None:
    at_the_day().says(text).is_refused(RejectionCode.NOT_A_DATE)


def test_a_day_to_come_is_questioned_in_the_flows_words() -> None:
    amina = at_the_day().says("2014-12-24").is_refused(RejectionCode.CONSTRAINT)
    assert "still to come" in amina.effects[0].params["message"]


def test_a_day_to_come_is_asked_back_where_the_flow_says_nothing() -> None:
    amina = Respondent(small(DAY + "    fills: occurred_on\n"))
    amina.says("2014-12-24")
    assert amina.effects == (Checking("day", CheckKind.FUTURE),)
    amina.sees("still to come").taps("No").is_asked("day").says("2014-12-24").taps("Yes").is_asked(None)
    assert amina.session.responses["day"].value == "2014-12-24"


def test_the_date_buttons_carry_their_date() -> None:
    amina = at_the_day()
    assert amina.card.buttons[:2] == ["Today, Wed 22 Oct", "Yesterday, Tue 21 Oct"]


def test_a_date_card_kept_over_midnight_still_means_the_day_it_shows() -> None:
    from datetime import timedelta

    amina = at_the_day()
    card = amina.card
    amina.later(amina.context.now + timedelta(days=1)).taps("Today, Wed 22 Oct", on=card)
    assert amina.session.responses["occurred_on"].value == "2014-10-22"


def test_the_calendar_turns_its_months() -> None:
    amina = at_the_day().taps("Another day")
    calendar = amina.card.view.calendar
    assert calendar is not None and calendar.title == "October 2014" and all(len(week) == 7 for week in calendar.weeks)
    amina.taps("Earlier")
    assert amina.card.view.calendar is not None and amina.card.view.calendar.title == "September 2014"
    amina.taps("30")
    assert amina.session.responses["occurred_on"].value == "2014-09-30"


def test_a_part_of_a_name_is_enough_and_two_that_fit_are_asked_back() -> None:
    amina = Respondent(petition()).says("37,181").says("uzbekistan berlin").is_asked("occurred_on")
    amina.does(Verb.BACK).says("embassy uzbekistan")
    assert amina.effects == (Checking("target", CheckKind.CHOICE),)
    amina.sees("Which one do you mean?").taps("Embassy of Uzbekistan in Paris").is_asked("occurred_on")
    assert amina.session.responses["target"].value == "embassy_uz_paris"


def test_a_name_nobody_knows_is_refused_and_skip_is_open() -> None:
    amina = Respondent(petition()).says("37,181").says("the moon").is_refused(RejectionCode.NO_SUCH_CHOICE)
    assert amina.card.view.can_skip


def test_a_case_is_found_by_another_spelling() -> None:
    amina = Respondent(petition()).says("12").does(Verb.SKIP).taps("Today").does(Verb.SKIP)
    amina.opens("Case").says("Дильноза").is_asked(None)
    assert amina.lines["Case"] == "The teacher from Tashkent"


def test_targets_close_to_the_person_come_first_on_pages_of_eight() -> None:
    amina = Respondent(petition(), world(country="SN")).says("37,181")
    first = amina.card
    assert len(first.view.options) == 8 and first.view.pages == 11
    assert first.buttons[:2] == ["Embassy of Morocco in Dakar", "Embassy of Nigeria in Dakar"]
    amina.does(Verb.PAGE, 1)
    assert amina.card.view.page == 1 and amina.card.buttons != first.buttons
    amina.taps("Embassy of Nigeria in Dakar", on=first)
    assert amina.session.responses["target"].value == "embassy_ng_dakar", "a button means its name on every page"


def test_text_on_the_review_card_is_no_answer() -> None:
    Respondent(small(DAY)).taps("Today").is_asked(None).says("send it").is_refused(RejectionCode.USE_REVIEW)
