"""Settings: what is refused, in one line that names the setting."""

from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.settings import load

SERVER = "postgresql+asyncpg://bot:secret@db.example.org"


def set_databases(monkeypatch: pytest.MonkeyPatch, folder: Path, main: str | None, keys: str | None) -> None:
    monkeypatch.chdir(folder)
    for name, url in {"DATABASE_URL": main, "KEYS": keys}.items():
        if url is not None:
            monkeypatch.setenv(f"AFTERACTION_{name}", url)


@pytest.mark.parametrize(
    ("main", "keys"),
    [
        ("sqlite:///one.db", "sqlite:///one.db"),
        ("sqlite:///one.db", "sqlite:///./folder/../one.db"),
        ("sqlite:///one.db", "sqlite:///link.db"),
        ("sqlite:///afteraction-keys.db", None),
        (None, "sqlite:///afteraction.db"),
        (f"{SERVER}/one", "postgresql+asyncpg://keys:other@db.example.org:5432/one?ssl=require"),
        ("postgresql+asyncpg://bot@localhost/one", "postgresql+asyncpg://bot@127.0.0.1/one"),
    ],
)
def test_keys_in_the_main_database_are_refused_however_it_is_spelled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, main: str | None, keys: str | None
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "one.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "one.db")
    set_databases(monkeypatch, tmp_path, main, keys)
    with pytest.raises(OperatorError, match="AFTERACTION_KEYS: the key store must not be in the main database"):
        load()


@pytest.mark.parametrize(
    ("main", "keys"),
    [
        (None, None),
        ("sqlite:///one.db", "sqlite:///two.db"),
        (f"{SERVER}/one", f"{SERVER}/two"),
        (f"{SERVER}/one", f"{SERVER}:5433/one"),
        (f"{SERVER}/one", "postgresql+asyncpg://bot:secret@keys.example.org/one"),
    ],
)
def test_another_database_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, main: str | None, keys: str | None
) -> None:
    set_databases(monkeypatch, tmp_path, main, keys)
    assert load().keys == (keys or "sqlite:///afteraction-keys.db")
