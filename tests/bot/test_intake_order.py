"""Starting again after a death: what is blamed for it and what is not, and how much is held in memory meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from bot import intake as intake_module
from bot import routes, run
from bot.intake import TRIES, Intake
from bot.queues import ChatQueues
from bot.web import WebServer
from storage.errors import Unavailable
from storage.tables import update
from tests.support.chat import Town
from tests.support.patience import PATIENCE


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "PAUSE", 0.01)


def intake_of(town: Town) -> Intake:
    assert town.app is not None
    return Intake(town.app, town.service.turns, town.service.database, town.service.clock)


async def replayed(town: Town) -> Intake:
    """As a start does it, waiting until all is handled."""
    intake = intake_of(town)
    await intake.replay()
    async with asyncio.timeout(PATIENCE):
        await intake.finish()
    return intake


async def left_behind(town: Town) -> None:
    """What people did was taken by a process that died then."""

    def insert(stores: Any) -> None:
        rows = [(raw["update_id"], stores.keyring.lookup(chat_of(raw)), orjson.dumps(raw)) for raw in raws]
        stores.updates.insert_new(town.world.bot["id"], rows, stores.now)

    raws = await town.updates()
    await town.service.database.run(insert)


def chat_of(raw: dict[str, Any]) -> int:
    chat: int = raw["message"]["chat"]["id"]
    return chat


async def rows(town: Town) -> list[Any]:
    """(status, error, attempts, whether anything is kept) of each update, in order."""
    found = await town.service.database.read(
        lambda stores: stores.connection.execute(update.select().order_by(update.c.update_id)).all()
    )
    return [(row.status, row.error, row.attempts, row.payload is not None) for row in found]


async def ended_over_it(town: Town, times: int) -> None:
    """So many programs ended while the turn of each waiting update ran."""

    def count(stores: Any) -> None:
        for row in stores.updates.waiting(town.world.bot["id"], 100):
            stores.updates.count_attempt(town.world.bot["id"], row.update_id)

    for _ in range(times):
        await town.service.database.run(count)


class TestWhatEndsTheProgram:
    async def test_kills_before_its_turn_began_are_not_an_updates_fault(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        await left_behind(town)
        with monkeypatch.context() as patch:
            patch.setattr(ChatQueues, "offer", lambda *_: True)
            for _ in range(TRIES + 2):
                await intake_of(town).replay()
        await replayed(town)
        assert await rows(town) == [("done", None, 1, False)]
        amina.sees("How this works")

    async def test_an_update_whose_turns_ended_the_program_is_given_up_with_an_apology(self, town: Town) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        await left_behind(town)
        await ended_over_it(town, TRIES)
        await replayed(town)
        assert await rows(town) == [("parked", "crash", TRIES + 1, True)]
        amina.sees("I am sorry, something went wrong", "/report")

    async def test_of_a_stranger_nothing_is_kept_of_it(self, town: Town) -> None:
        karim = town.person(777, name="Karim")
        town.world.say(karim.id, "my secret name is Karim")
        await left_behind(town)
        await ended_over_it(town, TRIES)
        await replayed(town)
        assert await rows(town) == [("parked", "crash", TRIES + 1, False)]
        karim.sees("I am sorry, something went wrong")

    async def test_one_start_counts_once_however_often_the_database_is_away(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        await left_behind(town)
        database, left = town.service.database, [3 * (TRIES + 1)]
        run = database.run

        async def away(function: Callable[..., Any], *given: Any, chat: bytes | None = None) -> Any:
            if chat is not None and left[0]:
                left[0] -= 1
                raise Unavailable("away")
            return await run(function, *given, chat=chat)

        monkeypatch.setattr(database, "run", away)
        await replayed(town)
        assert await rows(town) == [("done", None, 1, False)]


class TestWhatNoStoryGets:
    async def test_an_update_that_no_filter_bears_is_parked_and_not_taken_for_stored(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()

        def raises(*_: Any) -> None:
            raise KeyError("a field that was always there")

        town.world.say(amina.id, "/help")
        town.world.say(amina.id, "/language")
        await left_behind(town)
        with monkeypatch.context() as patch:
            patch.setattr(routes, "read", raises)
            await replayed(town)
        assert [row[:2] for row in await rows(town)] == [("parked", "unreadable")] * 2
        town.world.say(amina.id, "/help")
        await left_behind(town)
        await replayed(town)
        amina.sees("How this works")

    async def test_where_even_parking_fails_the_chat_goes_on_once_it_does_not(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        town.world.say(amina.id, "/language")
        first, second = await town.updates()
        del first["message"]["date"]  # can not be read
        database, left = town.service.database, [2]
        run = database.run

        async def away(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
            if getattr(function, "__qualname__", "").startswith("Intake._park") and left[0]:
                left[0] -= 1
                raise Unavailable("away")
            return await run(function, *given, **named)

        monkeypatch.setattr(database, "run", away)
        intake = intake_of(town)
        await intake._store([first, second])
        async with asyncio.timeout(PATIENCE):
            await intake.finish()
        assert left == [0]
        amina.sees("Which language")


class TestMemory:
    async def test_whoever_takes_in_waits_for_room_over_all_chats(self) -> None:
        gate, most = asyncio.Event(), 10

        async def handle(_: int) -> None:
            await gate.wait()

        async def nothing(_: object) -> list[int]:
            return []

        queues: ChatQueues[int] = ChatQueues(handle, most=most, refill=nothing)
        for chat in range(most):
            await asyncio.wait_for(queues.room(), PATIENCE)
            queues.offer(chat, chat)
        waiting = asyncio.create_task(queues.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        gate.set()
        await asyncio.wait_for(waiting, PATIENCE)
        await queues.finish()
        await asyncio.wait_for(queues.room(), PATIENCE)

    async def test_what_was_refused_and_found_again_takes_room_too(self) -> None:
        gate, left = asyncio.Event(), list(range(6))

        async def handle(number: int) -> None:
            if number >= 2:
                await gate.wait()
            left.remove(number)

        async def refill(_: object) -> list[int]:
            return left[:4]

        queues: ChatQueues[int] = ChatQueues(handle, bound=2, most=4, refill=refill)
        for number in range(6):
            queues.offer("flood", number)
        for _ in range(20):
            await asyncio.sleep(0)
        assert left == [2, 3, 4, 5]
        waiting = asyncio.create_task(queues.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        gate.set()
        await asyncio.wait_for(waiting, PATIENCE)
        await queues.finish()
        assert left == []

    async def test_a_backlog_is_taken_in_as_there_is_room(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(intake_module, "BATCH", 3)
        people = [await town.member(600 + number) for number in range(12)]
        for person in people:
            town.world.say(person.id, "/help")
        await left_behind(town)
        held: list[int] = []
        offer = ChatQueues.offer

        def offered(queues: ChatQueues[Any], *given: Any) -> bool:
            taken = offer(queues, *given)
            held.append(queues._held)
            return taken

        monkeypatch.setattr(ChatQueues, "offer", offered)
        intake = intake_of(town)
        intake._queues._most = 2
        await intake.replay()
        await intake.finish()
        assert max(held) <= 2 + 3 - 1
        for person in people:
            person.sees("How this works")


async def test_nothing_newer_is_let_in_by_webhook_before_what_was_left_is_queued(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, order, replay, listen = asyncio.Event(), [], Intake.replay, WebServer.start

    async def replaying(intake: Intake) -> None:
        await replay(intake)
        order.append("queued")

    async def listening(server: WebServer) -> None:
        order.append("listening")
        await listen(server)
        stop.set()

    monkeypatch.setattr(Intake, "replay", replaying)
    monkeypatch.setattr(WebServer, "start", listening)
    hook = {"updates": "webhook", "webhook_url": "https://bot.example/hook", "webhook_secret": "only-telegram-knows"}
    settings = town.make_settings(**hook, listen="127.0.0.1:0")
    assert town.app is not None
    await asyncio.wait_for(run._serve_until(stop, settings, town.app, intake_of(town)), PATIENCE)
    assert order == ["queued", "listening"]


async def test_a_stop_while_the_backlog_waits_for_room_is_heeded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def for_ever(_: Intake) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Intake, "replay", for_ever)
    assert town.app is not None
    stop = asyncio.Event()
    serving = asyncio.create_task(run._serve_until(stop, town.make_settings(), town.app, intake_of(town)))
    stop.set()
    await asyncio.wait_for(serving, PATIENCE)
