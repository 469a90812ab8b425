"""PostgreSQL: lost races are run again, a chat's transactions wait for each other, a broken connection is told."""

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from storage.database import Database
from storage.errors import Unavailable
from storage.keys import Keyring
from storage.keystore import KeyStore
from storage.stores import Stores
from tests.support.databases import Hands, ask, fresh_database, opened
from tests.support.patience import PATIENCE
from tests.support.stored import BOT

SSL_REQUEST = 80877103  # what a client sends before all else to ask for encryption

@pytest.fixture
async def replicas(tmp_path: Path, keyring: Keyring, hands: Hands) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes on one database."""
    with fresh_database("postgresql", tmp_path) as url:
        async with opened(url, keyring, hands.clock) as one, opened(url, keyring, hands.clock) as other:
            await one.run(lambda stores: stores.connection.execute(text("CREATE TABLE tally (id int, n int)")))
            await one.run(lambda stores: stores.connection.execute(text("INSERT INTO tally VALUES (1, 0), (2, 0)")))
            yield one, other


def read(stores: Stores, row: int) -> int:
    return stores.connection.execute(text(f"SELECT n FROM tally WHERE id = {row}")).scalar_one()


def write(stores: Stores, row: int, value: int) -> None:
    stores.connection.execute(text(f"UPDATE tally SET n = {value} WHERE id = {row}"))


def read_then_write(stores: Stores) -> None:
    """Loses an addition whenever two of these overlap."""
    value = read(stores, 1)
    stores.connection.execute(text("SELECT pg_sleep(0.002)"))
    write(stores, 1, value + 1)


async def test_transactions_of_one_chat_never_overlap_in_two_processes(
    replicas: tuple[Database, Database],
) -> None:
    await asyncio.gather(*(each.run(read_then_write, chat=b"one") for _ in range(20) for each in replicas))
    assert await replicas[0].read(read, 1) == 40


async def test_transactions_of_different_chats_overlap(replicas: tuple[Database, Database]) -> None:
    met = asyncio.Barrier(2)

    def meet(stores: Stores) -> None:
        stores.connection.execute(text("SELECT 1"))
        await_only(met.wait())

    both = [each.run(meet, chat=chat) for each, chat in zip(replicas, (b"one", b"other"), strict=True)]
    await asyncio.wait_for(asyncio.gather(*both), PATIENCE)


async def test_a_deadlock_is_run_again(replicas: tuple[Database, Database]) -> None:
    tries, met = 0, asyncio.Barrier(2)

    def add(stores: Stores, row: int) -> None:
        stores.connection.execute(text(f"UPDATE tally SET n = n + 1 WHERE id = {row}"))

    def cross(stores: Stores, first: int, second: int) -> None:
        nonlocal tries
        tries += 1
        stores.connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        add(stores, first)
        if tries <= 2:  # the first of each: a third begins when one of them was given up
            await_only(met.wait())
        add(stores, second)

    await asyncio.gather(replicas[0].run(cross, 1, 2), replicas[1].run(cross, 2, 1))
    assert tries > 2
    assert [await replicas[0].read(read, row) for row in (1, 2)] == [2, 2]


async def test_a_serialization_failure_is_run_again(replicas: tuple[Database, Database]) -> None:
    def careful(stores: Stores) -> None:
        stores.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        read_then_write(stores)

    await asyncio.gather(*(each.run(careful) for _ in range(2) for each in replicas))
    assert await replicas[0].read(read, 1) == 4


async def test_endless_races_are_given_up(replicas: tuple[Database, Database]) -> None:
    def never(stores: Stores) -> None:
        stores.connection.execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"))

    with pytest.raises(Unavailable, match="contended"):
        await replicas[0].run(never)


async def test_a_broken_connection_is_told_and_made_anew(replicas: tuple[Database, Database]) -> None:
    def cut_off(stores: Stores) -> None:
        stores.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable, match="cannot be reached"):
        await replicas[0].run(cut_off)
    assert await replicas[0].run(read, 1) == 0


async def test_a_process_that_stands_still_within_a_transaction_holds_up_the_others_for_seconds_only(
    replicas: tuple[Database, Database],
) -> None:
    one, other = replicas
    held, over = asyncio.Event(), asyncio.Event()

    def stand_still(stores: Stores) -> None:
        write(stores, 1, 1)
        stores.connection.execute(text("SET SESSION idle_in_transaction_session_timeout = 300"))
        held.set()
        await_only(over.wait())
        write(stores, 1, 2)

    standing = asyncio.create_task(one.run(stand_still))
    await held.wait()
    await other.run(write, 1, 3)
    over.set()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await standing
    assert await one.run(read, 1) == 3


async def test_whoever_writes_has_that_limit_and_whoever_only_reads_may_take_longer(
    replicas: tuple[Database, Database],
) -> None:
    def limit(stores: Stores) -> str:
        return str(stores.connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one())

    assert [await replicas[0].run(limit), await replicas[0].read(limit)] == ["5s", "0"]
    assert await replicas[0].run(limit) == "5s"


async def test_a_server_that_is_full_or_at_its_end_is_away_and_what_it_refuses_is_the_callers_error(
    replicas: tuple[Database, Database],
) -> None:
    def meets(stores: Stores, state: str) -> None:
        stores.connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{state}'; END $$"))

    for away in ("08006", "53100", "53300", "57P01", "57P03", "58030", "25P03", "25006"):
        with pytest.raises(Unavailable, match="cannot be reached"):
            await replicas[0].run(meets, away)
        with pytest.raises(Unavailable, match="cannot be reached"):
            await replicas[0].read(meets, away)
    for wrong in ("22012", "23505", "42P01", "57014"):
        with pytest.raises(DBAPIError):
            await replicas[0].run(meets, wrong)
    assert await replicas[0].run(read, 1) == 0


async def test_a_server_that_is_starting_up_is_away(keyring: Keyring, hands: Hands) -> None:
    async def starting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!I", await reader.readexactly(4))
        if struct.unpack("!I", (await reader.readexactly(length - 4))[:4]) == (SSL_REQUEST,):
            writer.write(b"N")
            (length,) = struct.unpack("!I", await reader.readexactly(4))
            await reader.readexactly(length - 4)
        fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
        writer.write(b"E" + struct.pack("!I", len(fields) + 4) + fields)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(starting, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"postgresql+asyncpg://postgres@127.0.0.1:{port}/any"
    async with server:
        with pytest.raises(Unavailable, match=r"cannot open any.*starting up"):
            await Database(url, keyring, clock=hands.clock).start()
        store = KeyStore(url)
        with pytest.raises(Unavailable, match=r"key store cannot be reached.*starting up"):
            await store.run(store.wrapped, uuid4())
        await store.run(store.close)


async def test_connections_that_broke_while_idle_hurt_one_call_at_most(replicas: tuple[Database, Database]) -> None:
    database = replicas[0]
    await asyncio.gather(*(database.run(read, 1) for _ in range(5)))
    ask(database.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    first = await asyncio.gather(database.run(read, 1), return_exceptions=True)
    assert first == [0] or isinstance(first[0], Unavailable)
    assert await asyncio.gather(*(database.run(read, 1) for _ in range(5))) == [0] * 5


async def test_more_turns_than_connections_all_finish(replicas: tuple[Database, Database]) -> None:
    def take(stores: Stores, update_id: int) -> str:
        return stores.updates.begin(BOT, update_id, b"chat", stores.now)

    turns = [each.run(take, number) for number in range(60) for each in replicas]
    results = await asyncio.gather(*turns)
    assert sorted(results) == ["done"] * 60 + ["new"] * 60, "each update was handled by one of the two"
