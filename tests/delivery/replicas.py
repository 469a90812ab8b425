"""Replicas of one bot in this process, on one PostgreSQL database, behind one webhook address."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import Afteraction, Service, build
from bot.intake import Intake
from bot.routes import ALLOWED_UPDATES
from bot.settings import Settings
from bot.web import WebServer, create_app
from sandbox.server import serve
from sandbox.world import World
from storage import setup
from storage.setup import SAMPLE
from tests.support.chat import without_ticks
from tests.support.databases import SECRET, empty_database
from tests.support.ports import free_port

WORD = "s" * 32
PATH = "/telegram"


@dataclass
class Pair:
    """The sandbox, and the bot, as a rule twice."""

    world: World
    applications: list[Afteraction]

    @property
    def services(self) -> list[Service]:
        return [each.service for each in self.applications]


@asynccontextmanager
async def pair(
    folder: Path, world: World, clock: Path | None = None, *, replicas: int = 2, **changed: Any
) -> AsyncIterator[Pair]:
    """All at work, updates coming to them by turns; nothing ticks by itself. `clock`: a file, else the system's.
    `changed`: other settings than those of most tests.
    """
    async with AsyncExitStack() as cleanup:
        server = await cleanup.enter_async_context(serve(world))
        if "database_url" not in changed:
            changed["database_url"] = cleanup.enter_context(empty_database("postgresql", folder))
        given: dict[str, Any] = {
            "bot_token": SecretStr(world.token),
            "bot_api_url": server.url,
            "keys": f"sqlite:///{folder / 'keys.db'}",
            "files": folder / "files",
            "open_join": "germany",
            "secret_keys": SecretStr(SECRET),
            "webhook_url": f"https://bot.example.org{PATH}",
            "webhook_secret": SecretStr(WORD),
            "clock": clock,
            "rate_all": 0,
            "rate_chat": 0,
            "rate_group": 0,
        }
        settings = Settings(_env_file=None, **given | changed)
        await founded(settings)
        applications = [await started(cleanup, settings) for _ in range(replicas)]
        world.webhook_balance = [await posted_to(cleanup, settings, each) for each in applications]
        await applications[0].bot.set_webhook(settings.webhook_url, secret_token=WORD, allowed_updates=ALLOWED_UPDATES)
        yield Pair(world, applications)


async def founded(settings: Settings) -> None:
    """Tables, flows and the sample organisation."""
    service = Service(settings)
    await service.open()
    await service.database.run(setup.apply, setup.read_organisation(SAMPLE.read_text("utf-8")))
    await service.close()


async def started(cleanup: AsyncExitStack, settings: Settings) -> Afteraction:
    """One replica."""
    application = build(settings)
    without_ticks(application)
    await application.initialize()
    cleanup.push_async_callback(application.shutdown)
    return application


async def posted_to(cleanup: AsyncExitStack, settings: Settings, application: Afteraction) -> str:
    """Where this replica takes updates."""
    service, address = application.service, f"127.0.0.1:{free_port()}"
    intake = Intake(application, service.turns, service.database, service.clock)
    server = WebServer(create_app(settings, application, intake), address)
    await server.start()
    cleanup.push_async_callback(intake.finish)
    cleanup.push_async_callback(server.stop)
    return f"http://{address}"
