"""Times, places, voice and repeats as they look in the chat."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.catalog import publish
from flows.reading import read_flow
from storage.report_filter import ReportFilter
from storage.stores import Stores
from tests.support.chat import NOON, Respondent, Town

FLOW = """
key: trainings_held
title: {en: "Trainings", fr: "Formations", ar: "تدريبات", es: "Formaciones"}
files: action
audience: [activist]
items:
  - type: geopoint
    name: place
    label: {en: "Where?", fr: "Où ?", ar: "أين؟", es: "¿Dónde?"}
    fills: place
  - type: text
    name: story
    label: {en: "How was it?", fr: "Comment était-ce ?", ar: "كيف كان؟", es: "¿Cómo fue?"}
  - type: repeat
    name: trainings
    label: {en: "Training", fr: "Formation", ar: "تدريب", es: "Formación"}
    items:
      - type: dateTime
        name: begun
        label: {en: "When did it begin?", fr: "Quand a-t-elle commencé ?", ar: "متى بدأ؟", es: "¿Cuándo empezó?"}
        required: yes
      - type: image
        name: pictures
        label: {en: "Pictures?", fr: "Des photos ?", ar: "صور؟", es: "¿Fotos?"}
        line: {en: "Pictures", fr: "Photos", ar: "الصور", es: "Fotos"}
"""


@pytest.fixture
async def amina(tmp_path: Path) -> Any:
    """Someone who is asked the first question; between any two of her acts the program starts anew."""
    async with Town(tmp_path) as town:
        await town.service.database.run(lambda stores: publish(stores, read_flow(FLOW)))
        town.pass_time(seconds=3)
        respondent = await town.member()
        town.restarting = True
        await respondent.says("/report")
        await respondent.taps("Trainings")
        yield respondent


async def content(town: Town) -> dict[str, Any]:
    """The answers of the only report."""

    def read(stores: Stores) -> dict[str, Any]:
        (exported,) = stores.reports.for_export(ReportFilter())
        assert exported.content is not None
        found: dict[str, Any] = orjson.loads(exported.content)
        return found

    return await town.service.database.read(read)


async def test_an_exact_place_is_kept_only_on_request(amina: Respondent) -> None:
    await amina.does(amina.world.send_location, 52.52, 13.405)
    amina.sees("I have not kept that point", "Where\\?")
    await amina.taps("Add the exact place")
    amina.sees("Tap the paperclip")
    await amina.does(amina.world.send_location, 52.52, 13.405)
    amina.sees("the exact place", "How was it\\?")


async def test_a_voice_message_may_tell_the_story(amina: Respondent) -> None:
    await amina.says("Alexanderplatz")
    await amina.does(amina.world.send_voice, b"OggS")
    amina.sees("1 voice message", "When did it begin\\?")


async def test_two_trainings_one_of_them_removed(amina: Respondent) -> None:
    await amina.says("Alexanderplatz")
    await amina.taps("Skip")
    await amina.says("yesterday at 6 pm")
    await amina.sends_photos(2)
    amina.sees("Add another: Training\\?")
    await amina.taps("Add another")
    amina.sees("Training 2: When did it begin\\?")
    await amina.taps("Yesterday")
    amina.sees("at what time\\?")
    await amina.taps("20:00")
    await amina.sends_photos()
    await amina.taps("No, go on")
    amina.sees("Training 1: yesterday at 18:00, 2 pictures", "Training 2: yesterday at 20:00, 1 picture")
    await amina.taps("Training 1")
    amina.sees("Training 1", "Remove this one")
    await amina.taps("Remove this one")
    amina.sees("Remove Training 1\\?", "No, leave it")
    await amina.taps("Yes, remove it")
    await amina.taps("File the report")
    told = await content(amina.town)
    assert [each["begun"]["value"] for each in told["trainings"]] == ["2014-10-21T20:00+02:00"]
    await amina.taps("Open this report")
    amina.sees("Training 1: yesterday at 20:00, 1 picture")


async def test_arabic(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await town.service.database.run(lambda stores: publish(stores, read_flow(FLOW)))
        town.pass_time(seconds=3)
        samira = await town.member(language="ar", name="سميرة")
        await samira.says("/report")
        await samira.taps("تدريبات")
        await samira.says("الرباط")
        await samira.says("كان جيدا")
        await samira.says("أمس الساعة السادسة مساءً")
        await samira.taps("تخط")
        await samira.taps("إضافة")
        await samira.says("أمس")
        samira.sees("أي ساعة")
        await samira.says("الثامنة والنصف مساء")
        await samira.taps("تخط")
        await samira.taps("لا، متابعة")
        samira.sees("تدريب 1", "18:00", "تدريب 2", "20:30")
        assert town.now > NOON
