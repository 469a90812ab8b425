"""A look that computes for seconds has a thread of its own, and opens what is sealed as any other."""

import threading

from storage.database import Database
from storage.stores import Stores
from tests.support.stored import filed, joined


async def test_it_reads_and_opens_in_another_thread(database: Database) -> None:
    def file(stores: Stores) -> None:
        filed(stores, joined(stores, 5), "AR-000001-1", b'{"story": "rain"}')

    await database.run(file)

    def look(stores: Stores) -> tuple[bytes | None, bool]:
        row = stores.reports.by_reference("AR-000001-1")
        assert row is not None
        return stores.reports.content(row), threading.current_thread() is threading.main_thread()

    assert await database.read_apart(look) == (b'{"story": "rain"}', False)
