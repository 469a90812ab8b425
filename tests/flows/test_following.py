"""When a flow asks what came of a report, and whom."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.following import FollowUp, follow_up_of
from flows.reading import read_flow

FLOW = """
key: letters
title: {{en: Letters}}
default_language: en
files: action
follow_up: {follow_up}
items:
  - {{type: text, name: story, label: {{en: What happened?}}{fills}}}
"""


def rule(follow_up: str, fills: str = "") -> FollowUp | None:
    return follow_up_of(read_flow(FLOW.format(follow_up=follow_up, fills=fills)))


@pytest.mark.parametrize(
    ("written", "happened", "asked"),
    [
        ("30d staff", date(2014, 10, 21), date(2014, 11, 20)),
        ("6w staff", date(2014, 10, 21), date(2014, 12, 2)),
        ("1m coordinator", date(2015, 1, 31), date(2015, 2, 28)),  # a shorter month: its last day
        ("1m staff", date(2016, 1, 31), date(2016, 2, 29)),
        ("12m staff", date(2016, 2, 29), date(2017, 2, 28)),
        ("2m staff", date(2014, 11, 30), date(2015, 1, 30)),
    ],
)
def test_days_weeks_and_months_after_it_happened(written: str, happened: date, asked: date) -> None:
    found = rule(written)
    assert found is not None
    assert found.due_on(happened) == asked
    assert found.role == written.split()[1]


def test_a_flow_that_says_nothing_asks_nothing() -> None:
    assert rule("null") is None


def test_a_question_that_fills_it_narrows_it() -> None:
    plain, narrowed = rule("30d staff"), rule("30d staff", ", fills: follow_up")
    assert plain is not None and narrowed is not None
    assert (plain.narrowed, narrowed.narrowed) == (False, True)


@given(
    st.builds(FollowUp, st.integers(0, 999), st.sampled_from("dwm"), st.just("staff")),
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
)
def test_what_is_due_on_a_day_happened_between_the_days_that_are_looked_at(found: FollowUp, happened: date) -> None:
    today = found.due_on(happened)
    assert found.happened_since(today) <= happened <= found.happened_by(today)
