"""One `afteraction run` at a time on an SQLite database: a second one would give back what the first has in hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import make_url

from storage.errors import Unavailable


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Keep others off the database meanwhile; raises Unavailable if another process does. Not on PostgreSQL.

    SQLite locks the file beside it, the same on every system; of a process that was killed nothing remains locked.
    """
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        yield
        return
    try:
        lock = sqlite3.connect(f"{place.database}.lock", timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise Unavailable(f"DATABASE_URL: cannot open {place.database}.lock: {error}") from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise Unavailable(
                f"DATABASE_URL: another `afteraction run` uses {place.database} already ({error}): stop it first; "
                "several at once need PostgreSQL"
            ) from error
        yield
