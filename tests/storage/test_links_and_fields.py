"""Coded answers without a column of their own, and links between reports."""

from storage.database import Database
from storage.report_store import ReportRow
from storage.stores import Stores
from tests.support.stored import filed, joined


async def one(database: Database, reference: str) -> ReportRow:
    return await database.run(lambda stores: filed(stores, joined(stores, hash(reference)), reference, b"{}"))


async def test_an_amendment_takes_the_place_of_the_coded_answers(database: Database) -> None:
    row, other = await one(database, "AR-7K3F9Q-2"), await one(database, "AR-7K3F9Q-3")

    def code(stores: Stores) -> None:
        stores.reports.put_fields(row.id, {"segment": ["youth", "doctors", "youth"], "activity": ["vigil"]})
        stores.reports.put_fields(other.id, {"activity": ["training"]})
        stores.reports.put_fields(other.id, {"activity": ["webinar"]}, replacing=True)

    await database.run(code)
    assert await database.read(lambda stores: stores.reports.fields_of([row.id, other.id])) == {
        row.id: {"activity": ["vigil"], "segment": ["doctors", "youth"]},
        other.id: {"activity": ["webinar"]},
    }


async def test_links_are_found_from_both_ends_and_replaced_by_kind(database: Database) -> None:
    outcome, first, second = [await one(database, f"AR-7K3F9Q-{number}") for number in (2, 3, 4)]

    def link(stores: Stores) -> None:
        stores.links.put(outcome.id, "led_to", [first.id, second.id, first.id], stores.now)
        stores.links.put(outcome.id, "stems_from", [first.id], stores.now)
        stores.links.put(outcome.id, "led_to", [second.id], stores.now)

    await database.run(link)
    assert await database.read(lambda stores: stores.links.actions_of(outcome.id, "led_to")) == [second.id]
    assert await database.read(lambda stores: stores.links.actions_of(outcome.id, "stems_from")) == [first.id]
    assert await database.read(lambda stores: stores.links.reports_on(second.id, "led_to")) == [outcome.id]
    assert await database.read(lambda stores: stores.links.reports_on(first.id, "led_to")) == []
