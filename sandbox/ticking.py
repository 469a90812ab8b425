"""A clock that runs with the system's and can be moved forward, for the demo's "+1 hour", "+1 day", "+1 week"."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

INTERVAL = 0.2
"""Seconds between two writings of the file; readers are never further behind than this."""


class TickingClockFile:
    """Keeps the file that `AFTERACTION_CLOCK` names at the system's time plus an offset.

    The file holds one ISO instant in UTC. The offset stands beside it (`<path>.offset`, seconds), so that a clock once
    moved forward stays forward after a restart: time that ran backwards would make reminders fire twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset_path = path.with_name(path.name + ".offset")
        self.offset = self._read_offset()

    def now(self) -> datetime:
        """The instant the file shows, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def forward(self, delta: timedelta) -> datetime:
        """Move the clock on by `delta`, durably, and return the new instant. ValueError if it would go back."""
        if delta <= timedelta():
            raise ValueError("a clock only goes forward")
        self.offset += delta
        write_atomically(self._offset_path, str(self.offset.total_seconds()))
        self.write()
        return self.now()

    def write(self) -> None:
        """Write the present instant into the file, so that no reader ever sees half of it."""
        write_atomically(self.path, self.now().isoformat())

    async def run(self) -> None:
        """Keep the file ticking until cancelled."""
        while True:
            self.write()
            await asyncio.sleep(INTERVAL)

    def _read_offset(self) -> timedelta:
        with contextlib.suppress(FileNotFoundError):
            return timedelta(seconds=float(self._offset_path.read_text("ascii")))
        return timedelta()


def write_atomically(path: Path, text: str) -> None:
    """Replace the file's content in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".new")
    half.write_text(text, "ascii")
    half.replace(path)
