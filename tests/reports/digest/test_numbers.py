"""Every number of a digest opens, and what is behind it adds up to it; on both databases."""

from datetime import date
from decimal import Decimal

import pytest

from reports.digest import gathering
from reports.digest.content import Cell, Digest
from reports.digest.edition import cell_of, stored
from reports.digest.gathering import gather
from reports.digest.labels import Labels
from reports.digest.nouns import AWAITED, CHANGE, KIND, TOTALS_DIFFER, WITHDRAWN, WITHHELD
from reports.digest.records import every, opened
from reports.digest.words import whole
from reports.periods import Covered, named, week_of
from reports.totals import weakest
from storage.database import Database
from storage.scopes import Within
from storage.stores import Stores
from tests.reports.test_weeks import EVERYTHING, GERMANY, amend, file, home, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures
from texts.locale import voice

__all__ = ["home"]


@pytest.fixture(autouse=True)
def no_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are stored without flows here, so nothing has a label."""
    monkeypatch.setattr(gathering, "labels", lambda stores: Labels())


def told(stores: Stores) -> Digest:
    return gathered(stores, EVERYTHING, week_of(stores.now.date()))


def gathered(stores: Stores, scope: Within, covered: Covered) -> Digest:
    stores.running.close()
    return gather(stores, scope, covered, stores.now, stores.now.date())


def outcome(stores: Stores, change: str, telling: str) -> None:
    row = file(stores, kind="outcome")
    stores.reports.put_fields(row.id, {"change": [change], "safe_to_tell": [telling]})


def a_week(stores: Stores) -> None:
    """A joint delivery told twice with different totals, an old one, one counted by more words, outcomes."""
    first = file(stores, signatures(37181), kind="petition_delivery")
    file(stores, signatures(37000, "almost"), kind="petition_delivery", first=first)
    file(stores, signatures(4000, "over"), section="fr", kind="petition_delivery", occurred_on=date(2014, 9, 30))
    for number in range(20):
        file(stores, signatures(number + 1), kind="action")
    outcome(stores, "released", "yes")
    outcome(stores, "released", "without_names")
    outcome(stores, "worse", "no")


def adds_up(stores: Stores, cell: Cell) -> None:
    found = list(every(stores, cell))
    assert len(found) == len({each.report.id for each in found})
    assert cell.part == "ever" or len(found) == cell.reports, cell  # of all time also what was withdrawn is shown
    if cell.key == AWAITED:
        assert cell.reports == 0 < cell.value
    elif cell.key == TOTALS_DIFFER:
        assert (cell.value, cell.reports) == (1, 2)
    else:
        assert sum((each.value for each in found), Decimal(0)) == cell.value, cell
        if cell.part != "corrected":
            assert weakest(each.qualifier for each in found) == cell.qualifier, cell


async def test_every_number_of_a_digest_opens_and_adds_up(database: Database, home: None, hands: Hands) -> None:
    late = await database.run(lambda stores: file(stores, signatures(500, "about"), kind="action"))
    gone = await database.run(lambda stores: file(stores, signatures(30), kind="action"))
    hands.move(days=7)

    def look(stores: Stores) -> Digest:
        a_week(stores)
        amend(stores, late, signatures(480, "about"))
        withdraw(stores, gone)
        return told(stores)

    digest = await database.run(look)
    numbers = [cell for cell, _ in digest.numbers()]
    assert {cell.part for cell in numbers} == {"now", "last", "mean", "corrected", "ever"}
    kinds = {KIND, CHANGE, WITHHELD, AWAITED, TOTALS_DIFFER, WITHDRAWN, "signatures_delivered"}
    assert kinds <= {cell.key for cell in numbers}

    def open_all(stores: Stores) -> None:
        for at, cell in enumerate(numbers):
            assert cell_of(stored(at, cell)) == cell
            adds_up(stores, cell)

    await database.read(open_all)


async def test_a_number_stays_what_it_was_when_it_was_sent(database: Database, home: None, hands: Hands) -> None:
    row = await database.run(lambda stores: file(stores, signatures(37181), kind="petition_delivery"))
    digest = await database.run(lambda stores: gathered(stores, GERMANY, named("2014-W43")))
    cell = digest.figures[0].cell
    await database.run(lambda stores: amend(stores, row, signatures(37000)))
    await database.run(lambda stores: withdraw(stores, row))
    await database.run(lambda stores: stores.running.close())
    found = await database.read(lambda stores: opened(stores, cell))
    assert [(each.version, each.value) for each in found.records] == [(1, Decimal(37181))]
    assert found.since["withdrawn"] == 1


async def test_what_happened_in_an_earlier_month_says_so(database: Database, home: None) -> None:
    def look(stores: Stores) -> Digest:
        file(stores, signatures(4000), section="fr", occurred_on=date(2014, 9, 30))
        return told(stores)

    digest = await database.run(look)
    assert "happened in September 2014" in whole(digest, voice("en"))
