"""What a driver's error says: that the database is away, full or contended, or that what was asked of it is wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from storage.errors import Unavailable

LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected
# How SQLSTATEs begin: no connection, out of resources (disk, memory, connections), a server that starts up or shuts
# down, an error of the system's. 57014 is none: one statement took too long, and would again. See PostgreSQL's appendix
# "Error Codes".
AWAY = ("08", "53", "57P", "58")
# Idle in a transaction for longer than is allowed; a server that takes no writes (a standby, a disk nearly full).
ALSO_AWAY = frozenset({"25P03", "25006"})
PRIMARY_CODE = 0xFF  # the rest of an SQLite error code are details
FAULTS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def is_fault(error: Exception) -> bool:
    """Whether the database itself failed, and not what was asked of it: any other transaction would have failed too."""
    if not isinstance(error, DBAPIError):
        return False
    state = _sql_state(error)
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return error.connection_invalidated or state.startswith(AWAY) or state in ALSO_AWAY or code & PRIMARY_CODE in FAULTS


def is_lost_race(error: Exception) -> bool:
    """Whether PostgreSQL wants the transaction to be run again."""
    return isinstance(error, DBAPIError) and _sql_state(error) in LOST_RACES


@contextmanager
def faults_told(words: str = "the database cannot be reached") -> Iterator[None]:
    """A fault is Unavailable, as is a server that can not be connected to; anything else is the caller's own error."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        if isinstance(error, OSError) or is_fault(error):
            raise Unavailable(f"{words}: {reason(error)}") from error
        raise


def reason(error: Exception) -> str:
    """The first line of what the driver said."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return next(iter(str(cause).splitlines()), type(cause).__name__)


def _sql_state(error: DBAPIError) -> str:
    """PostgreSQL's five-character code, or none."""
    return getattr(error.orig, "sqlstate", None) or ""
