"""Reports withdrawn and counted again: told in the week in which that was done, and still so when it is asked again."""

from reports.digest.content import Cell, Digest
from reports.digest.nouns import RESTORED, WITHDRAWN
from reports.digest.records import every, opened
from reports.digest.words import whole
from storage.database import Database
from storage.stores import Stores
from tests.reports.digest.test_numbers import gathered, no_flows, told
from tests.reports.filing import EVERYTHING, file, home, restore, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures
from texts.locale import voice

__all__ = ["home", "no_flows"]


def cells(digest: Digest) -> dict[str, Cell]:
    return {each.key: each for each in digest.withdrawn}


async def test_each_is_told_in_its_week_and_opens_as_it_was(database: Database, home: None, hands: Hands) -> None:
    row = await database.run(lambda stores: file(stores, signatures(30)))
    first = await database.run(lambda stores: file(stores, signatures(30)))
    await database.run(lambda stores: file(stores, signatures(30), first=first))  # counts now instead, as no new one
    hands.move(days=7)
    for each in (row, first):
        await database.run(withdraw, each)
    digest = await database.run(told)
    assert "2 reports withdrawn" in whole(digest, voice("en"))
    cell = cells(digest)[WITHDRAWN]

    async def behind() -> tuple[dict[str, int], set[tuple[object, int]]]:
        def look(stores: Stores) -> tuple[dict[str, int], set[tuple[object, int]]]:
            return opened(stores, cell).since, {(each.report.id, int(each.value)) for each in every(stores, cell)}

        return await database.read(look)

    both = {(row.id, 1), (first.id, 1)}
    assert await behind() == ({}, both), "withdrawn already when it was told"
    hands.move(days=7)
    await database.run(restore, row)
    later = await database.run(told)
    assert await behind() == ({"restored": 1}, both)
    assert [*cells(later)] == [RESTORED] and "1 withdrawn report counted again" in whole(later, voice("en"))
    again = await database.run(lambda stores: gathered(stores, EVERYTHING, digest.covered))
    assert cells(again)[WITHDRAWN].value == 2, "the past week tells the same"
