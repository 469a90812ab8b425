"""People, roles and invites."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, text

from storage.crypto import Secrets, new_secret
from storage.database import Database
from storage.erasure import erase_person
from storage.invite_store import Invite
from storage.keys import Keyring
from storage.outbox_store import Sent
from storage.people_store import Person, Role, SectionRecord
from storage.setup import apply, read_organisation
from storage.stores import Stores
from storage.tables import chat_message, update
from storage.tables import person as person_table
from tests.support.databases import SECRET, Hands, opened
from tests.support.stored import BOT, joined, reply


def section_of(stores: Stores) -> SectionRecord | None:
    apply(stores, read_organisation(BERLIN))
    return stores.organisation.section("germany")


BERLIN = """
sections:
  germany: {name: {en: Germany}, country: DE, zone: Europe/Berlin, languages: [de, en]}
"""


def find(stores: Stores, telegram_id: int) -> Person | None:
    return stores.people.find(stores.keyring.lookups(telegram_id))


def invite(stores: Stores, code: str, uses: int) -> None:
    expires_at = stores.now + timedelta(days=7)
    code_hash = stores.keyring.hash_code(code)
    stores.invites.add(code_hash, "staff", "section", "germany", uses, expires_at, None, stores.now)


def use(stores: Stores, code: str) -> Invite | None:
    return stores.invites.use(stores.keyring.hash_codes(code), stores.now)


async def test_a_stranger_is_nobody(database: Database) -> None:
    assert await database.read(find, 1) is None


async def test_before_consent_only_a_hash_and_a_language_are_kept(database: Database) -> None:
    await database.run(lambda stores: stores.people.add_pending(stores.keyring.lookup(12345), "fr", stores.now))
    person = await database.read(find, 12345)
    assert person is not None
    assert (person.status, person.language, person.key_id, person.section) == ("pending", "fr", None, None)
    row = await database.read(lambda stores: stores.connection.execute(text("SELECT * FROM person")).mappings().one())
    assert (row["address"], row["name"]) == (None, None)
    assert "12345" not in str(dict(row))


async def test_after_consent_the_person_has_a_key_an_address_and_a_section(database: Database) -> None:
    section = await database.run(section_of)
    assert section is not None
    person = await database.run(joined, 12345, section.id)
    assert (person.status, person.consent_version, person.section) == ("active", 1, section)
    assert (section.country, section.zone, section.language) == ("DE", "Europe/Berlin", "de")
    assert await database.run(lambda stores: stores.people.address(person.id)) == "12345"
    assert await database.run(lambda stores: stores.people.name(person.id)) == "Amina"
    row = await database.read(lambda stores: stores.connection.execute(text("SELECT * FROM person")).mappings().one())
    assert b"12345" not in row["address"] and b"Amina" not in row["name"]
    assert await database.read(lambda stores: stores.people.get(person.id)) == person


async def test_roles_come_with_the_person_in_the_order_they_were_given(database: Database, hands: Hands) -> None:
    person = await database.run(joined, 1)
    given = [Role("activist", "section", "germany"), Role("staff", "country", "UZ"), Role("admin", "everything", "")]
    for role in given:
        hands.move(minutes=1)
        grant = (person.id, role.role, role.scope, role.scope_key)
        assert await database.run(lambda stores, grant=grant: stores.roles.grant(*grant, stores.now))
        assert not await database.run(lambda stores, grant=grant: stores.roles.grant(*grant, stores.now))
    found = await database.read(find, 1)
    assert found is not None
    assert found.roles == tuple(given)
    assert await database.run(lambda stores: stores.roles.revoke(person.id, "staff", "country", "UZ"))
    assert not await database.run(lambda stores: stores.roles.revoke(person.id, "staff", "country", "UZ"))
    assert await database.run(lambda stores: stores.roles.count("admin")) == 1


async def test_language_and_reach_can_change(database: Database) -> None:
    person = await database.run(joined, 1)

    def change(stores: Stores) -> None:
        stores.people.set_language(person.id, "ar")
        stores.people.lose(person.id, stores.now)

    await database.run(change)
    found = await database.read(find, 1)
    assert found is not None
    assert (found.language, found.reachable) == ("ar", False)


async def test_a_person_whose_tombstone_stands_is_not_found(database: Database) -> None:
    person = await database.run(joined, 1)

    def bury(stores: Stores) -> None:
        statement = text("INSERT INTO tombstone (subject_id, subject, at) VALUES (:id, 'person', :at)")
        subject = person.id.hex if stores.dialect == "sqlite" else person.id
        at = stores.now.replace(tzinfo=None).isoformat(" ") if stores.dialect == "sqlite" else stores.now
        stores.connection.execute(statement, {"id": subject, "at": at})

    await database.run(bury)
    assert await database.read(find, 1) is None
    assert await database.read(lambda stores: stores.people.get(person.id)) is None


async def test_those_who_never_consented_are_deleted_with_all_that_is_left_of_their_chat(
    database: Database, hands: Hands
) -> None:
    def come(stores: Stores, telegram_id: int, person: Person | None = None) -> None:
        chat = stores.keyring.lookup(telegram_id)
        stores.updates.insert_new(BOT, [(telegram_id, chat, b"{}")], stores.now)
        stores.updates.park(BOT, telegram_id, "KeyError", None, stores.now)
        theirs = {"person_id": person.id, "key_id": person.key_id} if person else {}
        words = replace(reply(chat, "hello"), **theirs)
        [row] = stores.outbox.add([words], None, None, stores.now)
        stores.outbox.mark([Sent(row, telegram_id)], stores.now)
        stores.messages.add(BOT, chat, [telegram_id], stores.now)

    def left(stores: Stores) -> set[int]:
        tables = ("person", "update", "outbox", "chat_message")
        return {stores.connection.execute(text(f'SELECT count(*) FROM "{each}"')).scalar_one() for each in tables}

    person = await database.run(joined, 1)
    await database.run(lambda stores: stores.people.add_pending(stores.keyring.lookup(2), None, stores.now))
    await database.run(come, 1, person)
    await database.run(come, 2)
    before = hands.move(seconds=1)
    assert [await database.run(lambda stores: stores.people.forget_strangers(before)) for _ in range(2)] == [3, 0]
    assert await database.read(left) == {1}
    assert await database.read(find, 1) is not None


async def test_after_a_change_of_secrets_a_person_is_met_under_the_new_one(
    database: Database, database_url: str, hands: Hands
) -> None:
    """All that is found by the chat comes along, so that erasing everything finds it, too."""
    store = database.keyring.store
    await database.run(joined, 1)
    await database.run(invite, "K7Q2", 1)

    def turn(stores: Stores) -> Person | None:
        stores.messages.add(BOT, stores.keyring.lookup(1), [10], stores.now)
        stores.updates.insert_new(BOT, [(5, stores.keyring.lookup(1), b"{}")], stores.now)
        stores.updates.park(BOT, 5, "KeyError", b"what I said", stores.now)
        return find(stores, 1)

    before = await database.run(turn)
    assert before is not None
    renewed = Keyring(Secrets.parse(f"{new_secret()},{SECRET}"), store, hands.clock)
    assert renewed.lookup(1) != database.keyring.lookup(1)
    async with opened(database_url, renewed, hands.clock) as later:

        def met(stores: Stores) -> Person | None:
            return stores.people.meet(stores.keyring.lookups(1))

        assert await later.read(find, 1) == before
        assert [await later.run(met) for _ in range(2)] == [before, before]
        assert await later.run(lambda stores: stores.people.meet(stores.keyring.lookups(2))) is None
        chats = await later.read(
            lambda stores: {
                stores.connection.execute(select(each)).scalar_one()
                for each in (person_table.c.lookup, update.c.chat, chat_message.c.chat)
            }
        )
        assert chats == {renewed.lookup(1)}
        await later.run(erase_person, before.id)
        assert await later.read(lambda stores: stores.connection.execute(select(chat_message)).all()) == []
        assert await later.run(use, "K7Q2") is not None


async def test_no_message_is_noted_of_a_chat_that_is_nobodys_any_more(database: Database) -> None:
    """The ids of what was sent just before somebody erased everything are written just after."""
    person = await database.run(joined, 1)
    chat = database.keyring.lookup(1)

    def note(stores: Stores, message_id: int) -> list[int]:
        stores.messages.add_sent(BOT, [(chat, message_id, None), (b"a group", message_id, None)], stores.now)
        return list(stores.connection.scalars(select(chat_message.c.message_id)))

    assert await database.run(note, 1) == [1]
    await asyncio.gather(database.run(erase_person, person.id), *(database.run(note, each) for each in range(2, 20)))
    assert await database.run(note, 20) == []


async def test_an_invite_is_used_as_often_as_it_says(database: Database) -> None:
    await database.run(invite, "K7Q2", 3)
    uses = await asyncio.gather(*(database.run(use, "K7Q2") for _ in range(8)))
    assert sum(each is not None for each in uses) == 3
    assert await database.run(use, "K7Q2") is None


async def test_looking_at_an_invite_does_not_use_it(database: Database) -> None:
    await database.run(invite, "K7Q2", 1)
    peek = [
        await database.read(lambda stores: stores.invites.peek(stores.keyring.hash_codes("K7Q2"), stores.now))
        for _ in range(2)
    ]
    assert peek[0] == peek[1]
    assert peek[0] is not None
    assert (peek[0].role, peek[0].scope, peek[0].scope_key, peek[0].uses_left) == ("staff", "section", "germany", 1)
    assert await database.run(use, "WRONG") is None


async def test_an_expired_invite_is_of_no_use(database: Database, hands: Hands) -> None:
    await database.run(invite, "K7Q2", 1)
    hands.move(days=7)
    assert await database.run(use, "K7Q2") is None
    assert [await database.run(lambda stores: stores.invites.purge(stores.now)) for _ in range(2)] == [1, 0]


async def test_a_code_is_not_in_the_database(database: Database) -> None:
    await database.run(invite, "K7Q2", 1)
    row = await database.read(lambda stores: stores.connection.execute(text("SELECT * FROM invite")).mappings().one())
    assert "K7Q2" not in str(dict(row))
