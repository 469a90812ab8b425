"""Transactions: `Database.run` executes a plain function `(stores, *args) -> result` in one.

The function must not await and must be fit to run again: a transaction that loses a race is rolled back and repeated.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, TypeVarTuple, Unpack

from sqlalchemy import URL, make_url

from storage.clock import Clock
from storage.errors import StorageError
from storage.keys import Keyring, PoolDry
from storage.postgres import PostgresBackend
from storage.sqlite import SqliteBackend
from storage.stores import Stores

A = TypeVarTuple("A")
R = TypeVar("R")

REFILLS = 20  # so often others may be quicker to take the keys just made
Work = Callable[[Stores], R]


class Backend(Protocol):
    """Executes work in transactions of one kind of database."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def run(self, work: Work[R], chat: bytes | None) -> R: ...

    async def read(self, work: Work[R]) -> R: ...


class Database:
    """The main database, SQLite (`sqlite:///path`) or PostgreSQL (`postgresql+asyncpg://...`)."""

    def __init__(self, url: str | URL, keyring: Keyring, *, clock: Clock) -> None:
        self.url = make_url(url)
        self.keyring = keyring
        self.clock = clock
        self._backend = self._choose_backend()
        self._started = False

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    async def start(self) -> None:
        """Open the connections; may be called again while started. Raises Unavailable with a line that says why."""
        if not self._started:
            await self._backend.start()
            self._started = True

    async def stop(self) -> None:
        """Finish what was begun and close the connections."""
        if self._started:
            self._started = False
            await self._backend.stop()

    async def run(self, function: Callable[[Stores, Unpack[A]], R], *args: *A, chat: bytes | None = None) -> R:
        """Run `function(stores, *args)` in one transaction and return its result once that is durable.

        With `chat`, transactions of the same chat run one after the other, across processes too. What the function
        raises is raised here, and nothing of it is kept. One that found no new key runs again after a refill.
        """
        for _ in range(REFILLS):
            self._check_started()
            try:
                return await self._backend.run(lambda stores: function(stores, *args), chat)
            except PoolDry:
                await self.keyring.refill()
        raise StorageError("one transaction wants more new keys than are made at once")

    async def read(self, function: Callable[[Stores, Unpack[A]], R], *args: *A) -> R:
        """Run `function(stores, *args)` on a connection that cannot write: for long looks beside the turns."""
        self._check_started()
        return await self._backend.read(lambda stores: function(stores, *args))

    async def read_apart(self, function: Callable[[Stores, Unpack[A]], R], *args: *A) -> R:
        """The same in a thread of its own: for a look that computes for seconds, which must not hold up the turns.

        On SQLite all reading is done so. PostgreSQL's driver is bound to its event loop, so the thread has one.
        """
        if self.dialect == "sqlite":
            return await self.read(function, *args)
        self._check_started()
        return await asyncio.to_thread(lambda: asyncio.run(self._read_apart(function, *args)))

    async def _read_apart(self, function: Callable[[Stores, Unpack[A]], R], *args: *A) -> R:
        other = Database(self.url, self.keyring.apart(), clock=self.clock)
        try:
            await other.start()
            return await other.read(function, *args)
        finally:
            await other.stop()
            await other.keyring.store.run(other.keyring.store.close)

    def _choose_backend(self) -> Backend:
        options: dict[str, Any] = {"open_stores": self._open_stores}
        if self.url.drivername in ("sqlite", "sqlite+pysqlite"):
            return SqliteBackend(self.url, **options)
        if self.url.drivername == "postgresql+asyncpg":
            return PostgresBackend(self.url, **options)
        raise StorageError("DATABASE_URL: neither sqlite:///FILE nor postgresql+asyncpg://...")

    def _check_started(self) -> None:
        if not self._started:
            raise StorageError("the database is not open")

    def _open_stores(self, connection: Any) -> Stores:
        return Stores(connection, self.keyring, self.clock.now())
