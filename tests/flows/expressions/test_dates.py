"""Dates are days on the person's calendar: ISO text in answers, numbers in arithmetic."""

from datetime import datetime

import pytest

from tests.flows.expressions.world import string, value, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today()", "2014-10-21"),
        ("now()", "2014-10-21T18:40:00.000+02:00"),
        ("date('2014-10-21')", "2014-10-21"),
        ("date('2014-1-5')", "2014-01-05"),
        ("date('2014-10-21T23:30:00Z')", "2014-10-22"),  # in Berlin it is the next day
        ("date-time('2014-10-21')", "2014-10-21T00:00:00.000+02:00"),
        ("date('2014-02-30')", ""),
        ("date('')", ""),
        ("date(true())", ""),
        ("date(1 div 0)", ""),
        ("date(pow(10, 300))", ""),
        ("date(today() + 7)", "2014-10-28"),
        ("date(${delivered_on} + 30)", "2014-11-20"),
        ("date('2016-02-28' + 1)", "2016-02-29"),
        ("${delivered_on} - '2014-10-01'", "20"),
        ("today() - ${delivered_on}", "0"),
        ("format-date(${delivered_on}, '%e %b %Y, %a; %d.%m.%y %n')", "21 Oct 2014, Tue; 21.10.14 10"),
        ("format-date(today(), '%Y-%W')", "2014-43"),
        ("format-date-time(${handed_at}, '%H:%M:%S.%3 %h %%')", "11:30:00.000 11 %%"),
        ("format-date('soon', '%Y')", ""),
        ("decimal-time('12:00')", "0.5"),
        ("decimal-time('25:00')", "NaN"),
        ("decimal-time('noon')", "NaN"),
        ("decimal-date-time('soon')", "NaN"),
        ("number(date('x'))", "NaN"),
    ],
)
def test_reading_reckoning_and_writing(text: str, expected: str) -> None:
    assert string(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${delivered_on} <= today()", True),
        ("${delivered_on} < today()", False),
        ("${delivered_on} = today()", True),
        ("today() = ${delivered_on}", True),
        ("today() = '2014-10-21'", True),
        ("'2014-10-20' < today()", True),
        ("${handed_at} < now()", True),
        ("${handed_at} > today()", True),
        ("date('2014-10-21') = date('2014-10-21')", True),
        ("date(${delivered_on}) = ${delivered_on}", True),
        ("'2014-10-21' = '2014-10-21T00:00:00'", False),  # two texts compare as texts
        (". >= today() - 365 and . <= today()", True),
    ],
)
def test_dates_compare_as_moments(text: str, expected: bool) -> None:
    assert value(text, world("delivered_on")) is expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Casablanca", "Asia/Kathmandu", "America/New_York", "UTC"])
@pytest.mark.parametrize("day", ["2014-03-29", "2014-10-20", "2014-10-25", "2016-02-28"])
def test_days_are_whole_also_when_the_clocks_change(zone: str, day: str) -> None:
    here = world(zone=zone)
    assert string(f"date(date('{day}') + 7) > date('{day}')", here) == "true"
    for days in range(9):
        later = string(f"date(date('{day}') + {days})", here)
        assert value(f"round('{later}' - '{day}', 6)", here) == days
        passed = datetime.fromisoformat(later) - datetime.fromisoformat(day)
        assert passed.days == days


def test_today_is_the_person_s_day() -> None:
    late = datetime.fromisoformat("2014-10-21T22:30:00+00:00")
    assert string("today()", world(now=late, zone="Europe/Berlin")) == "2014-10-22"
    assert string("today()", world(now=late, zone="Europe/London")) == "2014-10-21"
    assert string("today()", world(now=late, zone="America/Mexico_City")) == "2014-10-21"
