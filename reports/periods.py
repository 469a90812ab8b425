"""The days, ISO weeks and months that digests tell of. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Covered:
    """Days from `since` to `until`, both inclusive, and what they are called: 2014-W43, 2014-10, 2014-10-21."""

    name: str
    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.since <= day <= self.until


Kind = Literal["day", "week", "month"]


def kind_of(period: Covered) -> Kind:
    """Day, week or month."""
    if period.since == period.until:
        return "day"
    return "week" if "W" in period.name else "month"


def day_of(day: date) -> Covered:
    """A day by itself."""
    return Covered(day.isoformat(), day, day)


def week_of(day: date) -> Covered:
    """The ISO week in which a day lies."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Covered(f"{year}-W{week:02}", monday, monday + timedelta(days=6))


def month_of(day: date) -> Covered:
    """The month in which a day lies."""
    since = day.replace(day=1)
    return Covered(f"{since:%Y-%m}", since, (since + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def before(period: Covered) -> Covered:
    """The period of the same kind before it."""
    last = period.until.fromordinal(period.since.toordinal() - 1)
    return like(period, last)


def like(period: Covered, day: date) -> Covered:
    """The period of the same kind in which a day lies."""
    return of_kind(kind_of(period), day)


def of_kind(kind: Kind, day: date) -> Covered:
    """The day, week or month in which a day lies."""
    return {"day": day_of, "week": week_of, "month": month_of}[kind](day)


def spanned(kind: Kind, since: date, until: date) -> list[Covered]:
    """The periods of a kind from that of one day to that of another."""
    found = [of_kind(kind, since)]
    while found[-1].until < until:
        found.append(of_kind(kind, found[-1].until + timedelta(days=1)))
    return found


def named(name: str) -> Covered:
    """The period of a name such as 2014-W43, 2014-10 or 2014-10-21. Raises ValueError."""
    if "W" in name:
        year, _, week = name.partition("-W")
        return week_of(date.fromisocalendar(int(year), int(week), 1))
    if name.count("-") == 1:
        return month_of(date.fromisoformat(f"{name}-01"))
    return day_of(date.fromisoformat(name))
