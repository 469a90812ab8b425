"""The clock everybody reads, and ids that only grow."""

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.clock import Clock, ClockError
from storage.ids import CROCKFORD, IdMaker, short_code
from tests.support.databases import BEGINNING, Hands

INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def test_the_systems_clock_ticks() -> None:
    clock = Clock.from_path(None)
    assert clock.ticks
    assert abs(clock.now().timestamp() - time.time()) < 5
    assert clock.now().tzinfo is UTC


def test_a_clock_in_a_file_stands_where_it_was_put(hands: Hands) -> None:
    assert not hands.clock.ticks
    assert [hands.clock.now() for _ in range(2)] == [BEGINNING] * 2
    hands.set(BEGINNING + timedelta(hours=1))
    assert hands.clock.now() == BEGINNING + timedelta(hours=1)
    hands.set(BEGINNING - timedelta(days=1))
    assert hands.clock.now() == BEGINNING - timedelta(days=1)


def test_an_instant_of_any_zone_is_told_in_utc(hands: Hands) -> None:
    hands.set(BEGINNING.astimezone(timezone(timedelta(hours=5))))
    assert hands.clock.now() == BEGINNING
    assert hands.clock.now().tzinfo is UTC


@pytest.mark.parametrize("content", ["", "noon", "2014-10-21T09:00:00"])
def test_a_file_without_an_instant_is_one_line_that_names_the_setting(tmp_path: Path, content: str) -> None:
    path = tmp_path / "clock"
    path.write_text(content)
    with pytest.raises(ClockError, match="AFTERACTION_CLOCK"):
        Clock.from_path(path)
    with pytest.raises(ClockError, match="AFTERACTION_CLOCK"):
        Clock.from_path(tmp_path / "missing")


def test_a_file_that_is_just_being_written_leaves_the_clock_standing(hands: Hands) -> None:
    hands.path.write_text("2014-10-")
    assert hands.clock.now() == BEGINNING
    hands.path.unlink()
    assert hands.clock.now() == BEGINNING


async def test_waiting_ends_when_the_clock_is_moved(hands: Hands) -> None:
    waiting = asyncio.ensure_future(hands.clock.wait_until(BEGINNING + timedelta(days=7)))
    await asyncio.sleep(0)
    assert not waiting.done()
    hands.move(days=7)
    await asyncio.wait_for(waiting, 10)


@pytest.mark.parametrize("in_file", [True, False])
async def test_waiting_ends_when_it_is_woken(hands: Hands, in_file: bool) -> None:
    clock = hands.clock if in_file else Clock.from_path(None)
    wake = asyncio.Event()
    waiting = asyncio.ensure_future(clock.wait_until(clock.now() + timedelta(days=7), wake))
    await asyncio.sleep(0)
    wake.set()
    await asyncio.wait_for(waiting, 10)
    assert wake.is_set()


async def test_who_is_told_to_end_in_the_moment_of_waking_ends(hands: Hands) -> None:
    """Woken and stopped in one breath: a worker that forgot it was stopped would keep the program from ending."""
    wake = asyncio.Event()

    async def work() -> None:
        while True:
            wake.clear()
            await hands.clock.wait_until(BEGINNING + timedelta(days=7), wake)

    working = asyncio.create_task(work())
    for _ in range(3):
        await asyncio.sleep(0)
    wake.set()
    await asyncio.sleep(0)  # the waiting inside is over, its worker has not heard of it yet
    working.cancel()
    done, _ = await asyncio.wait([working], timeout=10)
    assert done, "the worker goes on after it was told to end"


@pytest.mark.parametrize("in_file", [True, False])
async def test_what_has_come_is_not_waited_for(hands: Hands, in_file: bool) -> None:
    clock = hands.clock if in_file else Clock.from_path(None)
    await asyncio.wait_for(clock.wait_until(clock.now() - timedelta(seconds=1)), 10)


async def test_waiting_on_the_systems_clock_ends_in_time() -> None:
    clock = Clock.from_path(None)
    instant = clock.now() + timedelta(milliseconds=20)
    await asyncio.wait_for(clock.wait_until(instant), 10)
    assert clock.now() >= instant


@given(st.lists(INSTANTS, min_size=2, max_size=20))
def test_ids_only_grow_whatever_the_clock_does(instants: list[datetime]) -> None:
    new_id = IdMaker()
    ids = [new_id(instant) for instant in instants]
    assert ids == sorted(set(ids))
    assert all((each.version, each.variant) == (7, RFC_4122) for each in ids)


@given(INSTANTS)
def test_an_id_begins_with_its_millisecond(instant: datetime) -> None:
    assert IdMaker()(instant).int >> 80 == int(instant.timestamp() * 1000)


def test_codes_are_easy_to_read_and_hard_to_guess() -> None:
    codes = {short_code() for _ in range(1000)}
    assert len(codes) > 990
    assert set("".join(codes)) <= set(CROCKFORD)
    assert {len(code) for code in codes} == {6}
