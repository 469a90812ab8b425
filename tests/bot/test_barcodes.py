"""A barcode in the chat: shown to the bot, or typed where nothing can be read."""

from pathlib import Path

import orjson
import pytest

from bot.catalog import publish
from flows.reading import read_flow
from storage import hygiene_apart
from storage.report_filter import ReportFilter
from tests.support.chat import Town

FLOW = """
key: parcels
title: {en: "Parcels"}
files: action
audience: [activist]
items:
  - {type: barcode, name: code, label: {en: "Which parcel?"}, required: yes}
  - {type: rank wishes, name: order, label: {en: "What first?"}}
choice_lists:
  wishes: [{name: bread, label: {en: Bread}}, {name: roses, label: {en: Roses}}]
"""


async def test_a_parcel_is_shown_and_another_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str | None] = [None, "PARCEL-42"]
    monkeypatch.setattr(hygiene_apart, "read_code", lambda data: said.pop(0))
    async with Town(tmp_path) as town:
        await town.service.database.run(lambda stores: publish(stores, read_flow(FLOW)))
        town.pass_time(seconds=3)
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Parcels")
        await amina.sends_photos()
        amina.sees("I keep the picture, but I can not read a code in it", "Which parcel")
        await amina.sends_photos()
        amina.sees("✓ Which parcel.: PARCEL-42", "What first")
        await amina.taps("Roses")
        amina.sees(r"\[1. Roses\]", r"\[Bread\]")
        await amina.taps("Bread")
        amina.sees("1. Roses, 2. Bread", "Is all this right")
        await amina.taps("File the report")
        await town.downloaded()
        (exported,) = await town.service.database.read(lambda stores: list(stores.reports.for_export(ReportFilter())))
        told = orjson.loads(exported.content)
        assert told["code"]["value"] == "PARCEL-42" and len(told["code"]["evidence"]) == 2
        assert told["order"]["value"] == ["roses", "bread"]
        kept = await town.service.database.read(lambda stores: stores.attachments.of_session(exported.report.id))
        assert [(each.question, each.status) for each in kept] == [("code", "stored")] * 2
