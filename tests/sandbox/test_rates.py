"""How often the bot may send: overall, to one person, to one group; exactly as told, it may again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api import BotApi
from sandbox.clock import ManualClock
from sandbox.errors import ApiError
from sandbox.limits import RateLimits
from sandbox.rates import Rates
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, Call

Send = Callable[..., int]


@pytest.fixture
def send(clock: ManualClock) -> Send:
    """Try one send; 0 if it is taken, else the seconds to wait."""
    rates = Rates(RateLimits())

    def tried(chat_id: int, paid: bool = False) -> int:
        try:
            rates.check(chat_id, clock.now(), paid)
        except ApiError as error:
            return int(error.parameters["retry_after"])
        rates.count(chat_id, clock.now(), paid)
        return 0

    return tried


def test_thirty_in_any_second_over_all_chats(send: Send, clock: ManualClock) -> None:
    assert [send(person) for person in range(1, 31)] == [0] * 30
    clock.forward(0.999)
    assert send(31) == 1
    clock.forward(0.001)
    assert send(31) == 0


def test_the_second_slides(send: Send, clock: ManualClock) -> None:
    assert [send(person) for person in range(1, 16)] == [0] * 15
    clock.forward(0.6)
    assert [send(person) for person in range(21, 36)] == [0] * 15
    clock.forward(0.4)
    assert [send(person) for person in range(41, 57)] == [0] * 15 + [1]


def test_paid_broadcast_has_a_thousand(send: Send, clock: ManualClock) -> None:
    assert [send(person, paid=True) for person in range(1, 1001)] == [0] * 1000
    assert send(1001, paid=True) == 1
    assert send(1001) == 0


def test_five_at_once_to_a_person_then_one_a_second(send: Send, clock: ManualClock) -> None:
    assert [send(AMINA) for _ in range(5)] == [0] * 5
    assert send(AMINA) == 1
    clock.forward(0.999)
    assert send(AMINA) == 1
    clock.forward(0.001)
    assert send(AMINA) == 0
    assert send(AMINA) == 1
    clock.forward(5)
    assert [send(AMINA) for _ in range(6)] == [0] * 5 + [1]


def test_twenty_to_a_group_in_any_minute(send: Send, clock: ManualClock) -> None:
    assert [send(GROUP) for _ in range(20)] == [0] * 20
    clock.forward(13)
    assert send(GROUP) == 47
    clock.forward(47)
    assert send(GROUP) == 0


@given(st.lists(st.tuples(st.integers(-2, 3), st.integers(0, 3000)), max_size=80))
def test_whoever_waits_as_told_is_never_refused_twice(sends: list[tuple[int, int]]) -> None:
    clock, rates = ManualClock(), Rates(RateLimits(all=4, chat=1, chat_burst=2, group=3))
    for chat_id, milliseconds in sends:
        clock.forward(timedelta(milliseconds=milliseconds))
        try:
            rates.check(chat_id, clock.now())
        except ApiError as error:
            clock.forward(error.parameters["retry_after"])
            rates.check(chat_id, clock.now())
        rates.count(chat_id, clock.now())


async def test_zero_turns_a_rate_off(clock: ManualClock) -> None:
    world = World(clock=clock, rates=RateLimits(all=0, chat=0, group=0))
    world.add_person(AMINA, "Amina")
    world.start(AMINA)
    api = BotApi(world)
    for _ in range(100):
        assert (await api.call("sendMessage", {"chat_id": AMINA, "text": "Hello"})).body["ok"]


async def test_sends_and_edits_count_but_answers_and_actions_do_not(call: Call, world: World) -> None:
    message = (await call("sendMessage", chat_id=AMINA, text="0"))["result"]["message_id"]
    for number in range(1, 5):
        edit = await call("editMessageText", later=0, chat_id=AMINA, message_id=message, text=str(number))
        assert edit["ok"]
    world.press(AMINA, message, "x")
    assert (await call("answerCallbackQuery", later=0, callback_query_id=next(iter(world.queries))))["ok"]
    assert (await call("sendChatAction", later=0, chat_id=AMINA, action="typing"))["ok"]
    refused = await call("editMessageText", later=0, chat_id=AMINA, message_id=message, text="5")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert (await call("editMessageText", later=1, chat_id=AMINA, message_id=message, text="5"))["ok"]


async def test_a_refused_call_does_not_count(call: Call) -> None:
    assert (await call("sendMessage", chat_id=AMINA, text="1"))["ok"]
    for _ in range(10):
        assert (await call("sendMessage", later=0, chat_id=AMINA, text=""))["error_code"] == 400
    sent = [(await call("sendMessage", later=0, chat_id=AMINA, text="x"))["ok"] for _ in range(5)]
    assert sent == [True] * 4 + [False]


async def test_an_album_counts_as_one_send(call: Call, photo: str) -> None:
    media = [{"type": "photo", "media": photo}] * 10
    sent = [(await call("sendMediaGroup", later=0, chat_id=AMINA, media=media))["ok"] for _ in range(6)]
    assert sent == [True] * 5 + [False]
