"""The one clock: the system's, or an instant held in a file (AFTERACTION_CLOCK) that a test or the demo moves."""

import asyncio
import os
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from storage.errors import StorageError

POLL = 0.02  # seconds of real time between two looks at the file
LONGEST = 100  # bytes of an instant
LONGEST_SLEEP = 3600.0  # seconds: a longer sleep is cut, so that a changed system time is noticed


class ClockError(StorageError):
    """The clock's file cannot be read or holds no instant."""


class Clock(ABC):
    """Tells the time. `ticks` is true if time passes by itself."""

    ticks: bool

    @staticmethod
    def from_path(path: str | Path | None) -> "Clock":
        """The system's clock without a path; raises ClockError for a file without an instant."""
        return SystemClock() if path is None else FileClock(Path(path))

    @abstractmethod
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    @abstractmethod
    async def wait_until(self, instant: datetime, wake: asyncio.Event | None = None) -> None:
        """Return once `instant` has come, or earlier when `wake` is set (which is left set). A clock that is set back
        meanwhile makes nobody wait longer than they would have.
        """


class SystemClock(Clock):
    """The system's clock."""

    ticks = True

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait_until(self, instant: datetime, wake: asyncio.Event | None = None) -> None:
        ends = monotonic() + (instant - self.now()).total_seconds()
        while (left := min((instant - self.now()).total_seconds(), ends - monotonic())) > 0:
            if await woken(wake, min(left, LONGEST_SLEEP)):
                return


class FileClock(Clock):
    """A clock that stands still until somebody writes another instant into its file."""

    ticks = False

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._last = read_instant(path)
        except (OSError, ValueError) as error:
            raise ClockError(f"AFTERACTION_CLOCK: {path} does not hold one ISO instant with its zone") from error

    def now(self) -> datetime:
        # A writer may just have emptied the file: the instant read before stands until the new one is whole.
        with suppress(OSError, ValueError):
            self._last = read_instant(self._path)
        return self._last

    async def wait_until(self, instant: datetime, wake: asyncio.Event | None = None) -> None:
        now = self.now()
        while now < instant:
            if await woken(wake, POLL):
                return
            before, now = now, self.now()
            instant -= max(before - now, timedelta(0))


class SetBack:
    """Notices that a clock was set back: what was planned by it before lies too far ahead."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = clock.now()

    def noticed(self) -> bool:
        """Whether it was since this was asked last."""
        seen, self._seen = self._seen, self._clock.now()
        return self._seen < seen


def read_instant(path: Path) -> datetime:
    """The instant in the file, in UTC; ValueError if there is none or its zone is missing."""
    held = os.open(path, os.O_RDONLY)  # looked at many times in each turn: `read_text` takes five times as long
    try:
        instant = datetime.fromisoformat(os.read(held, LONGEST).decode("ascii").strip())
    finally:
        os.close(held)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC)


async def woken(wake: asyncio.Event | None, seconds: float) -> bool:
    """Sleep that long in real time; True if `wake` was set meanwhile."""
    if wake is None:
        await asyncio.sleep(seconds)
        return False
    # Not `wait_for`: cancelled in the moment of waking, it forgets that it was cancelled, and its task never ends.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
    return wake.is_set()
