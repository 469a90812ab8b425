"""What is no answer: commands that are not ours, kinds of messages that nobody foresaw, Telegram's own words."""

from copy import deepcopy
from typing import Any

import pytest

from tests.bot.test_awkward import asked_how_many
from tests.support.chat import Town

KINDS: dict[str, Any] = {
    "invoice": {"title": "t", "description": "d", "start_parameter": "x", "currency": "EUR", "total_amount": 1},
    "giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1},
    "dice": {"emoji": "🎲", "value": 3},
    "a_kind_of_next_year": {"some": "thing"},
}
SERVICE: dict[str, Any] = {
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "write_access_allowed": {},
    "new_chat_title": "x",
}


def message(town: Town, update_id: int, **content: Any) -> dict[str, Any]:
    sender = {"id": 501, "is_bot": False, "first_name": "Amina"}
    head = {"message_id": update_id, "date": 1_413_979_200, "chat": town.world.chat(501), "from": sender}
    return {"update_id": update_id, "message": {**head, **content}}


def from_bot(person: Any) -> int:
    return sum(each["from"]["is_bot"] for each in person.history)


@pytest.mark.parametrize("command", ["/stop", "/report@another_bot", "/nosuchcommand 37,181"])
async def test_a_command_that_is_not_ours_is_no_answer(town: Town, command: str) -> None:
    amina = await asked_how_many(town)
    await amina.says("37,181")
    await amina.says(command)
    amina.sees("do not know that command", "/report", "Back to the question")
    await amina.taps("Back to the question")
    amina.sees("37.181", "To whom")


@pytest.mark.parametrize("text", ["/", "/2014/10", "//", "/café"])
async def test_a_text_that_only_begins_like_a_command_is_a_text(town: Town, text: str) -> None:
    amina = await asked_how_many(town)
    await amina.says(text)
    amina.sees("How many signatures")


async def test_an_unknown_command_without_a_report(town: Town) -> None:
    amina = await town.member()
    await amina.says("/stop")
    amina.sees("do not know that command", "Report an action")


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_kind_a_person_sends_is_answered(town: Town, kind: str) -> None:
    amina = await asked_how_many(town)
    before = from_bot(amina)
    await town.give(message(town, 7001, **{kind: KINDS[kind]}))
    assert from_bot(amina) == before + 1
    amina.sees("How many signatures")


@pytest.mark.parametrize("kind", SERVICE)
async def test_telegrams_own_words_are_met_with_silence(town: Town, kind: str) -> None:
    amina = await asked_how_many(town)
    before = amina.screen()
    await town.give(message(town, 7001, **{kind: SERVICE[kind]}))
    assert amina.screen() == before


async def test_a_live_location_is_answered_once(town: Town) -> None:
    amina = await asked_how_many(town)
    before = from_bot(amina)
    first = message(town, 7001, location={"latitude": 1.0, "longitude": 2.0, "live_period": 900})
    await town.give(first)
    for number in range(1, 6):
        later = deepcopy(first)
        later["update_id"] += number
        later["edited_message"] = later.pop("message") | {"edit_date": 1_413_979_300}
        await town.give(later)
    assert from_bot(amina) == before + 1
