"""Pictures, films and recordings of a flow's labels in the chat: one live card, whatever it shows."""

from pathlib import Path
from typing import Any

import pytest

from bot.catalog import publish
from flows.reading import read_flow
from sandbox.pictures import jpeg
from tests.support.chat import Respondent, Town
from tests.support.promise import buttons, words

FLOW = """
key: signs
title: {en: "Signs", fr: "Signes", ar: "علامات", es: "Señales"}
files: action
audience: [activist]
items:
  - {type: text, name: who, label: {en: "Who are you?", fr: "Qui ?", ar: "من؟", es: "¿Quién?"}}
  - type: select_multiple signs
    name: seen
    label: {en: "Which did you see?", fr: "Lesquels ?", ar: "ماذا رأيت؟", es: "¿Cuáles viste?"}
  - type: select_one yes_no
    name: sure
    label: {en: "Is it *this* place?", fr: "Est-ce ici ?", ar: "هل هو هنا؟", es: "¿Es aquí?"}
    media: {image: {en: map.png, fr: carte.png}}
  - {type: note, name: song, label: {en: "Hear this.", fr: "Écoutez.", ar: "استمع.", es: "Escucha."},
     media: {audio: {en: song.mp3}, image: {en: map.png}}}
  - type: text
    name: told
    label: {en: "What does it say?", fr: "Que dit-il ?", ar: "ماذا يقول؟", es: "¿Qué dice?"}
choice_lists:
  signs:
    - {name: dove, label: {en: Dove, fr: Colombe, ar: حمامة, es: Paloma}, media: {image: {en: dove.png}}}
    - {name: fist, label: {en: Fist, fr: Poing, ar: قبضة, es: Puño}, media: {image: {en: fist.png}}}
  yes_no:
    - {name: yes, label: {en: "Yes", fr: Oui, ar: نعم, es: Sí}}
    - {name: no, label: {en: "No", fr: Non, ar: لا, es: "No"}}
"""
FILES = {
    "dove.png": (jpeg(300, 200, "white"), "image/jpeg"),
    "fist.png": (jpeg(200, 300, "black"), "image/jpeg"),
    "map.png": (jpeg(320, 240, "green"), "image/jpeg"),
    "carte.png": (b"no picture at all", "image/png"),
    "song.mp3": (b"ID3 a song", "audio/mpeg"),
}


@pytest.fixture
async def town(tmp_path: Path) -> Any:
    async with Town(tmp_path) as town:

        def add(stores: Any) -> None:
            kept = {name: stores.flow_media.put(*file, stores.now) for name, file in FILES.items()}
            publish(stores, read_flow(FLOW).model_copy(update={"media": kept}))

        await town.service.database.run(add)
        town.pass_time(seconds=3)
        yield town


async def begun(town: Town, language: str = "en") -> Respondent:
    person = await town.member(language=language)
    await person.says("/report")
    await person.taps({"en": "Signs", "fr": "Signes"}[language])
    return person


def live(person: Respondent) -> list[dict[str, Any]]:
    """The bot's messages that still have buttons."""
    return [each for each in person.history if each["from"]["is_bot"] and buttons(each)]


async def test_choices_are_shown_by_numbers_in_one_picture(town: Town) -> None:
    amina = await begun(town)
    await amina.taps("Skip")
    amina.sees("Which did you see", r"\[1 · Dove\]", r"\[2 · Fist\]")
    (card,) = live(amina)
    assert "photo" in card, "the card of words has become one with a picture"
    town.restarting = True
    await amina.taps("1 · Dove")
    (ticked,) = live(amina)
    assert ticked["photo"] == card["photo"] and ticked["message_id"] == card["message_id"]
    amina.sees(r"\[✓ 1 · Dove\]")
    await amina.taps("Done")
    amina.sees("✓ Which did you see.: Dove", "Is it this place")
    (next_card,) = live(amina)
    assert next_card["message_id"] == card["message_id"] and next_card["photo"] != card["photo"]


async def test_a_picture_stays_when_words_follow_and_comes_back_with_its_question(town: Town) -> None:
    amina = await begun(town)
    await amina.says("Amina")
    await amina.taps("Skip")
    amina.sees("Is it this place")
    await amina.taps("More")
    amina.sees("Everything you told me is kept")
    (more,) = live(amina)
    assert "photo" not in more and len(live(amina)) == 1
    await amina.taps("Back to the question")
    (card,) = live(amina)
    assert "photo" in card and card["message_id"] == more["message_id"]
    assert card["caption_entities"][-1]["type"] == "italic"
    await amina.taps("Yes")
    shown = [each for each in amina.history if each["from"]["is_bot"]][-2:]
    assert "audio" in shown[0] and not words(shown[0]), "what is heard goes ahead of the picture with the words"
    assert "photo" in shown[1] and "Hear this" in words(shown[1])
    await amina.taps("Skip")
    amina.sees("Is all this right")
    assert len(live(amina)) == 1 and "text" in live(amina)[0]


async def test_what_can_not_be_shown_is_told_in_words(town: Town) -> None:
    amelie = await begun(town, "fr")
    await amelie.taps("Passer")
    await amelie.taps("Passer")
    amelie.sees("Est-ce ici")
    assert "text" in amelie.card
    await amelie.taps("Oui")
    amelie.sees("Que dit-il")
