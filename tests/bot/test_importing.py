"""`afteraction import`: reports from elsewhere, all or none of a file, each of them once."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from bot.errors import OperatorError
from bot.importing import Imported, import_reports
from bot.sample_reports import COUNT, lines
from storage.crypto import new_secret
from storage.figure_store import FigureRow
from storage.movements import EVENTS
from storage.report_store import ReportFilter
from storage.stores import Stores
from storage.tables import figure_delta
from tests.support.chat import NOON, Town

DELIVERY = {"signatures": 37181, "target": "embassy_uz_berlin", "occurred_on": "2014-10-21", "story": "In the rain."}


def line(number: int = 1, /, **changed: Any) -> bytes:
    given: dict[str, Any] = {
        "id": f"kobo-{number}",
        "flow": "petition_delivery",
        "section": "germany",
        "filed_at": "2014-10-22T09:30:00+02:00",
        "answers": DELIVERY,
    }
    return orjson.dumps(given | changed)


def answers(**changed: Any) -> dict[str, Any]:
    return {"answers": DELIVERY | changed}


def reports(stores: Stores) -> list[Any]:
    return [each.report for each in stores.reports.for_export(ReportFilter())]


def moved(stores: Stores) -> list[Any]:
    columns = figure_delta.c.key, figure_delta.c.value, figure_delta.c.day
    return [tuple(row) for row in stores.connection.execute(select(*columns).order_by(figure_delta.c.id))]


async def test_a_report_comes_in_as_if_it_had_been_told_in_the_chat(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        assert await import_reports(town.service, [line(), b""]) == Imported(1, 0)
        (row,) = await town.service.database.read(reports)
        figures = await town.service.database.read(lambda stores: stores.figures.of(row.id))
        totals = await town.service.database.read(moved)
    assert (row.kind, row.target_key, row.campaign_key, row.country) == (
        "petition_delivery", "embassy_uz_berlin", "stop_torture", "UZ",
    )  # fmt: skip
    assert str(row.occurred_on) == "2014-10-21"
    assert str(row.filed_on) == "2014-10-22"
    assert row.person_id is None
    assert figures == [FigureRow("signatures", "signatures_delivered", 37181, "exactly", "signatures", "in_period")]
    assert totals == [(EVENTS, 1, row.filed_on), ("signatures_delivered", 37181, row.filed_on)]


async def test_a_file_may_be_imported_again(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await import_reports(town.service, [line(1)])
        assert await import_reports(town.service, [line(1), line(2)]) == Imported(1, 1)
        assert len(await town.service.database.read(reports)) == 2


async def test_many_reports_come_in_several_transactions(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        assert await import_reports(town.service, [line(number) for number in range(150)]) == Imported(150, 0)


async def test_the_samples_reports_are_good_ones(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        assert await import_reports(town.service, lines(NOON)) == Imported(COUNT, 0)
        assert await import_reports(town.service, lines(NOON)) == Imported(0, COUNT)


async def test_a_section_update_comes_in_for_its_month(tmp_path: Path) -> None:
    update = {"flow": "section_update", "answers": {"area": "media", "period": "2012-03", "media_items": 4}}
    async with Town(tmp_path) as town:
        assert await import_reports(town.service, [line(**update)]) == Imported(1, 0)
        (row,) = await town.service.database.read(reports)
    assert (row.area, row.period) == ("media", "2012-03")


async def test_an_outcome_is_linked_to_an_action_of_its_section(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await import_reports(town.service, [line(1)])
        (action,) = await town.service.database.read(reports)
        happened = {"change": "released", "occurred_on": "2014-10-21", "contribution": "direct", "safe_to_tell": "yes"}
        outcome = {"flow": "outcome", "answers": happened | {"actions": [action.reference]}}
        await import_reports(town.service, [line(2, **outcome)])
        found = await town.service.database.read(lambda stores: stores.links.reports_on(action.id, "led_to"))
    assert len(found) == 1


async def test_a_file_imported_before_the_secret_was_changed_comes_in_once(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await import_reports(town.service, [line(1)])
        await town.stop()
        town.secret = f"{new_secret()},{town.secret}"
        await town.start()
        assert await import_reports(town.service, [line(1)]) == Imported(0, 1)


BAD = {
    "not JSON": b"{",
    "answers: Field required": orjson.dumps({"id": "1", "flow": "petition_delivery", "section": "germany"}),
    "colour: Extra inputs are not permitted": line(2, colour="red"),
    "flow: vigils is not published": line(2, flow="vigils"),
    "section: atlantis is not known": line(2, section="atlantis"),
    "group: berlin_mitte is not a group of france": line(2, section="france", group="berlin_mitte"),
    "language: one of": line(2, language="xx"),
    "filed_at: still to come": line(2, filed_at="2030-01-01T00:00:00Z"),
    "votes: there is no such question in petition_delivery": line(2, **answers(votes=3)),
    "signatures: 'many' is no integer": line(2, **answers(signatures="many")),
    "signatures: constraint": line(2, **answers(signatures=0)),
    "signatures: a round number needs a qualifier": line(2, **answers(signatures=2000)),
    "signatures: qualifier is one of": line(2, **answers(signatures={"value": 5, "qualifier": "roughly"})),
    "target: 'embassy_of_atlantis' is no select_one of targets": line(2, **answers(target="embassy_of_atlantis")),
    "occurred_on: '21/10/2014' is no date": line(2, **answers(occurred_on="21/10/2014")),
    "occurred_on: constraint": line(2, **answers(occurred_on="2014-10-30")),
    "pictures: files can not be imported": line(2, **answers(pictures=["a.jpg"])),
    "publish: not asked with these other answers": line(2, **answers(publish="internal")),
    "signatures: required": line(2, answers={"occurred_on": "2014-10-21"}),
    "id: the same as in line 1": line(1),
}


@pytest.mark.parametrize("problem", BAD)
async def test_a_bad_line_is_named_and_nothing_of_the_file_is_stored(tmp_path: Path, problem: str) -> None:
    async with Town(tmp_path) as town:
        with pytest.raises(OperatorError) as refused:
            await import_reports(town.service, [line(1), BAD[problem], line(3)])
        assert f"line 2: {problem}" in str(refused.value)
        assert await town.service.database.read(reports) == []


async def test_the_id_from_elsewhere_is_not_kept_as_it_is(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await import_reports(town.service, [line(id="amina-yusupova-1")])
    assert b"yusupova" not in b"".join(each.read_bytes() for each in tmp_path.glob("*.db*") if each.is_file())
