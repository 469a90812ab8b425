"""A database with one small flow in it; what the stores do on PostgreSQL is tested with them."""

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
async def database(tmp_path: Path, keyring: Keyring, hands: Hands) -> AsyncIterator[Database]:
    with fresh_database("sqlite", tmp_path) as url:
        async with opened(url, keyring, hands.clock) as database:
            yield database
