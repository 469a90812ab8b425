"""The key store: a database of its own that holds the keys of persons and reports, apart from what they protect.

Its backups are its own too: a key that was destroyed must not come back with the main database's. Keys lie wrapped
under the installation's secrets, so that this database alone opens nothing either.

Functions here are plain ones. With PostgreSQL they must run inside a turn (`Database.run`) or through `KeyStore.run`,
because asyncpg needs a greenlet to wait in; with SQLite they run anywhere.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.util import greenlet_spawn

from storage.errors import StorageError
from storage.faults import faults_told, reason
from storage.types import UtcDateTime
from storage.wal import keep_ahead

Result = TypeVar("Result")
VERSION = 1
PATIENCE = 10.0  # seconds of real time to wait for another process that holds the store

metadata = sa.MetaData()
about = sa.Table("keystore", metadata, sa.Column("version", sa.Integer, primary_key=True))
key = sa.Table(
    "key",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)
tombstone = sa.Table(
    "tombstone",
    metadata,
    sa.Column("subject_id", sa.Uuid, primary_key=True),
    sa.Column("subject", sa.String(16), nullable=False),
    sa.Column("key_id", sa.Uuid, nullable=True),
    sa.Column("at", UtcDateTime, nullable=False),
)

_WRAPPED = sa.select(key.c.wrapped).where(key.c.id == sa.bindparam("id"))
# Two replicas may start on an empty store at once.
_ALONE = {"sqlite": sa.text("BEGIN IMMEDIATE"), "postgresql": sa.text("SELECT pg_advisory_xact_lock(7234937)")}
_BURY = {
    "sqlite": sqlite.insert(tombstone).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(tombstone).on_conflict_do_nothing(),
}
_DESTROY = sa.delete(key).where(key.c.id == sa.bindparam("gone"))


class KeyStoreError(StorageError):
    """The key store cannot be used; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A person or report that was erased; it outlives every backup."""

    subject_id: UUID
    subject: str  # person | report
    key_id: UUID | None
    at: datetime


class KeyStore:
    """Wrapped keys and tombstones in their own database."""

    def __init__(self, url: str | sa.URL, patience: float = PATIENCE) -> None:
        self.url = sa.make_url(url)
        self.engine = _engine(self.url, patience)

    @property
    def on_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Call one of the plain functions below without holding up the event loop. Unavailable if the store is away."""
        with faults_told("the key store cannot be reached"):
            if self.on_sqlite:
                return await asyncio.to_thread(function, *args)
            return await greenlet_spawn(function, *args)

    def prepare(self) -> None:
        """Make the tables if there are none; KeyStoreError for a store of a newer program."""
        try:
            with self.engine.begin() as connection:
                connection.execute(_ALONE[self.engine.dialect.name])
                metadata.create_all(connection)
                version = connection.scalar(sa.select(sa.func.max(about.c.version)))
                if version is None:
                    connection.execute(about.insert(), {"version": VERSION})
        except (sa.exc.DBAPIError, OSError) as error:
            raise KeyStoreError(f"KEYS: cannot open {self.url.database}: {reason(error)}") from error
        if version is not None and version > VERSION:
            raise KeyStoreError(f"KEYS: the key store has version {version}, this program knows up to {VERSION}")

    def close(self) -> None:
        self.engine.dispose()

    def add(self, keys: Iterable[tuple[UUID, bytes]], now: datetime) -> None:
        """Commit new wrapped keys, all at once."""
        rows = [{"id": key_id, "wrapped": wrapped, "created_at": now} for key_id, wrapped in keys]
        with self.engine.begin() as connection:
            connection.execute(key.insert(), rows)

    def wrapped(self, key_id: UUID) -> bytes | None:
        """The wrapped key, or None if there is none (any more)."""
        with self.engine.connect() as connection:
            return connection.scalar(_WRAPPED, {"id": key_id})

    def missing(self, key_ids: Iterable[UUID]) -> set[UUID]:
        """Those of `key_ids` for which there is no key."""
        with self.engine.connect() as connection:
            here = set(connection.scalars(sa.select(key.c.id)))
        return set(key_ids) - here

    def tombstones(self) -> list[Tombstone]:
        """Everything ever erased, oldest first."""
        columns = (tombstone.c.subject_id, tombstone.c.subject, tombstone.c.key_id, tombstone.c.at)
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).order_by(tombstone.c.at))
            return [Tombstone(*row) for row in rows]

    def destroy(self, buried: Iterable[Tombstone]) -> None:
        """Write the tombstones and destroy their keys in one commit, then scrub what the database file still shows.

        May be repeated. The scrubbing raises KeyStoreError when a reader is in the way: then repeat it.
        """
        buried = list(buried)
        gone = [{"gone": grave.key_id} for grave in buried if grave.key_id is not None]
        with self.engine.begin() as connection:
            if buried:
                connection.execute(_BURY[self.engine.dialect.name], [asdict(grave) for grave in buried])
            if gone:
                connection.execute(_DESTROY, gone)
        self._scrub()

    def _scrub(self) -> None:
        """Make deleted rows unreadable in the files too, not only unreachable by SQL."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not self.on_sqlite:
                connection.execute(sa.text("VACUUM FULL key"))
                return
            # secure_delete has overwritten the rows in the pages; older pages still lie in the write-ahead log.
            connection.execute(sa.text("VACUUM"))
            busy = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
        if busy:
            raise KeyStoreError("the key store is in use: destroyed keys still lie in its log")

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of an SQLite key store to a new file."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM INTO :path"), {"path": str(path)})


def _engine(url: sa.URL, patience: float) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        from sqlalchemy.ext.asyncio import create_async_engine  # the whole ORM comes with it

        return create_async_engine(url, pool_pre_ping=True).sync_engine
    engine = sa.create_engine(url, connect_args={"timeout": patience})
    sa.event.listen(engine, "connect", lambda connection, _: _set_up_sqlite(connection, patience))
    return engine


def _set_up_sqlite(connection: Any, patience: float) -> None:
    keep_ahead(connection, patience)
    for pragma in ("synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
