"""When something that comes again is due: wall-clock times in a zone, exact across clock changes and leap days.

APScheduler's triggers compute the next time on the wall; here it becomes an instant, by the rule of RFC 5545 (3.3.5): a
time that comes twice means the first, one that does not exist is read with the offset before the gap (2:30 becomes
3:30). A trigger with a zone of its own would fire twice in the one case and lose a midnight in the other.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from reports.periods import Covered, day_of, month_of, week_of

CadenceKind = Literal["daily", "weekly", "monthly"]
_MARGIN = timedelta(days=1)  # more than any clock is ever set forth


@dataclass(frozen=True, slots=True)
class Cadence:
    """Every day, every week on `weekday` (0 Monday), or on the first day of every month, at `hour`:`minute`."""

    kind: CadenceKind
    hour: int
    minute: int = 0
    weekday: int = 0


def next_slot(cadence: Cadence, zone: ZoneInfo, after: datetime) -> datetime:
    """The first slot later than `after`, in UTC."""
    trigger = _trigger(cadence)
    wall = _on_the_wall(after, zone) - _MARGIN
    while True:
        found = trigger.get_next_fire_time(None, wall)
        instant = _instant(found, zone)
        if instant > after:
            return instant
        wall = found + timedelta(microseconds=1)


def latest_slot(cadence: Cadence, zone: ZoneInfo, at: datetime) -> datetime:
    """The last slot not later than `at`, in UTC."""
    back = {"daily": 2, "weekly": 8, "monthly": 32}[cadence.kind]
    found = next_slot(cadence, zone, at - timedelta(days=back))
    while (following := next_slot(cadence, zone, found)) <= at:
        found = following
    return found


def covered(cadence: Cadence, zone: ZoneInfo, slot: datetime) -> Covered:
    """What a digest of this slot tells of: the day, ISO week or month that was over when it came."""
    today = _day_of(cadence, zone, slot)
    match cadence.kind:
        case "daily":
            return day_of(today - timedelta(days=1))
        case "weekly":
            return week_of(today - timedelta(days=7))
        case "monthly":
            return month_of(today.replace(day=1) - timedelta(days=1))


def slot_of(cadence: Cadence, zone: ZoneInfo, period: Covered) -> datetime:
    """When the digest of that period is due."""
    slot = next_slot(cadence, zone, datetime.combine(period.until, time(), UTC) - _MARGIN)
    while covered(cadence, zone, slot).since < period.since:
        slot = next_slot(cadence, zone, slot)
    return slot


@lru_cache(maxsize=256)
def _trigger(cadence: Cadence) -> CronTrigger:
    on = {"weekly": {"day_of_week": cadence.weekday}, "monthly": {"day": 1}}.get(cadence.kind, {})
    return CronTrigger(hour=cadence.hour, minute=cadence.minute, timezone=UTC, **on)


def _day_of(cadence: Cadence, zone: ZoneInfo, slot: datetime) -> date:
    """The day whose slot it is: the one before if its hour does not exist and the clocks go on after midnight, as in
    Nuuk, set forth from 23:00 to 0:00, or in Apia, which left out a whole day.
    """
    today = slot.astimezone(zone).date()
    before = datetime.combine(today - timedelta(days=1), time(cadence.hour, cadence.minute), UTC)
    return before.date() if _instant(before, zone) == slot else today


def _on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What clocks there show, as if they showed UTC."""
    return instant.astimezone(zone).replace(tzinfo=UTC, fold=0)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
