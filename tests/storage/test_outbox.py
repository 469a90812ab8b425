"""The outbox: each call goes to one worker, in order within its chat and lane, and is marked once."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage.database import Database
from storage.outbox_store import CLAIM, Dropped, GivenBack, Later, OutboxRow, Outcome, Parked, Retry, Sent
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.stored import BOT, joined, reply

LEASE = timedelta(seconds=30)


def say(stores: Stores, chat: bytes, *texts: str) -> list[int]:
    return stores.outbox.add([reply(chat, each) for each in texts], None, None, stores.now)


def say_bulk(stores: Stores, chat: bytes, words: str, lane: str = "bulk") -> list[int]:
    return stores.outbox.add([reply(chat, words, lane)], None, None, stores.now)


def say_myself(stores: Stores, chat: bytes, words: str, worker: str) -> list[int]:
    """As a turn does: leased to its own process from the beginning."""
    return stores.outbox.add([reply(chat, words)], worker, stores.now + LEASE, stores.now)


def claim(stores: Stores, worker: str, limit: int = 100, bot_id: int = BOT) -> list[OutboxRow]:
    return stores.outbox.claim(bot_id, worker, limit, stores.now, LEASE)


def claim_bulk(stores: Stores, worker: str, limit: int = 100) -> list[OutboxRow]:
    return stores.outbox.claim(BOT, worker, limit, stores.now, LEASE, bulk=True)


def words(rows: list[OutboxRow]) -> list[str]:
    return [row.payload.decode() for row in rows]


def mark(stores: Stores, *outcomes: Outcome) -> None:
    stores.outbox.mark(outcomes, stores.now)


def row_of(stores: Stores, outbox_id: int) -> dict:
    found = stores.connection.execute(text(f"SELECT * FROM outbox WHERE id = {outbox_id}"))
    return dict(found.mappings().one())


async def test_ids_come_back_in_the_order_of_the_drafts(database: Database) -> None:
    ids = await database.run(say, b"a", *(str(number) for number in range(50)))
    assert ids == sorted(ids)
    assert words(await database.run(claim, "w")) == [str(number) for number in range(50)]


async def test_what_a_turn_leased_to_its_process_is_not_given_to_another(database: Database) -> None:
    await database.run(say_myself, b"a", "hello", "mine")
    assert await database.run(claim, "other") == []


async def test_a_lease_that_ran_out_is_given_again(database: Database, hands: Hands) -> None:
    await database.run(say_myself, b"a", "hello", "died")
    hands.move(seconds=31)
    assert words(await database.run(claim, "other")) == ["hello"]
    assert await database.run(claim, "died") == []


async def test_only_ones_own_lease_is_renewed(database: Database, hands: Hands) -> None:
    ids = await database.run(say, b"a", "sent", "kept", "lost")
    await database.run(claim, "mine")
    await database.run(mark, Sent(ids[0]), GivenBack(ids[2], "mine"))
    await database.run(claim, "other")
    until = hands.clock.now() + 2 * LEASE
    assert await database.run(lambda stores: stores.outbox.renew("mine", ids, until)) == {ids[1]}
    hands.move(seconds=31)
    assert words(await database.run(claim, "third")) == []
    await database.run(mark, Sent(ids[1]))
    assert words(await database.run(claim, "third")) == ["lost"]


async def test_a_released_lease_is_free_at_once(database: Database) -> None:
    await database.run(say_myself, b"a", "hello", "leaving")
    assert await database.run(lambda stores: stores.outbox.release("leaving")) == 1
    assert words(await database.run(claim, "other")) == ["hello"]


async def test_the_next_of_a_chat_waits_for_the_one_before(database: Database) -> None:
    [first] = await database.run(say_myself, b"a", "first", "mine")
    await database.run(say, b"a", "second")
    await database.run(say, b"b", "elsewhere")
    assert words(await database.run(claim, "other")) == ["elsewhere"]
    await database.run(mark, Sent(first, 1))
    assert words(await database.run(claim, "other")) == ["second"]


async def test_the_next_waits_while_the_one_before_is_to_be_tried_again(database: Database, hands: Hands) -> None:
    first, _ = await database.run(say, b"a", "first", "second")
    await database.run(claim, "w", 1)
    await database.run(mark, Retry(first, hands.clock.now() + timedelta(minutes=1), attempts=1))
    assert await database.run(claim, "w") == []
    hands.move(minutes=1)
    again = await database.run(claim, "w")
    assert words(again) == ["first", "second"]
    assert again[0].attempts == 1


async def test_one_that_is_given_up_holds_nobody(database: Database) -> None:
    first, second = await database.run(say, b"a", "first", "second")
    await database.run(mark, Parked(first, "BadRequest"), Dropped(second))
    await database.run(say, b"a", "third")
    assert words(await database.run(claim, "w")) == ["third"]


async def test_given_up_a_digest_for_a_group_can_be_tried_again_and_what_a_stranger_was_told_is_gone(
    database: Database, hands: Hands
) -> None:
    (to_a_stranger,) = await database.run(say, b"a", "welcome")
    (to_a_group,) = await database.run(say_bulk, b"b", "W43")
    await database.run(mark, Parked(to_a_stranger, "FilesError"), Parked(to_a_group, "FilesError"))
    assert (await database.read(row_of, to_a_stranger))["payload"] is None
    hands.move(days=1, minutes=1)
    assert await database.run(lambda stores: stores.people.forget_strangers(stores.now - timedelta(days=1))) == 1
    assert [row.id for row in await database.read(lambda stores: stores.parked.all()) if row.kept] == [to_a_group]
    assert await database.run(lambda stores: stores.parked.retry(to_a_group, stores.now))
    assert words(await database.run(claim_bulk, "leader")) == ["W43"]


async def test_bulk_for_a_chat_that_can_not_be_reached_is_given_up_at_once(database: Database) -> None:
    await database.run(say, b"a", "a reply")
    bulk = [await database.run(say_bulk, b"a", f"bulk {number}") for number in range(3)]
    await database.run(say_bulk, b"b", "to another")
    await database.run(claim_bulk, "leader", 1)
    parked = await database.run(lambda stores: stores.outbox.park_bulk(BOT, b"a", "unreachable"))
    assert sorted(parked) == [each for some in bulk for each in some]
    assert {(await database.read(row_of, each))["error"] for each in parked} == {"unreachable"}
    assert words(await database.run(claim, "w")) == ["a reply"]
    assert words(await database.run(claim_bulk, "w")) == ["to another"]


async def test_toasts_wait_for_nothing(database: Database) -> None:
    await database.run(say_myself, b"a", "slow", "mine")
    await database.run(say_bulk, b"a", "toast", "toast")
    assert words(await database.run(claim, "other")) == ["toast"]


async def test_each_lane_is_claimed_by_itself_and_waits_for_no_other(database: Database) -> None:
    await database.run(say_bulk, b"a", "digest")
    await database.run(say_bulk, b"b", "digest")
    await database.run(say, b"b", "reply")
    assert words(await database.run(claim, "w")) == ["reply"]
    assert words(await database.run(claim_bulk, "w")) == ["digest", "digest"]


async def test_each_bot_claims_its_own(database: Database) -> None:
    await database.run(say, b"a", "mine")
    assert await database.run(lambda stores: claim(stores, "w", bot_id=BOT + 1)) == []
    assert not await database.read(lambda stores: stores.outbox.any_free(BOT + 1, stores.now))
    assert words(await database.run(claim, "w")) == ["mine"]


async def test_bulk_that_is_to_be_tried_later_is_free_for_whoever_leads_then(database: Database, hands: Hands) -> None:
    [first] = await database.run(say_bulk, b"a", "first")
    await database.run(say_bulk, b"a", "second")
    await database.run(claim_bulk, "w")
    await database.run(mark, Later(first, hands.clock.now() + timedelta(minutes=1), 1), GivenBack(first + 1, "w"))
    assert await database.run(claim_bulk, "other") == []
    hands.move(minutes=1)
    assert words(await database.run(claim_bulk, "other")) == ["first", "second"]


async def test_only_who_has_a_call_gives_it_back(database: Database) -> None:
    [row] = await database.run(say_bulk, b"a", "hello")
    await database.run(claim_bulk, "new leader")
    await database.run(mark, GivenBack(row, "old leader"))
    assert await database.run(claim_bulk, "third") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL plans by how much there is
async def test_the_next_of_a_lane_is_found_among_thousands_without_reading_them(database: Database) -> None:
    def plan(stores: Stores) -> str:
        compiled = CLAIM[True].compile(stores.connection)
        rows = stores.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", (None,) * len(compiled.positiontup))
        return "\n".join(row.detail for row in rows)

    found = await database.read(plan)
    assert "SEARCH outbox USING INDEX ix_outbox_status_bot_id_lane_id (status=? AND bot_id=? AND lane=?)" in found
    assert "SEARCH earlier USING INDEX ix_outbox_chat_status_bot_id_lane_id (chat=? AND status=?" in found
    assert "TEMP B-TREE FOR ORDER" not in found


async def test_a_payload_is_gone_once_sent_and_its_message_id_known(database: Database) -> None:
    [row] = await database.run(say, b"a", "secret words")
    assert b"secret" not in (await database.run(row_of, row))["payload"]
    await database.run(mark, Sent(row, 41))
    stored = await database.run(row_of, row)
    assert (stored["payload"], stored["status"], stored["message_id"]) == (None, "sent", 41)
    assert await database.run(lambda stores: stores.outbox.message_id_of(row)) == 41


async def test_a_mark_stands(database: Database) -> None:
    [row] = await database.run(say, b"a", "hello")
    await database.run(mark, Sent(row, 41))
    await database.run(mark, Parked(row, "late"))
    await database.run(mark, Sent(row, 42))
    assert (await database.run(row_of, row))["message_id"] == 41


async def test_calls_to_an_erased_person_are_dropped(database: Database) -> None:
    person = await database.run(joined, 1)

    def speak(stores: Stores) -> list[int]:
        draft = reply(b"a", "to the person", key_id=person.key_id)
        return stores.outbox.add([draft, reply(b"a", "to the chat")], None, None, stores.now)

    ids = await database.run(speak)
    await destroy(database, person.key_id)
    assert words(await database.run(claim, "w")) == ["to the chat"]
    assert (await database.run(row_of, ids[0]))["status"] == "dropped"


async def destroy(database: Database, key_id: object) -> None:
    store = database.keyring.store
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM key WHERE id = :id"), {"id": key_id.hex})
    database.keyring.forget()


async def test_an_id_is_never_used_again(database: Database, hands: Hands) -> None:
    [first] = await database.run(say, b"a", "hello")
    await database.run(mark, Sent(first, 1))
    assert await database.run(lambda stores: stores.outbox.purge(hands.move(hours=1))) == 1
    [second] = await database.run(say, b"a", "again")
    assert second > first


async def test_purging_again_finds_nothing_and_leaves_what_waits(database: Database, hands: Hands) -> None:
    first, _ = await database.run(say, b"a", "sent", "waiting")
    await database.run(mark, Sent(first, 1))
    later = hands.move(hours=1)
    assert [await database.run(lambda stores: stores.outbox.purge(later)) for _ in range(2)] == [1, 0]
    assert words(await database.run(claim, "w")) == ["waiting"]


async def test_what_waited_long_and_is_then_given_up_is_kept_as_long_as_any_other(
    database: Database, hands: Hands
) -> None:
    [refused] = await database.run(say, b"a", "refused")
    await database.run(say_bulk, b"b", "to nobody")
    hands.move(days=3)
    await database.run(mark, Parked(refused, "BadRequest"))
    await database.run(lambda stores: stores.outbox.park_bulk(BOT, b"b", "unreachable"))

    def forget(stores: Stores) -> int:
        return stores.outbox.purge(stores.now - timedelta(days=2))

    hands.move(hours=47)
    assert await database.run(forget) == 0
    hands.move(hours=2)
    assert await database.run(forget) == 2


async def test_four_workers_share_all_calls_without_a_double_and_in_order(database: Database) -> None:
    chats = [bytes([number]) for number in range(8)]
    for number in range(6):
        for chat in chats:
            await database.run(say, chat, f"{number}")
    seen: dict[bytes, list[str]] = {chat: [] for chat in chats}
    workers: Counter[str] = Counter()

    async def work(worker: str) -> None:
        while rows := await database.run(claim, worker, 5):
            for row in rows:
                seen[row.chat].append(row.payload.decode())
                workers[worker] += 1
            await database.run(mark, *(Sent(row.id, row.id) for row in rows))

    while await database.run(lambda stores: stores.outbox.next_due()) is not None:
        await asyncio.gather(*(work(f"worker {number}") for number in range(4)))
    assert set(map(tuple, seen.values())) == {("0", "1", "2", "3", "4", "5")}
    assert workers.total() == 48


MOVES = st.tuples(st.sampled_from([("one", "other"), ("other", "one")]), st.integers(1, 3), st.integers(0, 3))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, min_size=1, max_size=8))
async def test_whatever_two_workers_do_a_chat_is_never_overtaken(
    database: Database, moves: list[tuple[tuple[str, str], int, int]]
) -> None:
    """A law over any history: nobody gets a call while somebody else has an unfinished earlier one of that chat."""
    chat = uuid4().bytes
    ids = await database.run(say, chat, *"abcdef")
    held: dict[str, list[int]] = {"one": [], "other": []}
    for (worker, somebody_else), limit, finished in moves:
        rows = await database.run(claim, worker, limit)
        assert not any(earlier < row.id for row in rows for earlier in held[somebody_else])
        held[worker] += [row.id for row in rows]
        await database.run(mark, *(Sent(row, row) for row in held[worker][:finished]))
        del held[worker][:finished]
    await database.run(mark, *(Dropped(each) for each in ids))
