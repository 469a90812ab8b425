"""`afteraction run`: production. Polling or webhook, /healthz, clean shutdown."""

import asyncio
import gc
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.app import Afteraction, build
from bot.command_menu import announce
from bot.errors import OperatorError
from bot.intake import Intake
from bot.logs import log
from bot.request import AiohttpRequest
from bot.routes import ALLOWED_UPDATES
from bot.settings import Settings
from bot.web import WebServer, create_app
from storage.alone import alone

GRACE = 20.0  # seconds of real time that turns under way get at shutdown
GARBAGE = 20_000  # objects made between two collections of the young; a turn makes some thousands
CONNECTIONS = 100  # webhook connections Telegram may open


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises OperatorError or StorageError with one line."""
    check(settings)
    with alone(settings.database_url):
        try:
            import uvloop
        except ImportError:  # not on Windows
            asyncio.run(serve(settings))
        else:
            uvloop.run(serve(settings))


def check(settings: Settings) -> None:
    """Settings that only make sense together."""
    if not settings.secret_keys.get_secret_value():
        raise OperatorError("SECRET_KEYS is not set: `afteraction keys new` makes one; keep it apart from the database")
    if settings.shared and not settings.keys.startswith("postgresql"):
        raise OperatorError("KEYS: with PostgreSQL the key store must be a PostgreSQL database too, another one")
    if settings.updates == "webhook":
        for name in ("webhook_url", "listen"):
            if not getattr(settings, name):
                raise OperatorError(f"{name.upper()} is not set: UPDATES=webhook needs it")
        if not settings.webhook_secret.get_secret_value():
            raise OperatorError("WEBHOOK_SECRET is not set: without it anybody could post updates")


async def serve(settings: Settings) -> None:
    """Start everything, wait for a signal or a failure, stop everything."""
    application = build(settings)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await _initialize(application, settings)
    _settle_memory()
    service = application.service
    refused: list[str] = []

    def refuse(reason: str) -> None:
        refused.append(reason)
        stop.set()

    service.stop_program = refuse
    intake = Intake(application, service.turns, service.database, service.clock)
    try:
        await _serve_until(stop, settings, application, intake)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await intake.finish()
        await application.shutdown()
    if refused:
        raise OperatorError(f"Telegram refuses this program: {refused[0]}")
    log.info("stopped")


def _settle_memory() -> None:
    """Leave what lives as long as the program out of every garbage collection, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)
    gc.enable()  # it was off while the program was loaded


async def _initialize(application: Afteraction, settings: Settings) -> None:
    try:
        await application.initialize()
    except InvalidToken:
        raise OperatorError("BOT_TOKEN: Telegram does not know this token") from None
    except NetworkError as error:
        raise OperatorError(
            f"BOT_API_URL: {settings.bot_api_url} can not be reached ({type(error).__name__})"
        ) from None


async def _serve_until(stop: asyncio.Event, settings: Settings, application: Afteraction, intake: Intake) -> None:
    webhook = settings.updates == "webhook"
    server = None
    await _until(stop, intake.replay())  # before anything newer can come in
    if stop.is_set():
        return
    if settings.listen:
        server = WebServer(create_app(settings, application, intake if webhook else None), settings.listen)
        await server.start()
    try:
        await _announce(application, settings)
        await _receive(stop, application, intake, webhook)
    finally:
        if server is not None:
            await server.stop()


async def _receive(stop: asyncio.Event, application: Afteraction, intake: Intake, webhook: bool) -> None:
    log.info("ready", bot=application.bot.username, updates="webhook" if webhook else "polling")
    if webhook:
        await stop.wait()
        return
    request = AiohttpRequest(connections=2)
    await request.initialize()
    try:
        await _until(stop, intake.poll(request))
    finally:
        await request.shutdown()


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it is done or raises why not, or until the program is to stop."""
    stopped, doing = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    try:
        await asyncio.wait((stopped, doing), return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            await doing
    finally:
        for task in (doing, stopped):
            task.cancel()
        await asyncio.gather(doing, stopped, return_exceptions=True)


async def _announce(application: Afteraction, settings: Settings) -> None:
    """Tell Telegram where updates go, and the commands in each language."""
    bot = application.bot
    try:
        if settings.updates == "webhook":
            await bot.set_webhook(
                settings.webhook_url,
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CONNECTIONS,
            )
        else:
            await bot.delete_webhook()
        await announce(bot, settings.default_language)
    except TelegramError as error:
        raise OperatorError(f"Telegram refused the set-up: {type(error).__name__}") from None
