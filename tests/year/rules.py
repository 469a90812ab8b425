"""The rules of what is said unasked, once more and from the words of the documents: nothing of the program is used."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.year.organisation import BlockOf, Section, Wish

NIGHT_BEGINS, NIGHT_ENDS = 21, 8  # hours at the person's place
AT_MOST, IN_DAYS = 3, timedelta(days=7)
DRAFT_TOLD = (timedelta(days=1), timedelta(days=3), timedelta(days=28))  # after somebody went on with it
AREA_TOLD = (4, 7, 10)  # days of the following month, to staff
AREA_LATE = 14  # and once to coordinators
FOLLOWED_UP = timedelta(days=30)
AFTER_FILING = timedelta(days=1)  # no sooner, where it was told of late
LATE = timedelta(hours=1)  # after its slot a digest comes no more by night
ALONG = timedelta(days=6)  # follow-ups due so soon after one that is due are asked about with it


def forenoon(day: date, zone: ZoneInfo) -> datetime:
    """Ten o'clock there."""
    return datetime.combine(day, time(10), zone).astimezone(UTC)


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    return not NIGHT_ENDS <= at.astimezone(zone).hour < NIGHT_BEGINS


def blocked(at: datetime, zone: ZoneInfo, blocks: Sequence[BlockOf]) -> BlockOf | None:
    """What stands in the section's calendar then."""
    today = at.astimezone(zone).date()
    return next((each for each in blocks if each[1] <= today <= each[2]), None)


def first_moment(at: datetime, section: Section, told: Sequence[datetime]) -> datetime:
    """From when on, not before `at`, somebody of the section may be told something who was told things at `told`."""
    zone = section.zone
    while True:
        before = at
        recent = [each for each in told if at - IN_DAYS < each <= at]
        if len(recent) >= AT_MOST:
            at = sorted(recent)[-AT_MOST] + IN_DAYS
        if (block := blocked(at, zone, section.calendar)) is not None:
            at = _morning(block[2] + timedelta(days=1), zone)
        if is_night(at, zone):
            at = next_morning(at, zone)
        if at == before:
            return at


def digest_moment(slot: datetime, at: datetime, zone: ZoneInfo) -> datetime:
    """From when on, not before `at`, a digest that was due at `slot` may come: also by night, unless it is late."""
    return next_morning(at, zone) if at - slot > LATE and is_night(at, zone) else at


def next_morning(night: datetime, zone: ZoneInfo) -> datetime:
    """When that night ends."""
    local = night.astimezone(zone)
    return _morning(local.date() + timedelta(days=local.hour >= NIGHT_BEGINS), zone)


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(NIGHT_ENDS), zone).astimezone(UTC)


def slots(wish: Wish, since: datetime, until: datetime) -> Iterator[tuple[datetime, str]]:
    """When a digest is due after `since` and up to `until`, and of which period it tells."""
    zone = wish.member.zone
    day = since.astimezone(zone).date() - timedelta(days=1)
    while True:
        at = datetime.combine(day, time(wish.hour, wish.minute), zone).astimezone(UTC)  # RFC 5545, 3.3.5
        if at > until:
            return
        if at > since and falls_on(wish, day):
            yield at, period(wish, day)
        day += timedelta(days=1)


def falls_on(wish: Wish, day: date) -> bool:
    match wish.cadence:
        case "weekly":
            return day.weekday() == wish.weekday
        case "monthly":
            return day.day == 1
    return True


def period(wish: Wish, day: date) -> str:
    """The name of the day, week or month that was over on that day."""
    match wish.cadence:
        case "weekly":
            year, week, _ = (day - timedelta(days=7)).isocalendar()
            return f"{year}-W{week:02}"
        case "monthly":
            return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
    return (day - timedelta(days=1)).isoformat()


def expected_on(month: date) -> dict[str, date]:
    """The days of the month after, by what is said then."""
    after = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
    return {name: after.replace(day=day) for name, day in zip(("before", "due", "overdue"), AREA_TOLD, strict=True)}


def late_on(month: date, calendar: Sequence[BlockOf]) -> date:
    """The day on which coordinators hear of a section with that calendar: as long after its staff could be told for the
    last time as in a month without blocks; none of the two falls into a block.
    """
    last = _first_free(expected_on(month)["overdue"], calendar)
    return _first_free(last + timedelta(days=AREA_LATE - AREA_TOLD[-1]), calendar)


def _first_free(day: date, calendar: Sequence[BlockOf]) -> date:
    while any(since <= day <= until for _, since, until in calendar):
        day += timedelta(days=1)
    return day
