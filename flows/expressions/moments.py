"""Dates and times: ISO text in answers, days since 1970 in arithmetic, always by the person's calendar.

Zero is 1970-01-01T00:00Z. Two local midnights are whole days apart also when the clocks change between them: a day
added to a date is the next date, as people mean it. (Counted in elapsed time instead, seven days after 20 October
would be 23:00 on the 26th in Berlin.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from math import nan

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock's
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?"
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?)(?:[T ]{_TIME})?", re.ASCII)
_CLOCK_TIME = re.compile(_TIME, re.ASCII)


class Moment(float):
    """Days since 1970 that know how they are written: as a date, or (`timed`) as a date with its time."""

    __slots__ = ("_local", "_timed")
    _local: datetime | None
    _timed: bool

    def __new__(cls, local: datetime | None, *, timed: bool) -> Moment:
        moment = super().__new__(cls, nan if local is None else days_of(local))
        moment._local = local
        moment._timed = timed
        return moment

    @property
    def text(self) -> str:
        """`2014-10-21` or `2014-10-21T18:40:00.000+02:00`; nothing if there is no such date."""
        if self._local is None:
            return ""
        return self._local.isoformat(timespec="milliseconds") if self._timed else self._local.date().isoformat()


def read(text: str, zone: tzinfo) -> datetime | None:
    """An ISO date or date with time as local time, None if it is neither. Without an offset the zone's is meant."""
    found = _DATE_TIME.fullmatch(text.strip())
    if found is None:
        return None
    *numbers, fraction, offset = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    try:
        wall = datetime(year, month, day, hour, minute, second, _microseconds(fraction), tzinfo=_offset(offset) or zone)
        return wall if offset is None else wall.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def days_of(local: datetime) -> float:
    """Days since 1970 of an aware local time."""
    zone = local.tzinfo or UTC
    return ((local.replace(tzinfo=None) - _zero(zone)) // _MICROSECOND) / _DAY


def at_days(days: float, zone: tzinfo) -> datetime | None:
    """The local time that many days since 1970, None outside the years 1 to 9999."""
    try:
        return (_zero(zone) + timedelta(microseconds=round(days * _DAY))).replace(tzinfo=zone)
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


@lru_cache(maxsize=1024)
def _zero(zone: tzinfo) -> datetime:
    """What the zone's clocks showed at 1970-01-01T00:00Z."""
    return _EPOCH + (zone.utcoffset(_EPOCH) or timedelta())


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
