"""Dates in words, and the calendar of buttons. Today is Wednesday, 22 October 2014."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.bidi import seen
from texts.dates import calendar_month, date_words, datetime_words, day_label, month_words
from texts.locale import LANGUAGES, Voice, voice

TODAY = date(2014, 10, 22)


@pytest.mark.parametrize(
    ("language", "country", "this_year", "another"),
    [
        ("en", None, "Thu 21 Aug", "Wed 21 Aug 2013"),
        ("en", "US", "Thu 21 Aug", "Wed 21 Aug 2013"),
        ("fr", "FR", "jeu. 21 août", "mer. 21 août 2013"),
        ("ar", "MA", "الخميس 21 غشت", "الأربعاء 21 غشت 2013"),
        ("ar", "SY", "الخميس ٢١ آب", "الأربعاء ٢١ آب ٢٠١٣"),
        ("es", "ES", "jue 21 ago", "mié 21 ago 2013"),
        ("es", "MX", "jue 21 ago", "mié 21 ago 2013"),
    ],
)
def test_a_date_has_its_weekday_and_no_needless_year(
    language: str, country: str | None, this_year: str, another: str
) -> None:
    spoken = voice(language, country)
    assert date_words(date(2014, 8, 21), spoken, TODAY) == this_year
    assert date_words(date(2013, 8, 21), spoken, TODAY) == another


@pytest.mark.parametrize(
    ("language", "yesterday"),
    [("en", "yesterday at 18:40"), ("fr", "hier à 18:40"), ("ar", "أمس الساعة 18:40"), ("es", "ayer a las 18:40")],
)
def test_a_moment(language: str, yesterday: str) -> None:
    said = datetime_words(datetime(2014, 10, 21, 18, 40), voice(language), TODAY)
    assert seen(said) == yesterday


def test_a_month_with_its_year_as_each_language_joins_them() -> None:
    told = [seen(month_words(date(2014, 9, 1), voice(language))) for language in ("en", "fr", "ar", "es")]
    assert told == ["September 2014", "septembre 2014", "سبتمبر 2014", "septiembre de 2014"]


def test_moments_near_and_far() -> None:
    assert datetime_words(datetime(2014, 10, 22, 9, 5), voice("en"), TODAY) == "today at 09:05"
    assert datetime_words(datetime(2014, 10, 1, 9, 5), voice("en"), TODAY) == "Wed 1 Oct at 09:05"


def test_a_calendar_begins_its_weeks_as_the_country_does() -> None:
    month = calendar_month(2014, 10, voice("en", "GB"))
    assert month.title == "October 2014"
    assert month.weekdays == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert month.weeks[0] == (None, None, *(date(2014, 10, day) for day in range(1, 6)))
    assert calendar_month(2014, 10, voice("en", "US")).weekdays[0] == "Sun"
    assert calendar_month(2014, 10, voice("ar", "EG")).title == "أكتوبر ٢٠١٤"
    assert day_label(date(2014, 10, 21), voice("ar", "EG")) == "٢١"


VOICES = st.builds(voice, st.sampled_from(LANGUAGES), st.sampled_from([None, "MA", "EG", "US"]))


@given(st.integers(1900, 2100), st.integers(1, 12), VOICES)
def test_a_calendar_has_every_day_once_in_weeks_of_seven(year: int, month: int, spoken: Voice) -> None:
    weeks = calendar_month(year, month, spoken).weeks
    days = [day for week in weeks for day in week if day is not None]
    assert all(len(week) == 7 for week in weeks)
    assert days == sorted(set(days))
    assert all((day.year, day.month) == (year, month) for day in days)
    assert (days[0].day, len(days)) == (1, days[-1].day)
