"""The time every limit, rate and expiry of the sandbox runs on."""

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

LOOK_AGAIN = 0.05
"""Real seconds between two looks at a clock that may be moved by hand."""


class Clock(Protocol):
    """Something that knows the present instant, aware, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The computer's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """The instant in a file, in ISO form, read at every look: two writings may bear the same time stamp.

    A missing file means the system's time; an empty one is just being written, so the instant before it still holds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = ""
        self._instant = datetime.now(UTC)

    def now(self) -> datetime:
        """The file's instant; a text without offset is taken as UTC. ValueError if it holds no instant."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return datetime.now(UTC)
        if text and text != self._text:
            self._instant, self._text = parse_instant(text), text
        return self._instant


class ManualClock:
    """A clock that moves only when told, for tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2014, 10, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def forward(self, delta: timedelta | float) -> None:
        """Move on by a duration, or by a number of seconds."""
        self._now += delta if isinstance(delta, timedelta) else timedelta(seconds=delta)


def parse_instant(text: str) -> datetime:
    """One ISO instant as aware UTC time; ValueError if the text is none."""
    instant = datetime.fromisoformat(text.strip())
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def clock_from(environment: Mapping[str, str] = os.environ) -> Clock:
    """The clock that `AFTERACTION_CLOCK` names, or the system's."""
    path = environment.get("AFTERACTION_CLOCK")
    return FileClock(Path(path)) if path else SystemClock()


async def sleep_until(clock: Clock, instant: datetime) -> None:
    """Return once the clock shows the instant, however it gets there."""
    # A file tells nobody that it changed, so there is no event to wait for.
    while (left := (instant - clock.now()).total_seconds()) > 0:  # noqa: ASYNC110
        await asyncio.sleep(min(left, LOOK_AGAIN))
