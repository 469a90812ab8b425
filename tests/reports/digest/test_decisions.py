"""What waits for somebody to decide it is told until it is decided, and to nobody more than they may see."""

from dataclasses import replace
from decimal import Decimal

from reports.digest.content import Cell, Digest
from reports.digest.nouns import TOTALS_DIFFER
from reports.digest.records import every
from reports.periods import week_of
from storage.counting import SHARE_OF
from storage.database import Database
from storage.figure_store import FigureRow
from storage.stores import Stores
from storage.tables import link
from tests.reports.digest.test_numbers import gathered, no_flows
from tests.reports.filing import EVERYTHING, GERMANY, amend, file, home, put_at_risk, restore, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures

__all__ = ["home", "no_flows"]


def differing(digest: Digest) -> Cell | None:
    return next((each.cell for each in digest.decisions if each.kind == TOTALS_DIFFER), None)


async def test_totals_that_differ_are_told_for_four_weeks_or_until_they_agree(
    database: Database, home: None, hands: Hands
) -> None:
    first = await database.run(lambda stores: file(stores, signatures(37181)))
    second = await database.run(lambda stores: file(stores, signatures(37181), first=first))
    share = await database.run(lambda stores: file(stores, signatures(500), first=first))

    def as_share(stores: Stores) -> None:
        stores.connection.execute(link.update().where(link.c.report_id == share.id).values(kind=SHARE_OF))

    await database.run(as_share)

    async def found() -> Cell | None:
        def look(stores: Stores) -> Digest:
            stores.running.close()
            return gathered(stores, GERMANY, week_of(stores.now.date()))

        return differing(await database.run(look))

    assert await found() is None, "a share is no total"
    hands.move(days=7)
    await database.run(lambda stores: amend(stores, second, signatures(37000, "almost")))
    for _ in range(2):
        cell = await found()
        assert cell is not None and (cell.value, cell.reports) == (1, 2)
        hands.move(days=7)
    await database.run(lambda stores: withdraw(stores, first))
    assert await found() is None, "only one is left to be told"
    await database.run(lambda stores: restore(stores, first))
    for told in (True, True, True, True, True, False):  # in the week in which they came to differ again, and four more
        assert (await found() is not None) == told
        hands.move(days=7)
    await database.run(lambda stores: amend(stores, first, signatures(37000, "almost")))
    await database.run(lambda stores: amend(stores, first, signatures(38000)))
    assert await found() is not None, "however old the reports are that came to differ"


async def test_only_reports_in_the_scope_are_named_and_nothing_of_sections_at_risk(
    database: Database, home: None
) -> None:
    def look(stores: Stores) -> dict[str, Cell | None]:
        first = file(stores, signatures(37181), section="fr")
        file(stores, signatures(37000), first=first)
        week = week_of(stores.now.date())
        found = {"german": gathered(stores, GERMANY, week), "all": gathered(stores, EVERYTHING, week)}
        put_at_risk(stores, "fr")
        found["safe"] = gathered(stores, replace(EVERYTHING, safe=True), week)
        return {name: differing(each) for name, each in found.items()}

    found = await database.run(look)
    german, every_section = found["german"], found["all"]
    assert german is not None and (german.value, german.reports) == (1, 1)
    assert every_section is not None and (every_section.value, every_section.reports) == (1, 2)
    assert found["safe"] is None
    behind = await database.read(lambda stores: [int(each.value) for each in every(stores, every_section)])
    assert sorted(behind) == [0, 1], "one event"


async def test_what_is_told_in_parts_is_told_as_a_total(database: Database, home: None) -> None:
    def parts(*values: str) -> list[FigureRow]:
        return [replace(signatures(0), question=f"day_{at}", value=Decimal(each)) for at, each in enumerate(values)]

    def look(stores: Stores, *values: str) -> Cell | None:
        second = file(stores, *parts(*values), first=file(stores, *parts("0.1", "0.2", "30"), section="fr"))
        found = differing(gathered(stores, GERMANY, week_of(stores.now.date())))
        withdraw(stores, second)
        return found

    assert await database.run(look, "30", "0.2", "0.1") is None
    assert await database.run(look, "30.30") is None
    assert await database.run(look, "30", "0.2") is not None
