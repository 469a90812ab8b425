"""People at their phones: the few conversations that a year needs, held with the real processes."""

import asyncio
from typing import Any

from flows.inputs import Verb
from sandbox.watching import Subscription
from sandbox.world import World
from tests.year.organisation import Member
from texts.buttons import Tap, unpack
from texts.verbs import ChatVerb

PATIENCE = 200.0  # real seconds
MOST_TURNS = 14  # of one conversation


class Phone:
    """One person's, for one conversation."""

    def __init__(self, world: World, member: Member) -> None:
        self.world = world
        self.member = member
        self.turns = 0
        self._events: Subscription = world.subscribe(member.id)

    def close(self) -> None:
        self._events.close()

    async def say(self, text: str) -> dict[str, Any]:
        """Write, and look at what comes."""
        self._events.seen()
        self.turns += 1
        self.world.say(self.member.id, text)
        return await self._card()

    async def press(self, message: dict[str, Any], verb: str, code: str | None = None, index: int | None = None) -> Any:
        """Tap the button that carries this, and look at what comes. AssertionError if there is none."""
        self._tap(message, verb, code, index)
        return await self._card()

    async def settle(self, message: dict[str, Any], verb: str) -> dict[str, Any]:
        """The same where the answer may be the last word, which leaves nothing to tap."""
        self._tap(message, verb)
        return await self._words()

    def _tap(self, message: dict[str, Any], verb: str, code: str | None = None, index: int | None = None) -> None:
        found = button(message, verb, code, index)
        assert found is not None, f"no button {verb} {code} for {self.member}: {message}"
        self._events.seen()
        self.turns += 1
        self.world.press(self.member.id, message["message_id"], found)

    async def begin(self, flow: str) -> dict[str, Any]:
        """Open a flow: its first question, or the last one's if there is only this flow."""
        return await self.press(await self.say("/report"), ChatVerb.BEGIN, flow)

    async def finish(self, card: dict[str, Any]) -> dict[str, Any]:
        """Leave out whatever may be, and file; the receipt."""
        for _ in range(MOST_TURNS):
            if button(card, ChatVerb.ANOTHER) is not None:
                return card
            verbs = (Verb.FILE, ChatVerb.NOT_SAME, Verb.SKIP)
            verb = next((each for each in verbs if button(card, each) is not None), None)
            assert verb is not None, f"no way on for {self.member}: {card}"
            card = await self.press(card, verb)
        raise AssertionError(f"never filed by {self.member}: {card}")

    async def _card(self) -> dict[str, Any]:
        """The next message or edit of the bot that has buttons."""
        while not (message := await self._words()).get("reply_markup"):
            pass
        return message

    async def _words(self) -> dict[str, Any]:
        """The next message or edit of the bot."""
        while True:
            try:
                event = await self._events.next("message", "edited", timeout=PATIENCE)
            except TimeoutError:
                chat = self.world.history(self.member.id)[-3:]
                raise AssertionError(f"{self.member} hears nothing; {len(self.world.updates)} wait; {chat}") from None
            message: dict[str, Any] = event["message"]
            if message["from"]["is_bot"]:
                return message


def buttons(message: dict[str, Any]) -> list[tuple[str, Tap]]:
    """Data and what it carries."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    data = [each["callback_data"] for row in rows for each in row if "callback_data" in each]
    return [(each, tap) for each in data if (tap := unpack(each)) is not None]


def button(message: dict[str, Any], verb: str, code: str | None = None, index: int | None = None) -> str | None:
    """The data of the first such button."""
    for data, tap in buttons(message):
        if tap.verb == verb and code in (None, tap.code) and index in (None, tap.index):
            return data
    return None


async def side_by_side(conversations: list[Any], at_once: int = 8) -> None:
    """Some at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(conversation: Any) -> None:
        async with gate:
            await conversation

    async with asyncio.TaskGroup() as group:
        for each in conversations:
            group.create_task(one(each))
