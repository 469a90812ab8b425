"""Where the sandbox keeps its state: in memory, and with a data folder also on disk, so that a kill loses nothing."""

import sqlite3
from collections import UserDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson


class Table(UserDict[str, Any]):
    """Named JSON values in the order they were first set. Change a value only by setting it: that is what is kept."""

    def __init__(self, store: "Store", name: str) -> None:
        super().__init__()
        self._store = store
        self._name = name
        self.data.update(store.load(name))

    def __setitem__(self, key: str, value: Any) -> None:
        self.data[key] = value
        self._store.write(self._name, key, value)

    def __delitem__(self, key: str) -> None:
        del self.data[key]
        self._store.erase(self._name, key)

    def next(self, key: str, first: int = 1) -> int:
        """Count up: the next number of a named series, never given twice."""
        number: int = self.data.get(key, first - 1) + 1
        self[key] = number
        return number


class Store:
    """All tables and file contents of one sandbox. `folder=None` keeps them in memory only."""

    def __init__(self, folder: Path | None = None) -> None:
        self._blobs: dict[str, bytes] = {}
        self._folder = folder
        self._db: sqlite3.Connection | None = None
        self._open = 0
        if folder is not None:
            (folder / "files").mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / "sandbox.db", isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS item (place INTEGER PRIMARY KEY AUTOINCREMENT, "
                "name TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, UNIQUE (name, key))"
            )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside is kept whole or not at all. May be nested; holds no await."""
        self._open += 1
        if self._db is not None and self._open == 1:
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._open -= 1
            if self._db is not None and self._open == 0:
                self._db.execute("COMMIT")

    def load(self, name: str) -> dict[str, Any]:
        """All values of one table as they were kept, in their order."""
        if self._db is None:
            return {}
        rows = self._db.execute("SELECT key, value FROM item WHERE name = ? ORDER BY place", (name,))
        return {key: orjson.loads(value) for key, value in rows}

    def write(self, name: str, key: str, value: Any) -> None:
        """Keep one value."""
        if self._db is not None:
            self._db.execute(
                "INSERT INTO item (name, key, value) VALUES (?, ?, ?) "
                "ON CONFLICT (name, key) DO UPDATE SET value = excluded.value",
                (name, key, orjson.dumps(value)),
            )

    def erase(self, name: str, key: str) -> None:
        """Forget one value."""
        if self._db is not None:
            self._db.execute("DELETE FROM item WHERE name = ? AND key = ?", (name, key))

    def put_blob(self, name: str, data: bytes) -> None:
        """Keep a file's content under a name without slashes."""
        if self._folder is None:
            self._blobs[name] = data
        else:
            (self._folder / "files" / name).write_bytes(data)

    def blob(self, name: str) -> bytes:
        """A file's content; KeyError if there is none."""
        if self._folder is None:
            return self._blobs[name]
        try:
            return (self._folder / "files" / name).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(name) from error

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()
            self._db = None
