"""`afteraction digest`: which period is asked for, and what is said of one that is none."""

from datetime import date

import pytest

from bot.commands.digest import By, Wanted, _period
from bot.errors import OperatorError

TODAY = date(2014, 10, 27)


def asked(kind: str, period: str) -> str:
    return _period(Wanted("everything", kind, period, By.FILED, ""), TODAY).name


def test_a_period_has_a_name_or_is_the_last_week_that_is_over() -> None:
    assert asked("week", "") == "2014-W43"
    assert asked("week", "2014-w44") == "2014-W44"
    assert (asked("month", "2014-10"), asked("day", "2014-10-27")) == ("2014-10", "2014-10-27")


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        ("week", "2014-W60"), ("week", "2014-10"), ("week", "soon"), ("week", "2014-W45"), ("week", "9999-W52"),
        ("week", "0001-W01"), ("month", "2014-13"), ("month", "2014-W43"), ("day", "2014-02-30"), ("day", "2014-10-28"),
    ],
)  # fmt: skip
def test_what_is_none_or_has_not_begun_is_named_in_one_line(kind: str, period: str) -> None:
    with pytest.raises(OperatorError, match=f"^--{kind}: '{period}' is no {kind} that has begun, such as 2014-[^\n]*$"):
        asked(kind, period)
