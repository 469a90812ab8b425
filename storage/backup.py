"""One archive with the main database and the attachments, and back. Never with keys: those have copies of their own.

The archive is a zip: `manifest.json`, `tables/NAME.jsonl` read in one transaction, and `files/NAME` as they lie in
FILES, encrypted. Without the key store and the secrets it names nobody. It fits SQLite and PostgreSQL alike.
"""

import asyncio
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from storage import installation
from storage.backup_rows import continue_numbering, dump_table, empty_tables, load_table
from storage.database import Database
from storage.erasure import erase_again, finish_erasures, replay_tombstones, tombstones
from storage.errors import StorageError
from storage.files import Files
from storage.stores import Stores
from storage.tables import attachment, metadata, person, session

FORMAT = 1
STORED_FILES = sa.select(attachment.c.file_name).where(
    attachment.c.status == "stored", attachment.c.file_name.is_not(None)
)
KEYS_IN_USE = sa.union(sa.select(person.c.key_id), sa.select(session.c.key_id).where(session.c.person_id.is_not(None)))


class BackupError(StorageError):
    """A backup cannot be written or restored; one line says why."""


@dataclass(frozen=True, slots=True)
class BackupResult:
    """What was written or restored: rows, attachments; attachments whose file, or keys that, were not to be found."""

    rows: int
    files: int
    files_missing: int = 0
    keys_missing: int = 0


async def backup(database: Database, files: Files, path: Path) -> BackupResult:
    """Write an archive, beside a running bot. `path` appears only once the archive is complete and on disk."""
    with _explained(path), _appearing_whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest, names = await database.read(_dump, archive)
        missing = await asyncio.to_thread(_add_files, archive, files.folder, names)
        archive.writestr("manifest.json", orjson.dumps(manifest))
    return BackupResult(sum(manifest["tables"].values()), len(names) - missing, files_missing=missing)


async def restore(database: Database, files: Files, path: Path) -> BackupResult:
    """Replace everything in the database by what the archive holds, and erase again whoever was erased since.

    The database must have its tables (`storage.upgrade.make_ready`); the bot must not be running. BackupError if the
    archive is of another version, WrongSecretError if it belongs to other SECRET_KEYS; then nothing is changed.
    """
    with _explained(path), zipfile.ZipFile(path) as archive:
        manifest = _manifest(archive, path)
        names = await asyncio.to_thread(_extract_files, archive, files)
        rows = await database.run(_load, archive, manifest)
    await replay_tombstones(database)
    await finish_erasures(database, files)
    store = database.keyring.store
    lost = await store.run(store.missing, await database.read(_keys_in_use))
    return BackupResult(rows, names, keys_missing=len(lost))


@contextmanager
def _appearing_whole(path: Path) -> Iterator[IO[bytes]]:
    """A new file that nobody else may read, under its name only once it is complete."""
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _dump(stores: Stores, archive: zipfile.ZipFile) -> tuple[dict[str, Any], list[str]]:
    counts: dict[str, int] = {}
    for table in metadata.sorted_tables:
        name = str(table.name)
        counts[name] = 0
        with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as out:
            for line in dump_table(stores.connection, table):
                out.write(line)
                counts[name] += 1
    manifest = {"format": FORMAT, "revision": _revision(stores), "made_at": stores.now.isoformat(), "tables": counts}
    return manifest, list(stores.connection.scalars(STORED_FILES))


def _add_files(archive: zipfile.ZipFile, folder: Path, names: list[str]) -> int:
    """Copy encrypted attachments; returns how many were gone by now, because somebody was erased meanwhile."""
    missing = 0
    for name in names:
        try:
            archive.write(folder / name, f"files/{name}", zipfile.ZIP_STORED)
        except FileNotFoundError:
            missing += 1
    return missing


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        manifest = orjson.loads(archive.read("manifest.json"))
    except (KeyError, orjson.JSONDecodeError):
        raise BackupError(f"{path} is no backup of ours") from None
    if manifest["format"] > FORMAT:
        raise BackupError(f"{path} was made by a newer version of this program")
    return manifest


def _extract_files(archive: zipfile.ZipFile, files: Files) -> int:
    """Put the attachments back before the rows that name them."""
    members = [name for name in archive.namelist() if name.startswith("files/")]
    for member in members:
        with archive.open(member) as source:
            files.put(Path(member).name, source)
    return len(members)


def _load(stores: Stores, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    if manifest["revision"] != _revision(stores):
        raise BackupError("the backup is of another version: restore it with the version that made it, then upgrade")
    buried = tombstones(stores)
    empty_tables(stores.connection)
    rows = 0
    for table in metadata.sorted_tables:
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            count = load_table(stores.connection, table, lines)
        if count != manifest["tables"][table.name]:
            raise BackupError(f"the backup is damaged: table {table.name} is not whole")
        rows += count
    continue_numbering(stores.connection)
    installation.check_secret(stores)
    erase_again(stores, buried)
    return rows


def _revision(stores: Stores) -> str | None:
    return MigrationContext.configure(stores.connection).get_current_revision()


def _keys_in_use(stores: Stores) -> list[Any]:
    return [key_id for key_id in stores.connection.scalars(KEYS_IN_USE) if key_id is not None]


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What a disk or a damaged archive raises, as one line."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is no backup of ours, or damaged") from error
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}") from error
