"""Joint reports whose totals differ say since when: what nobody has decided yet is found without looking at all."""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from storage.counting import SHARE_OF
from storage.database import Database
from storage.figure_store import FigureRow
from storage.stores import Stores
from storage.tables import ACROSS, report
from storage.verifying import differences, otherwise_counted, recount
from tests.storage.test_counting import amend, file, turn_over
from tests.support.databases import Hands
from tests.support.stored import signatures


async def days_ago(database: Database, hands: Hands) -> list[int]:
    """Of each report since when, in days; -1: its totals agree. Verified."""
    found = sa.select(report.c.differs_since).order_by(report.c.id)
    since = await database.read(lambda stores: list(stores.connection.scalars(found)))
    assert await database.read(lambda stores: list(differences(stores))) == []
    return [-1 if each is None else (hands.clock.now() - each).days for each in since]


async def test_reports_of_an_event_whose_totals_differ_are_marked(database: Database) -> None:
    """A share is no other total."""

    async def those_marked() -> list[UUID]:
        assert await database.read(lambda stores: list(differences(stores))) == []
        found = sa.select(report.c.id).where(report.c.differs_since.is_not(None)).order_by(report.c.id)
        return await database.read(lambda stores: list(stores.connection.scalars(found)))

    first = await database.run(file, 37181)
    second = await database.run(file, 37181, first)
    await database.run(file, 12000, first, SHARE_OF)
    assert await those_marked() == []
    await database.run(amend, second.id, signatures(37118))
    assert await those_marked() == sorted([first.id, second.id])
    await database.run(turn_over, second.id)
    assert await those_marked() == []
    await database.run(turn_over, second.id)
    assert await those_marked() == sorted([first.id, second.id])
    await database.run(amend, second.id, signatures(37181))
    assert await those_marked() == []
    await database.run(amend, second.id, signatures(37181, qualifier="about"))
    assert await those_marked() == sorted([first.id, second.id])


async def test_since_when_totals_differ_is_since_a_report_told_its_own(database: Database, hands: Hands) -> None:
    """Withdrawn and restored, or told anew, it is news for whoever decides; what others did longer ago is not."""
    first = await database.run(file, 100)
    await database.run(file, 120, first)
    third = await database.run(file, 130, first)
    hands.move(days=10)
    assert await days_ago(database, hands) == [10, 10, 10]
    await database.run(turn_over, third.id)
    assert await days_ago(database, hands) == [10, 10, -1]
    await database.run(turn_over, third.id)
    assert await days_ago(database, hands) == [10, 10, 0]
    hands.move(days=5)
    await database.run(amend, third.id, signatures(131))
    assert await days_ago(database, hands) == [15, 15, 0]
    hands.move(days=1)
    await database.run(amend, first.id, signatures(101))
    assert await days_ago(database, hands) == [0, 0, 0], "the number that counts is another"
    hands.move(days=1)
    await database.run(turn_over, first.id)
    assert await days_ago(database, hands) == [-1, 0, 0], "another counts"
    hands.move(days=2)
    people = FigureRow("people", "people_there", Decimal(30), "exactly", "people", "in_period")
    await database.run(amend, third.id, signatures(131), people)
    assert await days_ago(database, hands) == [-1, 2, 2], "of people nobody else told"


async def test_a_mark_that_is_missing_is_found_and_made(database: Database, hands: Hands) -> None:
    """And those that stand are left as they are."""
    first = await database.run(file, 37181)
    second = await database.run(file, 37118, first)
    hands.move(days=9)
    unmarked = sa.update(report).where(report.c.id == second.id).values(differs_since=None)
    await database.run(lambda stores: stores.connection.execute(unmarked))
    found = await database.read(lambda stores: [each.what for each in differences(stores)])
    assert found == [f"report {second.id}: whether totals of its event differ"]
    for each in await database.read(otherwise_counted):
        await database.run(recount, each)
    assert await days_ago(database, hands) == [9, 0]


async def test_reports_of_an_event_that_is_told_of_from_several_places_are_marked(database: Database) -> None:
    """Whoever looks for what counts elsewhere looks at these only."""

    async def those_marked() -> set[UUID]:
        assert await database.read(lambda stores: list(differences(stores))) == []
        found = sa.select(report.c.id).where(ACROSS)
        return await database.read(lambda stores: set(stores.connection.scalars(found)))

    first = await database.run(file, 37181)
    second = await database.run(file, 37181, first)
    assert await those_marked() == set()

    def elsewhere(stores: Stores, campaign: str) -> None:
        assert amend(stores, second.id, signatures(37181), campaign=campaign)

    await database.run(elsewhere, "refugees_welcome")
    assert await those_marked() == {first.id, second.id}
    unmarked = sa.update(report).values(across=False)
    await database.run(lambda stores: stores.connection.execute(unmarked))
    found = await database.read(lambda stores: [each.what for each in differences(stores)])
    assert len(found) == 2 and "told of from several places" in found[0]
    for each in await database.read(otherwise_counted):
        await database.run(recount, each)
    assert await those_marked() == {first.id, second.id}
    await database.run(elsewhere, "stop_torture")
    assert await those_marked() == set()
