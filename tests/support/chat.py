"""Whole conversations: people of a sandbox talk with the real application through HTTP on loopback.

`async with Town(tmp_path) as town: amina = await town.member(...)`. Between any two turns the application can be built
anew on the same data (`restarting=True`), so that nothing may live in memory only.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr
from telegram import Update
from telegram.ext import Application

from bot.app import Afteraction, build
from bot.handlers.joining import CONSENT_VERSION
from bot.intake import lean
from bot.request import AiohttpRequest
from bot.settings import Settings
from sandbox.clock import FileClock
from sandbox.ground import TOKEN
from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from storage import setup
from storage.crypto import new_secret
from storage.setup import SAMPLE
from tests.support.patience import PATIENCE
from tests.support.promise import buttons, check_promise, shown, watched

NOON = datetime(2014, 10, 22, 12, 0, tzinfo=UTC)  # the day after the delivery of the examples
SECRET = new_secret()
TEMPLATE: dict[str, bytes] = {}  # the databases of a new town, made once in a run and copied
NO_RATES = RateLimits(all=0, chat=0, chat_burst=1, group=0)
JPEG = (Path(__file__).parent / "data" / "photo.jpg").read_bytes()


def without_ticks(application: Afteraction) -> None:
    """What time brings comes when a test says so."""
    service: Any = application.service
    service.ticks.start = lambda: None


class Town:
    """A sandbox, a bot, and people."""

    def __init__(
        self,
        folder: Path,
        *,
        restarting: bool = False,
        begins: datetime = NOON,
        database_url: str = "",
        keys_url: str = "",
        token: str = TOKEN,
        **settings: Any,
    ) -> None:
        self.folder = folder
        self.restarting = restarting
        self.lean = True  # updates as intake hands them on; False: as any other client would, whole
        self.clock_file = folder / "clock"
        self.set_clock(begins)
        self.secret = SECRET
        self._copied = not database_url
        self._urls = {
            "database_url": database_url or f"sqlite:///{folder / 'main.db'}",
            "keys": keys_url or f"sqlite:///{folder / 'keys.db'}",
        }
        self._token = token
        self._more = settings
        self.app: Afteraction | None = None

    async def __aenter__(self) -> Self:
        self.world = World(token=self._token, clock=FileClock(self.clock_file), rates=NO_RATES)
        self._serving = serve(self.world, 0)
        self.server = await self._serving.__aenter__()
        self.settings = self.make_settings()
        self._request = AiohttpRequest()
        if not self._copied:
            await self._found()
        else:
            if not TEMPLATE:
                await self._found()
                await self.stop()
                TEMPLATE.update({name: (self.folder / name).read_bytes() for name in ("main.db", "keys.db")})
            for name, content in TEMPLATE.items():
                (self.folder / name).write_bytes(content)
            await self.start()
        return self

    async def _found(self) -> None:
        """Start on an empty database and bring the sample organisation in."""
        await self.start()
        await self.service.database.run(setup.apply, setup.read_organisation(SAMPLE.read_text("utf-8")))

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self._request.shutdown()
        await self._serving.__aexit__(None, None, None)

    def make_settings(self, **changed: Any) -> Settings:
        """The bot's settings, rates off."""
        given = {
            "bot_token": SecretStr(self.server.token),
            "bot_api_url": self.server.url,
            "files": self.folder / "files",
            "secret_keys": SecretStr(self.secret),
            "clock": self.clock_file,
            "rate_all": 0,
            "rate_chat": 0,
            "rate_group": 0,
            **self._urls,
            **self._more,
            **changed,
        }
        return Settings(_env_file=None, **given)

    async def start(self) -> None:
        """Build the application as a test client would: with a builder of its own."""
        builder = (
            Application.builder()
            .token(self.server.token)
            .base_url(f"{self.server.url}/bot")
            .base_file_url(f"{self.server.url}/file/bot")
            .request(AiohttpRequest())
            .get_updates_request(AiohttpRequest())  # or it makes one over httpx, which reads all certificates each time
            .updater(None)
        )
        self.app = build(self.settings, builder)
        without_ticks(self.app)
        await self.app.initialize()

    async def stop(self) -> None:
        if self.app is not None:
            await self.app.shutdown()
            self.app = None

    @property
    def service(self) -> Any:
        assert self.app is not None
        return self.app.service

    def set_clock(self, instant: datetime) -> None:
        self.now = instant
        self.clock_file.write_text(instant.isoformat())

    def pass_time(self, **delta: float) -> None:
        self.set_clock(self.now + timedelta(**delta))

    async def updates(self) -> list[dict[str, Any]]:
        """What the people did and the bot has not taken yet; confirmed at once."""
        taken: list[dict[str, Any]] = []
        offset = 0
        while batch := await self._ask(offset):
            taken += batch
            offset = batch[-1]["update_id"] + 1
        return taken

    async def _ask(self, offset: int) -> list[dict[str, Any]]:
        url = f"{self.server.url}/bot{self.server.token}/getUpdates?offset={offset}&timeout=0"
        found = await self._request.post(url)
        assert isinstance(found, list)
        return found

    async def pump(self) -> None:
        """Let the bot handle everything that people did."""
        for raw in await self.updates():
            await self.give(raw)

    async def give(self, raw: dict[str, Any]) -> None:
        """One update to the application."""
        assert self.app is not None
        if self.restarting:
            await self.stop()
            await self.start()
        await self.app.process_update(Update.de_json(lean(raw) if self.lean else raw, self.app.bot))

    async def downloaded(self) -> None:
        """Wait until no accepted attachment is still to be fetched."""

        async with asyncio.timeout(PATIENCE):
            while await self.service.database.read(pending):  # noqa: ASYNC110 (a look, not a wait for a time)
                await asyncio.sleep(0.01)

    async def marked(self) -> None:
        """Wait until what was sent is noted as sent: that is written after the turn that said it."""
        async with asyncio.timeout(PATIENCE):
            while await self.service.database.read(waiting):  # noqa: ASYNC110 (a look, not a wait for a time)
                await asyncio.sleep(0.01)

    def person(
        self, user_id: int = 501, language: str = "en", name: str = "Amina", last_name: str | None = None
    ) -> "Respondent":
        """Someone who has never talked to the bot."""
        self.world.add_person(user_id, name, last_name, None, language)
        return Respondent(self, user_id, language)

    async def member(
        self,
        user_id: int = 501,
        language: str = "en",
        section: str = "germany",
        role: str = "activist",
        name: str = "Amina",
    ) -> "Respondent":
        """Someone who has joined already."""
        respondent = self.person(user_id, language, name)

        def join(stores: Any) -> None:
            home = stores.organisation.section(section)
            known = stores.people.add_pending(stores.keyring.lookup(user_id), language, stores.now)
            key = stores.keyring.take()
            stores.people.consent(known.id, key, str(user_id), name, home.id, None, CONSENT_VERSION, stores.now)
            stores.roles.grant(known.id, role, "section", section, stores.now)

        await self.service.database.run(join)
        return respondent


def waiting(stores: Any) -> bool:
    return stores.outbox.next_due() is not None


def pending(stores: Any) -> int:
    from sqlalchemy import func, select

    from storage.tables import attachment

    return stores.connection.execute(select(func.count()).where(attachment.c.status == "pending")).scalar_one()


@dataclass
class Respondent:
    """A person with a phone."""

    town: Town
    id: int
    language: str
    acts: int = 0  # taps, texts, photos and albums so far
    _seen: int = field(default=0)

    @property
    def world(self) -> World:
        return self.town.world

    async def does(self, act: Callable[..., object], *given: Any, **named: Any) -> None:
        """Any act of the world as one act of this person: promise 3 is held against what comes of it."""
        self.acts += 1
        with watched(self) as seen:
            act(self.id, *given, **named)
            await self.town.pump()
        await check_promise(self, seen)

    async def does_whatever(self, act: Callable[..., object], *given: Any, **named: Any) -> None:
        """An act that something of ours fails at: the promise is not held against it."""
        act(self.id, *given, **named)
        await self.town.pump()

    async def says(self, text: str) -> None:
        await self.does(self.world.say, text)

    async def sends_photos(self, count: int = 1, caption: str | None = None) -> None:
        await self.does(self.world.send_photos, [JPEG] * count, caption)

    async def taps(self, label: str) -> None:
        """Tap the newest button whose label holds this text."""
        message, button = self.button(label)
        await self.taps_data(message["message_id"], button["callback_data"])

    async def taps_data(self, message_id: int, data: str) -> None:
        await self.does(self.world.press, message_id, data)

    def button(self, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
        for message in reversed(self.history):
            for button in buttons(message):
                if label in button["text"]:
                    return message, button
        raise AssertionError(f"there is no button {label!r} in:\n{self.screen()}")

    @property
    def history(self) -> list[dict[str, Any]]:
        return self.world.history(self.id)

    @property
    def card(self) -> dict[str, Any]:
        """The bot's newest message."""
        return next(message for message in reversed(self.history) if message["from"]["is_bot"])

    def screen(self) -> str:
        """The whole chat as it stands, a line per text and button."""
        return "\n".join(shown(message) for message in self.history)

    def sees(self, *patterns: str) -> None:
        """The bot's newest message shows each of these."""
        text = shown(self.card)
        for pattern in patterns:
            assert re.search(pattern, text, re.S), (
                f"{pattern!r} is not in the newest message:\n{text}\n\nthe chat:\n{self.screen()}"
            )

    @property
    def toast(self) -> str:
        """The last notice over the chat."""
        toasts = self.world.toasts(self.id)
        return toasts[-1]["text"] if toasts else ""


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
