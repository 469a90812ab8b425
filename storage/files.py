"""Attachments in the folder FILES: encrypted, named by a keyed hash of their id.

A file is a header (magic, key id) and frames, each with its length: the first holds the name shown to people, the
others the content. A frame is bound to its place and to being the last or not, so that frames cannot be cut, moved or
exchanged.
"""

import asyncio
import os
import secrets
import shutil
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from storage.crypto import Sealer, SealError
from storage.errors import StorageError
from storage.keys import Keyring

MAGIC = b"AFT1"
HEADER = struct.Struct(">4s16s")
LENGTH = struct.Struct(">I")
INSTALLATION = UUID(int=0)  # stands for the installation's key in the header
CHUNK = 256 * 1024  # bytes of content in a frame
ORPHANED = timedelta(hours=1)  # a file is written before its row is committed, never this long before
PART = ".part"


class FilesError(StorageError):
    """The folder of attachments, or a file in it, cannot be used."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What `Files.read` returns: the content and the name shown to people (may be empty)."""

    data: bytes
    name: str


class Files:
    """The folder FILES. The file is durable when `write` returns; then commit the row that names it."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self.folder = Path(folder)
        self._keyring = keyring

    def check(self) -> None:
        """Make the folder if need be; FilesError unless files can be written in it."""
        probe = self.folder / f"probe-{os.getpid()}{PART}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise FilesError(f"FILES: cannot write in {self.folder} ({error.strerror})") from error

    async def write(
        self, attachment_id: UUID, key_id: UUID | None, data: bytes | Iterable[bytes], name: str = ""
    ) -> int:
        """Store `data` under the key; returns its size in bytes. FilesError if the disk refuses."""
        sealer = await self._sealer(key_id)
        return await asyncio.to_thread(self._write, attachment_id, key_id, sealer, data, name)

    async def read(self, attachment_id: UUID) -> StoredFile:
        """The whole attachment. FilesError if it is not there or damaged, KeyGone if erased."""
        path = self._path(attachment_id)
        with _explained(path):
            key_id = await asyncio.to_thread(_read_key_id, path)
        sealer = await self._sealer(key_id)
        return await asyncio.to_thread(self._read, path, sealer)

    async def _sealer(self, key_id: UUID | None) -> Sealer:
        return await self._keyring.store.run(self._keyring.sealer, key_id)

    def put(self, name: str, sealed: IO[bytes]) -> None:
        """Store an encrypted file under its name, as it lay in a FILES folder. FilesError if the disk refuses."""
        path = self.folder / name
        with _explained(path), _durable(path, self._keyring.clock.now()) as file:
            shutil.copyfileobj(sealed, file)

    def delete(self, attachment_id: UUID) -> None:
        """Remove the file; nothing happens if it is not there."""
        for name in self._keyring.file_names(attachment_id):
            self.delete_named(name)

    def delete_named(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (self.folder / name).unlink()

    def old_names(self) -> list[str]:
        """Names of files that must have their row by now, half-written ones too."""
        if not self.folder.is_dir():
            return []
        return [entry.name for entry in os.scandir(self.folder) if entry.is_file() and self._is_old(entry)]

    def _is_old(self, entry: os.DirEntry[str]) -> bool:
        """A whole file bears the clock's time; one still being written (or so left by a kill) bears the system's."""
        now = time.time() if entry.name.endswith(PART) else self._keyring.clock.now().timestamp()
        try:
            return entry.stat().st_mtime < now - ORPHANED.total_seconds()
        except FileNotFoundError:  # finished, and so renamed, since it was listed
            return False

    def _path(self, attachment_id: UUID) -> Path:
        """Where it lies: under its present name, or the one it got before a change of secrets."""
        paths = [self.folder / name for name in self._keyring.file_names(attachment_id)]
        return next((path for path in paths if path.exists()), paths[0])

    def _write(
        self, attachment_id: UUID, key_id: UUID | None, sealer: Sealer, data: bytes | Iterable[bytes], name: str
    ) -> int:
        path = self.folder / self._keyring.file_name(attachment_id)
        size = 0
        with _explained(path), _durable(path, self._keyring.clock.now()) as file:
            file.write(HEADER.pack(MAGIC, (key_id or INSTALLATION).bytes))
            for content, context in _frames(path.name, name.encode(), data):
                sealed = sealer.seal(content, context)
                file.write(LENGTH.pack(len(sealed)) + sealed)
                size += len(content)
        return size - len(name.encode())

    def _read(self, path: Path, sealer: Sealer) -> StoredFile:
        with _explained(path), path.open("rb") as file:
            file.seek(HEADER.size)
            name, *content = list(_opened(file, path.name, sealer))
        return StoredFile(b"".join(content), name.decode())


def _frames(file_name: str, shown_name: bytes, data: bytes | Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    """Each frame's content with the context it is bound to."""
    chunks = _chunks([data] if isinstance(data, bytes) else data)
    waiting, index = shown_name, 0
    for chunk in chunks:
        yield waiting, _context(file_name, index, last=False)
        waiting, index = chunk, index + 1
    yield waiting, _context(file_name, index, last=True)


def _chunks(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK."""
    rest = bytearray()
    for piece in data:
        rest += piece
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)


def _opened(file: IO[bytes], file_name: str, sealer: Sealer) -> Iterator[bytes]:
    index, length = 0, file.read(LENGTH.size)
    while True:
        sealed = file.read(LENGTH.unpack(length)[0])
        length = file.read(LENGTH.size)
        yield sealer.open(sealed, _context(file_name, index, last=not length))
        if not length:
            return
        index += 1


def _context(file_name: str, index: int, last: bool) -> str:
    return f"file:{file_name}:{index}:{'last' if last else 'more'}"


def _read_key_id(path: Path) -> UUID | None:
    with path.open("rb") as file:
        magic, key = HEADER.unpack(file.read(HEADER.size))
    if magic != MAGIC:
        raise SealError("not a stored attachment")
    key_id = UUID(bytes=key)
    return None if key_id == INSTALLATION else key_id


@contextmanager
def _durable(path: Path, now: datetime) -> Iterator[IO[bytes]]:
    """A new file that appears under its name only once it is whole and on disk. The one clock tells how old it is.

    Two may write the same attachment at once, when a lease ran out: each in a part of its own, the last one stays.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.utime(part, (now.timestamp(), now.timestamp()))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is durable only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns what a disk, or a damaged file, raises into one line."""
    try:
        yield
    except FileNotFoundError as error:
        raise FilesError(f"FILES: {path.name} is not there") from error
    except OSError as error:
        raise FilesError(f"FILES: {path.parent}: {error.strerror}") from error
    except (SealError, struct.error) as error:
        raise FilesError(f"FILES: {path.name} is damaged") from error
