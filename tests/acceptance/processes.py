"""The installed `afteraction`, the local Telegram and the demo, as processes that tests start, kill and wait for."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

from storage.crypto import new_secret
from tests.support.ports import free_port

AFTERACTION = str(Path(sys.executable).with_name("afteraction"))
PATIENCE = 120.0
"""Real seconds that anything may take on a busy machine before a test gives up."""

Found = TypeVar("Found")


def until(look: Callable[[], Found], told: Callable[[], object] = lambda: "") -> Found:
    """Look again and again until there is something; AssertionError with what `told` says if there never is."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited in vain: {told()}"
        time.sleep(0.05)
    return found


def asked(method: str, url: str, **given: Any) -> httpx.Response:
    """A request over loopback. Without certificates, which take httpx longer to read than anything here."""
    return httpx.request(method, url, timeout=PATIENCE, verify=False, trust_env=False, **given)


def answers(url: str) -> bool:
    try:
        return asked("GET", url).status_code == 200
    except httpx.TransportError:
        return False


def gone(pid: int) -> bool:
    """Whether the process has ended; who ended and was not yet waited for counts as well."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Program:
    """One process; what it says is kept in two files. Used with `with`, nothing outlives the test."""

    def __init__(self, folder: Path, *command: str, settings: Mapping[str, str] | None = None) -> None:
        self._paths = [folder / f"{number}-{time.monotonic_ns()}.log" for number in ("out", "err")]
        ours = {f"AFTERACTION_{name}": value for name, value in (settings or {}).items()}
        with self._paths[0].open("wb") as out, self._paths[1].open("wb") as err:
            self.process = subprocess.Popen(
                command, cwd=folder, env=os.environ | ours, stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def out(self) -> str:
        return self._paths[0].read_text(errors="replace")

    @property
    def err(self) -> str:
        return self._paths[1].read_text(errors="replace")

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        return self.process.wait(PATIENCE)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.ended()

    def kill(self) -> None:
        if self.running:
            self.end(signal.SIGKILL)

    def children(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def told(self) -> str:
        return f"{self.out}\n{self.err}"


class Telegram(Program):
    """`python -m sandbox`, with one person to begin with; others are added by talking."""

    token = "1000042:token-of-the-local-telegram"

    def __init__(self, folder: Path, people: str) -> None:
        (folder / "people.json").write_text(people)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = ["--port", str(self.port), "--token", self.token, "--people", "people.json"]
        super().__init__(folder, sys.executable, "-m", "sandbox", *options)
        until(lambda: answers(f"{self.url}/chat/people"), self.told)

    def ask(self, method: str, **given: object) -> object:
        """A Bot API call beside the bot's own."""
        return asked("POST", f"{self.url}/bot{self.token}/{method}", json=given).json()["result"]


class Installation:
    """A folder with an `.env`, and the commands given in it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.write(SECRET_KEYS=new_secret(), **settings)

    @classmethod
    def at(cls, folder: Path) -> "Installation":
        """One that is there already."""
        installation = cls.__new__(cls)
        installation.folder = folder
        return installation

    def copied(self, folder: Path, **settings: str) -> "Installation":
        """The same, elsewhere, with more settings."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.log"))
        copy = self.at(folder)
        copy.write(**settings)
        return copy

    def write(self, **settings: str) -> None:
        """Add settings to the `.env`; a later line for the same name holds."""
        with (self.folder / ".env").open("a") as file:
            file.writelines(f"AFTERACTION_{name}={value}\n" for name, value in settings.items())

    def start(self, *arguments: str, **settings: str) -> Program:
        return Program(self.folder, AFTERACTION, *arguments, settings=settings)

    def run(self, ready: bool = True, **settings: str) -> Program:
        """`afteraction run`, once it is ready."""
        program = self.start("run", **settings)
        if ready:
            until(lambda: " ready " in program.err or not program.running, program.told)
            assert program.running, program.told()
        return program

    def does(self, *arguments: str) -> str:
        """A command to its end, which must be a good one; what it printed."""
        with self.start(*arguments) as program:
            assert program.ended() == 0, program.told()
            assert program.err == ""
            return program.out

    def refuses(self, *arguments: str, naming: str, **settings: str) -> None:
        """A command that ends with status 1 and exactly one line, which names what must be mended."""
        with self.start(*arguments, **settings) as program:
            assert program.ended() == 1, program.told()
            assert len(program.err.splitlines()) == 1, program.told()
            assert re.search(naming, program.err), program.err
            assert program.out == ""


class Demo:
    """`afteraction demo`, started again and again with the same data."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self._folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.program: Program | None = None

    def __enter__(self) -> "Demo":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.program is not None and self.program.running:
            self.kill_all()

    def start(self) -> None:
        command = (AFTERACTION, "demo", "--port", str(self.port), "--data", str(self.data))
        self.program = Program(self._folder, *command)
        until(lambda: "Open http" in self.running.out or not self.running.running, self.running.told)
        assert answers(self.url), self.running.told()

    @property
    def running(self) -> Program:
        assert self.program is not None
        return self.program

    def kill_all(self) -> None:
        """SIGKILL for every process of it."""
        children = self.running.children()
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        self.running.kill()
        until(lambda: all(map(gone, children)))

    def kill_first(self) -> None:
        """SIGKILL for the process that was started by hand only: the others end by themselves."""
        children = self.running.children()
        assert len(children) == 2
        self.running.kill()
        until(lambda: all(map(gone, children)))
