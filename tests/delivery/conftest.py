"""Each test has an empty PostgreSQL database: what several processes share is there."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.keys import Keyring
from tests.support.databases import Hands, fresh_database, keys_in, opened


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    return Hands(tmp_path / "clock")


@pytest.fixture
def keyring(tmp_path: Path, hands: Hands) -> Iterator[Keyring]:
    with keys_in(tmp_path, hands.clock) as keyring:
        yield keyring


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    with fresh_database("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str, keyring: Keyring, hands: Hands) -> AsyncIterator[Database]:
    async with opened(database_url, keyring, hands.clock) as database:
        yield database
