"""What people mean when they write a date. Today is Wednesday, 22 October 2014."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from texts.dates import DateRead, date_words, read_date
from texts.locale import LANGUAGES, voice

TODAY = date(2014, 10, 22)
YESTERDAY = date(2014, 10, 21)


def october(day: int) -> date:
    return date(2014, 10, day)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "today", 22), ("en", "this morning", 22), ("en", "yesterday", 21), ("en", "last night", 21),
        ("en", "the day before yesterday", 20), ("en", "last Tuesday", 21), ("en", "on Tuesday", 21),
        ("en", "Tuesday", 21), ("en", "Tue", 21), ("en", "on Thursday", 16), ("en", "3 days ago", 19),
        ("en", "two days ago in Berlin", 20), ("en", "a week ago", 15), ("en", "last Wednesday", 15),
        ("fr", "aujourd'hui", 22), ("fr", "aujourd’hui", 22), ("fr", "ce matin", 22), ("fr", "hier", 21),
        ("fr", "hier soir", 21), ("fr", "avant-hier", 20), ("fr", "mardi dernier", 21), ("fr", "mardi", 21),
        ("fr", "il y a 3 jours", 19), ("fr", "il y a une semaine", 15),
        ("ar", "اليوم", 22), ("ar", "هذا الصباح", 22), ("ar", "أمس", 21), ("ar", "البارحة", 21),
        ("ar", "مساء أمس", 21), ("ar", "أول أمس", 20), ("ar", "أمس الأول", 20), ("ar", "الثلاثاء الماضي", 21),
        ("ar", "يوم الثلاثاء", 21), ("ar", "الثلاثا", 21), ("ar", "قبل ثلاثة أيام", 19), ("ar", "قبل يومين", 20),
        ("ar", "منذ ٣ أيام", 19), ("ar", "قبل أسبوع", 15),
        ("en", "two nights ago", 20), ("en", "Sunday before last", 12), ("en", "last Friday night", 17),
        ("en", "the 21st in the evening", 21), ("en", "Tuesday evening", 21),
        ("fr", "le 21 au soir", 21), ("fr", "le 18 dans l’après-midi", 18), ("fr", "vendredi", 17),
        ("fr", "vendredi soir", 17), ("fr", "hier matin", 21), ("fr", "hier après-midi", 21), ("fr", "avanthier", 20),
        ("fr", "avant-hier soir", 20), ("fr", "l’avant-veille", 20), ("fr", "ça fait trois jours", 19),
        ("fr", "y’a deux jours", 20), ("fr", "tout à l’heure", 22), ("fr", "l’avant-dernier dimanche", 12),
        ("fr", "mercredi dernier", 15),
        ("ar", "الجمعة الماضية", 17), ("ar", "الأربعاء الماضي", 15), ("ar", "ليلة أمس", 21), ("ar", "صباح اليوم", 22),
        ("ar", "مساء الثلاثاء", 21), ("ar", "الليلة البارحة", 21), ("ar", "البارح", 21),
        ("ar", "الثلاثاء قبل الماضي", 14),
        ("ar", "يوم 21 مساء", 21), ("ar", "هذه الليلة", 22), ("ar", "قبل أسبوعين", 8), ("ar", "أمس مساءً", 21),
        ("es", "el martes antepasado", 14), ("es", "el 21 de este mes", 21),
        ("es", "hoy", 22), ("es", "esta mañana", 22), ("es", "esta tarde", 22), ("es", "ayer", 21),
        ("es", "anoche", 21),
        ("es", "ayer por la mañana", 21), ("es", "anteayer", 20), ("es", "antes de ayer", 20), ("es", "antier", 20),
        ("es", "el martes pasado", 21), ("es", "el martes", 21), ("es", "el martes por la mañana", 21),
        ("es", "martes", 21), ("es", "el sábado", 18), ("es", "el miércoles pasado", 15), ("es", "hace 3 días", 19),
        ("es", "hace tres días", 19), ("es", "tres días atrás", 19), ("es", "hace un par de días", 20),
        ("es", "hace una semana", 15), ("es", "hace dos noches", 20),
    ],
)  # fmt: skip
def test_days_told_from_today(language: str, text: str, day: int) -> None:
    assert read_date(text, language, TODAY) == DateRead(october(day))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "21/10/2014"), ("en", "21.10.14"), ("en", "21-10"), ("en", "21.10"), ("en", "2014-10-21"),
        ("en", "21 10 2014"), ("en", "10/21/2014"), ("en", "21 October 2014"), ("en", "21 oct."), ("en", "21 Oct 14"),
        ("en", "Oct 21, 2014"), ("en", "October 21st"), ("en", "the 21st of October"), ("en", "the 21st"),
        ("en", "Tue 21 Oct 2014"), ("en", "it was on 21 October 2014 in Berlin"), ("en", "21 Oct 30 people"),
        ("en", "21 Oct 2014 at 18:40"),
        ("fr", "le 21 octobre 2014"), ("fr", "mar. 21 oct. 2014"), ("fr", "le mardi 21 octobre"), ("fr", "le 21"),
        ("ar", "٢١ أكتوبر ٢٠١٤"), ("ar", "٢١/١٠/٢٠١٤"), ("ar", "٢١ تشرين الأول ٢٠١٤"), ("ar", "يوم 21"),
        ("ar", "21 تشرين الأول/أكتوبر 2014"), ("ar", "21 من أكتوبر عام 2014"), ("ar", "الثلاثاء 21 أكتوبر"),
        ("ar", "21 October 2014"), ("en", "hier"),
        ("es", "el 21 de octubre de 2014"), ("es", "21 de octubre"), ("es", "el martes 21 de octubre"),
        ("es", "mar 21 oct"),        ("es", "21 de octubre del 2014"),
        ("es", "el 21"), ("es", "el día 21"), ("es", "el 21 por la tarde"),
        ("es", "octubre 21"), ("es", "21/10/2014"), ("es", "21-10-14"),
    ],
)  # fmt: skip
def test_every_way_to_write_one_day(language: str, text: str) -> None:
    assert read_date(text, language, TODAY) == DateRead(YESTERDAY)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "25 December", date(2013, 12, 25)),
        ("en", "29 February", date(2012, 2, 29)),
        ("en", "the 25th", date(2014, 9, 25)),
        ("en", "31", date(2014, 8, 31)),
        ("ar", "21 غشت", date(2014, 8, 21)),
        ("ar", "14 جويلية 2013", date(2013, 7, 14)),
        ("fr", "1er août", date(2014, 8, 1)),
        ("es", "1º de agosto", date(2014, 8, 1)),
        ("es", "el primero de agosto", date(2014, 8, 1)),
        ("en", "the first of August", date(2014, 8, 1)),
        ("fr", "le premier août", date(2014, 8, 1)),
        ("ar", "الأول من أغسطس", date(2014, 8, 1)),
        ("ar", "21 تشرين ثاني 2013", date(2013, 11, 21)),
        ("fr", "mardi de la semaine dernière", date(2014, 10, 14)),
        ("es", "21 de setiembre", date(2014, 9, 21)),
        ("es", "el martes de la semana pasada", date(2014, 10, 14)),
        ("es", "el 21 de octubre del año pasado", date(2013, 10, 21)),
        ("en", "1/2/99", date(1999, 2, 1)),
        ("en", "the 21st of October last year", date(2013, 10, 21)),
        ("fr", "le 21 octobre de l'an dernier", date(2013, 10, 21)),
        ("en", "Tuesday last week", date(2014, 10, 14)),
        ("ar", "الثلاثاء من الأسبوع الماضي", date(2014, 10, 14)),
    ],
)
def test_without_a_year_it_is_the_latest_one_gone_by(language: str, text: str, found: date) -> None:
    assert read_date(text, language, TODAY) == DateRead(found)


@pytest.mark.parametrize("text", ["31 February 2014", "31/02/2014", "29/02/2013", "0/0/0", "99/99/9999", "21/10/0014"])
def test_a_day_that_no_calendar_has(text: str) -> None:
    assert read_date(text, "en", TODAY) is None


@pytest.mark.parametrize(
    "text",
    ["", "hello", "37 petitions", "37,181", "October", "2014", "12:30", "last month", "a month ago", "last weekend",
     "a few days ago", "\x00", "😀"],
)
def test_what_is_no_day(text: str) -> None:
    assert read_date(text, "en", TODAY) is None


def test_a_wrong_weekday_beside_a_date_is_passed_over() -> None:
    assert read_date("Monday 21 October 2014", "en", TODAY) == DateRead(YESTERDAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [("tomorrow", october(23)), ("next Tuesday", october(28)), ("25/12/2014", date(2014, 12, 25))],
)
def test_a_day_to_come_is_marked(text: str, found: date) -> None:
    assert read_date(text, "en", TODAY) == DateRead(found, future=True)


def test_two_days_are_asked_back() -> None:
    assert read_date("20 Oct and 21 Oct", "en", TODAY) == DateRead(october(20), (october(20), october(21)))
    for text in ("20-21 October", "20–21 Oct 2014", "between 20 and 21 October"):
        assert read_date(text, "en", TODAY) == DateRead(october(20), (october(20), october(21)))
    assert read_date("du 20 au 21 octobre", "fr", TODAY) == DateRead(october(20), (october(20), october(21)))
    assert read_date("del 20 al 21 de octubre", "es", TODAY) == DateRead(october(20), (october(20), october(21)))
    assert read_date("on Wednesday", "en", TODAY) == DateRead(TODAY, (TODAY, october(15)))


def test_where_the_month_is_written_first_both_readings_are_asked() -> None:
    both = (october(9), date(2014, 9, 10))
    assert read_date("9/10/2014", "en", TODAY, "US") == DateRead(both[0], both)
    assert read_date("9/10/2014", "en", TODAY, "GB") == DateRead(both[0])


def test_dateparser_is_not_loaded_for_what_we_read_ourselves() -> None:
    program = (
        "import sys, datetime; from texts.dates import read_date; from texts import cards, matching;"
        "[read_date(t, 'en', datetime.date(2014, 10, 22)) for t in ('21 October', 'hier', 'last Tuesday', '21/10')];"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@given(st.text(max_size=80), st.sampled_from(LANGUAGES), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_it(text: str, language: str, today: date) -> None:
    read_date(text, language, today)


DATE_WORDS = (
    "21 31 0 999 / - . : , 2014 99 Oct february th the of on last next Tuesday ago days a week il y a jours قبل يوم "
    "أيام الثلاثاء تشرين الأول الماضي hier ٢١ ' hace mañana por la atrás"
)


@given(st.lists(st.sampled_from(DATE_WORDS.split()), max_size=8).map(" ".join), st.sampled_from(LANGUAGES))
def test_no_heap_of_date_words_breaks_it(text: str, language: str) -> None:
    read_date(text, language, TODAY)


@given(
    st.integers(0, 20_000).map(lambda days: TODAY - timedelta(days=days)),
    st.sampled_from(LANGUAGES),
    st.sampled_from([None, "MA", "SY", "DZ", "EG", "FR", "CA", "GB", "ES", "MX", "PE"]),
)
@example(date(2014, 6, 30), "fr", "MA")  # "lun. 30 jui."
def test_what_we_write_we_read(day: date, language: str, country: str | None) -> None:
    assert read_date(date_words(day, voice(language, country), TODAY), language, TODAY) == DateRead(day)
