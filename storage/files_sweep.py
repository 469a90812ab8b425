"""Removes files that no row names: written for a transaction that then failed, or left by one that was killed."""

import asyncio
from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import Database
from storage.files import Files
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import attachment

_NAMED = sa.select(attachment.c.file_name).where(attachment.c.file_name.in_(sa.bindparam("names", expanding=True)))


async def sweep_files(database: Database, files: Files) -> int:
    """Delete orphans older than an hour; returns how many. May run at any time, beside others."""
    names = await asyncio.to_thread(files.old_names)
    swept = 0
    for some in in_batches(names):
        orphans = set(some) - await database.read(_named, some)
        for name in orphans:
            await asyncio.to_thread(files.delete_named, name)
        swept += len(orphans)
    return swept


def _named(stores: Stores, names: Sequence[str]) -> set[str]:
    """Those of the names that belong to a row."""
    return set(stores.connection.scalars(_NAMED, {"names": names}))
