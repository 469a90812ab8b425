"""Reports: filed once a session, sealed, withdrawn and restored once, read in a stream."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.report_filter import ReportFilter
from storage.report_store import ExportedReport, ReportRow
from storage.setup import apply, read_organisation
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.stored import filed, joined

SECTIONS = """
sections:
  germany: {name: {en: Germany}, country: DE, zone: Europe/Berlin, languages: [de]}
  kenya: {name: {en: Kenya}, country: KE, zone: Africa/Nairobi, languages: [en, sw]}
groups:
  berlin: {name: {en: Berlin}, section: germany}
"""


async def one(database: Database, reference: str = "AR-7K3F9Q-2", content: bytes = b"37181 in Berlin") -> ReportRow:
    return await database.run(lambda stores: filed(stores, joined(stores, hash(reference)), reference, content))


def content_of(stores: Stores, row: ReportRow) -> bytes | None:
    return stores.reports.content(row)


def export(stores: Stores, wanted: ReportFilter) -> list[ExportedReport]:
    return list(stores.reports.for_export(wanted))


async def test_a_report_is_found_by_its_reference_and_opens(database: Database) -> None:
    row = await one(database)
    assert await database.read(lambda stores: stores.reports.by_reference("AR-7K3F9Q-2")) == row
    assert await database.read(lambda stores: stores.reports.get(row.id)) == row
    assert await database.read(content_of, row) == b"37181 in Berlin"
    assert await database.read(lambda stores: stores.reports.by_reference("AR-000000-0")) is None


async def test_the_content_is_stored_sealed(database: Database) -> None:
    await one(database)
    sealed = await database.read(
        lambda stores: stores.connection.execute(text("SELECT content FROM report_version")).scalar_one()
    )
    assert b"Berlin" not in sealed


async def test_a_session_files_once(database: Database) -> None:
    row = await one(database)
    with pytest.raises(IntegrityError):
        await database.run(lambda stores: stores.reports.add(replace(row, reference="AR-OTHER0-0"), b"{}"))


async def test_a_reference_is_given_once(database: Database) -> None:
    await one(database)
    assert await database.read(lambda stores: stores.reports.reference_taken("AR-7K3F9Q-2"))
    assert not await database.read(lambda stores: stores.reports.reference_taken("AR-7K3F9Q-3"))


async def test_of_a_person_the_last_comes_first(database: Database, hands: Hands) -> None:
    person = await database.run(joined, 1)
    rows = []
    for number in range(3):
        rows.append(await database.run(filed, person, f"AR-{number}"))
        hands.move(hours=1)
    await database.run(lambda stores: stores.reports.withdraw(rows[0].id, stores.now))

    def references(stores: Stores, *wanted: object) -> list[str | None]:
        return [row.reference for row in stores.reports.of_person(person.id, *wanted)]

    assert await database.read(references) == ["AR-2", "AR-1", "AR-0"]
    assert await database.read(references, 1, 1) == ["AR-1"]
    assert await database.read(references, 10, 0, "withdrawn") == ["AR-0"]


async def test_withdrawing_and_restoring_count_once_each(database: Database, hands: Hands) -> None:
    row = await one(database)
    now = hands.clock.now()
    assert [await database.run(lambda stores: stores.reports.withdraw(row.id, now)) for _ in range(2)] == [True, False]
    found = await database.read(lambda stores: stores.reports.get(row.id))
    assert found is not None
    assert (found.status, found.withdrawn_at) == ("withdrawn", now)
    assert [await database.run(lambda stores: stores.reports.restore(row.id)) for _ in range(2)] == [True, False]
    assert await database.read(lambda stores: stores.reports.get(row.id)) == row


async def test_an_amendment_is_a_compare_and_set_and_keeps_the_version_before(
    database: Database, hands: Hands
) -> None:
    row = await one(database)
    amended = replace(row, version=2, country="UZ")
    now = hands.move(days=1)
    amend = [await database.run(lambda stores: stores.reports.amend(amended, b"corrected", 1, now)) for _ in range(2)]
    assert amend == [True, False]
    assert await database.read(lambda stores: stores.reports.get(row.id)) == amended
    assert await database.read(content_of, amended) == b"corrected"
    assert await database.read(content_of, row) == b"37181 in Berlin"


async def test_an_export_covers_what_was_asked_for(database: Database, hands: Hands) -> None:
    await database.run(lambda stores: apply(stores, read_organisation(SECTIONS)))

    def file(stores: Stores, number: int, section_key: str, campaign: str) -> None:
        section = stores.organisation.section(section_key)
        assert section is not None
        filed(stores, joined(stores, number, section.id), f"AR-{number}", b"text", campaign_key=campaign)

    await database.run(file, 1, "germany", "stop_torture")
    hands.move(days=1)
    await database.run(file, 2, "kenya", "stop_torture")
    await database.run(file, 3, "kenya", "my_body_my_rights")
    kenya = await database.read(lambda stores: stores.organisation.section("kenya"))
    assert kenya is not None
    cases = {
        ReportFilter(): ["AR-1", "AR-2", "AR-3"],
        ReportFilter(since=date(2014, 10, 22)): ["AR-2", "AR-3"],
        ReportFilter(until=date(2014, 10, 21)): ["AR-1"],
        ReportFilter(section_ids=(kenya.id,)): ["AR-2", "AR-3"],
        ReportFilter(countries=("DE",)): ["AR-1"],
        ReportFilter(countries=()): [],
        ReportFilter(campaign_keys=("stop_torture",), kinds=("petition_delivery",), statuses=("filed",)): [
            "AR-1",
            "AR-2",
        ],
        ReportFilter(statuses=("withdrawn",)): [],
    }
    for wanted, references in cases.items():
        found = await database.read(export, wanted)
        assert [each.report.reference for each in found] == references
        assert all(each.content == b"text" for each in found)
    assert found == []
    assert [each.section_key for each in await database.read(export, ReportFilter())] == ["germany", "kenya", "kenya"]


async def test_an_erased_report_comes_out_without_content(database: Database) -> None:
    row = await one(database)
    erase = text("UPDATE report SET erased_at = filed_at, reference = NULL, person_id = NULL")
    await database.run(lambda stores: stores.connection.execute(erase))
    [exported] = await database.read(export, ReportFilter())
    assert (exported.report.id, exported.report.reference, exported.content) == (row.id, None, None)
