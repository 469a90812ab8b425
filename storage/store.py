"""What every store shares: the transaction's connection and the keys."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Connection, Delete, Table, bindparam, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from storage.keys import Keyring

T = TypeVar("T")

IN_ONE_STATEMENT = 1_000  # values listed in one IN; PostgreSQL's protocol takes 32,767 parameters, SQLite's as many
PURGED = 1_000  # rows deleted by one statement of housekeeping: turns that wait for the writer come in between
TAKE_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


class Opened(Protocol):
    """The part of `Stores` that a store uses."""

    connection: Connection
    keyring: Keyring
    now: datetime

    @property
    def dialect(self) -> str: ...

    def one_at_a_time(self, key: int) -> None: ...


class Store:
    """One noun's queries, within one transaction."""

    def __init__(self, stores: Opened) -> None:
        self.connection = stores.connection
        self.keyring = stores.keyring
        self.now = stores.now
        self.dialect = stores.dialect
        self.one_at_a_time = stores.one_at_a_time

    def seal(self, key_id: UUID | None, data: bytes | None, context: str) -> bytes | None:
        """Encrypt for one row and column, which `context` names; None stays None."""
        return None if data is None else self.keyring.sealer(key_id).seal(data, context)

    def open(self, key_id: UUID | None, data: bytes | None, context: str) -> bytes | None:
        """The other way round."""
        return None if data is None else self.keyring.sealer(key_id).open(data, context)


def in_batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in parts that one statement can list."""
    for start in range(0, len(values), IN_ONE_STATEMENT):
        yield values[start : start + IN_ONE_STATEMENT]


def purge_of(table: Table, *conditions: ColumnElement[bool]) -> Delete:
    """Deletes rows that meet the conditions, PURGED of them at most: repeat it until it finds fewer."""
    key = tuple_(*table.primary_key.columns)
    return delete(table).where(key.in_(select(*table.primary_key.columns).where(*conditions).limit(PURGED)))


def per_dialect(table: Table, build: Callable[[Any], Any]) -> dict[str, Any]:
    """The same insert for both databases: ON CONFLICT is spelled by each dialect's own construct."""
    return {"sqlite": build(sqlite.insert(table)), "postgresql": build(postgresql.insert(table))}
