"""From filed reports to a spreadsheet, on both databases."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from flows.revision import content_hash
from reports.export import ExportError, ExportRequest, export
from storage.counting import SHARE_OF, recounted
from storage.database import Database
from storage.erasure import erase_reports
from storage.figure_store import FigureRow
from storage.ids import new_id
from storage.keystore import key
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from tests.reports.examples import DELIVERY, flow, question
from tests.support.databases import BEGINNING


def publish(stores: Stores) -> UUID:
    row = stores.flows.publish("delivery", DELIVERY.model_dump_json(), content_hash(DELIVERY), None, stores.now)
    return row.id


def join(stores: Stores) -> UUID:
    return stores.people.add_pending(stores.keyring.lookup(501), "en", stores.now).id


def file(stores: Stores, revision: UUID, person: UUID, reference: str, **answers: Any) -> UUID:
    """A report as a finished session files it."""
    now, key = stores.now, stores.keyring.take()
    session = SessionRow(
        id=new_id(now), person_id=person, revision_id=revision, code=reference, key_id=key, status="filed", version=9,
        state=None, card_message_id=None, card_outbox_id=None, created_at=now, updated_at=now, expires_at=now,
    )  # fmt: skip
    stores.sessions.add(session)
    report = ReportRow(
        id=session.id, reference=reference, kind="delivery", status="filed", person_id=person, section_id=None,
        group_id=None, revision_id=revision, key_id=key, version=1, language="en", occurred_on=date(2014, 10, 21),
        country="UZ", campaign_key=None, case_key=None, target_key="embassy_uz_berlin", filed_at=now,
        filed_on=now.date(),
    )  # fmt: skip
    content = {name: {"value": value, "at": now.isoformat()} for name, value in answers.items()}
    stores.reports.add(report, orjson.dumps(content))
    counted = FigureRow("signatures", "signatures_delivered", Decimal(37181), "exactly", "signatures", "in_period")
    stores.figures.add(report.id, [counted], now)
    return report.id


@pytest.fixture
async def filed(database: Database) -> UUID:
    """One delivery by one person; its id."""
    revision, person = await database.run(publish), await database.run(join)
    told = {"signatures": 37181, "pictures": ["x"], "materials": ["leaflets"], "story": "=told", "contact": "Nigora"}
    return await database.run(lambda stores: file(stores, revision, person, "AR-7K3F9Q-2", **told))


async def rows(database: Database, path: Path, **request: Any) -> list[dict[str, str]]:
    await export(database, path, ExportRequest(**request))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_the_xlsx_holds_the_number_37181_exactly_signatures(
    database: Database, filed: UUID, tmp_path: Path
) -> None:
    assert await export(database, tmp_path / "out.xlsx", ExportRequest()) == 1
    book = load_workbook(tmp_path / "out.xlsx")
    heading, line = book["reports"].iter_rows(values_only=True)
    got = dict(zip(heading, line, strict=True))
    assert (got["signatures"], got["signatures_qualifier"], got["signatures_basis"]) == (37181, "exactly", "signatures")
    assert got["occurred_on"].date() == date(2014, 10, 21)
    assert got["filed_at"] == BEGINNING.replace(tzinfo=None)
    assert {row[0] for row in book["columns"].iter_rows(min_row=2, values_only=True)} == set(heading)


async def test_the_csv_holds_the_same(database: Database, filed: UUID, tmp_path: Path) -> None:
    (row,) = await rows(database, tmp_path / "out.csv", language="fr")
    assert (row["reference"], row["flow"], row["revision"], row["target"]) == (
        "AR-7K3F9Q-2", "delivery", "1", "embassy_uz_berlin",
    )  # fmt: skip
    assert (row["signatures"], row["story"], row["materials_label"]) == ("37181", "'=told", "Tracts")
    assert (tmp_path / "out-columns.csv").exists()


async def test_nobody_is_named_and_sensitive_answers_stay_unless_asked_for(
    database: Database, filed: UUID, tmp_path: Path
) -> None:
    (row,) = await rows(database, tmp_path / "out.csv")
    assert "contact" not in row
    assert row["person"].startswith("P-")
    (again,) = await rows(database, tmp_path / "more.csv", sensitive=True)
    assert again["contact"] == "Nigora"
    assert again["person"] == row["person"]


async def test_a_withdrawn_report_is_in_with_its_status(database: Database, filed: UUID, tmp_path: Path) -> None:
    await database.run(lambda stores: stores.reports.withdraw(filed, stores.now))
    (row,) = await rows(database, tmp_path / "out.csv")
    assert (row["status"], row["withdrawn_at"]) == ("withdrawn", "2014-10-21T09:00:00Z")


async def test_an_erased_report_has_its_figures_but_no_person_reference_or_text(
    database: Database, filed: UUID, tmp_path: Path
) -> None:
    await database.run(lambda stores: erase_reports(stores, [filed]))
    (row,) = await rows(database, tmp_path / "out.csv", sensitive=True)
    assert (row["reference"], row["person"], row["story"], row["contact"]) == ("", "", "", "")
    assert (row["signatures"], row["target"]) == ("37181", "embassy_uz_berlin")
    assert row["erased_at"]


async def test_one_lost_key_leaves_the_other_reports_and_the_coded_row(
    database: Database, filed: UUID, tmp_path: Path
) -> None:
    def another(stores: Stores) -> UUID | None:
        known = stores.reports.get(filed)
        assert known is not None and known.person_id is not None
        file(stores, known.revision_id, known.person_id, "AR-OTHER0-0", story="kept")
        return known.key_id

    lost = await database.run(another)
    with database.keyring.store.engine.begin() as connection:
        connection.execute(sa.delete(key).where(key.c.id == lost))
    database.keyring.forget()
    unreadable, other = await rows(database, tmp_path / "out.csv")
    assert (unreadable["reference"], unreadable["signatures"], unreadable["story"]) == ("AR-7K3F9Q-2", "37181", "")
    assert "key is lost" in unreadable["note"]
    assert (other["story"], other["note"]) == ("kept", "")


async def test_what_another_report_of_the_event_tells_says_so(database: Database, filed: UUID, tmp_path: Path) -> None:
    def joined(stores: Stores) -> None:
        known = stores.reports.get(filed)
        assert known is not None and known.person_id is not None
        second = file(stores, known.revision_id, known.person_id, "AR-SECOND-0")
        stores.links.put(second, SHARE_OF, [filed], stores.now)
        row = stores.reports.get(second)
        assert row is not None
        with recounted(stores, row, stores.now.date(), new=True):
            pass

    await database.run(joined)
    first, second = await rows(database, tmp_path / "out.csv")
    assert (first["note"], first["signatures"], second["signatures"]) == ("", "37181", "37181")
    assert "another report of the same event" in second["note"]


async def test_a_filter_leaves_the_columns_as_they_are(database: Database, filed: UUID, tmp_path: Path) -> None:
    await rows(database, tmp_path / "all.csv")
    none = ReportFilter(kinds=["outcome"])
    assert await rows(database, tmp_path / "none.csv", wanted=none) == []
    headings = [(tmp_path / name).read_text("utf-8-sig").splitlines()[0] for name in ("all.csv", "none.csv")]
    assert headings[0] == headings[1]


async def test_a_flow_published_later_does_not_rename_columns(
    database: Database, filed: UUID, tmp_path: Path
) -> None:
    before = list((await rows(database, tmp_path / "before.csv"))[0])
    later = flow("action", question("date", "story"))  # stands before "delivery" in the alphabet
    await database.run(
        lambda stores: stores.flows.publish("action", later.model_dump_json(), content_hash(later), None, stores.now)
    )
    after = list((await rows(database, tmp_path / "after.csv"))[0])
    assert [name for name in after if name in before] == before
    assert "action_story" in after


async def test_many_reports_come_out_once_each(database: Database, tmp_path: Path) -> None:
    revision, person = await database.run(publish), await database.run(join)

    def file_many(stores: Stores, first: int) -> None:
        for number in range(first, first + 50):
            file(stores, revision, person, f"AR-{number}", story=str(number))

    for first in range(0, 450, 50):
        await database.run(file_many, first)
    references = [row["reference"] for row in await rows(database, tmp_path / "out.csv")]
    assert sorted(references) == sorted(f"AR-{number}" for number in range(450))


async def test_the_audit_says_that_it_was_done(database: Database, filed: UUID, tmp_path: Path) -> None:
    await export(database, tmp_path / "out.csv", ExportRequest())
    assert [row.act for row in await database.run(lambda stores: stores.audit.of("export", "1"))] == ["export"]


@pytest.mark.parametrize(
    ("name", "said"), [("out.pdf", "give a file name that ends in"), ("missing/out.csv", "No such file or directory")]
)
async def test_what_cannot_be_written_is_said_in_one_line(
    database: Database, filed: UUID, tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(ExportError, match=said) as refused:
        await export(database, tmp_path / name, ExportRequest())
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.glob(".*part*"))
