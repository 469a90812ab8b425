"""Keys of persons and reports: committed before use, gone when destroyed."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.clock import Clock
from storage.crypto import SealError, Secrets, new_secret
from storage.keys import BATCH, KeyGone, Keyring, PoolDry
from storage.keystore import KeyStore, KeyStoreError, Tombstone

NOW = datetime(2014, 10, 21, 12, tzinfo=UTC)
CLOCK = Clock.from_path(None)


@pytest.fixture
def secrets() -> Secrets:
    return Secrets.parse(new_secret())


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    store = KeyStore(f"sqlite:///{tmp_path}/keys.db")
    store.prepare()
    return store


@pytest.fixture
def keyring(secrets: Secrets, store: KeyStore) -> Keyring:
    return Keyring(secrets, store, CLOCK)


def grave(key_id: UUID) -> Tombstone:
    return Tombstone(uuid4(), "report", key_id, NOW)


async def test_a_dry_pool_is_refilled_with_keys_already_committed(keyring: Keyring, store: KeyStore) -> None:
    with pytest.raises(PoolDry):
        keyring.take()
    await keyring.refill()
    taken = [keyring.take() for _ in range(BATCH)]
    assert len(set(taken)) == BATCH
    assert store.missing(taken) == set()
    with pytest.raises(PoolDry):
        keyring.take()


async def test_a_restarted_program_opens_what_the_last_one_sealed(
    secrets: Secrets, store: KeyStore, keyring: Keyring
) -> None:
    await keyring.refill()
    key_id = keyring.take()
    sealed = keyring.sealer(key_id).seal(b"Samarkand", "place")
    store.close()
    again = Keyring(secrets, KeyStore(store.url.render_as_string()), CLOCK)
    assert again.sealer(key_id).open(sealed, "place") == b"Samarkand"


async def test_each_key_opens_only_its_own(keyring: Keyring) -> None:
    await keyring.refill()
    sealed = keyring.sealer(keyring.take()).seal(b"Amina", "name")
    with pytest.raises(SealError):
        keyring.sealer(keyring.take()).open(sealed, "name")


async def test_a_destroyed_key_opens_nothing_any_more(keyring: Keyring, store: KeyStore) -> None:
    await keyring.refill()
    key_id = keyring.take()
    keyring.sealer(key_id)
    store.destroy([grave(key_id)])
    keyring.forget()
    with pytest.raises(KeyGone):
        keyring.sealer(key_id)


async def test_a_changed_first_secret_still_opens_old_keys_and_finds_old_persons(
    secrets: Secrets, store: KeyStore, keyring: Keyring
) -> None:
    await keyring.refill()
    key_id = keyring.take()
    sealed = keyring.sealer(key_id).seal(b"Amina", "name")
    rotated = Keyring(Secrets((b"n" * 32, *secrets.keys)), store, CLOCK)
    assert rotated.sealer(key_id).open(sealed, "name") == b"Amina"
    assert keyring.lookup(4711) in rotated.lookups(4711)
    assert rotated.lookup(4711) != keyring.lookup(4711)


async def test_with_other_secrets_the_key_store_opens_nothing(store: KeyStore, keyring: Keyring) -> None:
    await keyring.refill()
    key_id = keyring.take()
    with pytest.raises(SealError):
        Keyring(Secrets.parse(new_secret()), store, CLOCK).sealer(key_id)


def test_lookups_codes_and_file_names_tell_nothing_and_differ(keyring: Keyring) -> None:
    attachment = uuid4()
    assert keyring.lookup(1) == keyring.lookup(1) != keyring.lookup(2)
    assert len(keyring.lookup(1)) == 32
    assert keyring.hash_code("1") != keyring.lookup(1)
    assert attachment.hex not in keyring.file_name(attachment)


def test_destroyed_keys_cannot_be_read_in_the_files_of_the_key_store(tmp_path: Path, store: KeyStore) -> None:
    """Neither in the database's pages nor in its write-ahead log, however the rows lay and however often it is done."""
    keys = [(uuid4(), f"wrapped key number {number:06}, long enough to be found".encode()) for number in range(3000)]
    for start in range(0, len(keys), 100):
        store.add(keys[start : start + 100], NOW)
    gone, kept = keys[::3], keys[1::3] + keys[2::3]
    store.destroy([grave(key_id) for key_id, _ in gone[:500]])
    store.destroy([grave(key_id) for key_id, _ in gone[500:]])
    shown = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [wrapped for _, wrapped in gone if wrapped in shown] == []
    assert all(wrapped in shown for _, wrapped in kept)


def test_a_reader_in_the_way_of_scrubbing_is_said_and_repeating_helps(tmp_path: Path, store: KeyStore) -> None:
    key_id = uuid4()
    store.add([(key_id, b"wrapped key, long enough to be found")], NOW)
    buried = [grave(key_id)]
    reader = sqlite3.connect(tmp_path / "keys.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM key").fetchone()
    with pytest.raises(KeyStoreError, match="in use"):
        KeyStore(f"sqlite:///{tmp_path}/keys.db", patience=0.01).destroy(buried)
    reader.close()
    store.destroy(buried)
    assert b"long enough to be found" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert store.tombstones() == buried


def test_a_newer_key_store_is_refused(store: KeyStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO keystore VALUES (99)")
    with pytest.raises(KeyStoreError, match="version 99"):
        store.prepare()


def test_a_key_store_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="KEYS: cannot open") as caught:
        KeyStore(f"sqlite:///{tmp_path}/no/such/folder/keys.db").prepare()
    assert "\n" not in str(caught.value)
