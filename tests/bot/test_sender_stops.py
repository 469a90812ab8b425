"""The sender at its end: what waits is given back at once, what is under way may end, and nothing new begins."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot import sender
from bot.bulk import IN_HAND
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from tests.bot.test_sender import rows, told
from tests.support.chat import Town
from tests.support.patience import PATIENCE


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def sent(town: Town) -> int:
    """How many of all messages."""
    return sum(row.status == "sent" for row in await rows(town))


def begin_chat(town: Town, number: int) -> None:
    """Somebody else, who has written to the bot once."""
    town.world.add_person(number, str(number), None, None, "en")
    town.world.people[str(number)] = {**town.world.people[str(number)], "started": True}


async def leave_bulk(town: Town, people: Iterable[int]) -> None:
    """A word to each, which nobody waits for."""

    def leave(stores: Stores) -> None:
        drafts = [
            OutboxDraft(
                town.service.desk.bot_id,
                stores.keyring.lookup(person),
                "bulk",
                "sendMessage",
                orjson.dumps({"chat_id": person, "text": f"to {person}"}),
            )
            for person in people
        ]
        stores.outbox.add(drafts, None, None, stores.now)

    await town.service.database.run(leave)
    town.service.sender.wake()


async def test_what_waits_for_telegram_does_not_hold_up_the_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "LAST_CALLS", 600)  # or its end would come of itself
    amina = await town.member()
    town.world.faults.add("too_many_requests", method="sendMessage", retry_after=600)
    await amina.does_whatever(amina.world.say, "/help")
    async with asyncio.timeout(PATIENCE):
        await town.stop()
    town.pass_time(minutes=11)
    await town.start()
    await town.marked()
    assert told(amina) == ["How this works"]


async def test_what_is_under_way_ends_and_of_the_bulk_behind_it_nothing_begins(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = range(700, 700 + IN_HAND + 10)
    for number in people:
        begin_chat(town, number)
    begun, may_end = 0, asyncio.Semaphore(0)
    bot = type(town.service.sender._bot)
    really = bot.do_api_request

    async def slow(*given: Any) -> Any:
        nonlocal begun
        begun += 1
        async with may_end:
            return await really(*given)

    monkeypatch.setattr(bot, "do_api_request", slow)
    monkeypatch.setattr(sender, "LAST_CALLS", 600)  # all of them end, however slow the machine
    await leave_bulk(town, people)
    async with asyncio.timeout(PATIENCE):
        while begun < IN_HAND:  # noqa: ASYNC110 (the call is not ours to wait for)
            await asyncio.sleep(0)
    stopping = asyncio.create_task(town.service.sender.stop())
    await asyncio.sleep(0)
    may_end.release()  # one after the other
    async with asyncio.timeout(PATIENCE):
        while await sent(town) < IN_HAND:
            town.service.sender.wake()  # there is room for more
    await stopping
    assert begun == IN_HAND
    monkeypatch.undo()
    await town.stop()
    await town.start()
    await town.marked()
    assert [[message["text"] for message in town.world.history(person)] for person in people] == [
        [f"to {person}"] for person in people
    ]
