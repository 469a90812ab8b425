"""An SQLite database has one running bot: a second one is refused, and one that was killed keeps nobody off."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.alone import alone
from storage.errors import Unavailable

RUNNING = """
import sys
from storage.alone import alone

with alone(sys.argv[1]):
    print("runs", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/afteraction.db"
    with subprocess.Popen([sys.executable, "-c", RUNNING, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"runs\n"
        with pytest.raises(Unavailable, match="stop it first"), alone(url):
            pass
        first.kill()
        first.wait()
        with alone(url):
            pass


def test_another_database_or_postgresql_has_one_of_its_own(tmp_path: Path) -> None:
    server = "postgresql+asyncpg://nobody@nowhere/afteraction"
    with alone(f"sqlite:///{tmp_path}/one.db"), alone(f"sqlite:///{tmp_path}/other.db"), alone(server), alone(server):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"cannot open .*nowhere"), alone(f"sqlite:///{tmp_path}/nowhere/one.db"):
        pass
