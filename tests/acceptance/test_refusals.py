"""What `afteraction run` can not work with is told in exactly one line that names it, with exit status 1."""

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.crypto import new_secret
from tests.acceptance.processes import Installation, Telegram, free_port


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    with Telegram(tmp_path_factory.mktemp("telegram"), "[]") as telegram:
        yield telegram


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, telegram: Telegram) -> Installation:
    """An installation that works: every test spoils one thing of a copy."""
    installation = Installation(tmp_path_factory.mktemp("founded"), BOT_TOKEN=telegram.token, BOT_API_URL=telegram.url)
    installation.does("setup", "--sample")
    return installation


@pytest.fixture
def installation(founded: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(founded.folder, tmp_path, dirs_exist_ok=True)
    return Installation.at(tmp_path)


def version(number: str | None) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with sqlite3.connect(folder / "afteraction.db") as database:
            database.execute("DELETE FROM alembic_version")
            if number is not None:
                database.execute("INSERT INTO alembic_version VALUES (?)", (number,))
        database.close()

    return spoil


SETTINGS = {
    "a wrong token": ({"BOT_TOKEN": "1000042:another"}, "BOT_TOKEN: Telegram does not know"),
    "no token": ({"BOT_TOKEN": ""}, "BOT_TOKEN is not set"),
    "no secret key": ({"SECRET_KEYS": ""}, "SECRET_KEYS is not set: `afteraction keys new`"),
    "a secret key that is none": ({"SECRET_KEYS": "abc"}, "SECRET_KEYS"),
    "another's secret key": ({"SECRET_KEYS": new_secret()}, "SECRET_KEYS"),
    "an address that nobody answers": ({"BOT_API_URL": f"http://127.0.0.1:{free_port()}"}, "BOT_API_URL: http://127"),
    "an address with a path": ({"BOT_API_URL": "http://127.0.0.1/bot"}, "AFTERACTION_BOT_API_URL: give scheme"),
    "keys in a folder that is not there": ({"KEYS": "sqlite:///nowhere/keys.db"}, "KEYS"),
    "a database in a folder that is not there": ({"DATABASE_URL": "sqlite:///nowhere/main.db"}, "DATABASE_URL"),
    "a clock that is not there": ({"CLOCK": "nowhere"}, "AFTERACTION_CLOCK: nowhere does not hold"),
    "open joining of no section": ({"OPEN_JOIN": "atlantis"}, "OPEN_JOIN: there is no section 'atlantis'"),
    "a webhook without its address": ({"UPDATES": "webhook"}, "WEBHOOK_URL is not set"),
    "attachments in a file": ({"FILES": ".env"}, "FILES: "),
}

DATABASES = {
    "newer": (version("9999"), "newer version than this program"),
    "older": (version(None), "older version: make a backup, then `afteraction db upgrade`"),
    "no database": (lambda folder: (folder / "afteraction.db").write_text("A text, long. " * 99), "DATABASE_URL"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_setting_that_can_not_be(installation: Installation, case: str) -> None:
    settings, naming = SETTINGS[case]
    installation.refuses("run", naming=naming, **settings)


@pytest.mark.parametrize("case", DATABASES)
def test_a_database_that_can_not_be(installation: Installation, case: str) -> None:
    spoil, naming = DATABASES[case]
    spoil(installation.folder)
    installation.refuses("run", naming=naming)


def test_a_port_that_is_taken(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        installation.refuses("run", naming=f"LISTEN: can not listen on {address}", LISTEN=address)
