"""Copies of the key store: daily, and gone after a week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from storage.keystore import KeyStore
from storage.keystore_copies import keep_copies

NOW = datetime(2014, 10, 21, 12, tzinfo=UTC)


def test_one_copy_a_day_and_none_older_than_seven_days(tmp_path: Path) -> None:
    store = KeyStore(f"sqlite:///{tmp_path}/keys.db")
    store.prepare()
    key_id = uuid4()
    store.add([(key_id, b"wrapped")], NOW)
    folder = tmp_path / "copies"
    for hours in range(0, 24 * 20, 6):
        copy = keep_copies(store, folder, NOW + timedelta(hours=hours))
    assert sorted(path.name for path in folder.iterdir()) == [f"keys-2014-11-{day:02}.db" for day in range(4, 11)]
    assert KeyStore(f"sqlite:///{copy}").wrapped(key_id) == b"wrapped"
