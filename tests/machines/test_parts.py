"""deploy/compose.yaml at work: its database, one-off step, replicas and front as plain processes, and somebody who
reports through the front while replicas die."""

import asyncio
import csv
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from sandbox import delivery
from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from storage.crypto import new_secret
from tests.chaos.counts import Counts
from tests.chaos.people import Person
from tests.chaos.replicas import free_port
from tests.chaos.tales import Event, Telling, joining
from tests.chaos.tales import delivery as told_delivery
from tests.machines.composed import DEPLOY, FILLED_IN, environment, seconds, services
from tests.machines.parts import ORGANISATION, Part, certificate, ended, front_program
from tests.support.databases import empty_database

NO_RATES = {"AFTERACTION_RATE_ALL": "0", "AFTERACTION_RATE_CHAT": "0", "AFTERACTION_RATE_GROUP": "0"}
HALF_WAY = 6
"""Events of the chat, of some two dozen, before a replica is killed."""

pytestmark = pytest.mark.skipif(front_program() is None, reason="deploy's front: haproxy is not installed")


@dataclass
class Installation:
    """Everything that the file names, running."""

    world: World
    folder: Path
    given: dict[str, str]
    places: dict[str, str]
    replicas: dict[str, Part]
    health: dict[str, str]
    front: str
    trusted: ssl.SSLContext

    async def start(self, name: str) -> None:
        """A replica, until it says that it is well."""
        await self.replicas[name].start()
        await self.replicas[name].answers(self.health[name])

    async def command(self, *arguments: str) -> None:
        """`afteraction ...` beside the replicas."""
        part = Part("bot-1", self.folder, self.given, self.places)
        part._command = ["afteraction", *arguments]
        await part.start()
        assert await part.end() == 0, part.said()


@pytest.fixture
async def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    async with AsyncExitStack() as cleanup:
        pem = certificate(tmp_path)
        trusted = ssl.create_default_context(cafile=str(pem))
        monkeypatch.setattr(delivery.aiohttp, "TCPConnector", partial(aiohttp.TCPConnector, ssl=trusted))
        world = World(rates=RateLimits(0, 0, 0, 0, 0))
        server = await cleanup.enter_async_context(serve(world))
        main, keys = (cleanup.enter_context(empty_database("postgresql", tmp_path)) for _ in range(2))
        given = FILLED_IN | {"BOT_TOKEN": world.token, "SECRET_KEYS": new_secret()}
        places = {
            "AFTERACTION_BOT_API_URL": server.url,
            "AFTERACTION_DATABASE_URL": main,
            "AFTERACTION_KEYS": keys,
            "AFTERACTION_FILES": str(tmp_path / "files"),
        }
        setup = Part("setup", tmp_path, given, places | {SETUP: SETUP.replace("/organisation.yaml", str(ORGANISATION))})
        await setup.start()
        assert await setup.end() == 0, setup.said()
        replicas, health = {}, {}
        for name in ("bot-1", "bot-2"):
            address = f"127.0.0.1:{free_port()}"
            listening = places | NO_RATES | {"AFTERACTION_LISTEN": address}
            replicas[name], health[name] = Part(name, tmp_path, given, listening), f"http://{address}/healthz"
        await cleanup.enter_async_context(ended(replicas.values()))
        front = f"https://localhost:{(port := free_port())}"
        proxy = Part("front", tmp_path, given, front_places(port, pem, health))
        await cleanup.enter_async_context(ended([proxy]))
        world.webhook_balance = [front]
        installation = Installation(world, tmp_path, given, places, replicas, health, front, trusted)
        await asyncio.gather(*map(installation.start, replicas), proxy.start())
        await proxy.answers(front, trusted, status=404)
        yield installation


SETUP = services()["setup"]["command"][-1]


def front_places(port: int, pem: Path, health: dict[str, str]) -> dict[str, str]:
    """Where the front listens here, and where its replicas are."""
    one, other = (url.removeprefix("http://").removesuffix("/healthz") for url in health.values())
    program, configuration = front_program(), services()["front"]["command"][-1]
    assert program is not None
    return {
        "haproxy": program,
        configuration: str(DEPLOY / "haproxy.cfg"),
        "FRONT_LISTEN": f"127.0.0.1:{port}",
        "FRONT_CERTIFICATE": str(pem),
        "FRONT_REPLICA_1": one,
        "FRONT_REPLICA_2": other,
    }


async def tells(person: Person, number: int) -> None:
    """From /report to the receipt."""
    tale = told_delivery(Telling(person.language, number, Event("", date(2014, 10, 20)), again=number > 20_001))
    await person.converse(tale.script)


async def test_a_conversation_goes_on_through_the_front_whichever_replica_dies(installed: Installation) -> None:
    person = Person(installed.world, 501, "en", counts := Counts())
    await person.converse(joining("en"))
    for number, victim in ((20_001, "bot-1"), (20_003, "bot-2")):
        events = installed.world.subscribe(501)
        async with asyncio.TaskGroup() as together:
            together.create_task(tells(person, number))
            for _ in range(HALF_WAY):
                await events.next(timeout=30)
            await installed.replicas[victim].end(signal.SIGKILL)
        events.close()
        await installed.start(victim)
    assert counts.harm() == {}, "\n\n".join(counts.incidents)
    await installed.command("export", "reports.csv")
    with (installed.folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["signatures"] for row in csv.DictReader(file)) == ["20001", "20003"]
    async with asyncio.timeout(seconds(services()["bot-1"]["stop_grace_period"])):
        assert [await each.end(signal.SIGTERM) for each in installed.replicas.values()] == [0, 0]


async def test_nothing_but_posts_to_the_webhook_comes_in_from_outside(installed: Installation) -> None:
    secret = {"X-Telegram-Bot-Api-Secret-Token": environment("bot-1", installed.given)["AFTERACTION_WEBHOOK_SECRET"]}

    async def status(method: str, path: str, data: bytes | None = None, **headers: str) -> int:
        async with session.request(method, installed.front + path, data=data, headers=headers) as response:
            return response.status

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=installed.trusted)) as session:
        for path in ("/", "/metrics", "/healthz", "/telegram"):
            assert await status("GET", path) == 404
        assert await status("POST", "/metrics") == 404
        assert await status("POST", "/telegram", b"{}") == 403
        assert await status("POST", "/telegram", b"{}", **secret) == 400
        assert await status("POST", "/telegram", b" " * 1_100_000, **secret) == 413
