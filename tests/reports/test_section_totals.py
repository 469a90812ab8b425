"""What a section's reports hold for an area and a month, on both databases."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from reports.section_totals import section_totals
from storage.counting import recounted
from storage.database import Database
from storage.figure_store import FigureRow
from storage.report_store import ReportRow
from storage.setup import Organisation, Section, apply
from storage.stores import Stores
from storage.tables import report
from tests.support.stored import filed, joined

Told = list[tuple[str, Decimal, str, bool]]


@pytest.fixture
async def germany(database: Database) -> UUID:
    """Two sections; the id of one."""
    home = Section(name={"en": "A section"}, country="DE", zone="Europe/Berlin", languages=["en"])
    await database.run(apply, Organisation(sections={"de": home, "fr": home}))
    return await database.read(id_of, "de")


def id_of(stores: Stores, key: str) -> UUID:
    found = stores.organisation.section(key)
    assert found is not None
    return found.id


def tell(
    stores: Stores,
    reference: str,
    *figures: FigureRow,
    section: str = "de",
    area: str = "advocacy",
    day: date | None = date(2014, 10, 21),
    period: str | None = None,
) -> ReportRow:
    """A filed report with its figures."""
    home = stores.organisation.section(section)
    assert home is not None
    row = filed(stores, joined(stores, int(reference), home.id), f"AR-{reference}")
    changed = report.update().where(report.c.id == row.id)
    stores.connection.execute(changed.values(area=area, occurred_on=day, period=period, filed_on=date(2014, 10, 30)))
    stores.figures.add(row.id, figures, stores.now)
    return row


def counted(value: int, qualifier: str = "exactly", measure: str = "in_period") -> FigureRow:
    return FigureRow("meetings", "meetings_held", Decimal(value), qualifier, "meetings", measure)


async def held(database: Database, section: UUID, area: str = "advocacy", month: str = "2014-10") -> Told:
    found = await database.read(section_totals, section, area, month)
    return [(each.key, each.value, each.qualifier, each.spans) for each in found.totals]


async def test_reports_of_the_month_and_updates_for_it_add_up_to_one_total(database: Database, germany: UUID) -> None:
    def all_that_came(stores: Stores) -> None:
        tell(stores, "1", counted(3))
        tell(stores, "2", counted(2, "almost"))
        tell(stores, "3", counted(10), day=None, period="2014-10")
        tell(stores, "4", counted(100), day=date(2014, 9, 30))
        tell(stores, "5", counted(200), day=None, period="2014-09")
        tell(stores, "6", counted(400), area="media")
        tell(stores, "7", counted(800), section="fr")

    await database.run(all_that_came)
    assert await held(database, germany) == [("meetings_held", 15, "almost", False)]
    assert await held(database, germany, month="2014-09") == [("meetings_held", 300, "exactly", False)]
    assert await held(database, germany, "media") == [("meetings_held", 400, "exactly", False)]
    assert await held(database, germany, "partnership") == []


async def test_a_report_without_a_day_counts_in_the_month_it_was_filed(database: Database, germany: UUID) -> None:
    await database.run(lambda stores: tell(stores, "1", counted(3), day=None))
    assert await held(database, germany) == [("meetings_held", 3, "exactly", False)]


async def test_of_levels_the_latest_holds_an_update_being_of_the_end_of_its_month(
    database: Database, germany: UUID
) -> None:
    def levels(stores: Stores) -> None:
        tell(stores, "1", counted(900, "about", "level_now"), day=None, period="2014-10")
        tell(stores, "2", counted(870, "exactly", "level_now"), day=date(2014, 10, 30))

    await database.run(levels)
    assert await held(database, germany) == [("meetings_held", 900, "about", False)]


async def test_what_went_on_into_the_next_month_counts_once_and_says_so(database: Database, germany: UUID) -> None:
    def long(stores: Stores) -> None:
        row = tell(stores, "1", counted(3))
        stores.reports.put_fields(row.id, {"ended_on": ["2014-11-02"]})

    await database.run(long)
    assert await held(database, germany) == [("meetings_held", 3, "exactly", True)]
    assert await held(database, germany, month="2014-11") == []


async def test_withdrawn_it_is_out_and_restored_as_if_nothing_had_happened(database: Database, germany: UUID) -> None:
    def two(stores: Stores) -> UUID:
        tell(stores, "1", counted(3))
        return tell(stores, "2", counted(40, "over")).id

    second = await database.run(two)
    before = await held(database, germany)
    await database.run(lambda stores: stores.reports.withdraw(second, stores.now))
    assert await held(database, germany) == [("meetings_held", 3, "exactly", False)]
    await database.run(lambda stores: stores.reports.restore(second))
    assert await held(database, germany) == before == [("meetings_held", 43, "over", False)]


@pytest.mark.parametrize(("kind", "ours"), [("same_as", 8), ("share_of", 6)])
async def test_a_section_holds_what_it_tells_of_a_joint_event_once_though_it_counts_elsewhere(
    database: Database, germany: UUID, kind: str, ours: int
) -> None:
    def joint(stores: Stores) -> UUID:
        first = tell(stores, "1", counted(8), section="fr")
        last_of_september = tell(stores, "4", counted(7), section="fr", day=date(2014, 9, 30))
        for reference, of, value in (("2", first, ours), ("3", first, ours), ("5", last_of_september, 7)):
            row = tell(stores, reference, section="de")
            stores.links.put(row.id, kind, [of.id], stores.now)
            with recounted(stores, row, row.filed_on, new=True):
                stores.figures.add(row.id, [counted(value)], stores.now)
        return first.id

    await database.run(joint)
    france = await database.read(id_of, "fr")
    assert await held(database, germany) == [("meetings_held", ours + 7, "exactly", False)]
    assert await held(database, france) == [("meetings_held", 8, "exactly", False)]
    assert await held(database, france, month="2014-09") == [("meetings_held", 7, "exactly", False)]
