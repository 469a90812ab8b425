"""Copies of the key store: daily, and gone after a week."""

from concurrent.futures import ThreadPoolExecutor
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
    folder.mkdir()
    (folder / "keys-2014-10-20.0a1b.part").touch()  # of a process that was killed
    for hours in range(0, 24 * 20, 6):
        copy = keep_copies(store, folder, NOW + timedelta(hours=hours))
    assert sorted(path.name for path in folder.iterdir()) == [f"keys-2014-11-{day:02}.db" for day in range(4, 11)]
    assert KeyStore(f"sqlite:///{copy}").wrapped(key_id) == b"wrapped"


def test_processes_that_copy_in_the_same_instant_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = KeyStore(f"sqlite:///{tmp_path}/keys.db")
    store.prepare()
    with ThreadPoolExecutor(4) as threads:
        copies = list(threads.map(lambda _: keep_copies(store, tmp_path / "copies", NOW), range(20)))
    assert {copy and copy.name for copy in copies} == {"keys-2014-10-21.db"}
    assert len(list((tmp_path / "copies").iterdir())) == 1
