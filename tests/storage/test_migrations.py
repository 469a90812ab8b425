"""The migrations make exactly the declared tables, and take them away again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import PrimaryKeyConstraint, inspect, select, text

from storage import installation, upgrade
from storage.crypto import new_secret
from storage.database import Database
from storage.keys import Keyring
from storage.stores import Stores
from storage.tables import flow, metadata, reminder, revision, section
from tests.support.databases import DIALECTS, Hands, empty_database, keys_in, opened, text_of
from tests.support.stored import joined


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def empty(empty_url: str, keyring: Keyring, hands: Hands) -> AsyncIterator[Database]:
    async with opened(empty_url, keyring, hands.clock) as database:
        yield database


def differences(stores: Stores) -> list:
    options = {"compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(stores.connection, opts=options), metadata)


def set_version(stores: Stores, version: str) -> None:
    stores.connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


async def test_migrating_makes_exactly_the_declared_tables(empty: Database) -> None:
    assert await upgrade.state(empty) == "empty"
    assert await upgrade.create(empty)
    assert await upgrade.state(empty) == "current"
    assert await empty.run(differences) == []


async def test_constraints_have_the_declared_names(database: Database) -> None:
    """But SQLite tells no name of a foreign key that came with a column of its own."""

    def names(stores: Stores) -> dict:
        inspector = inspect(stores.connection)
        return {
            table: {each["name"] for each in inspector.get_unique_constraints(table)}
            | {
                each["name"] or f"fk_{table}_{each['constrained_columns'][0]}"
                for each in inspector.get_foreign_keys(table)
            }
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }

    declared = {
        table.name: {each.name for each in table.constraints if not isinstance(each, PrimaryKeyConstraint)}
        for table in metadata.sorted_tables
    }
    assert await database.run(names) == declared


async def test_going_down_leaves_nothing(database: Database) -> None:
    await database.run(lambda stores: command.downgrade(upgrade.config(stores), "base"))
    tables = await database.run(lambda stores: inspect(stores.connection).get_table_names())
    assert tables == ["alembic_version"]


async def test_creating_twice_changes_nothing(database: Database) -> None:
    assert not await upgrade.create(database)
    assert not await upgrade.upgrade(database)


async def test_of_two_processes_that_start_on_an_empty_database_one_makes_the_tables(
    empty: Database, empty_url: str, keyring: Keyring, hands: Hands
) -> None:
    async with opened(empty_url, keyring, hands.clock) as other:
        made = await asyncio.gather(upgrade.create(empty), upgrade.create(other))
    assert sorted(made) == [False, True]
    assert await upgrade.state(empty) == "current"


async def test_an_empty_database_is_made_ready(empty: Database) -> None:
    await upgrade.make_ready(empty)
    assert await upgrade.state(empty) == "current"


async def test_an_older_database_is_refused_and_upgraded(empty: Database) -> None:
    await empty.run(lambda stores: command.stamp(upgrade.config(stores), "base"))  # before the first migration
    assert await upgrade.state(empty) == "older"
    with pytest.raises(upgrade.SchemaError, match="`afteraction db upgrade`"):
        await upgrade.make_ready(empty)
    assert await upgrade.upgrade(empty)
    assert await upgrade.state(empty) == "current"


async def test_of_older_revisions_only_previews_and_tasks_were_never_published(database: Database) -> None:
    """An add-on that is withdrawn was once."""

    def older(stores: Stores) -> None:
        for key in ("delivery", "delivery+germany", "delivery@germany"):
            stores.flows.publish(key, "{}", "hash", None, stores.now)
            if key != "delivery":
                stores.flows.withdraw(key)
        for key in ("section_zone", "preview:delivery+germany"):
            stores.flows.keep(key, "{}", "hash", stores.now)
        command.downgrade(upgrade.config(stores), "0006")

    def kept(stores: Stores) -> set[str]:
        found = select(flow.c.key).join(revision, revision.c.flow_id == flow.c.id).where(revision.c.kept)
        return set(stores.connection.scalars(found))

    await database.run(older)
    assert await upgrade.upgrade(database)
    assert await database.read(kept) == {"section_zone", "preview:delivery+germany"}


async def test_what_coordinators_heard_of_late_updates_is_known_by_section_and_month(database: Database) -> None:
    def older(stores: Stores) -> None:
        for key, country in (("berlin", "DE"), ("munich", "DE"), ("vienna", "AT")):
            row = {"key": key, "name": {"en": key}, "country": country, "zone": "Europe/Berlin", "language": "en"}
            stores.organisation.put(section, [row])
        for telegram_id, *place in ((501, "country", "DE"), (502, "section", "vienna"), (503, "campaign", "all")):
            person = joined(stores, telegram_id)
            stores.roles.grant(person.id, "coordinator", *place, stores.now)
            stores.reminders.add("late_area", "2014-12", person.id, "late", stores.now, stores.now)
        command.downgrade(upgrade.config(stores), "0006")

    def known(stores: Stores) -> list[str]:
        keys = {f"{each.id.hex}:2014-12": each.key for each in stores.organisation.sections()}
        return sorted(keys[each] for each in stores.connection.scalars(select(reminder.c.subject)))

    await database.run(older)
    assert await upgrade.upgrade(database)
    assert await database.read(known) == ["berlin", "munich", "vienna"]


async def test_a_newer_database_is_refused(database: Database) -> None:
    await database.run(set_version, "9999")
    assert await upgrade.state(database) == "newer"
    for attempt in (upgrade.make_ready, upgrade.upgrade):
        with pytest.raises(upgrade.SchemaError, match="newer version than this program"):
            await attempt(database)


async def test_another_programs_database_is_left_alone(empty: Database) -> None:
    await empty.run(lambda stores: stores.connection.execute(text("CREATE TABLE other (id INTEGER)")))
    with pytest.raises(upgrade.SchemaError, match="another program"):
        await upgrade.make_ready(empty)
    assert await empty.run(lambda stores: inspect(stores.connection).get_table_names()) == ["other"]


async def test_other_secrets_are_refused(database: Database, tmp_path: Path, hands: Hands) -> None:
    with keys_in(tmp_path, hands.clock, new_secret()) as others:
        async with opened(text_of(database.url), others, hands.clock) as stranger:
            with pytest.raises(installation.WrongSecretError, match="SECRET_KEYS"):
                await upgrade.make_ready(stranger)
