"""What buttons carry instead of names: rows of tables as numbers (ids in short: `texts.codes`)."""

from uuid import UUID

from flows.context import Table
from texts.codes import ID as ID
from texts.codes import id_code as id_code
from texts.codes import read_id as read_id

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROW = 8  # base-36 digits of a row's number, which is below 2**40
MARKS = 36**7  # what the index of a button can hold, and more


def base36(number: int, length: int) -> str:
    """The number in so many digits."""
    digits = ""
    for _ in range(length):
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits


def read36(code: str) -> int | None:
    """The inverse; None for what is no number."""
    return int(code, 36) if code and all(char in DIGITS for char in code) else None


def session_code(menu_update_id: int, attempt: int = 0) -> str:
    """The code of the session that a menu begins: base 36 of the id of the update that drew it; another one for each
    further attempt."""
    length = 1
    while 36**length <= menu_update_id:
        length += 1
    return base36(menu_update_id, length) + (f"_{attempt}" if attempt else "")


def row_code(table: Table, key: str) -> str:
    """A row of a table as `ROW` characters; zeros for none."""
    return base36(table.index(key) if key else 0, ROW)


def row_key(table: Table, code: str) -> str | None:
    """The key of the row; '' for zeros, None for a number that stands for no row (any more)."""
    number = read36(code)
    if number is None or len(code) != ROW:
        return None
    return table.at(number) if number else ""


def mark_of(id: UUID) -> int:
    """What the index of a button knows one of a few rows by: a part of its id that is random."""
    return id.int % MARKS
