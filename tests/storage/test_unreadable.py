"""What can not be opened any more stands in nobody's way."""

import sqlalchemy as sa

from storage.database import Database
from storage.stores import Stores
from storage.tables import session, update
from tests.support.databases import Hands
from tests.support.stored import BOT, begun, joined


def take(stores: Stores) -> None:
    stores.updates.insert_new(BOT, [(number, b"chat", b"{}") for number in range(1, 6)], stores.now)


def spoil(stores: Stores, *update_ids: int) -> None:
    statement = sa.update(update).where(update.c.update_id.in_(update_ids))
    stores.connection.execute(statement.values(payload=b"sealed under a secret that is gone"))


def waiting(stores: Stores, limit: int) -> list[int]:
    return [row.update_id for row in stores.updates.waiting(BOT, limit)]


async def test_updates_that_do_not_open_are_parked_and_the_others_found(database: Database) -> None:
    await database.run(take)
    await database.run(spoil, 1, 2, 4)
    assert await database.run(waiting, 2) == [3], "no page is empty while anything waits"
    assert await database.run(waiting, 100) == [3, 5]
    stored = await database.read(
        lambda stores: stores.connection.execute(
            sa.select(update.c.status, update.c.error).where(update.c.update_id == 1)
        ).one()
    )
    assert tuple(stored) == ("parked", "unreadable")


async def test_a_session_whose_state_does_not_open_is_not_found(database: Database, hands: Hands) -> None:
    row = await database.run(lambda stores: begun(stores, joined(stores, 1), "paused"))
    hands.move(hours=1)
    spoiled = await database.run(
        lambda stores: begun(stores, stores.people.get(row.person_id), "paused")  # type: ignore[arg-type]
    )
    await database.run(
        lambda stores: stores.connection.execute(
            sa.update(session).where(session.c.id == spoiled.id).values(state=b"damaged")
        )
    )
    assert await database.read(lambda stores: stores.sessions.find(row.person_id, spoiled.code)) is None
    assert await database.read(lambda stores: stores.sessions.unfinished(row.person_id, 5)) == [row]
