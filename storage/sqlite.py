"""SQLite: one writer thread that commits all waiting functions together.

Each function runs inside a savepoint of one `BEGIN IMMEDIATE` transaction, so one that raises undoes only its own work,
and one sync to disk is shared by all. Nobody learns of success before that commit.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from storage.errors import Unavailable
from storage.faults import faults_told, is_fault
from storage.stores import Stores
from storage.wal import keep_ahead

R = TypeVar("R")
Work = Callable[[Stores], R]
OpenStores = Callable[[Connection], Stores]

MEMBERS = 128  # functions in one commit at most
READERS = 2  # long looks at the same time
READERS_CACHE = 16_384  # KiB each: the pages of a digest over a million reports, which lie all over the file
BUSY = 10_000  # milliseconds to wait for another process (a backup, the command line) that is writing


class Member:
    """One function waiting for its transaction, and what came of it."""

    __slots__ = ("error", "future", "result", "work")

    def __init__(self, work: Work[Any], future: "asyncio.Future[Any]") -> None:
        self.work = work
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell the waiting caller, unless it has gone."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class SqliteBackend:
    """Writes through one thread, reads through connections of their own."""

    def __init__(self, url: URL, open_stores: OpenStores) -> None:
        self._url = url
        self._open_stores = open_stores
        self._queue: SimpleQueue[Member | None] = SimpleQueue()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._read_engine = make_engine(self._url, read_only=True)
        engine = make_engine(self._url)
        try:
            connection = await loop.run_in_executor(self._readers, engine.connect)
        except DBAPIError as error:
            raise Unavailable(f"DATABASE_URL: cannot open {self._url.database}: {error.orig}") from error
        self._writer = Writer(connection, self._queue, self._open_stores, loop)
        self._writer.start()

    async def stop(self) -> None:
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(self._readers, self._writer.join)
        self._readers.shutdown()
        self._read_engine.dispose()

    async def run(self, work: Work[R], chat: bytes | None) -> R:
        """One writer: the order of a chat is the order of the calls."""
        member = Member(work, asyncio.get_running_loop().create_future())
        self._queue.put(member)
        result: R = await member.future
        return result

    async def read(self, work: Work[R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[R]) -> R:
        with (
            faults_told("the database could not be read"),
            self._read_engine.connect() as connection,
            transaction(connection, "BEGIN"),
        ):
            return work(self._open_stores(connection))


class Writer(threading.Thread):
    """The only thread that writes."""

    def __init__(
        self,
        connection: Connection,
        queue: "SimpleQueue[Member | None]",
        open_stores: OpenStores,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(name="writer", daemon=True)
        self._connection = connection
        self._queue = queue
        self._open_stores = open_stores
        self._loop = loop

    def run(self) -> None:
        going_on = True
        while going_on:
            members, going_on = self._gather()
            if members:
                self._commit_together(members)
                self._loop.call_soon_threadsafe(settle_all, members)
        self._connection.close()

    def _gather(self) -> tuple[list[Member], bool]:
        """Everybody waiting now, at least one; False once told to stop."""
        members: list[Member] = []
        try:
            waiting = self._queue.get()
            while waiting is not None:
                members.append(waiting)
                if len(members) == MEMBERS:
                    return members, True
                waiting = self._queue.get_nowait()
        except Empty:
            return members, True
        return members, False

    def _commit_together(self, members: Sequence[Member]) -> None:
        """Run each, commit once. Whatever ends the whole transaction is every member's failure."""
        try:
            with transaction(self._connection, "BEGIN IMMEDIATE"):
                for member in members:
                    run_member(self._connection, member, self._open_stores)
        except DBAPIError as error:
            self._abandon(members, f"the database could not be written: {error.orig}", error)
        except BaseException as error:  # a thread that dies silently would leave everyone waiting for ever
            self._abandon(members, "the transaction was interrupted", error)

    def _abandon(self, members: Sequence[Member], words: str, cause: BaseException) -> None:
        """Nothing was committed: nobody may take their result for durable."""
        driver: Any = self._connection.connection.driver_connection
        driver.rollback()  # a COMMIT that failed leaves SQLite's transaction open
        failure = Unavailable(words)
        failure.__cause__ = cause
        for member in members:
            if member.error is None:
                member.error = failure


@contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """A transaction begun by ourselves; an event listener that does it would double the cost of every statement."""
    try:
        connection.exec_driver_sql(begin)
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def run_member(connection: Connection, member: Member, open_stores: OpenStores) -> None:
    """Run one function in a savepoint; what it raises is kept for its caller. A lost transaction is raised."""
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT member")
    try:
        member.result = member.work(open_stores(connection))
    except Exception as error:
        if not driver.in_transaction or is_fault(error):  # a full disk may have rolled back everybody's work
            raise
        driver.execute("ROLLBACK TO member")
        member.error = error
    driver.execute("RELEASE member")


def settle_all(members: Sequence[Member]) -> None:
    """Runs in the event loop."""
    for member in members:
        member.settle()


def make_engine(url: URL, read_only: bool = False) -> Engine:
    """An engine whose transactions are ours: the driver begins none by itself."""
    pool: dict[str, Any] = (
        {"poolclass": QueuePool, "pool_size": READERS, "max_overflow": 0} if read_only else {"poolclass": NullPool}
    )
    engine = create_engine(url, connect_args={"check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def prepare(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        keep_ahead(driver, BUSY / 1000)
        pragmas = {"busy_timeout": BUSY, "synchronous": "FULL", "foreign_keys": "ON"}
        if read_only:
            pragmas |= {"query_only": "ON", "cache_size": f"-{READERS_CACHE}"}
        else:
            pragmas |= {"secure_delete": "ON"}
        for name, value in pragmas.items():
            driver.execute(f"PRAGMA {name} = {value}")

    return engine
