"""The sandbox's own reader of the clock file, and the log of calls."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.api import BotApi
from sandbox.calls import CallLog
from sandbox.clock import FileClock, ManualClock, SystemClock, clock_from, sleep_until
from sandbox.table import Upload
from sandbox.world import World
from tests.sandbox.conftest import AMINA
from tests.support.patience import PATIENCE


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_text("2014-10-21T09:00:00+00:00\n")
    clock = clock_from({"AFTERACTION_CLOCK": str(path)})
    assert clock.now() == datetime(2014, 10, 21, 9, tzinfo=UTC)
    new = tmp_path / "new"
    new.write_text("2014-10-28T11:00:00+02:00")
    new.replace(path)
    assert clock.now() == datetime(2014, 10, 28, 9, tzinfo=UTC)
    path.write_text("")
    assert clock.now() == datetime(2014, 10, 28, 9, tzinfo=UTC)
    path.write_text("2014-10-29T09:00:00")
    assert clock.now() == datetime(2014, 10, 29, 9, tzinfo=UTC)


def test_without_a_file_time_is_the_systems(tmp_path: Path) -> None:
    for clock in (clock_from({}), FileClock(tmp_path / "none"), SystemClock()):
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=PATIENCE)


def test_a_file_without_an_instant_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("tomorrow")
    with pytest.raises(ValueError):
        FileClock(tmp_path / "clock").now()


async def test_waiting_goes_by_the_clock(clock: ManualClock) -> None:
    waiting = asyncio.create_task(sleep_until(clock, clock.now() + timedelta(days=7)))
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.forward(timedelta(days=7))
    await asyncio.wait_for(waiting, PATIENCE)


async def test_every_call_is_logged_once_without_the_token_or_contents(tmp_path: Path, clock: ManualClock) -> None:
    world = World(clock=clock, calls_log=tmp_path / "calls.jsonl")
    world.add_person(AMINA, "Amina")
    world.start(AMINA)
    api = BotApi(world)
    await api.call("sendMessage", {"chat_id": str(AMINA), "text": "Hello"})
    await api.call("sendDocument", {"chat_id": AMINA, "document": Upload(b"secret", "list.txt", "text/plain")})
    await api.call("sendMessage", {"chat_id": 999, "text": "Hello"})
    world.close()
    text = (tmp_path / "calls.jsonl").read_text()
    assert world.token not in text and "secret" not in text
    sent, document, refused = map(json.loads, text.splitlines())
    assert (sent["t"], sent["method"]) == (clock.now().isoformat(), "sendMessage")
    assert (sent["params"], sent["ok"]) == ({"chat_id": AMINA, "text": "Hello"}, True)
    assert sent["result"]["text"] == "Hello"
    assert document["params"]["document"] == "attach://list.txt"
    assert (refused["ok"], refused["error_code"], refused["description"]) == (False, 400, "Bad Request: chat not found")


def test_a_folder_in_the_environment_gets_a_file_for_each_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERACTION_TEST_CALLS", str(tmp_path))
    for log in (CallLog(), CallLog()):
        log.add("now", "getMe", {}, {"ok": True})
        log.close()
    assert len(list(tmp_path.glob("*.jsonl"))) == 2
