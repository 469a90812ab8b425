"""An installation of real processes: the bot in one or several replicas, and commands beside them."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from contextlib import AsyncExitStack
from pathlib import Path

from sandbox.world import World
from storage.crypto import new_secret
from tests.support.ports import free_port

CHECKOUT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")
STARTING = 60  # seconds of real time
STOPPING = 30.0
"""Real seconds that a clean shutdown may take."""


class Installation:
    """Settings that all processes share. SQLite: one process that polls; PostgreSQL: replicas behind the balancer."""

    def __init__(self, folder: Path, api_url: str, token: str, database_url: str, keys_url: str) -> None:
        self.folder = folder
        self.settings = {
            "BOT_TOKEN": token,
            "BOT_API_URL": api_url,
            "DATABASE_URL": database_url,
            "KEYS": keys_url,
            "FILES": str(folder / "files"),
            "SECRET_KEYS": new_secret(),
            "OPEN_JOIN": "germany",
            "LOG_FORMAT": "json",
            "RATE_ALL": "0",
            "RATE_CHAT": "0",
            "RATE_GROUP": "0",
        }

    def environment(self, **more: str) -> dict[str, str]:
        ours = {f"AFTERACTION_{name}": value for name, value in {**self.settings, **more}.items()}
        return {**os.environ, **ours, "PYTHONPATH": str(CHECKOUT)}

    async def command(self, *arguments: str) -> str:
        """Run `afteraction ...` to its end; its output. AssertionError with all it said if it failed."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, *arguments, env=self.environment(), cwd=self.folder, stdout=-1, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, f"afteraction {' '.join(arguments)}: {output.decode()}"
        return output.decode()


class Replica:
    """One `afteraction run`, started again after every kill."""

    def __init__(self, installation: Installation, name: str, webhook_port: int | None = None) -> None:
        self._installation = installation
        self.log = installation.folder / f"{name}.log"
        self._webhook: dict[str, str] = {}
        if webhook_port is not None:
            address = f"127.0.0.1:{webhook_port}"
            self.url = f"http://{address}"
            self._webhook = {
                "UPDATES": "webhook",
                "LISTEN": address,
                "WEBHOOK_URL": f"{self.url}/telegram",
                "WEBHOOK_SECRET": "s" * 32,
            }
        self._process: Process | None = None
        self._began = 0  # the log's length when it was started last

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._began = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *PROGRAM, "run", env=self._installation.environment(**self._webhook), cwd=self._installation.folder,
                stdout=log, stderr=log,
            )

    @property
    def pid(self) -> int:
        """The number of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """SIGKILL, which nothing can prepare for."""
        await self._end(signal.SIGKILL)

    async def ready(self) -> None:
        """Return once it serves. What Telegram posts to it before that, it posts again only after a while."""
        async with asyncio.timeout(STARTING):
            while b"ready" not in self._said() and self.running:  # noqa: ASYNC110 (another process says it)
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """SIGTERM, once it is ready (before, nobody minds the signal): it finishes what it has begun."""
        await self.ready()
        assert await self._end(signal.SIGTERM) == 0, self.last_words()

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        assert self._process.returncode is None, f"it had died by itself: {self.last_words()}"
        self._process.send_signal(how)
        async with asyncio.timeout(STOPPING):
            return await self._process.wait()

    def _said(self) -> bytes:
        """What it has logged since it was started last."""
        return self.log.read_bytes()[self._began :]

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


async def end_quietly(replica: Replica) -> None:
    """Kill it if it lives."""
    if replica.running:
        await replica.kill()


async def serving(cleanup: AsyncExitStack, installation: Installation, world: World, webhooks: int) -> list[Replica]:
    """So many replicas behind the balancer of the local Telegram, or (0) one that polls, ready; killed at the end
    whatever happens."""
    ports = [free_port() for _ in range(webhooks)] or [None]
    replicas = [Replica(installation, f"bot-{number}", port) for number, port in enumerate(ports)]
    world.webhook_balance = [each.url for each, port in zip(replicas, ports, strict=True) if port]
    for replica in replicas:
        cleanup.push_async_callback(end_quietly, replica)
        await replica.start()
    await asyncio.gather(*(replica.ready() for replica in replicas))
    return replicas


def keep(folder: Path, name: str, words: str) -> None:
    """What a harm can be understood by: what is told of it, in a file of that name, and the logs of the processes."""
    kept = Path(tempfile.mkdtemp(prefix="afteraction-harm-"))
    (kept / name).write_text(words)
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)
    print(f"kept in {kept}", flush=True)
