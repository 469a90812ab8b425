"""Two sections, and what their people file, amend, withdraw and restore there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from reports.periods import named
from storage.counting import SAME_AS, first_of, recounted
from storage.database import Database
from storage.figure_store import FigureRow
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.setup import Organisation, Section, apply
from storage.stores import Stores
from storage.tables import report, section
from tests.support.stored import filed, joined

WEEK = named("2014-W43")  # the clock stands on its Tuesday
EVERYTHING = Within("everything", "")
GERMANY = Within("section", "de")
NUMBERS = count(1)


@pytest.fixture
async def home(database: Database) -> None:
    """Two sections."""
    one = Section(name={"en": "A section"}, country="DE", zone="Europe/Berlin", languages=["en"])
    await database.run(apply, Organisation(sections={"de": one, "fr": one}))


def day(stores: Stores, row: ReportRow) -> date:
    """Which it is now in the report's section."""
    zone = stores.connection.scalar(select(section.c.zone).where(section.c.id == row.section_id))
    return stores.now.astimezone(ZoneInfo(zone or "UTC")).date()


def file(
    stores: Stores, *figures: FigureRow, section: str = "de", first: ReportRow | None = None, **coded: Any
) -> ReportRow:
    """A report filed now, of the same event as `first`."""
    where = stores.organisation.section(section)
    assert where is not None
    number = next(NUMBERS)
    row = filed(stores, joined(stores, number, where.id), f"AR-{number}", campaign_key="stop_torture", country="UZ")
    values = {"filed_on": day(stores, row), **coded}
    stores.connection.execute(report.update().where(report.c.id == row.id).values(**values))
    if first is not None:
        stores.links.put(row.id, SAME_AS, [first_of(stores, first.id)], stores.now)
    with recounted(stores, row, day(stores, row), new=True):
        stores.figures.add(row.id, figures, stores.now)
    found = stores.reports.get(row.id)
    assert found is not None
    return found


def amend(stores: Stores, row: ReportRow, *figures: FigureRow, **coded: Any) -> None:
    now = stores.reports.get(row.id)
    assert now is not None
    with recounted(stores, now, day(stores, row)):
        changed = replace(now, version=now.version + 1, **coded)
        assert stores.reports.amend(changed, b"{}", now.version, stores.now, now.person_id)
        stores.figures.replace(row.id, figures, stores.now)


def withdraw(stores: Stores, row: ReportRow) -> None:
    with recounted(stores, row, day(stores, row)):
        assert stores.reports.withdraw(row.id, stores.now)


def restore(stores: Stores, row: ReportRow) -> None:
    with recounted(stores, row, day(stores, row)):
        assert stores.reports.restore(row.id)


def level(value: int, measure: str = "level_now") -> FigureRow:
    return FigureRow("members", "members", Decimal(value), "about", "people", measure)


def put_at_risk(stores: Stores, key: str) -> None:
    home = stores.organisation.section(key)
    assert home is not None
    stores.organisation.set_at_risk(home.id, True)
