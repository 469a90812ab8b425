"""With a data folder nothing is forgotten, not even by a kill."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.__main__ import main
from sandbox.api import BotApi
from sandbox.clock import ManualClock
from sandbox.pictures import jpeg
from sandbox.server import Server, serve
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, KARIM
from tests.support.patience import PATIENCE

ROOT = Path(__file__).parents[2]
CARD = {"chat_id": AMINA, "text": "Well?", "reply_markup": {"inline_keyboard": [[{"text": "Y", "callback_data": "y"}]]}}


async def test_everything_is_there_after_a_new_start(tmp_path: Path, clock: ManualClock) -> None:
    world = World(tmp_path, clock=clock)
    world.add_person(AMINA, "Amina")
    world.add_person(KARIM, "Karim")
    world.add_group(GROUP, "Section", [AMINA])
    world.start(AMINA)
    world.start(KARIM)
    world.block(KARIM)
    world.send_photos(AMINA, [jpeg()])
    api = BotApi(world)
    await api.call("sendMessage", CARD)
    tap = world.press(AMINA, 3, "y")
    query = next(iter(world.queries))
    await api.call("setMyCommands", {"commands": [{"command": "report", "description": "Report"}]})
    await api.call("setWebhook", {"url": "https://bot.example.org", "allowed_updates": ["message"]})
    before = (world.history(AMINA), world.updates.waiting(100), world.commands_for(AMINA))
    photo = world.history(AMINA)[1]["photo"][-1]["file_id"]
    world.close()

    again = World(tmp_path, clock=clock)
    assert (again.history(AMINA), again.updates.waiting(100), again.commands_for(AMINA)) == before
    assert again.file(photo).data == jpeg()
    api = BotApi(again)
    assert (await api.call("getWebhookInfo", {})).body["result"]["url"] == "https://bot.example.org"
    assert (await api.call("sendMessage", {"chat_id": KARIM, "text": "x"})).status == 403
    assert (await api.call("sendMessage", {"chat_id": GROUP, "text": "x"})).status == 200
    assert (await api.call("answerCallbackQuery", {"callback_query_id": query})).status == 200
    assert again.say(AMINA, "Hello") == tap + 1
    assert [message["message_id"] for message in again.history(AMINA)] == [1, 2, 3, 4]
    again.close()


async def start(data: Path, *options: str) -> tuple[asyncio.subprocess.Process, str]:
    """The sandbox as a process of its own, and its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--data", str(data), "--token", "1:t", *options),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    return process, line.decode().split()[-1]


async def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    people, log = tmp_path / "people.json", tmp_path / "calls.jsonl"
    people.write_text('[{"id": 501, "first_name": "Amina"}]')
    options = ("--people", str(people), "--calls-log", str(log))
    async with httpx.AsyncClient(verify=False, timeout=PATIENCE) as http:
        process, url = await start(tmp_path, *options)
        said = await http.post(f"{url}/chat/501/say", json={"text": "Hello"}, headers={"Origin": url})
        assert said.status_code == 200
        sent = await http.post(f"{url}/bot1:t/sendMessage", json={**CARD, "text": "Still there?"})
        process.send_signal(signal.SIGKILL)
        await process.wait()

        process, url = await start(tmp_path, *options)
        updates = (await http.post(f"{url}/bot1:t/getUpdates")).json()["result"]
        edit = {"chat_id": AMINA, "message_id": sent.json()["result"]["message_id"], "text": "Yes"}
        edited = await http.post(f"{url}/bot1:t/editMessageText", json=edit)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    assert [update["message"]["text"] for update in updates] == ["Hello"]
    assert edited.json()["result"]["text"] == "Yes"
    assert [line.count('"method"') for line in log.read_text().splitlines()] == [1, 1, 1]
    assert "1:t" not in log.read_text()


async def test_ctrl_c_ends_quietly_even_while_a_bot_waits(tmp_path: Path) -> None:
    process, url = await start(tmp_path)
    # The poll gets its answer before the caller gives up, so that an end which waits for either is seen.
    async with httpx.AsyncClient(verify=False, timeout=2 * PATIENCE) as http:
        waiting = asyncio.create_task(http.post(f"{url}/bot1:t/getUpdates", json={"offset": 99, "timeout": 50}))
        assert (await http.post(f"{url}/bot1:t/getMe")).status_code == 200
        process.send_signal(signal.SIGINT)
        said = await asyncio.wait_for(process.communicate(), PATIENCE)
        with pytest.raises(httpx.TransportError):
            await waiting
    assert (process.returncode, said) == (0, (b"", b""))


async def test_a_taken_port_is_an_error(server: Server) -> None:
    with pytest.raises(OSError, match=str(server.port)):
        async with serve(port=server.port):
            pass


def test_a_taken_port_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    told = capsys.readouterr().err
    assert (told.count("\n"), str(port) in told) == (1, True)


@pytest.mark.parametrize("option", ["--data", "--people", "--token"])
def test_what_can_not_be_used_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str
) -> None:
    wrong = tmp_path / "file"
    wrong.write_text("neither a folder nor a list")
    assert main(["--port", "0", option, str(wrong)]) == 1
    assert capsys.readouterr().err.startswith("The sandbox can't start: ")


def test_ticking_needs_a_clock_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tick-clock"]) == 2
    assert "AFTERACTION_CLOCK" in capsys.readouterr().err
