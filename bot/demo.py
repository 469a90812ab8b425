"""`afteraction demo`: everything on this machine, without a token or an account.

The local Telegram (`sandbox`) and the bot (`afteraction run`, once the sample is brought in) are two processes, each of
which may be killed and goes on where it stood; the sandbox's page is the chat. Both work in the data folder, and
the bot takes its settings from the `.env` there: so does any other command given in that folder.
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import orjson
import typer

from bot import sample
from bot.errors import OperatorError
from bot.settings import PREFIX, Settings, load
from storage.crypto import new_secret

STARTED = 30.0  # seconds of real time for the chat page to answer
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a service manager, a closed terminal

READY = """
Open http://127.0.0.1:{port} in a browser, pick a person and talk. Ctrl-C stops; what was said is kept in {folder}
The reports as a spreadsheet, also while it runs: cd {quoted} && {program} export reports.xlsx
"""


def demo(port: int, folder: Path) -> None:
    """Start both processes; stop both on Ctrl-C, or when one ends."""
    for name in SIGNALS:
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _interrupt)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    # Before the folder becomes the current one: the program may have been named from here.
    program = shlex.quote(str(Path(sys.argv[0]).absolute())) if os.sep in sys.argv[0] else "afteraction"
    try:
        folder = folder.resolve()
        _check_port(port)
        _settle(folder, port)
        processes["the local Telegram"] = sandbox = _start("sandbox", *_sandbox_options(port), CLOCK="clock")
        _wait_for_page(sandbox, port)
        processes["the bot"] = _start("bot.demo_bot")
        typer.echo(READY.format(port=port, folder=folder, quoted=shlex.quote(str(folder)), program=program))
        _wait(processes)
    except KeyboardInterrupt:
        typer.echo("Stopped. Start again to go on in mid-sentence.")
    finally:
        _stop(list(processes.values()))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorError(
                f"--port: port {port} is not free ({error.strerror}); try another, such as --port {port + 1}"
            ) from None


def _settle(folder: Path, port: int) -> None:
    """Move into the folder, and write what both processes and later commands need there."""
    for name in Settings.model_fields:  # only those of the folder hold
        os.environ.pop(PREFIX + name.upper(), None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
        _replace(Path(".env"), _settings(port))
        _replace(Path("people.json"), orjson.dumps(sample.people_of_the_page()).decode())
    except OSError as error:
        raise OperatorError(f"--data: can not write in {folder} ({error.strerror})") from None


def _settings(port: int) -> str:
    """The `.env`, with the secret of the one before: it is made once and kept beside the data, as this is a demo."""
    settings = {
        "BOT_TOKEN": sample.TOKEN,
        "BOT_API_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": "sqlite:///afteraction.db",
        "KEYS": "sqlite:///keys.db",
        "FILES": "files",
        "SECRET_KEYS": load().secret_keys.get_secret_value() or new_secret(),
        "CLOCK": "clock",
    }
    lines = [f"{PREFIX}{name}={value}" for name, value in settings.items()]
    return "\n".join(["# Written by `afteraction demo` at each start.", *lines, ""])


def _replace(path: Path, content: str) -> None:
    """Write a file of ours, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    with open(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _sandbox_options(port: int) -> list[str]:
    given = {"port": port, "data": "sandbox", "token": sample.TOKEN, "people": "people.json"}
    return ["--tick-clock", *(f"--{name}={value}" for name, value in given.items())]


def _start(module: str, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
    """A process that Ctrl-C does not reach, so that the two can be stopped in order, but that ends with this one.

    -P: a folder of the data named like a package is not taken for it.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bot.tether", module, *arguments],
        env=os.environ | {PREFIX + name: value for name, value in settings.items()},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_for_page(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise OperatorError("the chat page did not start")


def _wait(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    while all(process.poll() is None for process in processes.values()):
        time.sleep(0.2)
    name, ended = next((name, process) for name, process in processes.items() if process.poll() is not None)
    raise OperatorError(f"{name} ended by itself (status {ended.returncode})")


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
