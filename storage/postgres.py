"""PostgreSQL: one transaction a function, over asyncpg, repeated when it loses a race."""

import asyncio
import hashlib
import random
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from storage.errors import Unavailable
from storage.faults import faults_told, is_lost_race, reason
from storage.store import TAKE_LOCK
from storage.stores import Stores

R = TypeVar("R")
Work = Callable[[Stores], R]
OpenStores = Callable[[Connection], Stores]

CONNECTIONS = 10  # transactions at the same time, of one process
TRIES = 8
FIRST_PAUSE = 0.005  # seconds of real time before the second try, doubled for each further one, jittered
# Milliseconds. A process that stands still (paused, swapped out, off the network) within a transaction would keep its
# locks, on which all its replicas wait, for as long.
STANDSTILL = 5000
# Whoever only reads holds nobody up, and may be busy between two looks: saving a large spreadsheet, counting anew. An
# upgrade does hold up whoever else is there, and has to come to its end.
AT_LEISURE = "SET LOCAL idle_in_transaction_session_timeout = 0"


class PostgresBackend:
    """READ COMMITTED, with a lock per chat and compare-and-set where rows may be fought over."""

    def __init__(self, url: URL, open_stores: OpenStores) -> None:
        self._url = url
        self._open_stores = open_stores

    async def start(self) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # the whole ORM comes with it

        # Those who wait for a connection wait without end: the queues ahead of the turns are bounded.
        settings = {"idle_in_transaction_session_timeout": str(STANDSTILL)}
        self._engine = create_async_engine(
            self._url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=None,
            connect_args={"server_settings": settings},
        )
        try:
            async with self._engine.connect():
                pass
        except (DBAPIError, OSError) as error:
            await self._engine.dispose()
            place = f"{self._url.database} on {self._url.host or 'this machine'}"
            raise Unavailable(f"DATABASE_URL: cannot open {place}: {reason(error)}") from error

    async def stop(self) -> None:
        await self._engine.dispose()

    async def run(self, work: Work[R], chat: bytes | None) -> R:
        for attempt in range(TRIES):
            try:
                return await self._run_once(work, chat)
            except DBAPIError as error:
                if not is_lost_race(error):
                    raise
                lost = error
            await asyncio.sleep(FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1.5))
        raise Unavailable(f"the database was too contended: {reason(lost)}") from lost

    async def read(self, work: Work[R]) -> R:
        with faults_told():
            async with self._engine.connect() as connection:
                await connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
                await connection.exec_driver_sql(AT_LEISURE)
                return await connection.run_sync(lambda plain: work(self._open_stores(plain)))

    async def _run_once(self, work: Work[R], chat: bytes | None) -> R:
        with faults_told():
            async with self._engine.begin() as connection:
                return await connection.run_sync(self._locked, work, chat)

    def _locked(self, connection: Connection, work: Work[R], chat: bytes | None) -> R:
        if chat is not None:
            connection.execute(TAKE_LOCK, {"key": lock_key(chat)})
        return work(self._open_stores(connection))


def lock_key(name: bytes) -> int:
    """The signed 64-bit number that stands for `name` among advisory locks."""
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), signed=True)
