"""Attachments on disk: unreadable without their key, whole or not at all, and none left over."""

import asyncio
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.clock import Clock
from storage.crypto import Secrets, new_secret
from storage.files import CHUNK, Files, FilesError
from storage.keys import KeyGone, Keyring
from storage.keystore import KeyStore, Tombstone

NOW = datetime(2014, 10, 21, 12, tzinfo=UTC)


@pytest.fixture
async def keyring(tmp_path: Path) -> Keyring:
    store = KeyStore(f"sqlite:///{tmp_path}/keys.db")
    store.prepare()
    (tmp_path / "clock").write_text(NOW.isoformat())
    keyring = Keyring(Secrets.parse(new_secret()), store, Clock.from_path(tmp_path / "clock"))
    await keyring.refill()
    return keyring


@pytest.fixture
def files(tmp_path: Path, keyring: Keyring) -> Files:
    files = Files(tmp_path / "files", keyring)
    files.check()
    return files


@pytest.fixture
def key_id(keyring: Keyring) -> UUID:
    return keyring.take()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
async def test_an_attachment_comes_back_as_it_went_in(files: Files, key_id: UUID, size: int) -> None:
    data = os.urandom(size)
    attachment = uuid4()
    assert await files.write(attachment, key_id, data, "crowd.jpg") == size
    stored = await files.read(attachment)
    assert (stored.data, stored.name) == (data, "crowd.jpg")


async def test_what_arrives_in_pieces_is_one_attachment(files: Files, key_id: UUID) -> None:
    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            yield f"{number},".encode() * 200

    attachment = uuid4()
    size = await files.write(attachment, key_id, pieces())
    stored = await files.read(attachment)
    assert stored.data == b"".join(pieces())
    assert size == len(stored.data)


async def test_an_attachment_fetched_twice_at_once_is_whole(
    files: Files, keyring: Keyring, key_id: UUID
) -> None:
    """A slow download's lease runs out, and another worker fetches the same."""
    begun, other_done = threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield b"a picture" * CHUNK
        begun.set()
        assert other_done.wait(timeout=10)
        yield b"its end"

    attachment = uuid4()
    slow = asyncio.create_task(files.write(attachment, key_id, slowly()))
    assert await asyncio.to_thread(begun.wait, 10)
    await files.write(attachment, key_id, b"a picture" * CHUNK + b"its end")
    other_done.set()
    await slow
    assert (await files.read(attachment)).data == b"a picture" * CHUNK + b"its end"
    assert [path.name for path in files.folder.iterdir()] == [keyring.file_name(attachment)]


async def test_a_write_that_breaks_off_leaves_nothing(files: Files, key_id: UUID) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a picture" * CHUNK
        raise OSError(28, "No space left on device")

    with pytest.raises(FilesError, match="No space left"):
        await files.write(uuid4(), key_id, broken())
    assert list(files.folder.iterdir()) == []


async def test_without_a_person_the_installations_key_serves(files: Files) -> None:
    attachment = uuid4()
    await files.write(attachment, None, b"spreadsheet")
    assert (await files.read(attachment)).data == b"spreadsheet"


async def test_neither_content_nor_name_nor_id_shows_on_disk(files: Files, key_id: UUID) -> None:
    attachment = uuid4()
    await files.write(attachment, key_id, b"a face in the crowd" * 50_000, "amina.jpg")
    (path,) = files.folder.iterdir()
    shown = path.name.encode() + path.read_bytes()
    for secret in (b"a face in the crowd", b"amina", attachment.bytes, attachment.hex.encode()):
        assert secret not in shown


def _cut_short(data: bytes) -> bytes:
    return data[: -(CHUNK // 2)]


def _last_frame_gone(data: bytes) -> bytes:
    return data[: len(data) - 1000 - 37]


def _one_bit_other(data: bytes) -> bytes:
    return data[:300] + bytes([data[300] ^ 1]) + data[301:]


def _no_file_of_ours(data: bytes) -> bytes:
    return b"GIF8" + data


@pytest.mark.parametrize("damage", [_cut_short, _last_frame_gone, _one_bit_other, _no_file_of_ours])
async def test_a_damaged_file_is_noticed(files: Files, key_id: UUID, damage: object) -> None:
    attachment = uuid4()
    await files.write(attachment, key_id, os.urandom(2 * CHUNK + 1000))
    (path,) = files.folder.iterdir()
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FilesError, match="damaged"):
        await files.read(attachment)


async def test_one_attachment_put_in_the_place_of_another_is_noticed(files: Files, key_id: UUID) -> None:
    one, other = uuid4(), uuid4()
    await files.write(one, key_id, b"one")
    (path,) = files.folder.iterdir()
    await files.write(other, key_id, b"other")
    (other_path,) = set(files.folder.iterdir()) - {path}
    other_path.replace(path)
    with pytest.raises(FilesError, match="damaged"):
        await files.read(one)


async def test_with_its_key_destroyed_an_attachment_is_gone(files: Files, keyring: Keyring, key_id: UUID) -> None:
    attachment = uuid4()
    await files.write(attachment, key_id, b"a face")
    keyring.store.destroy([Tombstone(uuid4(), "report", key_id, NOW)])
    keyring.forget()
    with pytest.raises(KeyGone):
        await files.read(attachment)


async def test_deleting_twice_is_as_good_as_once(files: Files, key_id: UUID) -> None:
    attachment = uuid4()
    await files.write(attachment, key_id, b"x")
    files.delete(attachment)
    files.delete(attachment)
    assert list(files.folder.iterdir()) == []
    with pytest.raises(FilesError, match="not there"):
        await files.read(attachment)


async def test_only_files_older_than_an_hour_by_the_one_clock_may_be_orphans(
    files: Files, key_id: UUID, tmp_path: Path, keyring: Keyring
) -> None:
    await files.write(old := uuid4(), key_id, b"x")
    (tmp_path / "clock").write_text((NOW + timedelta(hours=2)).isoformat())
    await files.write(uuid4(), key_id, b"x")
    assert files.old_names() == [keyring.file_name(old)]


async def test_a_writer_that_dies_leaves_no_attachment(files: Files, key_id: UUID) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * CHUNK
        raise ConnectionError

    with pytest.raises(FilesError):
        await files.write(attachment := uuid4(), key_id, broken())
    with pytest.raises(FilesError, match="not there"):
        await files.read(attachment)


def test_an_unwritable_folder_is_one_clear_line(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(FilesError, match=r"FILES: cannot write in .*taken") as caught:
        Files(tmp_path / "taken", keyring).check()
    assert "\n" not in str(caught.value)


async def test_many_at_once_do_not_disturb_each_other(files: Files, key_id: UUID) -> None:
    ids = [uuid4() for _ in range(20)]
    await asyncio.gather(*(files.write(one, key_id, one.bytes * 100) for one in ids))
    stored = await asyncio.gather(*(files.read(one) for one in ids))
    assert [file.data for file in stored] == [one.bytes * 100 for one in ids]
