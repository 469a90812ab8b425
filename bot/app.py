"""Wires every layer: settings in, a ready python-telegram-bot Application out."""

import os
import socket
from collections.abc import Callable
from typing import Any

from telegram.ext import Application, ApplicationBuilder, CallbackContext

from bot.catalog import publish_catalog
from bot.desk import Desk
from bot.digesting import Digesting, may_have
from bot.downloads import Downloads
from bot.errors import OperatorError
from bot.exporting import Exports
from bot.flow_reading import FlowReading
from bot.logs import log
from bot.metrics import Metrics
from bot.rates import Limits
from bot.request import AiohttpRequest
from bot.routes import add_routes
from bot.sender import Sender
from bot.settings import Settings
from bot.turns import Turns
from scheduler.digests import Digests
from scheduler.due import Due
from scheduler.duties import Duties, Duty
from scheduler.housekeeping import Housekeeping
from scheduler.last_look import LastLook
from scheduler.reminders import SOURCES
from scheduler.ticks import Ticks
from storage import upgrade
from storage.clock import Clock
from storage.crypto import Secrets
from storage.database import Database
from storage.erasure import finish_erasures, replay_tombstones
from storage.files import Files
from storage.ids import short_code
from storage.keys import Keyring
from storage.keystore import KeyStore


class Service:
    """Everything behind the handlers, started and stopped together."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock.from_path(settings.clock)
        worker = f"{socket.gethostname()[:16]}:{os.getpid()}:{short_code()}"
        self.keystore = KeyStore(settings.keys)
        self.keyring = Keyring(Secrets.parse(settings.secret_keys.get_secret_value()), self.keystore, self.clock)
        self.database = Database(settings.database_url, self.keyring, clock=self.clock)
        self.files = Files(settings.files, self.keyring)
        self.desk = Desk(settings, worker=worker)
        self.metrics = Metrics()
        look = LastLook(SOURCES, settings.default_timezone, may_have)
        self.sender = Sender(
            self.database, self.clock, Limits(settings), self.files, worker, settings.shared, self.metrics, look
        )
        self.downloads = Downloads(self.database, self.desk, self.files, self.sender.wake)
        self.exports = Exports(self.database, self.desk, self.files, self.sender.wake)
        self.turns = Turns(self.database, self.desk, self.sender, self.downloads, self.files, self.metrics)
        self.turns.on_export = self.exports.wake
        self.flow_reading = FlowReading(self.database, self.desk, self.files, self.sender.wake)
        self.turns.on_reading = self.flow_reading.wake
        at = settings.default_timezone, lambda: self.desk.bot_id
        due = Due(self.database, SOURCES, *at, self.sender.wake)
        preparing = Digesting(self.database, self.desk, self.files).prepare
        digests = Digests(self.database, *at, preparing, self.sender.wake)
        self.housekeeping = Housekeeping(self.database, self.files)
        self.unprompted = Duties(self.clock, [Duty("reminders said", due.tick), Duty("digests sent", digests.tick)])
        self.ticks = Ticks(self.tick, self.clock)
        self.stop_program: Callable[[str], None] = lambda reason: None
        self._started = False

    async def open(self) -> None:
        """Open the stores; create an empty database; refuse what can not be used. Raises StorageError,
        OperatorError.
        """
        self.files.check()
        await self.keystore.run(self.keystore.prepare)
        await self.database.start()
        empty = await upgrade.state(self.database) == "empty"
        await upgrade.make_ready(self.database)
        if empty:
            await self.database.run(publish_catalog)
        await self.keyring.refill()
        await replay_tombstones(self.database)
        await finish_erasures(self.database, self.files)

    async def start(self, application: Application) -> None:
        """Open, and begin sending, fetching and ticking."""
        if self._started:
            return
        await self.open()
        await self._check_open_join()
        self.desk.bot_id, self.desk.bot_username = application.bot.id, application.bot.username
        await self.sender.start(application.bot, lambda reason: self.stop_program(reason))
        self.downloads.start(application.bot)
        self.exports.start(application.bot)
        self.flow_reading.start(application.bot)
        self.ticks.start()
        self._started = True

    async def tick(self) -> None:
        """What happens because time passes."""
        began = self.clock.now()
        await self.housekeeping.tick()
        self.sender.wake()  # it may have left calls in the outbox, and a clock that stands still brings nobody to look
        await self.unprompted.tick()
        self.metrics.tick_done(began)

    async def stop(self) -> None:
        """Finish what is under way, and close."""
        if self._started:
            self._started = False
            self.ticks.stop()
            try:
                await self.downloads.stop()
                await self.exports.stop()
                await self.flow_reading.stop()
                await self.sender.stop()
            finally:
                await self.close()
        else:
            await self.close()

    async def close(self) -> None:
        """Close the stores."""
        await self.database.stop()
        await self.keystore.run(self.keystore.close)

    async def _check_open_join(self) -> None:
        key = self.settings.open_join
        if key and await self.database.read(lambda stores: stores.organisation.section(key)) is None:
            raise OperatorError(f"OPEN_JOIN: there is no section {key!r}; `afteraction setup` brings sections in")


class Afteraction(Application):
    """python-telegram-bot's Application, with our service started by `initialize` and stopped by `shutdown`."""

    def __init__(self, *, service: Service, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.service = service

    async def initialize(self) -> None:
        """Raises what stands in the way (StorageError, OperatorError, TelegramError), everything closed again."""
        try:
            await super().initialize()
            await self.service.start(self)
        except BaseException:
            await self.service.stop()
            await self.bot.shutdown()
            raise

    async def shutdown(self) -> None:
        await self.service.stop()
        await super().shutdown()


def build(settings: Settings, builder: ApplicationBuilder | None = None) -> Afteraction:
    """The ready application. When `process_update` returns, the turn is committed and its replies have been attempted.

    A given builder keeps its own token, addresses, requests and updater. Raises StorageError for wrong SECRET_KEYS.
    """
    service = Service(settings)
    builder = builder or _builder(settings)
    application = builder.application_class(Afteraction, kwargs={"service": service}).job_queue(None).build()
    assert isinstance(application, Afteraction)
    add_routes(application, service.turns)
    application.add_error_handler(_log_error)
    return application


def _builder(settings: Settings) -> ApplicationBuilder:
    if not settings.bot_token.get_secret_value():
        raise OperatorError("BOT_TOKEN is not set: @BotFather on Telegram makes one")
    return (
        Application.builder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=2, read=60))
        .updater(None)
    )


async def _log_error(_: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """What even the turn could not settle; whoever took the update in tries it again."""
    log.error("update not handled", error=context.error)
