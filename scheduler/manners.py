"""When a person may be spoken to unasked: not at night, not in their section's blocks, not too often. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # at the person's place
FORENOON = time(10)  # when one is asked about a day, and not at an instant
MOST_IN_A_WEEK = 3  # unprompted messages to one person in any seven days; digests, which people ask for, not counted
WEEK = timedelta(days=7)
LATE = timedelta(hours=1)  # after the hour that somebody chose: from then on it is night for them as for anybody


@dataclass(frozen=True, slots=True)
class Block:
    """Days of a section's calendar on which nobody is reminded (exams, Ramadan, holidays), both inclusive."""

    name: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Moved:
    """When something may be said, and the block that it was moved out of, the last one if there were several."""

    at: datetime
    block: Block | None = None


def allowed(at: datetime, zone: ZoneInfo, blocks: Sequence[Block], said: Sequence[datetime]) -> Moved:
    """The first instant from `at` on at which a person in `zone` may be spoken to; `said`: when they were lately."""
    moved = Moved(at)
    while True:
        later = _out_of_blocks(_not_too_often(_not_at_night(moved, zone), said), zone, blocks)
        if later.at == moved.at:
            return later
        moved = later


def wished_for(slot: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """From `now` on, when what a person in `zone` wants at an hour of their own may come that was due at `slot`: at
    once, also by night; once it is LATE, not by night.
    """
    return now if now - slot <= LATE else _not_at_night(Moved(now), zone).at


def waited_for(since: datetime, now: datetime, zone: ZoneInfo, blocks: Sequence[Block]) -> Block | None:
    """The last block that is over now and in which something due at `since` had to wait."""
    first, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    over = [block for block in blocks if block.since <= today and first <= block.until < today]
    return max(over, key=lambda block: block.until, default=None)


def in_days(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """When what is to be said again in so many days is said: in the forenoon."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, FORENOON, zone).astimezone(UTC)


def struck_ten(since: datetime | None, now: datetime) -> bool:
    """Whether it may have become FORENOON anywhere after `since` (None: ever): a quarter of an hour has struck, and
    by whole quarters all clocks differ.
    """
    struck = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return since is None or struck > since


def quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night there."""
    clock = at.astimezone(zone).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def _not_at_night(moved: Moved, zone: ZoneInfo) -> Moved:
    if not quiet(moved.at, zone):
        return moved
    local = moved.at.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return Moved(_at_morning(day, zone), moved.block)


def _out_of_blocks(moved: Moved, zone: ZoneInfo, blocks: Sequence[Block]) -> Moved:
    day = moved.at.astimezone(zone).date()
    for block in blocks:
        if block.since <= day <= block.until:
            return Moved(_at_morning(block.until + timedelta(days=1), zone), block)
    return moved


def _not_too_often(moved: Moved, said: Sequence[datetime]) -> Moved:
    lately = sorted(each for each in said if moved.at - WEEK < each <= moved.at)
    if len(lately) < MOST_IN_A_WEEK:
        return moved
    return Moved(lately[-MOST_IN_A_WEEK] + WEEK, moved.block)


def _at_morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, QUIET_UNTIL, zone).astimezone(UTC)
