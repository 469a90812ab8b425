"""Dates and times: ISO text in answers, days since 1970 in arithmetic, always by the person's calendar.

Zero is 1970-01-01T00:00Z. Two local midnights are whole days apart also when the clocks change between them: a day
added to a date is the next date, as people mean it. (Counted in elapsed time instead, seven days after 20 October
would be 23:00 on the 26th in Berlin.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock's
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?"
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?)(?:[T ]{_TIME})?", re.ASCII)
_CLOCK_TIME = re.compile(_TIME, re.ASCII)


class Moment(float):
    """A number of days that remembers how it is written: a date, or a date with a time."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, days: float, text: str) -> Moment:
        moment = super().__new__(cls, days)
        moment.text = text
        return moment


def date_moment(local: datetime) -> Moment:
    """A moment written as a date: `2014-10-21`."""
    return Moment(days_of(local), local.date().isoformat())


def time_moment(local: datetime) -> Moment:
    """A moment written with its time: `2014-10-21T18:40:00.000+02:00`."""
    return Moment(days_of(local), local.isoformat(timespec="milliseconds"))


def read(text: str, zone: tzinfo) -> datetime | None:
    """An ISO date or date with time as local time, None if it is neither. Without an offset the zone's is meant."""
    found = _DATE_TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        clock = int(hour or 0), int(minute or 0), int(second or 0), _microseconds(fraction)
        wall = datetime(int(year), int(month), int(day), *clock, tzinfo=_offset(offset) or zone)
        return wall.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def days_of(local: datetime) -> float:
    """Days since 1970 of an aware local time."""
    zone = local.tzinfo or UTC
    wall = local.replace(tzinfo=None) - _EPOCH - (zone.utcoffset(_EPOCH) or timedelta())
    return (wall // _MICROSECOND) / _DAY


def at_days(days: float, zone: tzinfo) -> datetime | None:
    """The local time that many days since 1970, None outside the years 1 to 9999."""
    try:
        wall = _EPOCH + (zone.utcoffset(_EPOCH) or timedelta()) + timedelta(microseconds=round(days * _DAY))
        return wall.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def day_fraction(text: str, zone: tzinfo) -> float | None:
    """A time of day (`06:00:59.000-07:00`) as a fraction of the local day, None if it is no time."""
    found = _CLOCK_TIME.fullmatch(text.strip())
    if found is None:
        return None
    local = read(f"1970-01-02T{found.group()}", zone)
    if local is None:
        return None
    passed = local.replace(tzinfo=None) - local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    return (passed // _MICROSECOND) / _DAY


def _microseconds(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
