"""Updates: taken once, handled once, blanked when handled."""

import asyncio
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from storage.database import Database
from storage.stores import Stores
from storage.update_store import UpdateRow
from tests.support.databases import Hands
from tests.support.stored import BOT


def take(stores: Stores, *update_ids: int, chat: bytes | None = b"chat") -> list[int]:
    return stores.updates.insert_new(BOT, [(each, chat, f"secret {each}".encode()) for each in update_ids], stores.now)


def begin(stores: Stores, update_id: int) -> str:
    return stores.updates.begin(BOT, update_id, b"chat", stores.now)


def waiting(stores: Stores, **wanted: object) -> list[UpdateRow]:
    return stores.updates.waiting(BOT, 100, **wanted)


def stored(stores: Stores, update_id: int) -> dict:
    found = stores.connection.execute(text(f'SELECT * FROM "update" WHERE update_id = {update_id}'))
    return dict(found.mappings().one())


def park(stores: Stores, update_id: int, keep: bool = False) -> bool:
    return stores.updates.park(BOT, update_id, "ValueError", b"secret" if keep else None, stores.now)


async def test_a_batch_taken_twice_is_kept_once(database: Database) -> None:
    assert await database.run(take, 3, 1, 2) == [1, 2, 3]
    assert await database.run(take, 2, 3, 4) == [4]
    assert [row.update_id for row in await database.read(waiting)] == [1, 2, 3, 4]
    assert await database.run(take) == []


async def test_what_waits_comes_back_whole_and_is_stored_sealed(database: Database) -> None:
    await database.run(take, 1)
    assert await database.read(waiting) == [UpdateRow(1, b"chat", b"secret 1", 0)]
    assert b"secret" not in (await database.read(stored, 1))["payload"]


async def test_what_waits_can_be_asked_by_chat_and_from_an_id_on(database: Database) -> None:
    await database.run(take, 1, 3)
    await database.run(lambda stores: take(stores, 2, chat=b"other"))
    await database.run(lambda stores: take(stores, 4, chat=None))
    assert [row.update_id for row in await database.read(lambda stores: waiting(stores, chat=b"chat"))] == [1, 3]
    assert [row.update_id for row in await database.read(lambda stores: waiting(stores, after=2))] == [3, 4]
    assert await database.read(lambda stores: stores.updates.count_waiting(BOT)) == 4


async def test_an_update_is_handled_once_and_blanked(database: Database) -> None:
    await database.run(take, 1)
    assert await database.run(begin, 1) == "new"
    row = await database.read(stored, 1)
    assert (row["status"], row["payload"]) == ("done", None)
    assert await database.run(begin, 1) == "done"
    assert await database.run(take, 1) == [], "it may come again: then it is known"


async def test_an_update_that_came_by_webhook_needs_no_row_before(database: Database) -> None:
    assert await database.run(begin, 1) == "new"
    assert await database.run(begin, 1) == "done"


async def test_of_many_turns_with_the_same_update_one_goes_on(database: Database) -> None:
    results = await asyncio.gather(*(database.run(begin, 1) for _ in range(10)))
    assert sorted(results) == ["done"] * 9 + ["new"]


async def test_attempts_are_counted_even_though_the_turn_was_rolled_back(database: Database) -> None:
    await database.run(take, 1)
    attempt = [await database.run(lambda stores: stores.updates.count_attempt(BOT, 1)) for _ in range(3)]
    assert attempt == [1, 2, 3]
    assert await database.run(lambda stores: stores.updates.count_attempt(BOT, 99)) == 0


async def test_a_parked_update_is_over_and_its_payload_kept_only_if_asked(database: Database) -> None:
    await database.run(take, 1, 2)
    assert await database.run(park, 1)
    assert await database.run(park, 2, True)
    assert (await database.read(stored, 1))["payload"] is None
    assert (await database.read(stored, 2))["payload"] is not None
    assert (await database.read(stored, 2))["error"] == "ValueError"
    assert await database.run(begin, 1) == "done"
    assert not await database.run(park, 1)
    assert await database.read(waiting) == []


async def test_an_update_of_a_webhook_can_be_parked_too(database: Database) -> None:
    assert await database.run(park, 5)
    assert await database.run(begin, 5) == "done"


def purge(stores: Stores, status: Literal["done", "parked"], before: datetime) -> int:
    return stores.updates.purge(status, before)


async def test_purging_leaves_what_waits(database: Database, hands: Hands) -> None:
    await database.run(take, 1, 2, 3)
    await database.run(begin, 1)
    await database.run(park, 3)
    later = hands.move(hours=1)
    assert [await database.run(purge, "done", later) for _ in range(2)] == [1, 0]
    assert [await database.run(purge, "parked", later) for _ in range(2)] == [1, 0]
    assert [row.update_id for row in await database.read(waiting)] == [2]
