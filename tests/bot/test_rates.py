"""Telegram's rates: never more than the limits in any window, bulk takes what replies leave, nobody waits for ever."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pacing import MANY, OwnRates
from bot.rates import AHEAD, ON_ITS_WAY, Arrived, Ask, Chat, Limits, Slot, counts, instant, micros, settle
from bot.settings import Settings
from sandbox.errors import ApiError
from sandbox.limits import RateLimits
from sandbox.rates import Rates as Telegrams
from storage.clock import Clock
from storage.rate_store import SENT

BEGINNING = micros(datetime(2014, 10, 22, 12, 0, tzinfo=UTC))
MILLI = 1000
SECOND = 1_000_000
# (chat, milliseconds since the one before, bulk, milliseconds on its way); negative chats are groups
ASKED = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, -1, -2]), st.integers(0, 3000), st.booleans(), st.sampled_from([0, 1, 14, 40, 400])
    ),
    max_size=60,
)


def limits(rate_all: int = 6, rate_chat: float = 1, burst: int = 3, group: int = 5) -> Limits:
    return Limits(
        Settings(_env_file=None, rate_all=rate_all, rate_chat=rate_chat, rate_chat_burst=burst, rate_group=group)
    )


def chat(number: int) -> Chat:
    return Chat(str(number).encode(), number < 0)


class Sends:
    """A patient sender, one chat at a time, and when its sends arrived."""

    def __init__(self, allowed: Limits) -> None:
        self.limits = allowed
        self.known: dict[bytes, SENT] = {}
        self.now = BEGINNING
        self.arrived: dict[int, list[int]] = defaultdict(list)

    def ask(self, number: int, bulk: bool = False) -> Slot:
        return settle(self.known, self.limits, [Ask(chat(number), bulk)], (), self.now)[0]

    def send(self, number: int, bulk: bool = False, on_its_way: int = 0) -> None:
        for _ in range(5):
            slot = self.ask(number, bulk)
            self.now = max(self.now, slot.at)
            if slot.granted:
                break
        else:
            raise AssertionError("the instant that was named must do")
        self.now += on_its_way
        self.arrived[number].append(self.now)
        settle(self.known, self.limits, (), [Arrived(chat(number), slot.at, self.now)], self.now)


def sent_all(allowed: Limits, asked: list[tuple[int, int, bool, int]]) -> Sends:
    sends = Sends(allowed)
    for number, pause, bulk, on_its_way in asked:
        sends.now += pause * MILLI
        sends.send(number, bulk, on_its_way * MILLI)
    return sends


@given(ASKED)
def test_telegram_never_refuses_what_went_when_it_was_told_to(asked: list[tuple[int, int, bool, int]]) -> None:
    sends = sent_all(limits(), asked)
    telegram = Telegrams(RateLimits(all=6, chat=1, chat_burst=3, group=5))
    arrivals = sorted((at, number) for number, instants in sends.arrived.items() for at in instants)
    for at, number in arrivals:
        try:
            telegram.check(number, instant(at))
        except ApiError as error:
            raise AssertionError(f"refused at {at}: {arrivals}") from error
        telegram.count(number, instant(at))


@given(ASKED)
def test_zero_turns_a_limit_off(asked: list[tuple[int, int, bool, int]]) -> None:
    sends = Sends(limits(rate_all=0, rate_chat=0, group=0))
    assert sends.limits.off
    assert all(sends.ask(number, bulk) == Slot(sends.now, True) for number, _, bulk, _ in asked)


def test_one_chat_at_its_limit_holds_no_other_back_and_keeps_no_place_empty() -> None:
    sends = Sends(limits())
    for _ in range(3):
        assert sends.ask(1) == Slot(BEGINNING, granted=True)
    late = sends.ask(1)
    assert not late.granted and late.own and late.at == BEGINNING + SECOND + ON_ITS_WAY
    assert [sends.ask(number).granted for number in (2, 3, 4)] == [True] * 3


def test_a_reply_that_must_wait_has_its_place_and_bulk_does_not_take_it() -> None:
    sends = Sends(limits())
    for number in range(1, 7):
        sends.ask(number, bulk=True)
        sends.now += 100 * MILLI
    reply, bulk = sends.ask(7), sends.ask(8, bulk=True)
    assert reply.granted and not bulk.granted
    assert reply.at < bulk.at < reply.at + 101 * MILLI
    sends.now = reply.at
    assert not sends.ask(8, bulk=True).granted
    sends.now = bulk.at
    assert sends.ask(8, bulk=True).granted


def test_of_those_who_ask_together_replies_come_first() -> None:
    asks = [Ask(chat(1), bulk=True), Ask(chat(2)), Ask(chat(3), bulk=True), Ask(chat(4))]
    slots = settle({}, limits(rate_all=2), asks, (), BEGINNING)
    assert [slot.granted for slot in slots] == [False, True, False, True]


def test_what_is_paid_for_goes_beside_what_costs_nothing() -> None:
    allowed = Limits(Settings(_env_file=None, paid_broadcast=True))
    known: dict[bytes, SENT] = {}
    for paid, most in ((True, 1000), (False, 30)):
        asks = [Ask(Chat(b"%d" % number, False, paid)) for number in range(1200)]
        assert sum(slot.at == BEGINNING for slot in settle(known, allowed, asks, (), BEGINNING)) == most


def test_a_clock_set_back_stops_nobody_for_long() -> None:
    sends = Sends(limits())
    sends.now += 2 * AHEAD
    for number in (1, 1, 1, 2, 3, 4):
        sends.ask(number)
    sends.now = BEGINNING
    assert sends.ask(1).at <= BEGINNING + SECOND + ON_ITS_WAY
    assert sends.ask(-1).at == BEGINNING


def test_sends_and_edits_count_and_callback_answers_do_not() -> None:
    counted = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText", "editMessageReplyMarkup")
    free = ("answerCallbackQuery", "deleteMessages", "deleteMessage", "sendChatAction", "getFile")
    assert all(map(counts, counted)) and not any(map(counts, free))


class HandClock(Clock):
    """A clock moved by hand."""

    ticks = False

    def __init__(self) -> None:
        self.at = instant(BEGINNING)

    def now(self) -> datetime:
        return self.at

    async def wait_until(self, instant: datetime, wake: object = None) -> None:
        self.at = max(self.at, instant)


class LateProgram:
    """A program that stands still at times, and Telegram, which counts what arrives while it does."""

    def __init__(self, stalls: list[tuple[int, int]]) -> None:
        self.stalls = sorted(
            (BEGINNING + begin * MILLI, BEGINNING + (begin + length) * MILLI) for begin, length in stalls
        )
        self.clock = HandClock()
        self.rates = OwnRates(limits(rate_all=30, rate_chat=0, group=0), self.clock)
        self.telegram = Telegrams(RateLimits(all=30, chat=0, group=0))
        self.to_come: list[tuple[int, int, str, Any]] = []
        self.numbers = count()
        self.longest_wait = 0

    def will(self, at: int, act: str, of: Any) -> None:
        """Acts of the program's own come later if it stands still then."""
        for begin, end in self.stalls if act != "arrive" else ():
            at = end if begin <= at < end else at
        heappush(self.to_come, (at, next(self.numbers), act, of))

    async def live(self) -> None:
        while self.to_come:
            at, _, act, of = heappop(self.to_come)
            self.clock.at = instant(at)
            await getattr(self, act)(at, of)

    async def ask(self, at: int, bulk: bool) -> None:
        slot = await self.rates.ask(chat(1), bulk)
        if not bulk:
            self.longest_wait = max(self.longest_wait, slot.at - at)
        self.will(slot.at, "leave" if slot.granted else "ask", slot if slot.granted else bulk)

    async def leave(self, at: int, slot: Slot) -> None:
        self.will(at + 3 * MILLI, "arrive", slot)

    async def arrive(self, at: int, slot: Slot) -> None:
        self.telegram.check(1, instant(at))
        self.telegram.count(1, instant(at))
        self.will(at + 3 * MILLI, "answer", slot)

    async def answer(self, at: int, slot: Slot) -> None:
        self.rates.went(slot)


STOOD_STILL = [(1539, 748), (1828, 750), (559, 833)]
ASKED_MEANWHILE = [
    322,
    442,
    565,
    634,
    856,
    1125,
    1136,
    1216,
    1254,
    1292,
    1468,
    1734,
    2065,
    2271,
    2451,
    2506,
    2654,
    2701,
]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(500, 2500), st.integers(20, 900)), max_size=4),
    st.lists(st.integers(0, 3000), max_size=30),
)
@example(STOOD_STILL, ASKED_MEANWHILE)
def test_a_program_that_is_late_keeps_the_rates_too(stalls: list[tuple[int, int]], replies: list[int]) -> None:
    """(milliseconds at which it stands still, and for how long); when people ask, beside bulk at the full rate."""
    late = LateProgram(stalls)
    for at in range(0, 3000, 34):
        late.will(BEGINNING + at * MILLI, "ask", True)
    for at in replies:
        late.will(BEGINNING + at * MILLI, "ask", False)
    asyncio.run(late.live())
    assert late.longest_wait < 2 * SECOND


class SteppedClock(HandClock):
    ticks = True


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(hours=1)])
async def test_a_clock_set_back_does_not_hold_up_what_was_planned_by_it(back: timedelta) -> None:
    clock = SteppedClock()
    rates = OwnRates(limits(rate_chat=0), clock)
    for _ in range(6):
        await rates.ask(chat(1))
    clock.at -= back
    assert (await rates.ask(chat(2))).at == micros(clock.at)


async def test_thousands_of_chats_at_rest_are_forgotten() -> None:
    clock = HandClock()
    rates = OwnRates(limits(rate_all=0), clock)
    for number in range(1, MANY + 2):
        rates.went(await rates.ask(chat(number)))
    await rates.ask(chat(-1))
    clock.at += timedelta(minutes=2)
    await rates.ask(chat(-1))
    await rates.ask(chat(MANY + 7))
    assert len(rates._known) < 5


async def test_what_arrived_late_is_known_to_have() -> None:
    clock = HandClock()
    rates = OwnRates(limits(rate_all=1), clock)
    slot = await rates.ask(chat(1))
    clock.at += timedelta(seconds=0.4)
    rates.went(slot)
    clock.at += timedelta(seconds=0.7)
    assert (await rates.ask(chat(2), bulk=True)).at == micros(clock.at) + 300 * MILLI


async def test_what_is_still_on_its_way_is_not_thought_to_have_arrived() -> None:
    clock = HandClock()
    rates = OwnRates(limits(rate_all=1), clock)
    slot = await rates.ask(chat(1))
    clock.at += timedelta(seconds=0.9)
    assert not (await rates.ask(chat(2), bulk=True)).granted
    clock.at += timedelta(seconds=0.9)
    assert not (await rates.ask(chat(2), bulk=True)).granted, "it may arrive at any moment"
    rates.went(slot)
    clock.at += timedelta(seconds=1.1)
    assert (await rates.ask(chat(2), bulk=True)).granted
