"""`Database.run`: one transaction a function, durable when it returns, nothing kept of one that raises."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database
from storage.errors import StorageError, Unavailable
from storage.keys import BATCH, Keyring
from storage.postgres import lock_key
from storage.stores import Stores
from tests.support.databases import Hands, opened, postgres, text_of
from tests.support.stored import BOT, joined


class OopsError(Exception):
    pass


def close(stores: Stores, update_id: int) -> str:
    return stores.updates.begin(BOT, update_id, b"chat", stores.now)


def close_and_fail(stores: Stores, update_id: int) -> None:
    close(stores, update_id)
    raise OopsError(update_id)


def count(stores: Stores) -> int:
    return stores.connection.execute(text('SELECT count(*) FROM "update"')).scalar_one()


async def test_the_result_comes_back(database: Database) -> None:
    assert await database.run(close, 1) == "new"
    assert await database.run(close, 1) == "done"
    assert await database.read(count) == 1


async def test_what_a_function_raises_is_raised_and_nothing_of_it_is_kept(database: Database) -> None:
    with pytest.raises(OopsError):
        await database.run(close_and_fail, 1)
    assert await database.read(count) == 0


async def test_a_failing_function_does_not_hurt_those_beside_it(database: Database) -> None:
    turns = [database.run(close_and_fail if number % 3 == 0 else close, number) for number in range(30)]
    results = await asyncio.gather(*turns, return_exceptions=True)
    for number, result in enumerate(results):
        assert isinstance(result, OopsError) if number % 3 == 0 else result == "new"
    assert await database.read(count) == 20


async def test_a_broken_constraint_is_the_functions_own_failure(database: Database) -> None:
    def add_twice(stores: Stores) -> None:
        for _ in range(2):
            stores.people.add_pending(b"same", "en", stores.now)

    good, bad = await asyncio.gather(database.run(close, 1), database.run(add_twice), return_exceptions=True)
    assert good == "new"
    assert isinstance(bad, IntegrityError)
    assert await database.run(lambda stores: stores.people.find([b"same"])) is None


async def test_foreign_keys_are_checked(database: Database) -> None:
    def orphan(stores: Stores) -> None:
        person = joined(stores, 1)
        stores.connection.execute(text("DELETE FROM person"))
        stores.roles.grant(person.id, "activist", "everything", "", stores.now)

    with pytest.raises(IntegrityError):
        await database.run(orphan)


async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, Unavailable), match=r"(?i)read-?only"):
        await database.read(close, 1)
    assert await database.read(count) == 0


async def test_functions_of_one_chat_run_in_their_order(database: Database) -> None:
    def note(stores: Stores, number: int) -> None:
        seen = stores.connection.execute(text('SELECT coalesce(max(update_id), 0) FROM "update"')).scalar_one()
        assert seen == number - 1
        close(stores, number)

    turns = []
    for number in range(1, 21):
        turns.append(asyncio.ensure_future(database.run(note, number, chat=b"one chat")))
        if database.dialect == "postgresql":  # the caller keeps the order; the lock keeps two processes apart
            await turns[-1]
    await asyncio.gather(*turns)
    assert await database.read(count) == 20


async def test_a_dry_pool_of_keys_is_refilled_and_the_function_runs_again(database: Database) -> None:
    people = await asyncio.gather(*(database.run(joined, number) for number in range(100)))
    assert len({person.key_id for person in people}) == 100


async def test_a_function_that_never_has_enough_keys_is_stopped(database: Database) -> None:
    def take_too_many(stores: Stores) -> None:
        for _ in range(BATCH + 1):
            stores.keyring.take()

    with pytest.raises(StorageError, match="more new keys"):
        await database.run(take_too_many)


async def test_now_is_the_clocks(database: Database, hands: Hands) -> None:
    assert await database.run(lambda stores: stores.now) == hands.clock.now()
    later = hands.move(days=1)
    assert await database.run(lambda stores: stores.now) == later


async def test_what_was_committed_is_there_for_the_next_process(
    database: Database, keyring: Keyring, hands: Hands
) -> None:
    await database.run(close, 1)
    url = database.url.render_as_string(hide_password=False)
    async with opened(url, keyring, hands.clock) as another:
        assert await another.run(close, 1) == "done"


async def test_a_database_that_is_not_open_says_so(keyring: Keyring, hands: Hands, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db", keyring, clock=hands.clock)
    with pytest.raises(StorageError, match="not open"):
        await database.run(close, 1)


@pytest.mark.parametrize("url", ["mysql://here/there", "postgresql://here/there"])
async def test_other_databases_are_refused(url: str, keyring: Keyring, hands: Hands) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL"):
        Database(url, keyring, clock=hands.clock)


def out_of_reach(case: str, folder: Path) -> str:
    (folder / "letter.db").write_text("Dear all, this is no database. " * 100)
    return {
        "no folder": "sqlite:////nowhere/at/all.db",
        "no database file": f"sqlite:///{folder}/letter.db",
        "no server": "postgresql+asyncpg://nobody@127.0.0.1:9/nothing",
        "no such database": text_of(postgres().set(database="missing")),
    }[case]


@pytest.mark.parametrize("case", ["no folder", "no database file", "no server", "no such database"])
async def test_a_database_out_of_reach_is_one_line(case: str, keyring: Keyring, hands: Hands, tmp_path: Path) -> None:
    database = Database(out_of_reach(case, tmp_path), keyring, clock=hands.clock)
    with pytest.raises(Unavailable, match="DATABASE_URL: cannot open") as raised:
        await database.start()
    assert "\n" not in str(raised.value)


def test_locks_are_signed_64_bit_numbers() -> None:
    assert len({lock_key(bytes([number])) for number in range(256)}) == 256
    assert all(-(2**63) <= lock_key(bytes([number])) < 2**63 for number in range(256))
