"""`afteraction demo`: everything on this machine, without a token or an account.

The local Telegram (`sandbox`) and the bot (`afteraction run`, as in production) are two processes, each of which may be
killed and goes on where it stood; the sandbox's page is the chat.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import orjson
import typer

from bot import sample
from bot.commands.frame import opened
from bot.errors import OperatorError
from bot.settings import PREFIX, load
from storage.crypto import new_secret

STARTED = 15.0  # seconds of real time for the chat page to answer


def demo(port: int, folder: Path) -> None:
    """Start both processes; stop both on Ctrl-C, or when one ends."""
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        environment = os.environ | _environment(port, folder)
    except OSError as error:
        raise OperatorError(f"--data: can not write in {folder} ({error.strerror})") from None
    _check_port(port)
    signal.signal(signal.SIGTERM, _interrupt)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.append(_start_sandbox(port, folder, environment))
        os.environ.update(environment)
        asyncio.run(_prepare())
        processes.append(
            subprocess.Popen([sys.executable, "-m", "bot.cli", "run"], env=environment, start_new_session=True)
        )
        typer.echo(
            f"\nOpen http://127.0.0.1:{port} in a browser, pick a person and talk. Ctrl-C stops; what was said "
            f"is kept in {folder}\n"
        )
        _wait(processes)
    except KeyboardInterrupt:
        typer.echo("Stopped. Start again to go on in mid-sentence.")
    finally:
        _stop(processes)


def _environment(port: int, folder: Path) -> dict[str, str]:
    """Settings of both processes; the secret is made once and kept in the folder, because this is only a demo."""
    secret = folder / "secret-key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(new_secret())
    settings = {
        "BOT_TOKEN": sample.TOKEN,
        "BOT_API_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'afteraction.db'}",
        "KEYS": f"sqlite:///{folder / 'keys.db'}",
        "FILES": str(folder / "files"),
        "SECRET_KEYS": secret.read_text().strip(),
        "UPDATES": "polling",
        "CLOCK": str(folder / "clock"),
        "DEFAULT_LANGUAGE": "en",
        "LOG_FORMAT": "console",
        "OPEN_JOIN": "",
        "LISTEN": "",
    }
    return {PREFIX + name: value for name, value in settings.items() if value or name == "OPEN_JOIN"}


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorError(
                f"--port: port {port} is not free ({error.strerror}); try another, such as --port {port + 1}"
            ) from None


def _start_sandbox(port: int, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    people = folder / "people.json"
    people.write_bytes(orjson.dumps(sample.people_of_the_page()))
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--data", str(folder / "sandbox"), "--tick-clock"]
    command += ["--token", sample.TOKEN, "--people", str(people)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and (folder / "clock").exists():
                return process
        time.sleep(0.05)
    process.kill()
    raise OperatorError("the chat page did not start")


async def _prepare() -> None:
    """The sample organisation, people and reports, on first start."""
    async with opened(load()) as service:
        await sample.prepare(service)


def _wait(processes: list[subprocess.Popen[bytes]]) -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)
    ended = next(process for process in processes if process.poll() is not None)
    raise OperatorError(f"a part of the demo ended by itself (status {ended.returncode})")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """The bot first, so that it can still tell Telegram what it has to."""
    for process in reversed(processes):
        process.terminate()
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
