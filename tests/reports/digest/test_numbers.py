"""Every number of a digest opens, and what is behind it adds up to it; on both databases."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from reports.digest import gathering
from reports.digest.content import Cell, Digest
from reports.digest.edition import Edition, cell_of, stored
from reports.digest.gathering import gather
from reports.digest.labels import Labels, section_names
from reports.digest.nouns import AWAITED, CHANGE, KIND, TOTALS_DIFFER, WITHDRAWN, WITHHELD
from reports.digest.nouns import named as named_in
from reports.digest.records import every, opened, version_behind
from reports.digest.words import whole
from reports.periods import Covered, named, week_of
from reports.totals import weakest
from storage.database import Database
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import section
from tests.reports.filing import EVERYTHING, GERMANY, WEEK, amend, file, home, level, put_at_risk, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures
from texts.locale import voice

__all__ = ["home"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def no_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are stored without flows here, so nothing has a label."""
    monkeypatch.setattr(gathering, "labels", named_sections)


def named_sections(stores: Stores) -> Labels:
    names = {"de": "Germany", "fr": "France"}
    return Labels(sections={key: {"en": names.get(key, key)} for key in section_names(stores)})


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
    file(stores, level(900), kind="section_update", area="supporters", period="2014-09")
    file(stores, level(4091, "so_far"), section="fr", kind="section_update", area="media", period="2014-09")


def adds_up(stores: Stores, cell: Cell, as_of: datetime) -> None:
    found = list(every(stores, cell))
    assert len(found) == len({each.report.id for each in found})
    assert all(version_behind(stores, cell, each.report.id, as_of) == each.version for each in found[:1]), cell
    assert len(found) == cell.reports, cell
    if cell.key == AWAITED:
        assert cell.reports == 0 < cell.value
    else:
        assert sum((each.value for each in found), Decimal(0)) == cell.value, cell
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
    assert {cell.measure for cell in numbers} == {"in_period", "level_now", "so_far"}
    kinds = {KIND, CHANGE, WITHHELD, AWAITED, TOTALS_DIFFER, WITHDRAWN, "signatures_delivered"}
    assert kinds <= {cell.key for cell in numbers}

    def open_all(stores: Stores) -> None:
        for at, cell in enumerate(numbers):
            assert cell_of(stored(at, cell)) == cell
            adds_up(stores, cell, digest.as_of)

    await database.read(open_all)


SCOPES = [GERMANY, EVERYTHING, Within("country", "UZ"), Within("campaign", "stop_torture")]


@sqlite_only
@pytest.mark.parametrize("scope", [*SCOPES, *(replace(each, safe=True) for each in SCOPES[1:])], ids=str)
async def test_in_every_scope_each_number_opens_as_sent_and_says_what_became_of_it_since(
    database: Database, home: None, hands: Hands, scope: Within
) -> None:
    def look(stores: Stores) -> Digest:
        file(stores, signatures(99), level(7), section="fr")
        if scope.safe:
            stores.connection.execute(section.update().where(section.c.key == "fr").values(at_risk=True))
        a_week(stores)
        return gathered(stores, scope, week_of(stores.now.date()))

    digest = await database.run(look)
    numbers = [cell for cell, _ in digest.numbers()]
    assert len(numbers) >= 8

    def open_all(stores: Stores) -> list[dict[str, int]]:
        for cell in numbers:
            adds_up(stores, cell, digest.as_of)
        assert not any(opened(stores, cell, safe=scope.safe).hidden for cell in numbers), "nobody at risk is counted"
        return [opened(stores, cell).since for cell in numbers]

    assert not any(await database.read(open_all))

    def change_all(stores: Stores) -> tuple[set[UUID], set[UUID]]:
        """Withdraw every other report, and let the others tell one more."""
        gone, changed = set(), set()
        for at, row in enumerate(stores.reports.listed(ReportFilter(), 100)):
            figures = stores.figures.of(row.id)
            if at % 2 or not figures:
                withdraw(stores, row)
                gone.add(row.id)
            else:
                amend(stores, row, *(replace(each, value=each.value + 1) for each in figures))
                changed.add(row.id)
        stores.running.close()
        return gone, changed

    hands.move(minutes=1)
    gone, changed = await database.run(change_all)

    def behind(stores: Stores) -> list[set[UUID]]:
        return [{each.report.id for each in every(stores, cell)} for cell in numbers]

    records = await database.read(behind)
    for cell, since, ids in zip(numbers, await database.read(open_all), records, strict=True):
        assert since.get("withdrawn", 0) == len(ids & gone), cell
        if cell.key == "signatures_delivered" and cell.part == "now":
            assert 0 < since["corrected"] <= len(ids & changed), cell


async def test_levels_of_several_sections_are_told_of_each_and_never_added(database: Database, home: None) -> None:
    def look(stores: Stores) -> Digest:
        for number, key in enumerate(("de", "fr")):
            month = {"de": "2014-09", "fr": "2014-10"}[key]  # the one that runs ends after the week
            file(stores, level(900 + number), section=key, kind="section_update", period=month)
        return told(stores)

    digest = await database.run(look)
    speaking = voice("en")
    words = whole(digest, speaking)
    assert "Germany: about 900 members now" in words and "France: about 901 members now" in words
    assert "1,801" not in words
    edition = Edition(UUID(int=1), digest, speaking, ZoneInfo("UTC"))
    chart = edition.chart()
    assert chart is not None and [row.label for row in chart.rows] == ["section updates"], "sections are not compared"
    german = await database.run(lambda stores: gathered(stores, GERMANY, week_of(stores.now.date())))
    assert "<b>about 900 members now</b>" in whole(german, speaking)
    chart = replace(edition, digest=german).chart()
    assert chart is not None and chart.rows[0].label == "members now"


async def test_of_a_section_at_risk_no_level_is_told_but_in_its_own_digest(database: Database, home: None) -> None:
    def look(stores: Stores) -> tuple[Digest, list[Cell | None], Digest]:
        for number, key in enumerate(("de", "fr")):
            file(stores, level(900 + number), section=key, kind="section_update", period="2014-09")
        before = told(stores)
        put_at_risk(stores, "de")
        later = [named_sections(stores).placed(cell, EVERYTHING) for cell, _ in before.numbers()]
        return told(stores), later, gathered(stores, GERMANY, WEEK)

    digest, later, german = await database.run(look)
    words = whole(digest, voice("en"))
    assert "France: about 901 members now" in words and "900" not in words
    assert [cell.filter["section"] for cell, _ in digest.numbers() if cell.key == "members"] == ["fr"]
    chart = Edition(UUID(int=1), digest, voice("en"), ZoneInfo("UTC")).chart()
    assert chart is not None and [row.label for row in chart.rows] == ["section updates"]
    members = [cell and named_in(cell.whose, "en") for cell in later if cell is None or cell.key == "members"]
    assert members == [None, "France"], "numbers of an earlier digest neither"
    assert "<b>about 900 members now</b>" in whole(german, voice("en"))


async def test_by_the_day_it_happened_what_spans_two_periods_says_so(database: Database, home: None) -> None:
    """An update tells of a month: it is counted in the week of the first."""

    def look(stores: Stores) -> list[str]:
        file(stores, signatures(4000), kind="section_update", area="media", period="2014-09", occurred_on=None)
        stores.running.close()
        found = [gather(stores, EVERYTHING, named(name), stores.now, stores.now.date(), "occurred") for name in
                 ("2014-W36", "2014-09-01", "2014-09")]  # fmt: skip
        return [whole(each, voice("en")) for each in (*found, told(stores))]

    week, day, month, by_filing = await database.run(look)
    assert "<b>4,000 signatures delivered</b> (reaching into another week)" in week
    assert "<b>4,000 signatures delivered</b> (reaching into another day)" in day
    assert "reaching" not in month + by_filing


async def test_a_level_stands_beside_what_held_before_the_week_and_both_open_as_they_were(
    database: Database, home: None, hands: Hands
) -> None:
    """An update tells of a month that is over, so what it replaces goes by the week in which that was filed."""

    def file_update(stores: Stores, value: int, month: str) -> ReportRow:
        return file(stores, level(value), section="fr", kind="section_update", area="supporters", period=month)

    august = await database.run(file_update, 850, "2014-08")
    hands.move(days=28)
    october = await database.run(file_update, 900, "2014-10")
    within = Within("section", "fr")

    async def behind() -> list[tuple[str, int, list[tuple[UUID, int, int]]]]:
        """Its parts, each with the reports behind it."""
        (told,) = (await database.run(lambda stores: gathered(stores, within, named("2014-W47")))).figures

        def open_all(stores: Stores) -> list[tuple[str, int, list[tuple[UUID, int, int]]]]:
            return [
                (cell.part, int(cell.value), [(each.report.id, each.version, int(each.value)) for each in found])
                for cell in (told.cell, *told.behind())
                for found in [list(every(stores, cell))]
            ]

        return await database.read(open_all)

    before = ("last", 850, [(august.id, 1, 850)])
    assert await behind() == [("now", 900, [(october.id, 1, 900)]), before]
    await database.run(lambda stores: amend(stores, october, level(910)))
    await database.run(lambda stores: amend(stores, august, level(860)))
    assert await behind() == [("now", 910, [(october.id, 2, 910)]), before], "an old one changed now held as it was"
    hands.move(days=7)
    await database.run(lambda stores: amend(stores, october, level(920)))
    assert await behind() == [("now", 910, [(october.id, 2, 910)]), before], "a week that is over stays as it was"
    await database.run(lambda stores: withdraw(stores, october))
    [told] = (await database.run(lambda stores: gathered(stores, within, named("2014-W48")))).figures
    assert told.before is not None
    assert (told.cell.value, told.before.value) == (860, 910), "another holds again"


@sqlite_only
async def test_what_is_filed_and_withdrawn_in_the_same_week_counts_nothing_and_the_withdrawal_is_told(
    database: Database, home: None, hands: Hands
) -> None:
    row = await database.run(lambda stores: file(stores, signatures(371_810), kind="action"))
    hands.move(hours=3)
    await database.run(lambda stores: withdraw(stores, row))
    digest = await database.run(told)
    words = whole(digest, voice("en"))
    assert "<b>What happened</b>\n1 report withdrawn" in words and "371,810" not in words
    assert not digest.figures and not digest.reports
    found = await database.read(lambda stores: [list(every(stores, cell)) for cell, _ in digest.numbers()[:1]])
    assert [[(each.report.id, each.withdrawn) for each in some] for some in found] == [[(row.id, True)]]
    happened = await database.run(
        lambda stores: gather(stores, EVERYTHING, digest.covered, stores.now, digest.today, "occurred")
    )
    assert happened.empty, "by the day it happened only what stands is counted"


@sqlite_only
async def test_a_number_opens_the_version_that_stood_when_it_was_told(
    database: Database, home: None, hands: Hands
) -> None:
    """Other words and another day are another version, and count the same."""
    about = signatures(500, "about")
    row = await database.run(lambda stores: file(stores, about, kind="action"))
    hands.move(days=7)
    await database.run(lambda stores: amend(stores, row, about))
    await database.run(lambda stores: amend(stores, row, about, occurred_on=date(2014, 10, 20)))
    digest = await database.run(lambda stores: gathered(stores, GERMANY, named("2014-W43")))
    next_week = await database.run(told)
    hands.move(hours=1)
    await database.run(lambda stores: amend(stores, row, about, occurred_on=date(2014, 10, 19)))
    await database.run(lambda stores: amend(stores, row, signatures(480)))
    await database.run(lambda stores: withdraw(stores, row))
    later = await database.run(told)

    def behind(stores: Stores, digest: Digest, part: str) -> int | None:
        [cell] = [each for each, _ in digest.numbers() if (each.key, each.part) == ("signatures_delivered", part)]
        return version_behind(stores, cell, row.id, digest.as_of)

    assert await database.read(behind, digest, "now") == 3
    assert next_week.figures == ()
    assert await database.read(behind, later, "last") == 4, "the last before it was corrected"
    assert await database.read(behind, later, "corrected") == 5
    assert next(each.corrected for each in later.figures if each.corrected).qualifier == "about"


@sqlite_only
async def test_a_report_that_tells_the_same_thing_three_times_is_one_report(database: Database, home: None) -> None:
    """As the instances of a repeat do; the qualifiers are told of all."""

    def look(stores: Stores) -> Digest:
        parts = (signatures(10), signatures(20, "about"), signatures(5))
        file(stores, *(replace(each, question=f"trainings[{n}]/people") for n, each in enumerate(parts, 1)))
        file(stores, signatures(7))
        return told(stores)

    digest = await database.run(look)
    cell = digest.figures[0].cell
    assert (cell.value, cell.qualifier, cell.reports) == (42, "about", 2)
    await database.read(lambda stores: adds_up(stores, cell, digest.as_of))


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
