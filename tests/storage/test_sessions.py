"""Sessions: each act a compare-and-set, the state sealed, gone when over."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from storage.database import Database
from storage.session_store import SessionRow
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.stored import begun, joined


async def one(database: Database, status: str = "open") -> SessionRow:
    return await database.run(lambda stores: begun(stores, joined(stores, 1), status))


def save(stores: Stores, row: SessionRow, expected: int) -> bool:
    return stores.sessions.save(row, expected)


async def test_a_session_comes_back_as_it_was_saved(database: Database, hands: Hands) -> None:
    row = await one(database)
    assert await database.read(lambda stores: stores.sessions.open_of(row.person_id)) == row
    changed = replace(row, version=2, state=b"{}", card_message_id=5, card_outbox_id=9, updated_at=hands.move(hours=1))
    assert await database.run(save, changed, 1)
    assert await database.read(lambda stores: stores.sessions.open_of(row.person_id)) == changed


async def test_of_two_acts_on_one_version_one_counts(database: Database) -> None:
    row = await one(database)
    acts = [replace(row, version=2, state=f"{number}".encode()) for number in range(6)]
    won = await asyncio.gather(*(database.run(save, act, 1) for act in acts))
    assert sum(won) == 1
    found = await database.read(lambda stores: stores.sessions.open_of(row.person_id))
    assert found == acts[won.index(True)]


async def test_the_state_is_stored_sealed(database: Database) -> None:
    await one(database)
    stored = await database.read(lambda stores: stores.connection.execute(text("SELECT state FROM session")).scalar())
    assert b"signatures" not in stored


async def test_a_code_finds_only_ones_own_session(database: Database) -> None:
    row = await one(database)
    stranger = await database.run(joined, 2)
    assert await database.read(lambda stores: stores.sessions.find(row.person_id, row.code)) == row
    assert await database.read(lambda stores: stores.sessions.find(stranger.id, row.code)) is None
    assert await database.read(lambda stores: stores.sessions.get(row.id)) == row


async def test_paused_ones_are_found_the_last_first(database: Database, hands: Hands) -> None:
    first = await one(database, "paused")
    hands.move(hours=1)
    person = await database.read(lambda stores: stores.people.get(first.person_id))
    assert person is not None
    last = await database.run(begun, person, "paused")
    assert await database.read(lambda stores: stores.sessions.open_of(person.id)) is None
    assert await database.read(lambda stores: stores.sessions.unfinished(person.id, 9)) == [last, first]
    assert await database.read(lambda stores: stores.sessions.shelf(person.id, 9, offset=1)) == ([first], False)


async def test_the_shelf_holds_the_open_one_first_and_deleted_ones_where_wanted(
    database: Database, hands: Hands
) -> None:
    opened = await one(database)
    hands.move(hours=1)
    person = await database.read(lambda stores: stores.people.get(opened.person_id))
    assert person is not None
    paused, deleted, offered = [
        await database.run(begun, person, status) for status in ("paused", "deleted", "offered")
    ]
    assert await database.read(lambda stores: stores.sessions.unfinished(person.id, 9)) == [opened, paused]
    shelf, _ = await database.read(lambda stores: stores.sessions.shelf(person.id, 9))
    assert shelf[0] == opened and {each.id for each in shelf[1:]} == {paused.id, deleted.id}
    assert await database.read(lambda stores: stores.sessions.offered_of(person.id)) == offered
    hands.move(days=31)
    assert await database.read(lambda stores: stores.sessions.shelf(person.id, 9)) == ([], False)
    assert await database.read(lambda stores: stores.sessions.offered_of(person.id)) is None


async def test_a_draft_stays_on_the_shelf_when_its_flow_is_withdrawn_and_what_was_never_published_stands_on_none(
    database: Database,
) -> None:
    row = await one(database, "paused")

    def withdraw(stores: Stores) -> None:
        assert stores.flows.withdraw("delivery")
        task = stores.flows.keep("task", "{}", "hash", stores.now)
        assert stores.flows.keep("task", "{}", "hash", stores.now) == task
        assert row.person_id is not None
        person = stores.people.get(row.person_id)
        assert person is not None
        begun(stores, person, "paused", task)

    await database.run(withdraw)
    assert row.person_id is not None
    owner = row.person_id
    assert await database.read(lambda stores: stores.sessions.unfinished(owner, 5)) == [row]
    assert await database.read(lambda stores: stores.sessions.shelf(owner, 5)) == ([row], False)


async def test_what_is_over_has_no_state_and_cannot_be_saved(database: Database) -> None:
    row = await one(database)
    assert await database.run(lambda stores: stores.sessions.close(row.id, "deleted"))
    assert not await database.run(lambda stores: stores.sessions.close(row.id, "filed")), "it was over already"
    found = await database.read(lambda stores: stores.sessions.get(row.id))
    assert found is not None
    assert (found.status, found.state) == ("deleted", None)
    assert not await database.run(save, replace(row, state=b"late"), row.version)


async def test_drafts_expire_once(database: Database, hands: Hands) -> None:
    row = await one(database, "paused")
    expire = [await database.run(lambda stores: stores.sessions.expire(stores.now, 9)) for _ in range(2)]
    assert expire == [[], []]
    hands.move(days=60)  # thirty more than it stands: its person was never told
    expire = [await database.run(lambda stores: stores.sessions.expire(stores.now, 9)) for _ in range(2)]
    assert expire == [[row.id], []]
    found = await database.read(lambda stores: stores.sessions.get(row.id))
    assert found is not None
    assert (found.status, found.state) == ("expired", None)


async def test_saving_again_gives_a_draft_more_time(database: Database, hands: Hands) -> None:
    row = await one(database)
    later = hands.move(days=29)
    await database.run(save, replace(row, version=2, expires_at=later + timedelta(days=30)), 1)
    hands.move(days=2)
    assert await database.run(lambda stores: stores.sessions.expire(stores.now, 9)) == []
