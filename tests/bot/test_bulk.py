"""The bulk lane: what it plans by the clock, and whom it leaves alone."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.bulk import IN_HAND, BulkLane
from bot.letters import Letter
from bot.marks import Marks
from bot.pacing import OwnRates
from scheduler.last_look import Looked
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from tests.bot.test_rates import SteppedClock, limits
from tests.bot.test_sender import as_time_passes, reachable, rows, says, soon, told
from tests.bot.test_sender_stops import begin_chat, leave_bulk
from tests.support.chat import Town


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
    lane = BulkLane(unused, clock, unused, "worker", 30, post, lambda stores, rows: Looked())
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


async def test_who_has_blocked_the_bot_is_tried_once_and_finds_nothing_stale_on_coming_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Town(tmp_path) as town:
        amina, bruno = await town.member(501), await town.member(502, name="Bruno")
        await bruno.says("/help")
        tried: list[Any] = []
        bot = type(town.service.sender._bot)
        really = bot.do_api_request

        async def noted(self: Any, method: str, api_kwargs: Any = None, **given: Any) -> Any:
            tried.append(api_kwargs["chat_id"])
            return await really(self, method, api_kwargs, **given)

        monkeypatch.setattr(bot, "do_api_request", noted)
        town.world.block(amina.id)
        await leave_bulk(town, [amina.id] * (2 * IN_HAND) + [bruno.id])
        await town.marked()
        assert tried.count(amina.id) == 1
        assert [row.status for row in await rows(town) if row.lane == "bulk"] == ["parked"] * 2 * IN_HAND + ["sent"]
        town.world.unblock(amina.id)
        await says(amina, "/language")
        await town.marked()
        assert told(amina) == ["Which language shall we speak?"]
        assert await reachable(amina)


async def test_what_failed_is_not_overtaken_by_what_comes_after_it_in_its_chat(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina, bruno = await town.member(501), await town.member(502, name="Bruno")
        for each in (amina, bruno):
            await each.says("/help")
        await town.marked()
        bot_id = town.world.bot["id"]

        def leave(stores: Stores) -> None:
            for words in ("first", "second", "third"):
                for each in (amina.id, bruno.id):
                    payload = orjson.dumps({"chat_id": each, "text": words})
                    draft = OutboxDraft(bot_id, stores.keyring.lookup(each), "bulk", "sendMessage", payload)
                    stores.outbox.add([draft], None, None, stores.now)

        town.world.faults.add("server_error", method="sendMessage", times=1)
        await town.service.database.run(leave)
        town.service.sender.wake()
        await soon(lambda: told(bruno)[1:] == ["first", "second", "third"])
        assert told(amina)[1:] == []
        await as_time_passes(town, lambda: len(told(amina)) == 4)
        assert told(amina)[1:] == ["first", "second", "third"]


async def test_no_more_is_sent_than_can_be_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or all of that would be sent twice, should the process die."""
    people = range(700, 700 + 2 * IN_HAND)
    may_write, looks = asyncio.Event(), 0
    really_write, really_refill = Marks.write, BulkLane._refill

    async def held_up(self: Marks) -> None:
        await may_write.wait()
        await really_write(self)

    async def noticed(self: BulkLane, bot_id: int) -> None:
        nonlocal looks
        await really_refill(self, bot_id)
        looks += 1

    async with Town(tmp_path) as town:
        for number in people:
            begin_chat(town, number)
        monkeypatch.setattr(Marks, "write", held_up)
        monkeypatch.setattr(BulkLane, "_refill", noticed)
        await leave_bulk(town, people)
        sent = lambda: sum(len(town.world.history(number)) for number in people)  # noqa: E731
        try:
            await soon(lambda: sent() >= IN_HAND)
            before = looks
            await soon(lambda: town.service.sender.wake() or looks > before + 5)
            assert sent() == IN_HAND
        finally:
            may_write.set()
        await soon(lambda: sent() == len(people))
        await town.marked()
        assert all(len(town.world.history(number)) == 1 for number in people)
