"""Days of something planned: the next such day, where a report would mean the last."""

from datetime import date

import pytest

from texts.date_reading import read_coming_date

TODAY = date(2014, 10, 22)  # a Wednesday


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("Friday", "en", date(2014, 10, 24)),
        ("vendredi", "fr", date(2014, 10, 24)),
        ("el viernes", "es", date(2014, 10, 24)),
        ("الجمعة", "ar", date(2014, 10, 24)),
        ("tomorrow", "en", date(2014, 10, 23)),
        ("demain", "fr", date(2014, 10, 23)),
        ("23 October", "en", date(2014, 10, 23)),
        ("21 October", "en", date(2015, 10, 21)),
        ("10.12.", "en", date(2014, 12, 10)),
        ("the 21st", "en", date(2014, 11, 21)),
        ("next Tuesday", "en", date(2014, 10, 28)),
        ("yesterday", "en", date(2014, 10, 21)),
        ("5 days ago", "en", date(2014, 10, 17)),
        ("21 October 2013", "en", date(2013, 10, 21)),
    ],
)
def test_the_next_such_day(said: str, language: str, meant: date) -> None:
    found = read_coming_date(said, language, TODAY)
    assert found is not None
    assert (found.date, found.future) == (meant, meant > TODAY)


def test_today_may_be_meant() -> None:
    found = read_coming_date("22 October", "en", TODAY)
    assert found is not None
    assert found.date == TODAY


@pytest.mark.parametrize("said", ["", "soon", "31 February", "37,181 signatures"])
def test_no_date_is_none(said: str) -> None:
    assert read_coming_date(said, "en", TODAY) is None
