"""Whatever Telegram can bring: promise 3 holds, the session stays valid, nothing is given up.

One long conversation each: random updates of one person, among them buttons they were ever shown and some that nobody
drew. `Respondent.does` holds the promise against each of them.
"""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.inputs import Verb
from tests.support.chat import JPEG, Respondent, Town, buttons
from texts.verbs import ChatVerb

Act = Callable[["Talk"], Coroutine[Any, Any, None]]
WORDS = [
    "37,181", "almost 200,000", "12 or 15", "embassy of Uzbekistan in Berlin", "berlin", "yesterday",
    "29 February", "١٢٣", "0", "-4", "yes", "AR-7K3F9Q-2", "/report", "/start", "/start menu",
    "/start AAAA-BBBB-CCCC", "/help", "/myreports", "/language", "/forget", "/cancel", "/report@another_bot", "/x",
    "/",
]  # fmt: skip
LABELS = ["Petition", "Skip", "Back", "More", "Next", "Another day", "Yesterday", "Today", "File", "Continue", "Delete",
          "Pause", "Undo", "Open", "Keep", "Yes, change", "No", "Exactly", "Signatures", "Story"]  # fmt: skip


class Talk:
    """One person, and everything they were ever shown."""

    def __init__(self, town: Town, person: Respondent) -> None:
        self.town = town
        self.person = person
        self.drawn: list[tuple[int, str]] = []
        self.album = town.world.new_album()

    def note(self) -> None:
        """Remember the buttons that stand now, but for those that end the conversation or change the language."""
        for message in self.person.history:
            for button in buttons(message):
                press = (message["message_id"], button.get("callback_data", ""))
                if press not in self.drawn and not press[1].startswith(("fas", "sp")):
                    self.drawn.append(press)


def says(text: str) -> Act:
    async def act(talk: Talk) -> None:
        await talk.person.says(text)

    return act


def taps_any(place: int) -> Act:
    """A button from anywhere in the past, also of a card that is long gone."""

    async def act(talk: Talk) -> None:
        if talk.drawn:
            await talk.person.taps_data(*talk.drawn[place % len(talk.drawn)])

    return act


def taps(label: str) -> Act:
    """A button that stands there now, if there is one of that label."""

    async def act(talk: Talk) -> None:
        found = [
            (message["message_id"], button["callback_data"])
            for message in reversed(talk.person.history)
            for button in buttons(message)
            if label in button["text"]
        ]
        if found:
            await talk.person.taps_data(*found[0])

    return act


def forges(place: int, data: str) -> Act:
    async def act(talk: Talk) -> None:
        await talk.person.taps_data(talk.drawn[place % len(talk.drawn)][0] if talk.drawn else 1, data)

    return act


def sends(kind: str) -> Act:
    async def act(talk: Talk) -> None:
        world, person = talk.town.world, talk.person
        match kind:
            case "photo":
                await person.sends_photos(1, "12 people, yesterday")
            case "album":
                await person.sends_photos(3)
            case "document":
                await person.does(world.send_document, JPEG, "paper", "application/octet-stream")
            case "picture as a document":
                await person.does(world.send_document, JPEG, "photo.jpg", "image/jpeg")
            case "sticker":
                await person.does(world.send_sticker, b"RIFFxxxxWEBP")
            case "voice":
                await person.does(world.send_voice, JPEG)
            case "video":
                await person.does(world.send_video, JPEG)
            case "location":
                await person.does(world.send_location, 52.5, 13.4)
            case "contact":
                await person.does(world.send_contact, "+49301234567", "Rustam")
            case "forward":
                await person.does(world.forward, "412 signatures")

    return act


async def edits(talk: Talk) -> None:
    written = [message for message in talk.person.history if not message["from"]["is_bot"] and "text" in message]
    if written:
        await talk.person.does(talk.town.world.edit_text, written[-1]["message_id"], written[-1]["text"] + "1")


async def time_passes(talk: Talk) -> None:
    talk.town.pass_time(hours=7)
    await talk.town.service.housekeeping.tick()


async def restarts(talk: Talk) -> None:
    await talk.town.stop()
    await talk.town.start()


KINDS = ["photo", "album", "document", "picture as a document", "sticker", "voice", "video", "location", "contact",
         "forward"]  # fmt: skip
ERASING = {ChatVerb.FORGET_ALL, ChatVerb.FORGET_ALL_SURE, ChatVerb.SPEAK}  # these have conversations of their own
HARMLESS = [verb.value for verb in (*Verb, *ChatVerb) if verb not in ERASING]
FREE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
DATA = st.one_of(
    st.text(max_size=20),
    st.builds(
        "{}:{}:{}:{}".format,
        st.sampled_from([*HARMLESS, "xx"]),
        st.sampled_from(["", "abc", "petition_delivery", "AR7K3F9Q2"]),
        st.sampled_from(["0", "1", "zzz"]),
        st.sampled_from(["0", "1", "5", "zzz", "jc6b"]),
    ),
)
ACTS = st.one_of(
    st.sampled_from(LABELS).map(taps),
    st.sampled_from(LABELS).map(taps),
    st.sampled_from(WORDS).map(says),
    FREE.map(says),
    st.integers(0, 200).map(taps_any),
    st.builds(forges, st.integers(0, 20), DATA),
    st.sampled_from(KINDS).map(sends),
    st.sampled_from([edits, time_passes, restarts]),
)


async def converse(acts: list[Act], folder: Path) -> None:
    async with Town(folder) as town:
        talk = Talk(town, await town.member())
        for act in (says("/report"), taps("Petition"), *acts):
            await act(talk)
            talk.note()


@settings(max_examples=20, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(ACTS, min_size=8, max_size=40))
def test_every_act_has_one_visible_effect_with_a_way_on(acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(converse(acts, Path(folder)))
