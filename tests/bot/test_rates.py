"""Telegram's rates: never more than the limits in any window, and nobody waits for ever."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rates import GROUP_WINDOW, SECOND, Rates, counts
from bot.settings import Settings

BEGINNING = datetime(2014, 10, 22, 12, 0, tzinfo=UTC)
# (chat, milliseconds since the one before); negative chats are groups
ASKED = st.lists(st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.integers(0, 3000)), max_size=120)


def limits(rate_all: int = 6, rate_chat: float = 1, burst: int = 3, group: int = 5) -> Settings:
    return Settings(
        _env_file=None, rate_all=rate_all, rate_chat=rate_chat, rate_chat_burst=burst, rate_group=group
    )  # type: ignore[call-arg]


def send_all(rates: Rates, asked: list[tuple[int, int]]) -> dict[int, list[datetime]]:
    """Send each in turn as soon as it may go, like a patient sender; when each chat's went."""
    now, sent = BEGINNING, defaultdict(list)
    for chat, pause in asked:
        now += timedelta(milliseconds=pause)
        tries = 0
        while (at := rates.reserve(chat, now)) > now:
            now, tries = at, tries + 1
            assert tries < 5, "the instant that was named must do"
        sent[chat].append(now)
    return sent


def most_in(window: timedelta, instants: list[datetime]) -> int:
    """The most that went in any window of that length (the end not included)."""
    instants = sorted(instants)
    return max((sum(start <= each < start + window for each in instants) for start in instants), default=0)


@given(ASKED)
def test_never_more_than_the_limit_in_any_second(asked: list[tuple[int, int]]) -> None:
    sent = send_all(Rates(limits()), asked)
    assert most_in(SECOND, [each for chat in sent.values() for each in chat]) <= 6


@given(ASKED)
def test_never_more_in_a_private_chat_than_the_burst_and_one_a_second(asked: list[tuple[int, int]]) -> None:
    sent = send_all(Rates(limits(rate_all=0)), asked)
    for chat, instants in sent.items():
        if chat > 0:
            for seconds in (1, 2, 5, 10):
                assert most_in(timedelta(seconds=seconds), instants) <= 3 + seconds


@given(ASKED)
def test_never_more_in_a_group_than_the_limit_in_any_minute(asked: list[tuple[int, int]]) -> None:
    sent = send_all(Rates(limits(rate_all=0)), asked)
    assert all(most_in(GROUP_WINDOW, instants) <= 5 for chat, instants in sent.items() if chat < 0)


@given(ASKED)
def test_zero_turns_a_limit_off(asked: list[tuple[int, int]]) -> None:
    rates, now = Rates(limits(rate_all=0, rate_chat=0, group=0)), BEGINNING
    assert all(rates.reserve(chat, now) == now for chat, _ in asked)


@given(ASKED)
def test_one_chat_at_its_limit_does_not_hold_another_back(asked: list[tuple[int, int]]) -> None:
    rates = Rates(limits(rate_all=0))
    send_all(rates, [(1, 0)] * 3)
    assert rates.reserve(1, BEGINNING) > BEGINNING
    assert rates.reserve(2, BEGINNING) == BEGINNING


def test_paid_broadcast_raises_the_overall_rate_only() -> None:
    rates = Rates(Settings(_env_file=None, paid_broadcast=True))  # type: ignore[call-arg]
    assert sum(rates.reserve(chat, BEGINNING) == BEGINNING for chat in range(1, 1201)) == 1000


def test_a_clock_set_back_stops_nobody_for_long() -> None:
    rates = Rates(limits(rate_all=0))
    later = BEGINNING + timedelta(hours=1)
    for _ in range(3):
        rates.reserve(1, later)
    assert rates.reserve(1, BEGINNING) <= BEGINNING + SECOND


def test_thousands_of_idle_chats_are_forgotten() -> None:
    rates, now = Rates(limits(rate_all=0)), BEGINNING
    for chat in range(1, 10_002):
        rates.reserve(chat, now)
    rates.reserve(20_000, now + timedelta(minutes=1))
    assert len(rates._chats) < 10


def test_sends_and_edits_count_and_callback_answers_do_not() -> None:
    counted = ("sendMessage", "sendPhoto", "sendMediaGroup", "editMessageText", "editMessageReplyMarkup")
    free = ("answerCallbackQuery", "deleteMessages", "deleteMessage", "sendChatAction", "getFile")
    assert all(map(counts, counted)) and not any(map(counts, free))
