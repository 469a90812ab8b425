"""Orphans: files without a row go, after an hour."""

import os
from uuid import uuid4

import pytest

from storage.database import Database
from storage.files import Files
from storage.files_sweep import sweep_files
from tests.support.databases import Hands
from tests.support.planted import Planted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_files_of_failed_transactions_are_swept_and_no_others(
    database: Database, files: Files, planted: Planted, hands: Hands
) -> None:
    await files.write(uuid4(), None, b"its transaction failed")
    (files.folder / "being-written.part").write_bytes(b"its writer is at it")
    (files.folder / "half-written.part").write_bytes(b"its writer was killed")
    assert await sweep_files(database, files) == 0
    os.utime(files.folder / "half-written.part", (0, 0))
    hands.move(hours=2)
    await files.write(uuid4(), None, b"its transaction is still running")
    assert await sweep_files(database, files) == 2
    assert (await files.read(planted.photo)).data != b""
    assert len(list(files.folder.iterdir())) == 3  # with the one being written
