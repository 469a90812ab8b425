"""Messages to Telegram when things go wrong there: in order, nothing lost, nothing tried for ever."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot import routes
from bot.turn import Turn
from storage.tables import outbox
from tests.support.chat import Respondent, Town, buttons
from tests.support.patience import PATIENCE
from texts.cards import Card


async def soon(condition: Callable[[], bool]) -> None:
    """Wait until it holds; the clock of the town does not move by itself."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 (what it looks at has no event to wait for)
            await asyncio.sleep(0.01)


async def as_time_passes(town: Town, condition: Callable[[], bool]) -> None:
    """The same, while the clock of the town goes on by ten seconds at each look."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            town.pass_time(seconds=10)
            await asyncio.sleep(0.06)


def told(person: Respondent) -> list[str]:
    """What the bot has said, a first line each."""
    return [message["text"].split("\n")[0] for message in person.history if message["from"]["is_bot"]]


async def says(person: Respondent, text: str) -> None:
    """Without holding the promise against it: the answer may be late."""
    person.world.say(person.id, text)
    await person.town.pump()


async def rows(town: Town) -> list[Any]:
    return await town.service.database.read(
        lambda stores: stores.connection.execute(outbox.select().order_by(outbox.c.id)).all()
    )


async def reachable(person: Respondent) -> bool:
    found = await person.town.service.database.read(
        lambda stores: stores.people.find(stores.keyring.lookups(person.id))
    )
    return bool(found.reachable)


async def test_too_many_requests_waits_exactly_as_long_as_told(town: Town) -> None:
    amina = await town.member()
    town.world.faults.add("too_many_requests", method="sendMessage", retry_after=7)
    await says(amina, "/help")
    town.pass_time(seconds=6.9)
    await asyncio.sleep(0.15)
    assert told(amina) == []
    town.pass_time(seconds=0.1)
    await soon(lambda: told(amina) == ["How this works"])


async def test_the_next_message_of_a_chat_waits_for_the_one_before_and_other_chats_do_not(town: Town) -> None:
    amina, bruno = await town.member(501), await town.member(502, name="Bruno")
    town.world.faults.add("too_many_requests", method="sendMessage", retry_after=5)
    await says(amina, "/help")
    await says(amina, "/language")
    await says(bruno, "/help")
    assert told(bruno) == ["How this works"]
    assert told(amina) == []
    town.pass_time(seconds=5)
    await soon(lambda: told(amina) == ["How this works", "Which language shall we speak?"])


async def test_an_unsent_edit_that_a_later_one_replaces_is_left_out(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    card = amina.card["message_id"]
    code = amina.button("More")[1]["callback_data"].split(":")[1]
    town.world.faults.add("too_many_requests", method="editMessageText", retry_after=5)
    watching = town.world.subscribe(amina.id)
    for verb in ("mo", "lg", "mo", "rs"):
        town.world.press(amina.id, card, f"{verb}:{code}:0:0")
    await town.pump()
    town.pass_time(seconds=5)
    edits: list[str] = []

    def redrawn() -> bool:
        edits.extend(event["message"]["text"] for event in watching.seen() if event["event"] == "edited")
        return bool(edits) and "How many signatures" in edits[-1]

    await soon(redrawn)
    assert len(edits) == 2, "the first was under way; of the others only the last was still worth sending"


@pytest.mark.parametrize("kind", ["server_error", "drop"])
async def test_a_call_that_failed_is_made_again(town: Town, kind: str) -> None:
    amina = await town.member()
    town.world.faults.add(kind, method="sendMessage", times=3)
    await says(amina, "/help")
    assert told(amina) == []
    await as_time_passes(town, lambda: told(amina) == ["How this works"])
    assert town.world.faults.struck[kind] == 3


async def test_a_call_whose_answer_was_lost_may_come_twice_and_both_copies_work(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    town.world.faults.add("drop", method="sendMessage", after=True)
    await says(amina, "37,181")
    await as_time_passes(town, lambda: sum("To whom" in message.get("text", "") for message in amina.history) == 2)
    first, second = [message for message in amina.history if "To whom" in message.get("text", "")]
    data = next(button["callback_data"] for button in buttons(first) if button["text"] == "Skip")
    await amina.taps_data(first["message_id"], data)
    amina.sees("To whom")
    assert "When was that" in next(m for m in amina.history if m["message_id"] == first["message_id"])["text"]
    await amina.taps_data(second["message_id"], data)
    assert "When was that" in amina.card["text"] or "When was that" in amina.toast


async def test_an_edit_whose_answer_was_lost_is_not_modified_the_second_time_which_is_success(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    town.world.faults.add("drop", method="editMessageText", after=True)
    message, button = amina.button("Petition delivery")
    town.world.press(amina.id, message["message_id"], button["callback_data"])
    await town.pump()
    await says(amina, "37,181")
    await as_time_passes(town, lambda: "To whom" in amina.card["text"])
    assert {row.status for row in await rows(town)} <= {"sent", "waiting"}


async def test_a_person_who_blocked_the_bot_is_unreachable_until_they_write_again(town: Town) -> None:
    amina = await town.member()
    town.world.say(amina.id, "/help")
    town.world.block(amina.id)
    await town.pump()
    async with asyncio.timeout(PATIENCE):
        while await reachable(amina):  # noqa: ASYNC110 (it is marked with the next commit)
            await asyncio.sleep(0.01)
    assert told(amina) == []
    town.world.unblock(amina.id)
    await says(amina, "/language")
    assert await reachable(amina)
    assert told(amina) == ["Which language shall we speak?"]


async def test_a_tap_answered_too_late_still_edits_the_card(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    message, button = amina.button("Petition delivery")
    town.world.press(amina.id, message["message_id"], button["callback_data"])
    town.pass_time(minutes=3)
    await town.pump()
    amina.sees("How many signatures")


async def test_a_message_that_telegram_refuses_for_good_is_set_aside_and_the_next_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def says_nonsense(turn: Turn) -> None:
        turn.say(Card("<nonsense>"))

    monkeypatch.setitem(routes.COMMANDS, "help", says_nonsense)
    amina = await town.member()
    await says(amina, "/help")
    await amina.town.stop()
    await amina.town.start()
    (row,) = [row for row in await rows(town) if row.status == "parked"]
    assert (row.method, row.error) == ("sendMessage", "can't parse entities")
    await says(amina, "/language")
    assert told(amina) == ["Which language shall we speak?"]


async def test_what_one_process_could_not_send_the_next_one_sends(town: Town) -> None:
    amina = await town.member()
    town.world.faults.add("too_many_requests", method="sendMessage", retry_after=60)
    await says(amina, "/help")
    await town.stop()
    town.pass_time(seconds=61)
    await town.start()
    await soon(lambda: told(amina) == ["How this works"])


async def test_payloads_are_blanked_when_sent_and_ids_of_messages_kept_for_two_days(town: Town) -> None:
    amina = await town.member()
    await amina.says("/help")
    await town.stop()
    await town.start()
    await town.marked()
    assert all(row.payload is None and row.status == "sent" for row in await rows(town))
    assert [row.message_id for row in await rows(town)] == [amina.card["message_id"]]
    town.pass_time(hours=49)
    await town.service.housekeeping.tick()
    assert await rows(town) == []
