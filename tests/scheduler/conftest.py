"""Housekeeping on both databases, with the hands of the clock."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from scheduler.housekeeping import Housekeeping
from storage.database import Database
from storage.files import Files
from tests.support.databases import DIALECTS, Hands, fresh_database, keys_in, opened


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    return Hands(tmp_path / "clock")


@pytest.fixture(params=DIALECTS)
async def database(request: pytest.FixtureRequest, tmp_path: Path, hands: Hands) -> AsyncIterator[Database]:
    with fresh_database(request.param, tmp_path) as url, keys_in(tmp_path, hands.clock) as keyring:
        async with opened(url, keyring, hands.clock) as database:
            yield database


@pytest.fixture
def files(tmp_path: Path, database: Database) -> Iterator[Files]:
    files = Files(tmp_path / "files", database.keyring)
    files.check()
    return files


@pytest.fixture
def housekeeping(database: Database, files: Files) -> Housekeeping:
    return Housekeeping(database, files)
