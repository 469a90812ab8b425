"""Appearances that matter in a chat: dates by the month or the year, no calendar, choices in the order of chance."""

import pytest

from flows.effects import RejectionCode
from flows.inputs import Verb
from tests.support.engine import Respondent
from tests.support.engine_world import small, world


def dated(appearance: str) -> Respondent:
    items = f"  - {{type: date, name: day, label: {{en: When?}}, appearance: {appearance}}}\n"
    return Respondent(small(items + "  - {type: note, name: so, label: {en: 'In ${day}.'}}"))


@pytest.mark.parametrize(
    "typed", ["October 2014", "oct 2014", "10/2014", "2014-10", "October", "21 October 2014", "octobre 2014"]
)
def test_a_month_is_typed(typed: str) -> None:
    amina = dated("month-year").says(typed).sees("In October 2014.")
    assert amina.session.responses["day"].value == "2014-10-01"


def test_a_month_that_is_to_come_this_year_was_last_year() -> None:
    assert dated("month-year").says("in December").session.responses["day"].value == "2013-12-01"


def test_a_month_is_tapped() -> None:
    amina = dated("month-year")
    assert amina.card.buttons == ["October 2014", "September 2014", "Another month"]
    amina.taps("Another month").taps("Earlier")
    calendar = amina.card.view.calendar
    assert calendar is not None and calendar.title == "2013" and [len(week) for week in calendar.weeks] == [3] * 4
    assert amina.taps("Apr").session.responses["day"].value == "2013-04-01"


def test_a_year_is_typed_or_tapped() -> None:
    amina = dated("year")
    assert amina.card.buttons == ["2014", "2013", "Another year"]
    assert amina.taps("Another year").taps("Earlier").taps("1998").session.responses["day"].value == "1998-01-01"
    assert dated("year").says("٢٠٠٧").sees("In 2007.").lines["When?"] == "2007"


def test_what_is_no_month_or_year_is_refused() -> None:
    dated("month-year").says("13/2014").is_refused(RejectionCode.NOT_A_MONTH)
    dated("year").says("some day").is_refused(RejectionCode.NOT_A_YEAR)


@pytest.mark.parametrize(("language", "typed"), [("fr", "août 2013"), ("es", "agosto de 2013"), ("ar", "غشت 2013")])
def test_a_month_in_the_persons_language(language: str, typed: str) -> None:
    revision = small("  - {type: date, name: day, label: {en: When?}, appearance: month-year}")
    amina = Respondent(revision, world(language, "MA")).says(typed)
    assert amina.session.responses["day"].value == "2013-08-01"


def test_without_a_calendar_a_date_is_typed() -> None:
    amina = dated("no-calendar")
    assert len(amina.card.buttons) == 2
    assert amina.says("21/10/1987").session.responses["day"].value == "1987-10-21"


def shuffled(parameters: str) -> list[str]:
    letters = ", ".join(f"{{name: {letter}, label: {{en: {letter.upper()}}}}}" for letter in "abcdef")
    items = "  - {type: integer, name: age, default: '6'}\n  - {type: select_one l, name: one, label: {en: L},"
    revision = small(f"{items} parameters: '{parameters}'}}\nchoice_lists: {{l: [{letters}]}}")
    amina = Respondent(revision).says("6")
    before = amina.card.buttons
    assert amina.says("zzz").card.buttons == before, "the order stands as long as the session"
    return before


def test_choices_are_shuffled_as_odk_shuffles_them() -> None:
    """The seed 42 gives what `randomize` gives (Park and Miller)."""
    assert shuffled("") == list("ABCDEF")
    assert shuffled("randomize=true seed=42") == shuffled("randomize=true, seed = 42")
    assert shuffled("randomize=true seed=42") != list("ABCDEF")
    assert sorted(shuffled("randomize=true")) == list("ABCDEF") == sorted(shuffled("randomize=true seed=${age}"))


@pytest.mark.parametrize("appearance", ["minimal", "quick", "likert", "autocomplete", "w3 numbers"])
def test_others_change_nothing(appearance: str) -> None:
    items = f"  - {{type: select_one l, name: one, label: {{en: L}}, appearance: {appearance}}}"
    revision = small(f"{items}\nchoice_lists: {{l: [{{name: a, label: {{en: A}}}}]}}")
    assert Respondent(revision).taps("A").does(Verb.FILE).filing.content["one"]["value"] == "a"
