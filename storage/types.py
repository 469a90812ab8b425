"""Column types of our own: aware UTC time, exact numbers, long texts."""

import zlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, LargeBinary, Numeric, String, cast, func, type_coerce
from sqlalchemy.types import TypeDecorator

DIGITS = 6  # after the point, to which sums are compared


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC.

    SQLite returns times without a zone and PostgreSQL in the connection's: both come back as UTC here.
    A naive time is refused, because nobody could say which instant it meant.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit: SQLite has no exact numbers, and a figure must come out as it went in.

    Rows that are added up hold whole numbers in integer columns; this type is for what a person answered.
    """

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> str | None:
        return None if value is None else format(Decimal(value), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def added_up(column: ColumnElement[Decimal]) -> ColumnElement[Any]:
    """The sum of an ExactNumber, to be compared by the database: SQLite adds up numbers that are not whole with errors
    behind DIGITS."""
    return func.round(func.sum(cast(type_coerce(column, String), Numeric)), DIGITS)


class PackedText(TypeDecorator[str]):
    """A long text that is seldom read, compressed: a flow's JSON takes a tenth."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else zlib.decompress(value).decode()
