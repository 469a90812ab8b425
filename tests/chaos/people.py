"""People who report and keep book of what the bot asks them."""

import io
import re
import time
from collections import deque
from typing import Any

import orjson
from PIL import Image

from bot.events import PREFIX
from sandbox.world import World
from tests.chaos.counts import Counts
from tests.chaos.script import Script, Step, buttons_of, line_of, screen_of, taps_of
from tests.chaos.tales import FLOWS
from texts.buttons import Tap

PATIENCE = 150.0
"""Real seconds after which what the bot had taken counts as lost, and is said again: some leases of the dead."""

TRIES = 6
"""How often somebody waits so long, or says something again, in one conversation."""


def photo() -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", (32, 24), "teal").save(data, "JPEG")
    return data.getvalue()


class Stuck(AssertionError):
    """A person repeated themselves and still saw nothing."""


class Person:
    """One private chat with the bot."""

    def __init__(self, world: World, user_id: int, language: str, counts: Counts) -> None:
        self.world = world
        self.user_id = user_id
        self.language = language
        self.counts = counts
        self.events = world.subscribe(user_id)
        self.sent: set[bytes] = set()
        self.over: set[str] = set()
        """Codes of sessions and references of reports that conversations which are over were about."""
        self.pressed_again: set[int] = set()
        """Ids of messages that came twice, on which a button was pressed once more."""
        self.diary: deque[str] = deque(maxlen=40)
        world.add_person(user_id, f"Person {user_id}", language_code=language)

    async def converse(self, script: Script) -> str:
        """Walk through the script, whatever dies meanwhile; returns the last screen. Raises Stuck."""
        conversation = Conversation(self, script)
        conversation.begin()
        while conversation.ending is None:
            kind, message = await self._next_card(conversation)
            repeated = kind == "message" and self._was_sent_before(message)
            conversation.see(message, kind, repeated)
        self.over |= conversation.codes
        return conversation.ending

    async def _next_card(self, conversation: "Conversation") -> tuple[str, dict[str, Any]]:
        """The next message or edit of the bot; says it again when nothing comes."""
        for _ in range(TRIES):
            try:
                while True:
                    event = await self.events.next("message", "edited", timeout=PATIENCE)
                    if event["message"]["from"]["is_bot"]:
                        self.note(event["event"], event["message"])
                        return event["event"], event["message"]
            except TimeoutError:
                if self._still_with_telegram():  # the bot was down whenever it was offered: slow, not lost
                    continue
                self.counts.lost += 1
                self.report("lost")
                conversation.again()
        raise Stuck(f"person {self.user_id} at step {conversation.position}: {self.history()}")

    def _still_with_telegram(self) -> bool:
        """Whether something that the person said or tapped was not taken by the bot yet."""
        everything = self.world.updates.waiting(len(self.world.updates))
        return any(chat_id == self.user_id for chat_id, _ in everything)

    def note(self, what: str, message: dict[str, Any] | None, more: str = "") -> None:
        """One line of the diary."""
        seen = ""
        if message is not None:
            versions = {(tap.code, tap.version) for tap in taps_of(message) if tap.code}
            seen = f"#{message['message_id']} {sorted(versions)} {screen_of(message)!r}"
        self.diary.append(f"{time.time():.3f} {what} {more} {seen}")

    def report(self, harm: str) -> None:
        """Keep what led to a harm."""
        self.counts.incidents.append("\n".join([f"{harm}: person {self.user_id}", *self.diary]))

    def history(self) -> str:
        """The last screens, for whoever must find out."""
        return "\n---\n".join(screen_of(message) for message in self.world.history(self.user_id)[-4:])

    def _was_sent_before(self, message: dict[str, Any]) -> bool:
        """Whether just this (buttons carry session and version) came before: sent, but not known to be."""
        content = orjson.dumps([message.get("text"), message.get("reply_markup")])
        repeated = content in self.sent and bool(message.get("reply_markup"))
        self.counts.repeated += repeated
        self.sent.add(content)
        return repeated


class Conversation:
    """One walk through a script."""

    def __init__(self, person: Person, script: Script) -> None:
        self.person = person
        self.script = script
        self.position = 0
        self.said_again = 0
        self.codes: set[str] = set()
        self.ending: str | None = None
        self.answered: dict[int, int] = {}  # step -> version of the card on which it was answered
        self.last: tuple[Step, dict[str, Any] | None] = (script.steps[0], None)

    def begin(self) -> None:
        self._take(self.script.steps[0], None)
        self.position = 1

    def see(self, message: dict[str, Any], kind: str, repeated: bool) -> None:
        """A card came: answer it, unless it is old. One whose buttons were taken away asks nothing any more."""
        if not buttons_of(message) or self._answers_a_repeat(message, kind):
            return
        stage, tap = self.script.stage(screen_of(message)), self._tap(message)
        if stage is None or (tap is not None and tap.code in self.person.over):
            return
        if tap is not None and tap.code not in FLOWS and not tap.code.startswith(PREFIX):
            self.codes.add(tap.code)
        if stage == len(self.script.steps):
            if self.position == stage:
                self.ending = screen_of(message)
            return
        version = tap.version if tap else 0
        if stage < self.position and version <= self.answered.get(stage, 0):
            if repeated:
                self._answer_a_repeat(stage, message)
            return
        if stage < self.position:
            self.person.counts.asked_twice += 1
            self.person.report(f"asked twice (stage {stage}, at {self.position}, answered {self.answered})")
        if stage > self.position:
            self.person.counts.wrong += 1
            self.person.report(f"out of turn (stage {stage}, at {self.position})")
        self.answered[stage] = version
        self.position = stage + 1
        self._take(self.script.steps[stage], message)

    def again(self) -> None:
        """Nothing came, or nothing that the script knows: say or press it once more. Raises Stuck."""
        self.said_again += 1
        if self.said_again > TRIES:
            raise Stuck(f"person {self.person.user_id} at step {self.position}: {self.person.history()}")
        self._take(*self.last)

    def _answers_a_repeat(self, message: dict[str, Any], kind: str) -> bool:
        """Whether it is what came of a press on a repeated message, while the answer to words is awaited: that is a new
        message, never an edit.
        """
        return kind == "edited" and message["message_id"] in self.person.pressed_again and bool(self.last[0].say)

    def _answer_a_repeat(self, stage: int, message: dict[str, Any]) -> None:
        """Press the same button of a message that was sent twice: "already noted", and nothing else may come of it."""
        step = self.script.steps[stage]
        if step.press and not step.lasting:
            self.person.counts.repeats_answered += 1
            self.person.pressed_again.add(message["message_id"])
            self._press(step, message)

    def _take(self, step: Step, message: dict[str, Any] | None) -> None:
        self.last = (step, message)
        self.person.counts.turns += 1
        world, user_id = self.person.world, self.person.user_id
        self.person.note("does", message, step.say or step.press or "photo")
        if step.photo:
            world.send_photos(user_id, [photo()], step.say or None)
        elif step.say:
            world.say(user_id, step.say)
        elif message is not None:
            self._press(step, message)

    def _press(self, step: Step, message: dict[str, Any]) -> None:
        data = next(each["callback_data"] for each in buttons_of(message) if re.search(step.press, line_of(each)))
        self.person.world.press(self.person.user_id, message["message_id"], data)

    def _tap(self, message: dict[str, Any]) -> Tap | None:
        """What the card's buttons say of session (or report) and version: the last does, the others may lead away."""
        taps = [tap for tap in taps_of(message) if tap.code]
        return taps[-1] if taps else None
