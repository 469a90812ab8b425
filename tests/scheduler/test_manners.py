"""Nobody is woken, pressed or met in the middle of their holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.manners import MOST_IN_A_WEEK, WEEK, Block, allowed, quiet

RABAT, BERLIN, APIA = ZoneInfo("Africa/Casablanca"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
RAMADAN = Block("Ramadan", date(2014, 6, 28), date(2014, 7, 27))
FEAST = Block("Eid", date(2014, 7, 28), date(2014, 7, 30))
NOON = datetime(2014, 10, 21, 12, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_by_day_it_is_said_at_once() -> None:
    assert allowed(NOON, BERLIN, [], []).at == NOON


def test_late_in_the_evening_it_waits_for_the_morning() -> None:
    assert allowed(at("2014-10-21T21:00"), BERLIN, [], []).at == at("2014-10-22T08:00")
    assert allowed(at("2014-10-22T07:59"), BERLIN, [], []).at == at("2014-10-22T08:00")
    assert allowed(at("2014-10-21T20:59"), BERLIN, [], []).at == at("2014-10-21T20:59")


def test_blocks_that_follow_one_another_are_waited_for_together_and_the_last_is_named() -> None:
    moved = allowed(at("2014-07-01T12:00", RABAT), RABAT, [FEAST, RAMADAN], [])
    assert (moved.at, moved.block) == (at("2014-07-31T08:00", RABAT), FEAST)


def test_the_fourth_message_of_a_week_waits_until_the_first_is_a_week_old() -> None:
    said = [NOON - timedelta(days=days) for days in (6, 3, 1)]
    assert allowed(NOON, BERLIN, [], said).at == said[0] + WEEK
    assert allowed(NOON, BERLIN, [], said[1:]).at == NOON


@given(
    st.datetimes(datetime(2014, 1, 1), datetime(2015, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([RABAT, BERLIN, APIA]),
    st.lists(st.datetimes(datetime(2014, 1, 1), datetime(2015, 1, 1), timezones=st.just(UTC)), max_size=6),
)
def test_all_manners_hold_at_once_and_it_is_never_earlier(wanted: datetime, zone: ZoneInfo, said: list) -> None:
    moved = allowed(wanted, zone, [RAMADAN, FEAST], said).at
    day = moved.astimezone(zone).date()
    assert moved >= wanted
    assert not quiet(moved, zone)
    assert not any(block.since <= day <= block.until for block in (RAMADAN, FEAST))
    assert sum(moved - WEEK < each <= moved for each in said) < MOST_IN_A_WEEK
    assert allowed(moved, zone, [RAMADAN, FEAST], said).at == moved
