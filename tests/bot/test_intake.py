"""Updates are durable before they are confirmed, handled in order, never twice, and never for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from bot import intake as intake_module
from bot import routes
from bot.intake import TRIES, Intake
from bot.request import AiohttpRequest
from bot.turn import Turn
from bot.web import LARGEST, SECRET_HEADER, create_app
from storage.tables import audit, update
from tests.support.chat import Respondent, Town
from tests.support.patience import PATIENCE


async def soon(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 (what it looks at has no event to wait for)
            await asyncio.sleep(0.01)


def intake_of(town: Town) -> Intake:
    service = town.service
    assert town.app is not None
    return Intake(town.app, service.turns, service.database, service.clock)


@asynccontextmanager
async def polling(town: Town) -> AsyncIterator[Intake]:
    """The bot as `afteraction run` has it: asking for updates all the time."""
    intake, request = intake_of(town), AiohttpRequest()
    await intake.replay()
    task = asyncio.create_task(intake.poll(request))
    try:
        yield intake
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await intake.finish()
        await request.shutdown()


async def updates(town: Town) -> list[Any]:
    return await town.service.database.read(
        lambda stores: stores.connection.execute(update.select().order_by(update.c.update_id)).all()
    )


def said(person: Respondent) -> str:
    return "\n".join(message["text"] for message in person.history if message["from"]["is_bot"])


async def keep(town: Town, *raws: dict[str, Any]) -> None:
    """Durable, as by a process that died right after it had taken them."""

    def insert(stores: Any) -> None:
        rows = [
            (raw["update_id"], stores.keyring.lookup(raw["message"]["chat"]["id"]), orjson.dumps(raw)) for raw in raws
        ]
        stores.updates.insert_new(town.world.bot["id"], rows, stores.now)

    await town.service.database.run(insert)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "PAUSE", 0.02)


class TestPolling:
    async def test_a_whole_report_by_polling(self, town: Town) -> None:
        amina = await town.member()
        async with polling(town):
            town.world.say(amina.id, "/report")
            await soon(lambda: "What would you like" in said(amina))
            message, button = amina.button("Petition delivery")
            town.world.press(amina.id, message["message_id"], button["callback_data"])
            await soon(lambda: "How many signatures" in said(amina))

    async def test_nothing_is_confirmed_before_it_is_durable(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()
        tries, run = [], town.service.database.run

        async def full_disk(function: Any, *given: Any, **named: Any) -> Any:
            if getattr(function, "__name__", "") == "_insert" and len(tries) < 3:
                tries.append(len(town.world.updates))
                raise OSError("no space left")
            return await run(function, *given, **named)

        monkeypatch.setattr(town.service.database, "run", full_disk)
        town.world.say(amina.id, "/help")
        async with polling(town):
            await soon(lambda: "How this works" in said(amina))
            await soon(lambda: len(town.world.updates) == 0)
        assert tries == [1, 1, 1], "while it could not be stored, Telegram kept it"

    async def test_duplicated_and_reordered_updates_are_handled_once_each(self, town: Town) -> None:
        amina, bruno = await town.member(501), await town.member(502)
        town.world.faults.add("duplicate", times=6)
        town.world.faults.add("reorder", times=3)
        for text in ("/help", "/language"):
            for person in (amina, bruno):
                town.world.say(person.id, text)
        async with polling(town):
            for person in (amina, bruno):
                await soon(lambda: "How this works" in said(person) and "Which language" in said(person))  # noqa: B023
        for person in (amina, bruno):
            assert sum(message["from"]["is_bot"] for message in person.history) == 2

    async def test_a_second_poller_and_a_wrong_token_are_told_in_one_line(self, town: Town) -> None:
        from bot.errors import OperatorError

        request = AiohttpRequest()
        intakes = [asyncio.create_task(intake_of(town).poll(request)) for _ in range(2)]
        done, left = await asyncio.wait(intakes, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await request.shutdown()
        (ended,) = done
        with pytest.raises(OperatorError, match="another program is receiving"):
            ended.result()


class TestStartingAgain:
    async def test_what_was_taken_and_not_handled_is_handled_in_order(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        for text in ("37,181", "embassy of Uzbekistan in Berlin", "yesterday"):
            town.world.say(amina.id, text)
        await keep(town, *await town.updates())
        await town.stop()
        await town.start()
        intake = intake_of(town)
        await intake.replay()
        await intake.finish()
        amina.sees("Day: Tue 21 Oct", "Have you got a picture")
        assert {row.status for row in await updates(town)} == {"done"}
        assert {row.payload for row in await updates(town)} == {None}

    async def test_a_flood_from_one_chat_is_worked_off_whole(self, town: Town) -> None:
        amina = await town.member()
        for _ in range(150):
            town.world.say(amina.id, "/help")
        await keep(town, *await town.updates())
        intake = intake_of(town)
        await intake.replay()
        await intake.finish()
        assert said(amina).count("How this works") == 150

    async def test_an_update_that_ended_the_program_again_and_again_is_given_up(self, town: Town) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        await keep(town, *await town.updates())
        (row,) = await updates(town)
        for _ in range(TRIES):  # starts of the program, each ended by this update
            await town.service.database.run(
                lambda stores: stores.updates.count_attempt(row.bot_id, row.update_id)
            )
        intake = intake_of(town)
        await intake.replay()
        await intake.finish()
        assert "I am sorry" in said(amina)
        (row,) = await updates(town)
        assert (row.status, row.error) == ("parked", "crash")
        await amina.does_whatever(town.world.say, "/language")
        assert "Which language" in said(amina)

    async def test_of_a_stranger_nothing_is_kept_of_an_update_given_up(self, town: Town) -> None:
        stranger = town.person(503)
        town.world.say(stranger.id, "Rustam was beaten")
        await keep(town, *await town.updates())
        (row,) = await updates(town)
        for _ in range(TRIES):
            await town.service.database.run(
                lambda stores: stores.updates.count_attempt(row.bot_id, row.update_id)
            )
        intake = intake_of(town)
        await intake.replay()
        await intake.finish()
        (row,) = await updates(town)
        assert (row.status, row.payload) == ("parked", None)

    async def test_an_update_that_can_not_be_read_is_given_up(self, town: Town) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        (raw,) = await town.updates()
        del raw["message"]["date"]
        await keep(town, raw)
        intake = intake_of(town)
        await intake.replay()
        await intake.finish()
        assert [(row.status, row.error) for row in await updates(town)] == [("parked", "unreadable")]


class TestATurnThatRaises:
    def broken(self, times: int) -> Callable[[Turn], None]:
        left = [times]
        working = routes.COMMANDS["help"]

        def story(turn: Turn) -> None:
            if left[0]:
                left[0] -= 1
                turn.stores.audit.add("test", "person", "must not stay", turn.now)
                raise ValueError(turn.incoming.text)
            working(turn)

        return story

    async def test_it_is_tried_again(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(routes.COMMANDS, "help", self.broken(2))
        amina = await town.member()
        await amina.says("/help")
        amina.sees("How this works")

    async def test_then_given_up_with_an_apology_and_nothing_of_it_stays(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, logged: Path
    ) -> None:
        monkeypatch.setitem(routes.COMMANDS, "help", self.broken(99))
        amina = await town.member()
        await amina.does_whatever(town.world.say, "/help Rustam was beaten")
        amina.sees("I am sorry", "/report")
        (row,) = await updates(town)
        assert (row.status, row.error) == ("parked", "ValueError")
        assert "ValueError" in logged.read_text()
        assert "Rustam" not in logged.read_text()
        assert "must not stay" not in str(await town.service.database.read(audited))
        await amina.does_whatever(town.world.say, "/report")
        amina.sees("What would you like")

    async def test_a_tap_gets_a_toast(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(routes.BUTTONS, "rm", self.broken(99))
        amina = await town.member()
        await amina.says("/help")
        message, button = amina.button("Report an action")
        await amina.does_whatever(town.world.press, message["message_id"], button["callback_data"])
        assert "I am sorry" in amina.toast

    async def test_of_a_stranger_nothing_is_kept(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(routes.joining, "stranger", self.broken(99))
        stranger = town.person(503)
        await stranger.does_whatever(town.world.say, "Rustam was beaten")
        (row,) = await updates(town)
        assert (row.status, row.payload) == ("parked", None)


def audited(stores: Any) -> list[Any]:
    return list(stores.connection.execute(audit.select()).all())


SECRET = "only-telegram-knows"


class TestWebhook:
    @pytest.fixture
    async def telegram(self, town: Town) -> AsyncIterator[httpx.AsyncClient]:
        settings = town.make_settings(webhook_url="https://bot.example/hook", webhook_secret=SECRET)
        assert town.app is not None
        app = create_app(settings, town.app, intake_of(town))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://bot.example") as client:
            yield client

    async def post(self, client: httpx.AsyncClient, content: Any, secret: str = SECRET) -> int:
        data = content if isinstance(content, bytes) else orjson.dumps(content)
        return (await client.post("/hook", content=data, headers={SECRET_HEADER: secret})).status_code

    async def test_200_only_once_the_turn_is_stored(self, town: Town, telegram: httpx.AsyncClient) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        (raw,) = await town.updates()
        assert await self.post(telegram, raw) == 200
        assert [row.status for row in await updates(town)] == ["done"]
        amina.sees("How this works")

    async def test_posted_again_it_is_not_done_again(self, town: Town, telegram: httpx.AsyncClient) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        (raw,) = await town.updates()
        assert await asyncio.gather(*(self.post(telegram, raw) for _ in range(4))) == [200] * 4
        assert said(amina).count("How this works") == 1

    async def test_without_the_secret_nothing_is_taken(self, town: Town, telegram: httpx.AsyncClient) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        (raw,) = await town.updates()
        for guessed in ("", "guessed", SECRET + "x", SECRET.upper()):
            assert await self.post(telegram, raw, guessed) == 403
        assert await updates(town) == []

    @pytest.mark.parametrize(
        "content", [b"", b"no json", b"[1]", b'"text"', b'{"update_id": "1"}', b"{}", b" " * (LARGEST + 1)]
    )
    async def test_what_is_no_update_is_refused(
        self, town: Town, telegram: httpx.AsyncClient, content: bytes
    ) -> None:
        assert await self.post(telegram, content) == 400
        assert await updates(town) == []

    async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
        self, town: Town, telegram: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amina = await town.member()
        town.world.say(amina.id, "/help")
        (raw,) = await town.updates()

        async def away(*_: Any, **__: Any) -> Any:
            raise OSError("away")

        with monkeypatch.context() as patch:
            patch.setattr(town.service.database, "run", away)
            assert await self.post(telegram, raw) == 503
        assert await self.post(telegram, raw) == 200
        assert said(amina).count("How this works") == 1

    async def test_healthz_tells_how_many_wait(self, town: Town, telegram: httpx.AsyncClient) -> None:
        healthy = {"status": "ok", "updates_waiting": 0, "last_tick": None}
        assert (await telegram.get("/healthz")).json() == healthy
