"""Conversations as they are read: one per flow and language, in docs/transcripts, made by real turns.

`python -m tests.support.transcripts` writes them anew; `tests/test_transcripts.py` fails while one is old. What the
person does stands after an arrow; below it, what the bot shows then: a new message, a card that has become another,
or a notice over the chat.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.chat import JPEG, Respondent, Town
from tests.support.promise import buttons, watched, words
from tests.support.transcript_scripts import OWN, SCRIPTS, Act, Photo, Say, Tap
from texts.buttons import unpack
from texts.locale import LANGUAGES

FOLDER = Path(__file__).parents[2] / "docs" / "transcripts"
#: Who speaks which language: name, and the section.
PEOPLE = {
    "en": ("Lena", "germany"),
    "fr": ("Camille", "france"),
    "ar": ("أمينة", "morocco"),
    "es": ("Lucía", "mexico"),
}
ROW = " · "
#: What is drawn by lot, and what stands for it.
_DRAWN = (
    (re.compile(r"\bAR-[0-9A-Z]{6}-[0-9A-Z]\b"), "AR-7K3F9Q-2"),
    (re.compile(r"\bEV-[0-9A-Z]{6}\b"), "EV-PNB5MK"),
    (re.compile(r"\?start=\w+"), "?start=exwxs0aw6c4815k7f40w4"),
)


class Recorder:
    """A person who talks, and the text of it."""

    def __init__(self, person: Respondent) -> None:
        self.person = person
        self.parts: list[str] = []

    async def does(self, act: Act) -> None:
        """One act, and what comes of it."""
        with watched(self.person) as seen:
            told = self._act(act)
            await self.person.town.pump()
        self.parts.append(f"→ {told}")
        self.parts += [effect_words(each) for each in seen.effects]

    def _act(self, act: Act) -> str:
        world, person = self.person.world, self.person
        match act:
            case Say(said):
                text = said if isinstance(said, str) else said[person.language]
                world.say(person.id, text)
                return text
            case Photo(count):
                world.send_photos(person.id, [JPEG] * count)
                return "📷 " * count
            case Tap(verb, index, code):
                index = LANGUAGES.index(person.language) if index == OWN else index
                message, button = self._button(verb, index, code)
                world.press(person.id, message["message_id"], button["callback_data"])
                return f"[{button['text']}]"

    def _button(self, verb: str, index: int | None, code: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        for message in reversed(self.person.history):
            for button in buttons(message):
                tap = unpack(button.get("callback_data", ""))
                if tap and tap.verb == verb and index in (None, tap.index) and code in (None, tap.code):
                    return message, button
        raise AssertionError(f"no button {verb}:{code}:{index} in\n" + "\n\n".join(self.parts[-6:]))

    @property
    def text(self) -> str:
        told = "\n\n".join(part.rstrip() for part in self.parts)
        for drawn, example in _DRAWN:
            told = drawn.sub(example, told)
        return told + "\n"


def effect_words(effect: dict[str, Any]) -> str:
    """A message as it is shown, its buttons in rows; a notice between lines."""
    if effect.get("event") == "toast":
        return f"( {effect['text']} )"
    shown = ("🖼 " if "photo" in effect else "") + words(effect)
    rows = effect.get("reply_markup", {}).get("inline_keyboard", [])
    return "\n".join([shown, *("   " + ROW.join(f"[{each['text']}]" for each in row) for row in rows)])


async def transcript(flow: str, language: str, folder: Path) -> str:
    """The conversation of a script in a language, told in a town of its own."""
    script = SCRIPTS[flow]
    name, section = PEOPLE[language]
    async with Town(folder) as town:
        if script.joins:
            person = town.person(language=language, name=name)
        else:
            person = await town.member(language=language, section=section, role=script.role, name=name)
        if script.before is not None:
            await script.before(town, section)
        recorder = Recorder(person)
        for act in script.acts:
            await recorder.does(act)
            await town.downloaded()
    return recorder.text


def path_of(flow: str, language: str) -> Path:
    return FOLDER / f"{flow}.{language}.txt"


def every() -> Iterator[tuple[str, str]]:
    """Every flow with every language."""
    for flow in SCRIPTS:
        for language in LANGUAGES:
            yield flow, language


def main(wanted: list[str]) -> None:
    """Write them all, or those of the flows named."""
    FOLDER.mkdir(exist_ok=True)
    for flow, language in every():
        if not wanted or flow in wanted:
            with tempfile.TemporaryDirectory() as folder:
                path_of(flow, language).write_text(asyncio.run(transcript(flow, language, Path(folder))), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
