"""SQLite's writer: whatever ends the common transaction is everybody's failure, never anybody's success."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from storage.database import Database
from storage.errors import Unavailable
from storage.keys import Keyring
from storage.stores import Stores
from tests.support.databases import Hands, fresh_database, opened
from tests.support.stored import BOT


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """SQLite only."""
    with fresh_database("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def path(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def take(stores: Stores, update_id: int, size: int = 10) -> list[int]:
    return stores.updates.insert_new(BOT, [(update_id, b"chat", b"x" * size)], stores.now)


def known(stores: Stores) -> int:
    return stores.updates.count_waiting(BOT)


def break_the_commit(stores: Stores) -> None:
    """A foreign key that leads nowhere, looked at only when all is committed."""
    stores.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    stores.connection.execute(
        text("INSERT INTO \"group\" (id, section_id, key, name) VALUES ('g', 'nowhere', 'g', '{}')")
    )


@contextmanager
def full_disk(database: Path) -> Iterator[None]:
    """No file of this process may grow beyond the present size of the write-ahead log."""
    log = database.with_name(f"{database.name}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_those_who_wait_share_one_commit(database: Database) -> None:
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(Engine, "commit", count)
    try:
        await asyncio.gather(*(database.run(take, number) for number in range(100)))
    finally:
        event.remove(Engine, "commit", count)
    assert commits < 20
    assert await database.read(known) == 100


async def test_a_commit_that_fails_succeeds_for_nobody(database: Database) -> None:
    members = [database.run(break_the_commit), *(database.run(take, number) for number in range(10))]
    # All wait before the writer wakes: they are one batch, or the breaking one stands alone in the first.
    results = await asyncio.gather(*members, return_exceptions=True)
    failed = [result for result in results if isinstance(result, Unavailable)]
    assert results[0] in failed
    assert await database.read(known) == len(results) - len(failed)
    assert await database.run(take, 99) == [99], "the writer goes on"


async def test_a_full_disk_fails_everybody_and_loses_nobody_else(database: Database, path: Path) -> None:
    await database.run(take, 1)
    with full_disk(path):
        results = await asyncio.gather(
            *(database.run(take, number, 3000) for number in range(2, 40)), return_exceptions=True
        )
    assert all(isinstance(result, Unavailable) for result in results)
    assert await database.read(known) == 1
    assert await database.run(take, 2) == [2]
    assert await database.read(known) == 2


async def test_a_savepoint_holds_inside_the_common_transaction(database: Database) -> None:
    """pysqlite by itself would begin and commit where it likes, and a savepoint would protect nothing."""

    def half(stores: Stores, number: int) -> None:
        take(stores, number)
        raise ValueError(number)

    mixed = [database.run(half if number % 2 else take, number) for number in range(60)]
    await asyncio.gather(*mixed, return_exceptions=True)
    waiting = await database.read(lambda stores: stores.updates.waiting(BOT, 100))
    assert [row.update_id for row in waiting] == list(range(0, 60, 2))


async def test_a_caller_who_left_hurts_nobody(database: Database) -> None:
    gone = asyncio.ensure_future(database.run(take, 1))
    staying = asyncio.ensure_future(database.run(take, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await staying == [2]


async def test_stopping_finishes_what_was_begun(database_url: str, keyring: Keyring, hands: Hands) -> None:
    async with opened(database_url, keyring, hands.clock) as database:
        turns = [asyncio.ensure_future(database.run(take, number)) for number in range(10)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*turns) == [[number] for number in range(10)]


async def test_another_process_that_writes_is_waited_for(
    database: Database, database_url: str, keyring: Keyring, hands: Hands
) -> None:
    async with opened(database_url, keyring, hands.clock) as command_line:
        both = [each.run(take, number) for number in range(20) for each in (database, command_line)]
        results = await asyncio.gather(*both)
    assert sorted(len(result) for result in results) == [0] * 20 + [1] * 20, "each update was taken once"
