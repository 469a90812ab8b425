"""The demo's clock: it runs with the system's, goes only forward, and remembers over a restart how far."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import FileClock
from sandbox.ticking import TickingClockFile
from tests.support.patience import PATIENCE

SOON = timedelta(seconds=PATIENCE)


def near(instant: datetime, expected: datetime) -> bool:
    return abs(instant - expected) < SOON


def test_the_file_shows_the_time_of_the_system(tmp_path: Path) -> None:
    TickingClockFile(tmp_path / "clock").write()
    assert near(FileClock(tmp_path / "clock").now(), datetime.now(UTC))


def test_forward_shows_at_once(tmp_path: Path) -> None:
    ticking = TickingClockFile(tmp_path / "clock")
    ticking.forward(timedelta(days=1))
    ticking.forward(timedelta(hours=1))
    assert near(FileClock(tmp_path / "clock").now(), datetime.now(UTC) + timedelta(hours=25))


def test_a_restart_does_not_turn_the_clock_back(tmp_path: Path) -> None:
    TickingClockFile(tmp_path / "clock").forward(timedelta(weeks=1))
    again = TickingClockFile(tmp_path / "clock")
    again.write()
    assert near(FileClock(tmp_path / "clock").now(), datetime.now(UTC) + timedelta(weeks=1))


@given(st.timedeltas(max_value=timedelta()))
def test_there_is_no_way_back(delta: timedelta) -> None:
    ticking = TickingClockFile(Path("clock-never-written"))
    with pytest.raises(ValueError, match="only goes forward"):
        ticking.forward(delta)


async def test_the_file_ticks_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.ticking.INTERVAL", 0)
    running = asyncio.create_task(TickingClockFile(tmp_path / "clock").run())
    await asyncio.sleep(0)
    clock = FileClock(tmp_path / "clock")
    before = clock.now()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert before < clock.now()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
