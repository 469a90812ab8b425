"""The right hour: wall-clock times across clock changes, leap days and years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.periods import Covered, kind_of, named
from scheduler.digests import CADENCES
from scheduler.slots import Cadence, covered, latest_slot, next_slot, slot_of

BERLIN, BEIRUT, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Beirut"), ZoneInfo("Australia/Lord_Howe")
NUUK, APIA = ZoneInfo("America/Nuuk"), ZoneInfo("Pacific/Apia")
ZONES = [BERLIN, BEIRUT, LORD_HOWE, NUUK, APIA, *map(ZoneInfo, ("America/Caracas", "Africa/Casablanca", "UTC"))]
MONDAY_NINE = Cadence("weekly", 9)
HALF_PAST_TWO = Cadence("daily", 2, 30)

cadences = st.builds(
    Cadence,
    st.sampled_from(["daily", "weekly", "monthly"]),
    st.integers(0, 23),
    st.sampled_from([0, 30]),
    st.integers(0, 6),
)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(cadence: Cadence, zone: ZoneInfo, after: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        after = next_slot(cadence, zone, after)
        found.append(after.astimezone(zone).strftime("%m-%d %H:%M"))
    return found


def test_monday_at_nine_stays_at_nine_when_the_clocks_change() -> None:
    assert slots(MONDAY_NINE, BERLIN, at("2014-10-18"), 3) == ["10-20 09:00", "10-27 09:00", "11-03 09:00"]
    assert next_slot(MONDAY_NINE, BERLIN, at("2014-10-24")) == at("2014-10-27T08:00")


def test_a_time_that_does_not_exist_is_an_hour_later_on_that_day_only() -> None:
    assert slots(HALF_PAST_TWO, BERLIN, at("2014-03-29"), 3) == ["03-29 02:30", "03-30 03:30", "03-31 02:30"]


def test_a_time_that_comes_twice_is_due_once_the_first_time() -> None:
    assert slots(HALF_PAST_TWO, BERLIN, at("2014-10-25"), 3) == ["10-25 02:30", "10-26 02:30", "10-27 02:30"]
    assert next_slot(HALF_PAST_TWO, BERLIN, at("2014-10-26T00:00")) == at("2014-10-26T00:30")
    assert next_slot(HALF_PAST_TWO, BERLIN, at("2014-10-26T01:15")) == at("2014-10-27T01:30")


def test_a_midnight_that_does_not_exist_is_not_lost() -> None:
    assert slots(Cadence("daily", 0), BEIRUT, at("2014-03-29T10:00"), 2) == ["03-30 01:00", "03-31 00:00"]


@pytest.mark.parametrize(
    ("zone", "cadence", "on", "told"),
    [
        (NUUK, Cadence("daily", 23, 30), "2024-03-29", ["2024-03-28", "2024-03-29", "2024-03-30"]),  # 23:00 was 0:00
        (APIA, Cadence("daily", 9), "2011-12-29", ["2011-12-28", "2011-12-29", "2011-12-31"]),  # no 30 December
    ],
)
def test_an_evening_or_a_day_that_does_not_exist_leaves_out_no_day(
    zone: ZoneInfo, cadence: Cadence, on: str, told: list[str]
) -> None:
    slot, found = datetime.fromisoformat(on).replace(tzinfo=zone).astimezone(UTC), []
    for _ in told:
        slot = next_slot(cadence, zone, slot)
        found.append(covered(cadence, zone, slot).name)
    assert found == told


@pytest.mark.parametrize(
    ("zone", "week", "day", "month"),
    [  # of W43, of Saturday 25 October (in Europe the clocks change on Sunday), of September 2014
        ("Pacific/Auckland", "2014-10-26T20:00", "2014-10-25T20:00", "2014-09-30T20:00"),
        ("Asia/Manila", "2014-10-27T01:00", "2014-10-26T01:00", "2014-10-01T01:00"),
        ("Europe/Berlin", "2014-10-27T08:00", "2014-10-26T08:00", "2014-10-01T07:00"),
        ("America/New_York", "2014-10-27T13:00", "2014-10-26T13:00", "2014-10-01T13:00"),
    ],
)
def test_the_digest_of_a_period_is_due_at_nine_wherever_it_is_read(zone: str, week: str, day: str, month: str) -> None:
    for name, due in (("2014-W43", week), ("2014-10-25", day), ("2014-09", month)):
        period = named(name)
        assert slot_of(Cadence(CADENCES[kind_of(period)], 9), ZoneInfo(zone), period) == at(due)


@given(cadences, st.sampled_from(ZONES), instants)
def test_every_slot_is_that_of_its_period(cadence: Cadence, zone: ZoneInfo, after: datetime) -> None:
    slot = next_slot(cadence, zone, after)
    assert slot_of(cadence, zone, covered(cadence, zone, slot)) == slot


def test_a_month_after_the_twenty_ninth_of_february() -> None:
    first = next_slot(Cadence("monthly", 9), BERLIN, at("2016-02-29T12:00"))
    assert covered(Cadence("monthly", 9), BERLIN, first) == Covered("2016-02", date(2016, 2, 1), date(2016, 2, 29))


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday() -> None:
    slot = next_slot(MONDAY_NINE, BERLIN, at("2015-01-04"))
    assert covered(MONDAY_NINE, BERLIN, slot) == Covered("2015-W01", date(2014, 12, 29), date(2015, 1, 4))


@pytest.mark.parametrize("name", ["2014-W43", "2014-W01", "2014-10", "2014-10-21"])
def test_a_period_is_called_by_its_name(name: str) -> None:
    assert named(name).name == name


@pytest.mark.parametrize("name", ["", "2014", "2014-W54", "2014-13", "2014-02-30", "W43", "next week"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        named(name)


@given(cadences, st.sampled_from(ZONES), instants)
def test_no_slot_is_lost_and_none_comes_twice(cadence: Cadence, zone: ZoneInfo, after: datetime) -> None:
    """From slot to slot there is one day, week or month on the wall; what they tell of follows on without a gap."""
    first = next_slot(cadence, zone, after)
    second = next_slot(cadence, zone, first)
    assert after < first < second
    told, following = covered(cadence, zone, first), covered(cadence, zone, second)
    if zone != APIA:  # which left out the whole 30th of December 2011
        assert following.since == told.until + timedelta(days=1)


@given(cadences, st.sampled_from(ZONES), instants)
def test_the_latest_slot_is_the_one_before_the_next(cadence: Cadence, zone: ZoneInfo, at: datetime) -> None:
    latest = latest_slot(cadence, zone, at)
    assert latest <= at < next_slot(cadence, zone, latest)
