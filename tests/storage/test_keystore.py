"""The key store's own database, of either kind, with several processes on it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from storage.keystore import KeyStore, KeyStoreError, Tombstone
from tests.support.databases import DIALECTS, empty_database

NOW = datetime(2014, 10, 21, 12, tzinfo=UTC)


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def replicas(url: str) -> AsyncIterator[list[KeyStore]]:
    """Three processes' views of one store, not prepared yet."""
    async with AsyncExitStack() as stack:
        stores = [KeyStore(url) for _ in range(3)]
        for store in stores:
            stack.push_async_callback(store.run, store.close)
        yield stores


async def test_replicas_may_start_on_an_empty_store_at_once(replicas: list[KeyStore]) -> None:
    await asyncio.gather(*(store.run(store.prepare) for store in replicas))
    await asyncio.gather(*(store.run(store.prepare) for store in replicas))
    assert await replicas[0].run(replicas[1].tombstones) == []


async def destroyed(store: KeyStore, buried: list[Tombstone]) -> None:
    """Scrubbing raises while another is at it: then it is repeated, as housekeeping does."""
    for _ in range(50):
        with suppress(KeyStoreError):
            return await store.run(store.destroy, buried)
    raise AssertionError("the keys could not be destroyed in fifty tries")


async def test_replicas_may_destroy_the_same_keys_at_once(replicas: list[KeyStore]) -> None:
    first = replicas[0]
    await first.run(first.prepare)
    keys = [(uuid4(), f"wrapped {number}".encode()) for number in range(20)]
    await first.run(first.add, keys, NOW)
    buried = [Tombstone(uuid4(), "report", key_id, NOW) for key_id, _ in keys[:10]]
    await asyncio.gather(*(destroyed(store, buried) for store in replicas))
    assert sorted(await first.run(first.tombstones), key=repr) == sorted(buried, key=repr)
    ids = [key_id for key_id, _ in keys]
    assert await first.run(first.missing, ids) == set(ids[:10])


async def test_what_one_replica_adds_the_others_open_at_once(replicas: list[KeyStore]) -> None:
    first, second, _ = replicas
    await first.run(first.prepare)
    key_id = uuid4()
    await first.run(first.add, [(key_id, b"wrapped")], NOW)
    assert await second.run(second.wrapped, key_id) == b"wrapped"
