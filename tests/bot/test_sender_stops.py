"""The sender at its end: what waits is given back at once, what is under way may end, and nothing new begins."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from tests.bot.test_sender import rows, told
from tests.support.chat import Town, waiting


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path, rate_all=3) as town:
        yield town


async def leave_bulk(town: Town, people: range) -> None:
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


async def test_what_waits_for_telegram_does_not_hold_up_the_end(town: Town) -> None:
    amina = await town.member()
    town.world.faults.add("too_many_requests", method="sendMessage", retry_after=600)
    await amina.does_whatever(amina.world.say, "/help")
    async with asyncio.timeout(2):
        await town.stop()
    town.pass_time(minutes=11)
    await town.start()
    await town.marked()
    assert told(amina) == ["How this works"]


async def test_what_is_under_way_ends_and_of_the_bulk_behind_it_nothing_begins(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = range(700, 712)
    for number in people:
        town.world.add_person(number, str(number), None, None, "en")
        town.world.people[str(number)] = {**town.world.people[str(number)], "started": True}
    begun, go_on = 0, asyncio.Event()
    really = town.service.sender._bot.do_api_request

    async def slow(*given: object) -> object:
        nonlocal begun
        begun += 1
        await go_on.wait()
        return await really(*given)

    monkeypatch.setattr(type(town.service.sender._bot), "do_api_request", lambda self, *given: slow(*given))
    await leave_bulk(town, people)
    async with asyncio.timeout(5):
        while not begun:  # noqa: ASYNC110 (the call is not ours to wait for)
            await asyncio.sleep(0)
    under_way, stopping = begun, asyncio.create_task(town.service.sender.stop())
    await asyncio.sleep(0)
    town.pass_time(seconds=2)  # there is room for more
    town.service.sender.wake()
    for _ in range(10):  # by then it has heard of both
        await town.service.database.read(lambda stores: None)
    go_on.set()
    await stopping
    await town.stop()
    monkeypatch.undo()
    assert begun == under_way
    await town.start()
    assert sum(row.status == "sent" for row in await rows(town)) >= under_way
    while town.service.sender.leadership.holds and await town.service.database.read(waiting):
        town.pass_time(seconds=2)
        town.service.sender.wake()
    assert [[message["text"] for message in town.world.history(person)] for person in people] == [
        [f"to {person}"] for person in people
    ]
