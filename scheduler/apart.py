"""What fails by itself alone: one source of reminders, one person, one row, one notice, and not all that come with it.
"""

from collections.abc import Callable, Iterable, Iterator
from socket import gaierror
from typing import Any, TypeVar

import structlog

from storage.faults import is_fault, is_lost_race
from storage.stores import Stores

T = TypeVar("T")
Row = TypeVar("Row")
log = structlog.get_logger()
UNREACHED = (ConnectionError, TimeoutError, gaierror)  # of the network; other OSErrors are of one row's content


def apart(stores: Stores, do: Callable[[], T], otherwise: T, **about: Any) -> T:
    """What `do` gives. If it raises, all that it wrote is undone, it is logged with what it was `about`, and it gives
    `otherwise`; but a database that is away or contended is everybody's trouble, and raised.
    """
    try:
        with stores.connection.begin_nested():
            return do()
    except Exception as error:
        if isinstance(error, UNREACHED) or is_fault(error) or is_lost_race(error):
            raise
        log.error("failed alone", error=error, **about)
        return otherwise


def each_apart(kind: str, rows: Iterable[Row], read: Callable[[Row], Iterable[T]]) -> Iterator[T]:
    """What `read` finds in each row. One that it fails at is logged, and keeps no other from being found."""
    for row in rows:
        try:
            yield from read(row)
        except Exception as error:
            log.error("reminder not read", kind=kind, error=error)
