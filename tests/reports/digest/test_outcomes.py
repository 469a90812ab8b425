"""What changed: each change once, as cautiously as the most cautious tells it, and again when it was edited."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from reports.digest.buttons import cell_words
from reports.digest.content import Cell, Digest
from reports.digest.nouns import CHANGE, KIND, WITHHELD
from reports.digest.records import every
from reports.digest.words import whole
from storage.database import Database
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.stores import Stores
from tests.reports.digest.test_numbers import gathered, no_flows, told
from tests.reports.filing import EVERYTHING, GERMANY, WEEK, amend, file, home, withdraw
from tests.support.databases import Hands
from texts.locale import voice

__all__ = ["home", "no_flows"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FRANCE = Within("section", "fr")


def outcome(
    stores: Stores, change: str, telling: str, first: ReportRow | None = None, section: str = "de"
) -> ReportRow:
    row = file(stores, kind="outcome", first=first, section=section)
    stores.reports.put_fields(row.id, {"change": [change], "safe_to_tell": [telling]})
    return row


def edit(stores: Stores, row: ReportRow, change: str, telling: str) -> None:
    amend(stores, row)
    stores.reports.put_fields(row.id, {"change": [change], "safe_to_tell": [telling]}, replacing=True)


def changes(digest: Digest) -> list[tuple[str, str, str, int, int]]:
    """Key, kind of change, part, how many, told by how many reports."""
    cells = [*(each.cell for each in digest.changes), *digest.withheld]
    return [(each.key, each.basis, each.part, int(each.value), each.reports) for each in cells]


def words(cell: Cell) -> str:
    return cell_words(cell, {"en": "Released"}, voice("en"), "week")


async def test_what_several_reports_tell_is_one_change_and_the_most_cautious_is_heeded(
    database: Database, home: None, hands: Hands
) -> None:
    def file_all(stores: Stores) -> None:
        first = outcome(stores, "released", "yes")
        outcome(stores, "released", "without_names", first, "fr")
        secret = outcome(stores, "released", "yes")
        outcome(stores, "released", "no", secret, "fr")

    await database.run(file_all)
    digest = await database.run(told)
    assert changes(digest) == [(CHANGE, "released", "now", 1, 2), (WITHHELD, "reports", "now", 1, 2)]
    assert [(each.cell.basis, each.cell.value) for each in digest.reports] == [("outcome", 2)], "as they are counted"
    assert words(digest.changes[0].cell) == "1 · Released · 2 reports"
    found = await database.read(lambda stores: list(every(stores, digest.changes[0].cell)))
    assert sorted(each.value for each in found) == [Decimal(0), Decimal(1)]
    german = await database.run(lambda stores: gathered(stores, GERMANY, WEEK))
    assert changes(german) == [(CHANGE, "released", "now", 1, 1), (WITHHELD, "reports", "now", 1, 1)]


@sqlite_only
async def test_a_change_is_told_once_in_a_scope_however_late_another_report_tells_of_it(
    database: Database, home: None, hands: Hands
) -> None:
    first = await database.run(outcome, "released", "yes")
    hands.move(days=7)
    await database.run(outcome, "released", "yes", first)
    await database.run(outcome, "released", "yes", first, "fr")
    digest = await database.run(told)
    assert changes(digest) == [] and [each.cell.key for each in digest.reports] == [KIND]
    french = await database.run(lambda stores: gathered(stores, FRANCE, digest.covered))
    assert changes(french) == [(CHANGE, "released", "now", 1, 1)], "there nobody told of it before"
    before = await database.run(lambda stores: gathered(stores, EVERYTHING, WEEK))
    assert changes(before) == [(CHANGE, "released", "now", 1, 1)], "by whom it was told then"


EDITS: list[tuple[Callable[..., None], list[tuple[str, str, str, int, int]], str]] = [
    (lambda stores, row: edit(stores, row, "worse", "no"), [(WITHHELD, "reports", "edited", 1, 1)],
     "reported earlier, edited since: 1 change that is not to be told"),
    (lambda stores, row: edit(stores, row, "worse", "yes"), [(CHANGE, "worse", "edited", 1, 1)],
     "reported earlier, edited since: <b>change: 1</b>"),
    (withdraw, [], "1 report withdrawn"),
]  # fmt: skip


@sqlite_only
@pytest.mark.parametrize(("act", "expected", "line"), EDITS, ids=["not_to_be_told", "worse", "withdrawn"])
async def test_what_was_told_and_is_edited_in_another_week_is_told_there_as_edited(
    database: Database, home: None, hands: Hands, act: Callable[..., None], expected: list[object], line: str
) -> None:
    row = await database.run(outcome, "released", "yes")
    hands.move(days=7)
    quiet = await database.run(told)
    await database.run(act, row)
    digest = await database.run(told)
    assert quiet.empty and not digest.empty
    assert changes(digest) == expected
    assert line in whole(digest, voice("en"))
    for each in digest.changes:
        assert words(each.cell) == "1 · Released · edited"
    hands.move(days=7)
    assert (await database.run(told)).empty, "once"
