"""Buttons: taps, answers, toasts."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.clock import ManualClock
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, KARIM, Call, refusal

TOO_OLD = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


@pytest.fixture
async def query(call: Call, world: World) -> str:
    """Amina has tapped Yes."""
    card = (await call("sendMessage", chat_id=AMINA, text="Well?", reply_markup=KEYBOARD))["result"]
    world.press(AMINA, card["message_id"], "y")
    return last_query(world)["id"]


def last_query(world: World) -> dict[str, Any]:
    query: dict[str, Any] = world.updates.waiting(100)[-1][1]["callback_query"]
    return query


async def test_a_tap_brings_the_card_as_it_is(world: World, query: str) -> None:
    tapped = last_query(world)
    assert tapped["data"] == "y"
    assert tapped["from"]["first_name"] == "Amina"
    assert tapped["message"] == world.history(AMINA)[-1]


async def test_a_toast_is_shown(call: Call, world: World, query: str) -> None:
    assert (await call("answerCallbackQuery", later=0, callback_query_id=query, text="Noted"))["result"] is True
    assert [(toast["text"], toast["show_alert"]) for toast in world.toasts(AMINA)] == [("Noted", False)]


async def test_a_tap_is_answered_once(call: Call, query: str) -> None:
    assert (await call("answerCallbackQuery", later=0, callback_query_id=query))["ok"]
    assert refusal(await call("answerCallbackQuery", later=0, callback_query_id=query)) == TOO_OLD
    assert refusal(await call("answerCallbackQuery", callback_query_id="12345")) == TOO_OLD


async def test_a_tap_waits_a_minute_for_its_answer(call: Call, world: World, query: str, clock: ManualClock) -> None:
    world.press(AMINA, 2, "y")
    clock.forward(timedelta(minutes=1))
    assert (await call("answerCallbackQuery", later=0, callback_query_id=query))["ok"]
    clock.forward(timedelta(milliseconds=1))
    later = last_query(world)["id"]
    assert refusal(await call("answerCallbackQuery", later=0, callback_query_id=later)) == TOO_OLD


@pytest.mark.parametrize("text", ["", "x" * 200, "😀" * 100])
async def test_a_toast_has_up_to_200_characters(call: Call, query: str, text: str) -> None:
    assert (await call("answerCallbackQuery", later=0, callback_query_id=query, text=text))["ok"]


@pytest.mark.parametrize("text", ["x" * 201, "😀" * 100 + "x"])
async def test_a_longer_toast_is_refused(call: Call, query: str, text: str) -> None:
    body = await call("answerCallbackQuery", later=0, callback_query_id=query, text=text)
    assert refusal(body) == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_an_answer_may_open_the_private_chat_and_nothing_else(call: Call, world: World, query: str) -> None:
    answer: dict[str, Any] = {"callback_query_id": query, "later": 0}
    own = "https://t.me/afteraction_bot?start="
    for url in ("https://example.org", own, own + "x" * 65, own + "a b"):
        assert refusal(await call("answerCallbackQuery", **answer, url=url)) == (400, "Bad Request: URL_INVALID")
    assert (await call("answerCallbackQuery", **answer, url=own + "x" * 64))["ok"]
    assert world.toasts(AMINA)[0]["url"] == own + "x" * 64


async def test_the_card_of_a_tap_may_be_gone(call: Call, world: World, query: str) -> None:
    await call("deleteMessage", chat_id=AMINA, message_id=2)
    world.press(AMINA, 2, "y")
    message = last_query(world)["message"]
    assert (message["date"], message["message_id"], message["chat"]["id"]) == (0, 2, AMINA)


async def test_anybody_may_tap_a_card_in_a_group(call: Call, world: World) -> None:
    card = (await call("sendMessage", chat_id=GROUP, text="Well?", reply_markup=KEYBOARD))["result"]["message_id"]
    world.press(KARIM, card, "forged", chat_id=GROUP)
    tapped = last_query(world)
    assert (tapped["from"]["id"], tapped["message"]["chat"]["id"], tapped["data"]) == (KARIM, GROUP, "forged")
