"""deploy/compose.yaml at work: its database, one-off step, replicas and front as plain processes, and somebody who
reports through the front while one replica dies and then the other."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from sqlalchemy import make_url

from sandbox import delivery
from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from storage.crypto import new_secret
from tests.chaos.counts import Counts
from tests.chaos.people import PATIENCE, Person
from tests.chaos.tales import Event, Telling, joining
from tests.chaos.tales import delivery as petition_delivery
from tests.machines.composed import FILLED_IN, seconds, services
from tests.machines.parts import ORGANISATION, Part, ended, front, needs_front
from tests.support.databases import empty_database, text_of
from tests.support.ports import free_port

NO_RATES = {"AFTERACTION_RATE_ALL": "0", "AFTERACTION_RATE_CHAT": "0", "AFTERACTION_RATE_GROUP": "0"}
HALF_WAY = 6
"""Events of the chat, of some two dozen, before a replica is killed."""
SETUP = services()["setup"]["command"][-1]

pytestmark = needs_front


@dataclass
class Installation:
    """Everything that the file names, running."""

    world: World
    database_url: str
    replicas: dict[str, Part]
    health: dict[str, str]

    async def start(self, name: str) -> None:
        """A replica, until it says that it is well."""
        await self.replicas[name].start()
        await self.replicas[name].answers(self.health[name])

    async def signatures(self) -> list[int]:
        """Of all reports, as they are stored."""
        url = make_url(self.database_url).set(drivername="postgresql")
        connection = await asyncpg.connect(text_of(url))
        rows = await connection.fetch("SELECT value FROM figure WHERE basis = 'signatures' ORDER BY value")
        await connection.close()
        return [int(row["value"]) for row in rows]


@pytest.fixture
async def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    async with AsyncExitStack() as cleanup:
        world = World(rates=RateLimits(0, 0, 0, 0, 0))
        main, keys = (cleanup.enter_context(empty_database("postgresql", tmp_path)) for _ in range(2))
        given = FILLED_IN | {"BOT_TOKEN": world.token, "SECRET_KEYS": new_secret()}
        places = {
            "AFTERACTION_DATABASE_URL": main,
            "AFTERACTION_KEYS": keys,
            "AFTERACTION_FILES": str(tmp_path / "files"),
        }
        setup = Part("setup", tmp_path, given, places | {SETUP: SETUP.replace("/organisation.yaml", str(ORGANISATION))})
        await setup.start()
        assert await setup.end() == 0, setup.said()
        addresses = {name: f"127.0.0.1:{free_port()}" for name in ("bot-1", "bot-2")}
        url, trusted = await cleanup.enter_async_context(front(tmp_path, given, list(addresses.values())))
        world.webhook_balance = [url]  # whatever name Telegram was told
        monkeypatch.setattr(delivery.aiohttp, "TCPConnector", partial(aiohttp.TCPConnector, ssl=trusted))
        server = await cleanup.enter_async_context(serve(world))
        places |= NO_RATES | {"AFTERACTION_BOT_API_URL": server.url}
        replicas = {
            name: Part(name, tmp_path, given, places | {"AFTERACTION_LISTEN": address})
            for name, address in addresses.items()
        }
        await cleanup.enter_async_context(ended(replicas.values()))
        health = {name: f"http://{address}/healthz" for name, address in addresses.items()}
        installation = Installation(world, main, replicas, health)
        await asyncio.gather(*map(installation.start, replicas))
        yield installation


async def report(person: Person, number: int, again: bool) -> None:
    """From /report to the receipt."""
    tale = petition_delivery(Telling(person.language, number, Event("", date(2014, 10, 20)), again))
    await person.converse(tale.script)


async def test_a_conversation_goes_on_through_the_front_whichever_replica_dies(installed: Installation) -> None:
    person = Person(installed.world, 501, "en", counts := Counts())
    await person.converse(joining("en"))
    for number, victim in ((20_001, "bot-1"), (20_003, "bot-2")):
        events = installed.world.subscribe(501)
        async with asyncio.TaskGroup() as together:
            together.create_task(report(person, number, again=victim == "bot-2"))
            for _ in range(HALF_WAY):
                await events.next(timeout=PATIENCE)
            assert await installed.replicas[victim].end(signal.SIGKILL) == -signal.SIGKILL
        events.close()
        if victim == "bot-1":
            await installed.start(victim)
    assert counts.harm() == {}, "\n\n".join(counts.incidents)
    assert await installed.signatures() == [20_001, 20_003]
    async with asyncio.timeout(seconds(services()["bot-1"]["stop_grace_period"])):
        assert await installed.replicas["bot-1"].end(signal.SIGTERM) == 0
