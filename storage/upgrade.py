"""The schema's version: told, created, brought up to date."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage import installation
from storage.database import Database
from storage.errors import StorageError
from storage.postgres import AT_LEISURE
from storage.stores import Stores

State = Literal["empty", "current", "older", "newer", "foreign"]

MIGRATIONS = str(Path(__file__).with_name("migrations"))
CREATE_LOCK = 0x736368656D61  # "schema": two replicas may start on an empty database at once
REFUSALS: dict[State, str] = {
    "empty": "the database is empty: `afteraction db upgrade` makes the tables",
    "older": "the database is of an older version: make a backup, then `afteraction db upgrade`",
    "newer": "the database is of a newer version than this program",
    "foreign": "DATABASE_URL: this database belongs to another program",
}


class SchemaError(StorageError):
    """The database is not of this program's version."""


async def state(database: Database) -> State:
    """Whether the tables are there, and whose."""
    return await database.run(state_of)


async def create(database: Database) -> bool:
    """Make all tables in an empty database; False if it was not empty."""
    return await database.run(create_in)


async def upgrade(database: Database) -> bool:
    """Bring an older (or empty) database up to date in one transaction; False if there was nothing to do."""
    return await database.run(upgrade_in)


async def make_ready(database: Database) -> None:
    """Before a start: create what is empty; SchemaError, or WrongSecretError, for what cannot be used."""
    await create(database)
    found = await state(database)
    if found != "current":
        raise SchemaError(REFUSALS[found])
    await database.read(installation.check_secret)


def state_of(stores: Stores) -> State:
    """The same, within a transaction."""
    tables = inspect(stores.connection).get_table_names()
    if not tables:
        return "empty"
    if "alembic_version" not in tables:
        return "foreign"
    current = MigrationContext.configure(stores.connection).get_current_revision()
    if current is None:
        return "older"
    known = versions()
    return "newer" if current not in known else "current" if current == known[0] else "older"


@cache  # reading them compiles every migration, and they do not change while the program runs
def versions() -> tuple[str, ...]:
    """The schema's versions that this program knows, latest first."""
    return tuple(each.revision for each in ScriptDirectory(MIGRATIONS).walk_revisions())


def create_in(stores: Stores) -> bool:
    """The same, within a transaction."""
    stores.one_at_a_time(CREATE_LOCK)
    if state_of(stores) != "empty":
        return False
    command.upgrade(config(stores), "head")
    installation.found(stores)
    return True


def upgrade_in(stores: Stores) -> bool:
    """The same, within a transaction; SchemaError for a newer or foreign database."""
    if create_in(stores):
        return True
    found = state_of(stores)
    if found in ("newer", "foreign"):
        raise SchemaError(REFUSALS[found])
    if stores.dialect == "postgresql":
        stores.connection.exec_driver_sql(AT_LEISURE)  # what counts rows anew computes for longer than a turn may
    command.upgrade(config(stores), "head")
    return found == "older"


def config(stores: Stores) -> Config:
    """Alembic's configuration, on the transaction's connection."""
    attributes: dict[str, Any] = {"connection": stores.connection}
    found = Config(attributes=attributes)
    found.set_main_option("script_location", MIGRATIONS.replace("%", "%%"))
    return found
