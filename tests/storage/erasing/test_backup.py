"""Backup and restore: everything back, nobody erased comes back, and never a key."""

import stat
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage import upgrade
from storage.backup import BackupError, backup, restore
from storage.clock import Clock
from storage.crypto import Secrets, new_secret
from storage.database import Database
from storage.erasure import erase_person, erase_reports, finish_erasures
from storage.files import Files
from storage.installation import WrongSecretError
from storage.keys import Keyring
from storage.keystore import KeyStore
from storage.outbox_store import OutboxDraft
from storage.tables import metadata, person, report, role, update
from tests.support.databases import DIALECTS, fresh_database, started
from tests.support.planted import BOT, SECRETS, Planted, stored
from tests.support.secrets import find_planted

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the kind makes no difference


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture
async def other(tmp_path: Path, keyring: Keyring, database: Database) -> AsyncIterator[Database]:
    """An empty database of the other kind, with the same keys."""
    (tmp_path / "other").mkdir()
    (kind,) = set(DIALECTS) - {database.dialect}
    with fresh_database(kind, tmp_path / "other") as url:
        async with started(url, keyring, database.clock) as other:
            yield other


async def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    def look(stores: Any) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: sorted((tuple(row) for row in stores.connection.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
        }

    return await database.read(look)


async def test_a_database_of_the_other_kind_gets_everything_back(
    database: Database, files: Files, planted: Planted, archive: Path, other: Database, tmp_path: Path
) -> None:
    written = await backup(database, files, archive)
    elsewhere = Files(tmp_path / "elsewhere", database.keyring)
    elsewhere.check()
    read = await restore(other, elsewhere, archive)
    assert await everything(other) == await everything(database)
    assert (await elsewhere.read(planted.photo)).data == stored("file")
    assert (read.rows, read.files, read.keys_missing) == (written.rows, 1, 0)


async def test_after_a_restore_new_rows_are_numbered_on(
    database: Database, files: Files, planted: Planted, archive: Path
) -> None:
    await backup(database, files, archive)
    await restore(database, files, archive)
    draft = OutboxDraft(BOT, planted.chat, "reply", "sendMessage", b"{}")
    (new,) = await database.run(lambda stores: stores.outbox.add([draft], None, None, stores.now))
    waiting = await database.read(lambda stores: stores.outbox.waiting_of(BOT, planted.chat))
    assert new == max(waiting)


async def test_what_came_after_the_backup_goes_and_what_went_comes_back(
    database: Database, files: Files, planted: Planted, archive: Path
) -> None:
    await backup(database, files, archive)
    before = await everything(database)
    await database.run(lambda stores: stores.sessions.close(planted.draft, "deleted"))
    await database.run(lambda stores: stores.people.add_pending(b"later", "fr", stores.now))
    files.delete(planted.photo)
    await restore(database, files, archive)
    assert await everything(database) == before
    assert (await files.read(planted.photo)).data == stored("file")


async def test_a_person_erased_since_the_backup_stays_erased(
    database: Database, files: Files, planted: Planted, archive: Path
) -> None:
    await backup(database, files, archive)
    await database.run(erase_person, planted.person)
    await finish_erasures(database, files)
    await restore(database, files, archive)
    after = await everything(database)
    (row,) = after[person.name]
    assert row[1:5] == (None, "erased", None, None)
    assert after[role.name] == []
    assert [each[1] for each in after[report.name]] == [None]
    assert all(each[4] is None for each in after[update.name])  # no message of theirs is answered, either
    assert list(files.folder.iterdir()) == []


async def test_a_person_erased_since_stays_erased_in_a_database_that_never_heard_of_it(
    database: Database, files: Files, planted: Planted, archive: Path, other: Database
) -> None:
    await backup(database, files, archive)
    await database.run(erase_person, planted.person)
    await finish_erasures(database, files)
    await restore(other, files, archive)
    assert await other.read(lambda stores: stores.people.get(planted.person)) is None
    assert await other.read(lambda stores: stores.reports.of_person(planted.person)) == []
    left = await everything(other)
    assert [row[1] for row in left[person.name]] == [None]


@ON_SQLITE
async def test_an_erasure_that_only_the_database_knew_of_survives_its_own_restore(
    database: Database, files: Files, planted: Planted, archive: Path, keystore: KeyStore
) -> None:
    await backup(database, files, archive)
    await database.run(erase_reports, [planted.report])  # killed before it was finished
    await restore(database, files, archive)
    assert len(await keystore.run(keystore.tombstones)) == 1
    kept = await database.read(lambda stores: stores.reports.get(planted.report))
    assert kept is not None
    assert kept.reference is None


@ON_SQLITE
async def test_the_archive_shows_no_secret_and_holds_no_key(
    database: Database, files: Files, planted: Planted, archive: Path, keystore: KeyStore
) -> None:
    await backup(database, files, archive)
    assert find_planted(archive, SECRETS.values()) == []
    rows = await everything(database)
    keys = [await keystore.run(keystore.wrapped, row[3]) for row in rows["person"]]
    assert keys
    assert find_planted(archive, [key.hex() for key in keys if key is not None]) == []
    assert {name.split("/")[0] for name in zipfile.ZipFile(archive).namelist()} == {"manifest.json", "tables", "files"}
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


@ON_SQLITE
async def test_a_backup_under_other_secrets_is_refused_and_changes_nothing(
    database: Database, files: Files, planted: Planted, archive: Path, tmp_path: Path, keystore: KeyStore
) -> None:
    await backup(database, files, archive)
    strange = Keyring(Secrets.parse(new_secret()), keystore, Clock.from_path(None))
    async with started(f"sqlite:///{tmp_path}/strange.db", strange, strange.clock) as other:
        await upgrade.create(other)
        before = await everything(other)
        with pytest.raises(WrongSecretError):
            await restore(other, Files(tmp_path / "files", strange), archive)
        assert await everything(other) == before


@ON_SQLITE
async def test_no_archive_of_ours_is_one_line(database: Database, files: Files, archive: Path) -> None:
    before = await everything(database)
    for content in (b"", b"no zip at all", b"PK\x03\x04 cut short"):
        archive.write_bytes(content)
        with pytest.raises(BackupError, match="no backup of ours") as caught:
            await restore(database, files, archive)
        assert "\n" not in str(caught.value)
        assert await everything(database) == before


@ON_SQLITE
async def test_an_archive_of_another_version_is_refused(
    database: Database, files: Files, planted: Planted, archive: Path, tmp_path: Path
) -> None:
    await backup(database, files, archive)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b'"revision":"', b'"revision":"x') if "manifest" in name else content)
    with pytest.raises(BackupError, match="another version"):
        await restore(database, files, changed)


@ON_SQLITE
async def test_a_backup_that_cannot_be_written_leaves_no_half(
    database: Database, files: Files, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="no/such"):
        await backup(database, files, tmp_path / "no" / "such" / "backup.zip")


@ON_SQLITE
async def test_keys_that_are_not_in_the_key_store_are_counted(
    database: Database, files: Files, planted: Planted, archive: Path, tmp_path: Path, keyring: Keyring
) -> None:
    await backup(database, files, archive)
    empty = KeyStore(f"sqlite:///{tmp_path}/empty-keys.db")
    empty.prepare()
    keyring.store = empty
    assert (await restore(database, files, archive)).keys_missing == 3
