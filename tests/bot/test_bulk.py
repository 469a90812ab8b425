"""What the bulk lane plans by the clock."""

from datetime import timedelta
from typing import Any

import pytest

from bot.bulk import BulkLane
from bot.letters import Letter
from bot.pacing import OwnRates
from scheduler.last_look import Looked
from tests.bot.test_rates import SteppedClock, limits


class Post:
    """A carrier that says what it was given."""

    def __init__(self) -> None:
        self.sent: list[int] = []

    def send(self, letter: Letter) -> None:
        self.sent.append(letter.id)

    def is_busy(self, chat: bytes) -> bool:
        return False


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(hours=1)])
async def test_a_clock_set_back_does_not_stop_bulk(back: timedelta) -> None:
    clock, post = SteppedClock(), Post()
    unused: Any = None
    lane = BulkLane(unused, clock, unused, "worker", 30, post, lambda stores, rows: Looked())  # type: ignore[arg-type]
    lane._waiting += [
        Letter(number, 1, bytes([number]), None, "bulk", "sendMessage", {"chat_id": number}) for number in range(1, 5)
    ]
    rates = OwnRates(limits(rate_all=30), clock)
    while not post.sent:
        clock.at = await lane._send_next(rates) or clock.at
    lane.pause(clock.at + timedelta(seconds=5))
    clock.at -= back
    lane._forget_plans()
    clock.at += timedelta(seconds=0.1)
    before = len(post.sent)
    await lane._send_next(rates)
    assert len(post.sent) > before
