"""Ids: time-ordered UUIDs for rows, short random codes for people and buttons."""

import os
import secrets
import threading
from datetime import datetime
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 without I, L, O and U
VERSION_7 = 7 << 76
VARIANT = 2 << 62


class IdMaker:
    """Makes UUIDv7 (RFC 9562) that only grow within this process, even if the clock goes back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self, now: datetime) -> UUID:
        """A new id whose first 48 bits are the milliseconds of `now`."""
        random = int.from_bytes(os.urandom(10))
        milliseconds = int(now.timestamp() * 1000) << 80
        fresh = milliseconds | VERSION_7 | (random >> 68) << 64 | VARIANT | random & ((1 << 62) - 1)
        with self._lock:
            self._last = fresh if fresh > self._last else self._last + 1
            return UUID(int=self._last)


new_id = IdMaker()


def short_code(length: int = 6) -> str:
    """Random Crockford base-32 characters."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))
