"""Times of day in people's own words."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.time_reading import find_time, hours_of_a_day, read_time
from texts.time_tables import TIME_WORDS

SURE = [
    ("18:30", "en", (18, 30)),
    ("06:30", "en", (6, 30)),
    ("18.30", "en", (18, 30)),
    ("6 pm", "en", (18, 0)),
    ("6 p.m.", "en", (18, 0)),
    ("12 am", "en", (0, 0)),
    ("noon", "en", (12, 0)),
    ("ten to seven in the evening", "en", (18, 50)),
    ("eleven at night", "en", (23, 0)),
    ("two at night", "en", (2, 0)),
    ("around 18:30, I think, after the rally", "en", (18, 30)),
    ("18h30", "fr", (18, 30)),
    ("9h moins le quart", "fr", (8, 45)),
    ("midi et demi", "fr", (12, 30)),
    ("trois heures de l’après-midi", "fr", (15, 0)),
    ("les 18 heures", "es", (18, 0)),
    ("las seis y media de la tarde", "es", (18, 30)),
    ("siete menos cuarto de la mañana", "es", (6, 45)),
    ("السادسة مساءً", "ar", (18, 0)),
    ("الساعة ٦ مساءً", "ar", (18, 0)),
    ("السابعة إلا ربعًا صباحًا", "ar", (6, 45)),
    ("الحادية عشرة والنصف ليلًا", "ar", (23, 30)),
    ("منتصف الليل", "ar", (0, 0)),
    ("18h30", "en", (18, 30)),
]


@pytest.mark.parametrize(("text", "language", "clock"), SURE)
def test_a_time_is_read(text: str, language: str, clock: tuple[int, int]) -> None:
    found = read_time(text, language)
    assert found is not None
    assert (found.time, found.alternatives) == (time(*clock), ())


@pytest.mark.parametrize(
    ("text", "language", "hour", "minute"),
    [("half past six", "en", 6, 30), ("6", "en", 6, 0), ("6:15", "en", 6, 15), ("six heures et quart", "fr", 6, 15),
     ("a las seis", "es", 6, 0), ("السادسة والثلث", "ar", 6, 20)],
)  # fmt: skip
def test_morning_or_evening_is_asked_back(text: str, language: str, hour: int, minute: int) -> None:
    found = read_time(text, language)
    assert found is not None
    assert found.alternatives == (time(hour, minute), time(hour + 12, minute))


@pytest.mark.parametrize("text", ["", "hello", "25:00", "12:75", "half", "x" * 1000, "morning", "21 18"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "rest"),
    [("yesterday at 6 pm", "en", "yesterday"), ("21/10/2014 18:30", "en", "21/10/2014"), ("hier à 18h30", "fr", "hier"),
     ("ayer a las seis de la tarde", "es", "ayer"), ("le 21 octobre à 18 h", "fr", "le 21 octobre")],
)  # fmt: skip
def test_a_time_beside_a_day_leaves_the_day(text: str, language: str, rest: str) -> None:
    found = find_time(text, language)
    assert found is not None
    assert (found.time.hour, found.rest.strip()) == (18, rest)


@pytest.mark.parametrize("text", ["21.10", "21 October", "yesterday", "le 21", "yesterday morning"])
def test_a_day_is_no_time(text: str) -> None:
    assert find_time(text, "en") is None


@given(st.text(max_size=60), st.sampled_from(sorted(TIME_WORDS)))
def test_any_text_is_a_time_or_none(text: str, language: str) -> None:
    found = read_time(text, language)
    assert found is None or not found.alternatives or found.time in found.alternatives


@given(st.times())
def test_a_time_written_in_digits_is_that_time(clock: time) -> None:
    found = read_time(f"{clock:%H:%M}", "fr")
    assert found is not None
    assert found.time == clock.replace(second=0, microsecond=0)


def test_buttons_offer_as_many_hours_as_a_card_holds() -> None:
    assert len(hours_of_a_day()) == 8
