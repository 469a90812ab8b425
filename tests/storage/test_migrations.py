"""The migrations make exactly the declared tables, and take them away again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import PrimaryKeyConstraint, inspect, select, text

from storage import installation, upgrade, verifying
from storage.counting import SAME_AS, SHARE_OF, recounted
from storage.crypto import new_secret
from storage.database import Database
from storage.keys import Keyring
from storage.movements import ADDITIVE, FigureRow
from storage.report_store import ReportRow
from storage.stores import Stores
from storage.tables import ACROSS, DIFFERS, RUNNING, flow, metadata, reminder, report, revision, running_total, section
from tests.support.databases import DIALECTS, Hands, empty_database, keys_in, opened, text_of
from tests.support.stored import filed, joined, signatures

LEVEL = FigureRow("members", "members", Decimal(40), "exactly", "people", "level_now")


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


def kept_totals(stores: Stores) -> dict[tuple[Any, ...], tuple[Decimal, int]]:
    columns = (*(running_total.c[name] for name in RUNNING), running_total.c.value, running_total.c.reports)
    rows = stores.connection.execute(select(*columns)).all()
    told = [row for row in rows if row.value or row.reports or row.measure != ADDITIVE]
    return {tuple(row[:-2]): (row.value, row.reports) for row in told}


def marked(stores: Stores) -> list[set[UUID]]:
    """The reports whose totals differ, and those of an event that is told of from several places."""
    return [set(stores.connection.scalars(select(report.c.id).where(each))) for each in (DIFFERS, ACROSS)]


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


async def test_changes_count_with_their_filing_and_totals_that_differ_are_marked(
    database: Database, hands: Hands
) -> None:
    """Both as the program itself would have counted and marked."""

    def told(stores: Stores, number: int, value: int, first: ReportRow | None = None) -> ReportRow:
        place = {"country": "UZ", "campaign_key": "refugees_welcome" if value < 37000 else "stop_torture"}
        row = filed(stores, joined(stores, number), f"AR-{number}", **place)
        if first:
            stores.links.put(row.id, SHARE_OF if value < 37000 else SAME_AS, [first.id], stores.now)
        with recounted(stores, row, stores.now.date(), new=True):
            stores.figures.add(row.id, [signatures(value), LEVEL], stores.now)
        return row

    def amend(stores: Stores, row: ReportRow, version: int, value: int, **more: Any) -> None:
        amended = replace(row, version=version, **more)
        with recounted(stores, row, stores.now.date()):
            assert stores.reports.amend(amended, b"{}", version - 1, stores.now, row.person_id)
            members = replace(LEVEL, value=Decimal(40 + version))
            stores.figures.replace(row.id, [signatures(value), members], stores.now)
        stores.running.close()

    first = await database.run(lambda stores: told(stores, 601, 37118))
    second = await database.run(lambda stores: told(stores, 602, 37118, first))
    share = await database.run(lambda stores: told(stores, 603, 500, first))
    await database.run(lambda stores: amend(stores, first, 2, 37181))
    hands.move(days=1)
    await database.run(lambda stores: amend(stores, first, 3, 37181, occurred_on=date(2014, 8, 30)))  # only days
    hands.move(days=10)
    await database.run(lambda stores: amend(stores, first, 4, 37000, occurred_on=date(2014, 8, 30)))
    now = await database.read(kept_totals), await database.read(marked)
    await database.run(lambda stores: command.downgrade(upgrade.config(stores), "0007"))
    before = await database.read(kept_totals)
    assert {"corrected", "filed"} == {each[-1] for each in before if each[2] == "week"}
    assert before != now[0]
    assert await upgrade.upgrade(database)
    assert (await database.read(kept_totals), await database.read(marked)) == now
    assert now[1] == [{first.id, second.id}, {first.id, second.id, share.id}]
    assert await database.read(lambda stores: list(verifying.differences(stores))) == []


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
