"""No secret can be read where it lies, in any file of the installation, before and after erasing."""

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.backup import backup, restore
from storage.crypto import FINGERPRINT_BYTES, VERSION
from storage.database import Database
from storage.erasure import erase_person, finish_erasures
from storage.files import Files
from storage.keys import Keyring
from storage.keystore import KeyStore
from storage.stores import Stores
from storage.tables import metadata, person, session
from tests.support.planted import SECRETS, Planted
from tests.support.secrets import find_planted

HASHES = {
    "person.lookup",
    "person.panic",
    "event.token_hash",
    "outbox.chat",
    "update.chat",
    "chat_message.chat",
    "invite.code_hash",
    "subscription.chat",
    "rate.chat",
    "attachment.media_group",
}
NO_SECRETS = {"flow_media.content"}
OF_THE_INSTALLATION = {
    "installation.key_check",
    "case.content",
    "event.token",
    "event.content",
    "update.payload",
    "subscription.address",
}
GONE_WITH_THEM = {"update.payload", "subscription.address"}

Sealed = dict[str, list[bytes]]


def sealed_values(stores: Stores) -> Sealed:
    """Every value of every sealed column, by table.column."""
    found: Sealed = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            if isinstance(column.type, sa.LargeBinary) and place not in HASHES | NO_SECRETS:
                values = stores.connection.scalars(sa.select(column).where(column.is_not(None)))
                found[place] = list(values)
    return found


async def test_the_planted_person_has_something_in_every_sealed_column(database: Database, planted: Planted) -> None:
    """So that a column added later is planted, and looked for, too."""
    found = await database.read(sealed_values)
    assert [place for place, values in found.items() if not values] == []


async def test_everything_of_a_person_is_under_keys_that_can_be_destroyed(
    database: Database, keyring: Keyring, planted: Planted
) -> None:
    """A value says under which key it is sealed: none of a person's is under the installation's, which stays."""
    ours = keyring.installation.seal(b"", "")[: len(VERSION) + FINGERPRINT_BYTES]
    found = await database.read(sealed_values)
    assert {place for place, values in found.items() if any(v.startswith(ours) for v in values)} == OF_THE_INSTALLATION


async def test_no_secret_shows_in_any_file(
    database: Database, files: Files, planted: Planted, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Database, write-ahead log, key store, attachments, backup; and what was logged on the way."""
    caplog.set_level(logging.DEBUG)
    await backup(database, files, tmp_path / "backup.zip")
    assert find_planted(tmp_path, SECRETS.values()) == []
    await database.run(erase_person, planted.person)
    await finish_erasures(database, files)
    await restore(database, files, tmp_path / "backup.zip")
    assert find_planted(tmp_path, SECRETS.values()) == []
    (tmp_path / "log").write_text(caplog.text)
    assert find_planted(tmp_path / "log", SECRETS.values()) == []


async def test_after_backup_erasure_and_restore_nothing_is_left_that_opens(
    database: Database, files: Files, keystore: KeyStore, planted: Planted, tmp_path: Path
) -> None:
    """Whoever has it all, the old backup, the key store and the secrets: the keys it would take are in none of them."""
    keys = await database.read(_keys)
    wrapped = [await keystore.run(keystore.wrapped, key_id) for key_id in keys]
    await backup(database, files, tmp_path / "backup.zip")
    await database.run(erase_person, planted.person)
    await finish_erasures(database, files)
    await restore(database, files, tmp_path / "backup.zip")
    left = await database.read(sealed_values)
    assert {place for place, values in left.items() if values} == OF_THE_INSTALLATION - GONE_WITH_THEM
    assert await keystore.run(keystore.missing, keys) == set(keys)
    shown = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [key for key in wrapped if key is None or key in shown] == []


def _keys(stores: Stores) -> list[object]:
    both = sa.union(sa.select(person.c.key_id), sa.select(session.c.key_id))
    return list(stores.connection.scalars(both))
