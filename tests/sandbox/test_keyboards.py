"""What Telegram takes as a keyboard."""

from typing import Any

import pytest

from tests.sandbox.conftest import AMINA, GROUP, Call, refusal


def button(data: str = "x", text: str = "Yes") -> dict[str, Any]:
    return {"text": text, "callback_data": data}


async def send(call: Call, rows: Any, chat_id: int = AMINA) -> dict[str, Any]:
    return await call("sendMessage", chat_id=chat_id, text="Well?", reply_markup={"inline_keyboard": rows})


@pytest.mark.parametrize("data", ["x", "x" * 64, "é" * 32, "😀" * 16])
async def test_callback_data_of_1_to_64_bytes(call: Call, data: str) -> None:
    body = await send(call, [[button(data)]])
    assert body["result"]["reply_markup"] == {"inline_keyboard": [[button(data)]]}


@pytest.mark.parametrize("data", ["", "x" * 65, "é" * 32 + "x", "😀" * 17])
async def test_other_callback_data_is_invalid(call: Call, data: str) -> None:
    assert refusal(await send(call, [[button(data)]])) == (400, "Bad Request: BUTTON_DATA_INVALID")


async def test_a_hundred_buttons_and_no_more(call: Call) -> None:
    assert (await send(call, [[button()] * 5] * 20))["ok"]
    assert refusal(await send(call, [[button()] * 5] * 20 + [[button()]]))[0] == 400


async def test_eight_in_a_row_and_no_more(call: Call) -> None:
    assert (await send(call, [[button()] * 8]))["ok"]
    assert refusal(await send(call, [[button()] * 9])) == (400, "Bad Request: reply markup is too long")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Yes"},
        {"text": "", "callback_data": "x"},
        {"text": "Yes", "callback_data": "x", "url": "https://example.org"},
        {"text": "Yes", "url": "javascript:alert(1)"},
        {"text": "Yes", "callback_data": "x", "colour": "red"},
        "Yes",
    ],
)
async def test_a_button_has_a_text_and_one_action(call: Call, wrong: Any) -> None:
    assert refusal(await send(call, [[wrong]]))[0] == 400


async def test_an_empty_keyboard_is_none(call: Call) -> None:
    assert "reply_markup" not in (await send(call, []))["result"]


@pytest.mark.parametrize("request_for", ["request_location", "request_contact"])
async def test_buttons_that_ask_for_something_private_work_in_private_chats_only(call: Call, request_for: str) -> None:
    markup = {"keyboard": [[{"text": "Here I am", request_for: True}]]}
    assert (await call("sendMessage", chat_id=AMINA, text="Where?", reply_markup=markup))["ok"]
    assert refusal(await call("sendMessage", chat_id=GROUP, text="Where?", reply_markup=markup))[0] == 400


async def test_a_web_app_opens_in_private_chats_only(call: Call) -> None:
    rows = [[{"text": "Open", "web_app": {"url": "https://example.org"}}]]
    assert (await send(call, rows))["ok"]
    assert refusal(await send(call, rows, GROUP)) == (400, "Bad Request: BUTTON_TYPE_INVALID")


async def test_other_markups_are_taken_and_unknown_ones_are_not(call: Call) -> None:
    for markup in ({"remove_keyboard": True}, {"force_reply": True}, {"keyboard": [[{"text": "Yes"}]]}):
        assert (await call("sendMessage", chat_id=AMINA, text="Well?", reply_markup=markup))["ok"]
    body = await call("sendMessage", chat_id=AMINA, text="Well?", reply_markup={"buttons": []})
    assert refusal(body) == (400, "Bad Request: can't parse reply keyboard markup JSON object")
