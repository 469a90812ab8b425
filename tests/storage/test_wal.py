"""A new file that several open at once."""

import sqlite3
import threading
from pathlib import Path

import pytest

from storage import wal
from tests.support.patience import PATIENCE


def opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


def test_it_is_tried_again_while_another_holds_the_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = opened(tmp_path / "new.db"), opened(tmp_path / "new.db")
    one.execute("BEGIN EXCLUSIVE")
    tried = threading.Event()
    monkeypatch.setattr(wal.time, "sleep", lambda _: tried.set())
    waiting = threading.Thread(target=wal.keep_ahead, args=(other, PATIENCE))
    waiting.start()
    assert tried.wait(PATIENCE), "it did not find the file locked"
    one.execute("CREATE TABLE anything (id)")
    one.execute("COMMIT")
    waiting.join(PATIENCE)
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    for each in (one, other):
        each.close()


def test_in_the_end_it_gives_up(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "new.db"), opened(tmp_path / "new.db")
    one.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        wal.keep_ahead(other, 0)
    for each in (one, other):
        each.close()
