"""A log of every call of a bot, one JSON line each, for checking them against an independent model of the Bot API."""

import os
import uuid
from pathlib import Path
from typing import Any

import orjson

FOLDER_VARIABLE = "AFTERACTION_TEST_CALLS"
"""Environment variable naming a folder: every log without a path of its own writes to a file of its own there."""


class CallLog:
    """Appends calls to a file; does nothing without one. The token is never part of a line."""

    def __init__(self, path: Path | None = None) -> None:
        folder = os.environ.get(FOLDER_VARIABLE)
        if path is None and folder:
            path = Path(folder) / f"calls-{os.getpid()}-{uuid.uuid4().hex}.jsonl"
        self._path = path
        self._file: int | None = None

    def add(self, at: str, method: str, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        """One call: the instant, the method, its parameters, and the answer's body (`ok` with `result` or error)."""
        if self._path is None:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        line = {"t": at, "method": method, "params": params, **outcome}
        os.write(self._file, orjson.dumps(line) + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
