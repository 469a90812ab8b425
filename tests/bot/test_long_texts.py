"""A text longer than Telegram takes: several messages in order, the buttons below the last, and edits of that one."""

import pytest

from bot import routes
from bot.turn import Turn
from scheduler.telling import tell
from storage.stores import Stores
from tests.support.chat import Town, buttons
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.verbs import ChatVerb

PARAGRAPHS = [f"<b>{number}</b> " + "word " * 150 for number in range(12)]
LONG = Card("\n\n".join(PARAGRAPHS), ((Button("Menu", Tap(ChatVerb.MENU.value)),),))
LONG_WORDS = "".join(f"{number} " + "word " * 150 for number in range(12)).split()


async def test_all_of_it_comes_and_the_buttons_stand_below_the_last(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def says_much(turn: Turn) -> None:
        turn.say(LONG)

    monkeypatch.setitem(routes.COMMANDS, "help", says_much)
    amina = await town.member()
    await amina.says("/help")
    parts = [message for message in amina.history if message["from"]["is_bot"]]
    assert len(parts) == 3
    assert " ".join(" ".join(part["text"].split()) for part in parts) == " ".join(LONG_WORDS)
    assert [bool(buttons(part)) for part in parts] == [False, False, True]


async def test_the_same_unasked(town: Town) -> None:
    amina = await town.member()
    await amina.says("/help")  # bots can not begin

    def say(stores: Stores) -> None:
        person = stores.people.find(stores.keyring.lookups(amina.id))
        assert person is not None
        tell(stores, town.world.bot["id"], person, LONG)

    await town.service.database.run(say)
    heard = town.world.subscribe(amina.id)
    town.service.sender.wake()
    parts = [(await heard.next("message"))["message"] for _ in range(3)]
    assert [bool(buttons(part)) for part in parts] == [False, False, True]
    assert parts[0]["text"].startswith("0 word")
