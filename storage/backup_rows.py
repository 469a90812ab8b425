"""Rows of all tables as lines of JSON and back, the same for SQLite and PostgreSQL."""

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from storage.tables import metadata
from storage.types import ExactNumber, UtcDateTime

AT_ONCE = 500  # rows read or written together

Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # to JSON, from JSON
CODECS: dict[type, Codec] = {
    sa.LargeBinary: (lambda value: base64.b64encode(value).decode(), base64.b64decode),
    sa.Uuid: (str, UUID),
    UtcDateTime: (datetime.isoformat, datetime.fromisoformat),
    sa.Date: (date.isoformat, date.fromisoformat),
    ExactNumber: (lambda value: format(value, "f"), Decimal),
}
AS_IT_IS: Codec = (lambda value: value, lambda value: value)


def dump_table(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Each row as one line."""
    encoders = [(str(column.name), _codec(column)[0]) for column in table.columns]
    rows = connection.execute(sa.select(table).execution_options(yield_per=AT_ONCE))
    for row in rows:
        values = {name: _unless_none(encode, value) for (name, encode), value in zip(encoders, row, strict=True)}
        yield orjson.dumps(values) + b"\n"


def load_table(connection: sa.Connection, table: sa.Table, lines: Iterable[bytes]) -> int:
    """Insert the rows that `dump_table` wrote; returns how many."""
    decoders = {str(column.name): _codec(column)[1] for column in table.columns}
    batch: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        values = orjson.loads(line)
        batch.append({name: _unless_none(decode, values[name]) for name, decode in decoders.items()})
        count += 1
        if len(batch) == AT_ONCE:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    return count


def empty_tables(connection: sa.Connection) -> None:
    """Delete every row of ours."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


def continue_numbering(connection: sa.Connection) -> None:
    """PostgreSQL counts rows by itself: let it go on after the highest number that was loaded."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement is True:
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            highest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest, False)))


def _codec(column: sa.Column[Any]) -> Codec:
    return next((codec for kind, codec in CODECS.items() if isinstance(column.type, kind)), AS_IT_IS)


def _unless_none(convert: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else convert(value)
