"""People at risk, on both databases: by their own word or their section's; what is held, swept and forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from storage.database import Database
from storage.erasure import erase_person
from storage.ids import new_id
from storage.safety_store import WAITS, choosing, waiting, word_of
from storage.stores import Stores
from storage.tables import outbox, person, section
from tests.support.databases import Hands
from tests.support.stored import BOT, joined

ID = 7_310_042_917


def lives_in(stores: Stores, person_id: UUID, at_risk: bool) -> None:
    """A section of the person's own."""
    known = new_id(stores.now)
    row = {
        "id": known,
        "key": f"s{known.hex[:8]}",
        "name": {"en": "S"},
        "country": "DE",
        "zone": "UTC",
        "language": "en",
    }
    stores.connection.execute(section.insert(), row | {"at_risk": at_risk})
    stores.connection.execute(update(person).where(person.c.id == person_id).values(section_id=known))


@pytest.fixture
async def amina(database: Database) -> UUID:
    return await database.run(lambda stores: joined(stores, ID).id)


async def found(database: Database, person_id: UUID) -> Any:
    return await database.run(lambda stores: stores.people.get(person_id))


@pytest.mark.parametrize(("marked", "dangerous"), [(True, None), (False, True), (True, False)])
async def test_whoever_is_at_risk_is_swept_whoever_is_not_is_left(
    database: Database, hands: Hands, amina: UUID, marked: bool, dangerous: bool | None
) -> None:
    chat = await database.run(lambda stores: stores.keyring.lookup(ID))
    await database.run(lambda stores: stores.messages.add(BOT, chat, [1, 2], stores.now))
    hands.move(hours=40)
    before = hands.clock.now()
    aged = lambda stores: [each.message_id for each in stores.messages.aged_at_risk(before, 9)]  # noqa: E731
    assert await database.run(aged) == []
    if dangerous is not None:
        await database.run(lives_in, amina, dangerous)
    await database.run(lambda stores: stores.safety.mark(amina, marked))
    assert (await found(database, amina)).at_risk
    assert await database.run(lambda stores: stores.messages.aged_at_risk(before - timedelta(hours=41), 9)) == []
    assert await database.run(aged) == [1, 2]


ENDS: list[Callable[[Stores, UUID, UUID], object]] = [
    lambda stores, amina, home: stores.organisation.set_at_risk(home, False),
    lambda stores, amina, home: stores.members.leave(amina, home),
]


@pytest.mark.parametrize("ends", ENDS)
async def test_whoever_is_no_longer_at_risk_is_swept_of_what_was_said_before(
    database: Database, hands: Hands, amina: UUID, ends: Callable[[Stores, UUID, UUID], object]
) -> None:
    chat = await database.run(lambda stores: stores.keyring.lookup(ID))
    await database.run(lives_in, amina, True)
    await database.run(lambda stores: stores.messages.add(BOT, chat, [1, 2], stores.now))
    home = (await found(database, amina)).section.id
    hands.move(hours=1)
    await database.run(ends, amina, home)
    await database.run(lambda stores: stores.messages.add(BOT, chat, [3], stores.now))
    assert not (await found(database, amina)).at_risk
    hands.move(hours=38, minutes=59)
    due = lambda stores: [each.message_id for each in stores.messages.due(stores.now, 9)]  # noqa: E731
    assert await database.run(due) == []
    hands.move(minutes=1)
    assert await database.run(due) == [1, 2]


async def test_so_is_whoever_says_that_the_danger_is_over(database: Database, hands: Hands, amina: UUID) -> None:
    chat = await database.run(lambda stores: stores.keyring.lookup(ID))
    await database.run(lambda stores: stores.safety.mark(amina, True))
    await database.run(lambda stores: stores.messages.add(BOT, chat, [1], stores.now))
    await database.run(lambda stores: stores.safety.mark(amina, False))
    hands.move(hours=40)
    assert await database.run(lambda stores: [each.message_id for each in stores.messages.due(stores.now, 9)]) == [1]


async def test_the_address_of_a_person_at_risk_is_forgotten_and_comes_back_with_them(
    database: Database, hands: Hands, amina: UUID
) -> None:
    await database.run(lambda stores: stores.safety.mark(amina, True))
    assert await database.run(lambda stores: stores.people.lose(amina, stores.now))
    assert not await database.run(lambda stores: stores.people.lose(amina, stores.now)), "told once"
    hands.move(days=7)
    week_ago = hands.clock.now() - timedelta(days=7)
    assert await database.run(lambda stores: stores.safety.forget_addresses(week_ago - timedelta(seconds=1))) == 0
    assert await database.run(lambda stores: stores.safety.forget_addresses(week_ago)) == 1
    assert await database.run(lambda stores: stores.safety.forget_addresses(week_ago)) == 0
    assert await database.run(lambda stores: stores.people.address(amina)) is None
    known = await found(database, amina)
    await database.run(lambda stores: stores.people.regain(amina, known.key_id, str(ID)))
    assert await database.run(lambda stores: stores.people.address(amina)) == str(ID)
    assert (await found(database, amina)).reachable


async def test_what_is_held_is_read_in_order_once_and_announced_until_then(database: Database, amina: UUID) -> None:
    key_id = (await found(database, amina)).key_id

    def hold(stores: Stores, number: int) -> None:
        chat = stores.keyring.lookup(ID)
        notice = {"bot_id": BOT, "chat": chat, "lane": "bulk", "method": "sendMessage", "status": "sent", "attempts": 1}
        added = stores.connection.execute(
            outbox.insert(), notice | {"message_id": number, "due_at": stores.now, "created_at": stores.now}
        )
        stores.safety.hold(amina, key_id, BOT, chat, f"{number}".encode(), added.inserted_primary_key[0])

    for number in (11, 12):
        await database.run(hold, number)
    assert await database.run(lambda stores: stores.safety.unread(amina)) == 2
    assert sorted(await database.run(lambda stores: stores.safety.announced(amina))) == [11, 12]
    assert await database.run(lambda stores: stores.safety.read(amina)) == ("sendMessage", b"11")
    assert await database.run(lambda stores: stores.safety.announced(amina)) == [12]
    await database.run(erase_person, amina)
    assert await database.run(lambda stores: stores.safety.read(amina)) is None
    left = select(outbox.c.payload).where(outbox.c.payload.is_not(None))
    assert await database.run(lambda stores: stores.connection.execute(left).all()) == []


async def test_the_word_is_kept_while_another_is_chosen(database: Database, amina: UUID) -> None:
    word = await database.run(lambda stores: stores.safety.panic_hashes(amina, "blue kettle")[0])
    now, second = database.clock.now(), timedelta(seconds=1)
    for panic, is_word, event in [
        (None, b"", None),
        (waiting(None, "", now), b"", ""),
        (waiting(None, "7K3F9Q", now), b"", "7K3F9Q"),
        (word, word, None),
        (waiting(word, "", now), word, ""),
        (waiting(waiting(word, "", now), "7K3F9Q", now), word, "7K3F9Q"),
    ]:
        await database.run(lambda stores, panic=panic: stores.safety.set_panic(amina, panic))
        kept = (await found(database, amina)).panic
        assert (word_of(kept), choosing(kept, now + WAITS - second)) == (is_word, event)
        assert choosing(kept, now + WAITS) is None
    assert await database.run(lambda stores: stores.safety.panic_hashes(new_id(stores.now), "blue kettle")[0]) != word
