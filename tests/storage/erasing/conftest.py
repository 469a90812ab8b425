"""A database of either kind with a key store of the same kind, attachments, and one person's secrets in every field."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage.crypto import Secrets
from storage.database import Database
from storage.files import Files
from storage.keys import Keyring
from storage.keystore import KeyStore
from tests.support.databases import SECRET, Hands, empty_database
from tests.support.planted import Planted, plant


@pytest.fixture
async def keystore(database_url: str, tmp_path: Path) -> AsyncIterator[KeyStore]:
    with empty_database(make_url(database_url).get_backend_name(), tmp_path / "keys") as url:
        (tmp_path / "keys").mkdir()
        store = KeyStore(url)
        await store.run(store.prepare)
        yield store
        await store.run(store.close)


@pytest.fixture
def keyring(keystore: KeyStore, hands: Hands) -> Keyring:
    return Keyring(Secrets.parse(SECRET), keystore, hands.clock)


@pytest.fixture
def files(tmp_path: Path, keyring: Keyring) -> Files:
    files = Files(tmp_path / "files", keyring)
    files.check()
    return files


@pytest.fixture
async def planted(database: Database, files: Files) -> Planted:
    return await plant(database, files)
