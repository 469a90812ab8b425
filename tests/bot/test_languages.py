"""Every screen and notice in every language: `Respondent.does` looks at the words of each."""

import re

import pytest

from tests.support.chat import JPEG, Respondent, Town

FLOW = {"en": "Petition delivery", "fr": "Remise de pétition", "ar": "تسليم عريضة", "es": "Entrega de firmas"}
TARGET = {
    "en": "embassy uzbekistan berlin",
    "fr": "ambassade ouzbékistan berlin",
    "ar": "سفارة أوزبكستان في برلين",
    "es": "embajada uzbekistán berlín",
}


async def presses(person: Respondent, *data: str) -> None:
    """Buttons of the newest card, by what they carry."""
    for each in data:
        await person.taps_data(person.card["message_id"], each)


def session_of(person: Respondent) -> str:
    """The session's code and version, as the newest card's buttons carry them."""
    for message in reversed(person.history):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            verb, code, version, _ = row[0]["callback_data"].split(":")
            if verb not in ("bg", "jl", "ja", "jd") and code:
                return f"{code}:{version}"
    raise AssertionError(person.screen())


async def wrong_kinds(person: Respondent) -> None:
    """Messages that answer no question."""
    world = person.world
    await person.does(world.send_voice, b"OggS")
    await person.does(world.send_location, 52.5, 13.4)
    await person.does(world.send_sticker, b"RIFFxxxxWEBP")
    await person.does(world.forward, "؟؟؟")
    await person.does(world.edit_text, person.history[0]["message_id"], "!!!")


@pytest.mark.parametrize("language", FLOW)
async def test_from_the_first_question_to_the_last(town: Town, language: str) -> None:
    person = await town.member(language=language)
    await person.says("/report")
    await person.taps(FLOW[language])
    await wrong_kinds(person)
    for text in ("-4", "12 15", "9" * 30, "0", "200 000"):
        await person.says(text)
    await presses(person, f"b:{session_of(person)}:0")  # away from the question how exact that is
    await person.says("37181")
    await wrong_kinds(person)
    await person.says(TARGET[language])
    await wrong_kinds(person)
    for text in ("31/02/2014", "01/01/2030", "21/10/2014"):
        await person.says(text)
    await person.does(town.world.send_document, bytes(20 * 1024 * 1024 + 1), "film.jpg", "image/jpeg")
    await person.sends_photos(1)
    await person.says("؟؟؟")
    await presses(person, f"c:{session_of(person)}:0")
    await wrong_kinds(person)
    await person.says("؟؟؟")
    await presses(person, f"rp:{session_of(person)}:1", f"f:{session_of(person)}:0", "rm::0:0")


@pytest.mark.parametrize("language", FLOW)
async def test_the_ways_around_a_report(town: Town, language: str) -> None:
    person = await town.member(language=language)
    await person.says("/report")
    await person.taps(FLOW[language])
    await person.says("37181")
    session = session_of(person)
    for verb in ("mo", "lg", "hp", "rs", "nd", "pa", "dl", "ud", "mo", "mo", "c", "b"):
        await presses(person, f"{verb}:{session}:0")
    for command in ("/help", "/start", "/myreports", "/language", "/forget", "/cancel", "/report"):
        await person.says(command)
    await presses(person, f"dl:{session}:0", f"dl:{session}:0")
    town.pass_time(days=2)
    await town.service.housekeeping.tick()
    await presses(person, f"ud:{session}:0", f"mo:{session}:0", "xx", "jl::0:0", "jd::0:0")
    await person.says("؟؟؟")
    await person.does(town.world.send_photos, [JPEG])


@pytest.mark.parametrize("language", FLOW)
async def test_a_filed_report(town: Town, language: str) -> None:
    person = await town.member(language=language)
    await person.says("/myreports")
    await person.says("/report")
    await person.taps(FLOW[language])
    await person.says("37181")
    await person.says(TARGET[language])
    await person.says("21/10/2014")
    await person.sends_photos(1)
    await presses(person, f"c:{session_of(person)}:2")
    await town.downloaded()
    await presses(person, f"f:{session_of(person)}:0")
    code = "".join(re.findall("(AR)-([0-9A-Z]{6})-([0-9A-Z])", person.card["text"])[0])
    card = person.card["message_id"]
    for verb in ("op", "pi", "wd", "ws", "ws", "re", "re", "fo", "fs", "fs", "op"):
        await person.taps_data(card, f"{verb}:{code}:0:0")
    for data in ("ls::0:0", "fa::0:0", "fas::0:0"):
        await person.taps_data(card, data)
    await person.says("/start AAAA-BBBB-CCCC")
