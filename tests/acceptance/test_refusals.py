"""What `afteraction run` can not work with is told in exactly one line that names it, with exit status 1."""

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.crypto import new_secret
from tests.acceptance.processes import Installation, Telegram
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
Refused = Callable[..., None]


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    with Telegram(tmp_path_factory.mktemp("telegram"), "[]") as telegram:
        yield telegram


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, telegram: Telegram, organisation: Installation) -> Installation:
    """An installation that works: every test spoils one thing of a copy."""
    return organisation.copied(tmp_path_factory.mktemp("founded"), BOT_TOKEN=telegram.token, BOT_API_URL=telegram.url)


@pytest.fixture(scope="module")
def warm() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.acceptance.warm"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as warm:
        yield warm
        assert warm.stdin is not None
        warm.stdin.close()


@pytest.fixture
def refused(warm: "subprocess.Popen[str]", founded: Installation, tmp_path: Path) -> Refused:
    """`afteraction run` on a copy of what works, which must end with status 1 and one line that names the trouble."""
    shutil.copytree(founded.folder, tmp_path, dirs_exist_ok=True)

    def refused(naming: str, **settings: str) -> None:
        assert warm.stdin is not None and warm.stdout is not None
        asked = {"folder": str(tmp_path), "arguments": ["run"], "settings": settings}
        warm.stdin.write(json.dumps(asked) + "\n")
        warm.stdin.flush()
        assert warm.stdout.readline() == "1\n"
        err = (tmp_path / "err").read_text()
        assert len(err.splitlines()) == 1, err
        assert re.search(naming, err), err
        assert (tmp_path / "out").read_text() == ""

    return refused


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
def test_a_setting_that_can_not_be(refused: Refused, case: str) -> None:
    settings, naming = SETTINGS[case]
    refused(naming, **settings)


@pytest.mark.parametrize("case", DATABASES)
def test_a_database_that_can_not_be(refused: Refused, tmp_path: Path, case: str) -> None:
    spoil, naming = DATABASES[case]
    spoil(tmp_path)
    refused(naming)


def test_a_port_that_is_taken(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        refused(f"LISTEN: can not listen on {address}", LISTEN=address)
