"""Typed times, and days with their time, which a person gives at once or one after the other."""

from datetime import date, datetime, time
from itertools import product

from flows.effects import RejectionCode
from flows.facts import Facts
from flows.limits import PAGE_SIZE
from flows.outcomes import Outcome, Refusal, Taken
from flows.revision import Compiled
from flows.session import Check, CheckKind
from texts.date_reading import read_date
from texts.time_reading import TimeRead, find_time, hours_of_a_day, read_time


def read_clock(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    """A time of day."""
    found = read_time(text, facts.session.language)
    if found is None:
        return Refusal(RejectionCode.NOT_A_TIME)
    return _one_of(tuple(f"{each:%H:%M}" for each in _possible(found)))


def read_moment(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    """A day with its time, or the time of a day that was told before, or a day, whose time is then asked."""
    language, told = facts.session.language, _day_told(facts)
    clock = read_time(text, language) if told else None
    if told is not None and clock is not None and not clock.rest.strip():
        return _moment_of((told,), clock)
    found = find_time(text, language)
    days = _days(found.rest if found else text, facts)
    if found is None and not days:
        return Refusal(RejectionCode.NOT_A_TIME if told else RejectionCode.NOT_A_MOMENT)
    if found is None:
        return at_what_hour(days[0].isoformat()) if len(days) == 1 else _day_of(days)
    days = days or ((told,) if told else ())
    return _moment_of(days, found) if days else Refusal(RejectionCode.NOT_A_MOMENT)


def at_what_hour(day: str) -> Check:
    """Ask at what time of the day it was."""
    return Check(CheckKind.HOUR, tuple(f"{each:%H:%M}" for each in hours_of_a_day()), day)


def _day_told(facts: Facts) -> date | None:
    check = facts.session.asking.check
    return date.fromisoformat(check.value) if check is not None and check.kind is CheckKind.HOUR else None


def _days(text: str, facts: Facts) -> tuple[date, ...]:
    found = read_date(text, facts.session.language, facts.context.today) if text.strip() else None
    return (found.alternatives or (found.date,)) if found else ()


def _possible(found: TimeRead) -> tuple[time, ...]:
    return found.alternatives or (found.time,)


def _one_of(values: tuple[str, ...]) -> Outcome:
    return Taken(values[0]) if len(values) == 1 else Check(CheckKind.TIME, values)


def _moment_of(days: tuple[date, ...], found: TimeRead) -> Outcome:
    return _one_of(tuple(_local(day, clock) for day, clock in product(days, _possible(found)))[:PAGE_SIZE])


def _day_of(days: tuple[date, ...]) -> Check:
    return Check(CheckKind.DATE, tuple(dict.fromkeys(day.isoformat() for day in days)))


def _local(day: date, clock: time) -> str:
    """On the person's own clock; `answers.examine` adds the offset."""
    return datetime.combine(day, clock).isoformat(timespec="minutes")
