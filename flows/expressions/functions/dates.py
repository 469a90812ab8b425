"""Dates and times. How they count and are written is told in `moments`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from math import isfinite, nan

from flows.expressions.functions.registry import function
from flows.expressions.moments import Moment, at_days, day_fraction, days_of, read
from flows.expressions.scope import Focus, Scope
from flows.expressions.values import Value, to_string

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_DATE_MARKS: dict[str, Callable[[datetime], str]] = {
    "%Y": lambda at: f"{at.year:04}",
    "%y": lambda at: f"{at.year % 100:02}",
    "%m": lambda at: f"{at.month:02}",
    "%n": lambda at: str(at.month),
    "%b": lambda at: _MONTHS[at.month - 1],
    "%d": lambda at: f"{at.day:02}",
    "%e": lambda at: str(at.day),
    "%a": lambda at: _WEEKDAYS[at.weekday()],
    "%W": lambda at: f"{at.isocalendar().week:02}",
}
_TIME_MARKS: dict[str, Callable[[datetime], str]] = _DATE_MARKS | {
    "%H": lambda at: f"{at.hour:02}",
    "%h": lambda at: str(at.hour),
    "%M": lambda at: f"{at.minute:02}",
    "%S": lambda at: f"{at.second:02}",
    "%3": lambda at: f"{at.microsecond // 1000:03}",
}


@function("today")
def today(focus: Focus) -> float:
    """The person's present day."""
    local = focus.scope.now.astimezone(focus.scope.zone)
    return Moment(local.replace(hour=0, minute=0, second=0, microsecond=0), timed=False)


@function("now")
def now(focus: Focus) -> float:
    """The person's present day and time."""
    return Moment(focus.scope.now.astimezone(focus.scope.zone), timed=True)


@function("date")
def date(focus: Focus, value: Value) -> float:
    """A date, from ISO text or days since 1970; written without its time, though it counts."""
    return Moment(_local(value, focus.scope), timed=False)


@function("date-time")
def date_time(focus: Focus, value: Value) -> float:
    """A date with its time, from ISO text or days since 1970."""
    return Moment(_local(value, focus.scope), timed=True)


@function("decimal-date-time")
def decimal_date_time(focus: Focus, value: Value) -> float:
    """Days since 1970, NaN if it is no date."""
    local = _local(value, focus.scope)
    return nan if local is None else days_of(local)


@function("decimal-time")
def decimal_time(focus: Focus, text: str) -> float:
    """A time of day as a fraction of the day, NaN if it is none."""
    fraction = day_fraction(text, focus.scope.zone)
    return nan if fraction is None else fraction


@function("format-date")
def format_date(focus: Focus, value: Value, pattern: str) -> str:
    """A date written by a pattern of marks such as `%d %b %Y`; nothing if it is no date."""
    return _formatted(_local(value, focus.scope), pattern, _DATE_MARKS)


@function("format-date-time")
def format_date_time(focus: Focus, value: Value, pattern: str) -> str:
    """As format-date(), with marks for the time too."""
    return _formatted(_local(value, focus.scope), pattern, _TIME_MARKS)


def _local(value: Value, scope: Scope) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return at_days(value, scope.zone) if isfinite(value) else None
    return read(to_string(value), scope.zone)


def _formatted(local: datetime | None, pattern: str, marks: dict[str, Callable[[datetime], str]]) -> str:
    if local is None:
        return ""
    return re.sub("%.", lambda found: marks.get(found.group(), lambda at: found.group())(local), pattern)
