"""The databases that storage is tested on."""

from tests.storage.conftest import database, database_url, hands, keyring

__all__ = ["database", "database_url", "hands", "keyring"]
