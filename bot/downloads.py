"""Fetches accepted attachments: pending → stored, failed or refused; with a lease and retries, after the turn.

The file is durable in FILES before its row says so. What it gives away besides what it shows is taken off first.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.delivery import retry_after
from bot.desk import Desk
from bot.logs import log
from bot.notices import file_not_kept
from storage import hygiene_apart
from storage.attachment_store import AttachmentRow
from storage.database import Database
from storage.errors import StorageError
from storage.files import Files
from storage.hygiene_errors import RefusedError
from storage.hygiene_outcome import Cleaned
from storage.keys import KeyGone
from storage.stores import Stores

LEASE = timedelta(minutes=5)
EVERY = timedelta(seconds=30)
AT_ONCE = 4
TRIES = 8  # of those that count
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file ready to be kept."""

    cleaned: Cleaned
    name: str


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after `wait`; `counts` unless the file itself had no chance yet."""

    wait: timedelta
    counts: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will never come: the row's last status, and why."""

    status: str
    why: str


def decide(error: Exception, attempts: int, age: timedelta) -> Again | GiveUp:
    """What to do with an attachment accepted `age` ago, `attempts` earlier tries of which counted, after `error`.

    However long Telegram, the network, the database or the disk is away, it is waited for: as long again as the
    attachment has waited already. BadRequest and TimedOut are both subclasses of NetworkError.
    """
    wait = min(max(age, FIRST_WAIT), LONGEST_WAIT)
    match error:
        case RefusedError():
            return GiveUp("refused", error.code)
        case KeyGone():
            return GiveUp("failed", "erased")
        case RetryAfter():
            return Again(retry_after(error), counts=False)
        case StorageError() | SQLAlchemyError() | ConnectionError():
            return Again(wait, counts=False)
        case NetworkError() if not isinstance(error, BadRequest):
            return Again(wait, counts=False)
        case BadRequest() if "temporarily unavailable" not in error.message.lower():
            return GiveUp("failed", "BadRequest")
        case Forbidden():
            return GiveUp("failed", "Forbidden")
    return Again(wait, counts=True) if attempts + 1 < TRIES else GiveUp("failed", type(error).__name__)


class Downloads:
    """One worker per process."""

    def __init__(self, database: Database, desk: Desk, files: Files, wake_sender: Callable[[], None]) -> None:
        self._database = database
        self._desk = desk
        self._wake_sender = wake_sender
        self._clock = database.clock
        self._files = files
        self._worker = desk.worker
        self._bot: Bot | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, bot: Bot) -> None:
        self._bot = bot
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self._database.run(lambda stores: stores.attachments.release(self._worker))

    def wake(self) -> None:
        """An attachment was accepted."""
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                while rows := await self._database.run(self._claim):
                    await asyncio.gather(*(self._fetch(row) for row in rows))
            except Exception as error:
                log.error("attachments not claimed", error=error)
            await self._clock.wait_until(self._clock.now() + EVERY, self._wake)

    def _claim(self, stores: Stores) -> list[AttachmentRow]:
        return stores.attachments.claim(self._worker, AT_ONCE, stores.now, LEASE)

    async def _fetch(self, row: AttachmentRow) -> None:
        """Fetch one; whatever happens ends in its row."""
        try:
            fetched = await self._download(row)
            await self._keep(row, fetched)
        except Exception as error:
            if not isinstance(error, (TelegramError, RefusedError, KeyGone)):
                log.error("attachment not fetched", attachment=str(row.id), error=error)
            await self._settle(row, decide(error, row.attempts, self._clock.now() - row.created_at))

    async def _download(self, row: AttachmentRow) -> Fetched:
        assert self._bot is not None
        if row.source is None:
            raise KeyGone("the attachment is being erased")
        source = orjson.loads(row.source)
        file = await self._bot.get_file(source["file_id"])
        data = bytes(await file.download_as_bytearray())
        cleaned = await asyncio.to_thread(hygiene_apart.clean, data)
        return Fetched(cleaned, source.get("file_name") or "")

    async def _keep(self, row: AttachmentRow, fetched: Fetched) -> None:
        size = await self._files.write(row.id, row.key_id, fetched.cleaned.data, fetched.name)
        stored = await self._database.run(self._stored, row, fetched, size)
        if not stored:  # erased meanwhile
            self._files.delete(row.id)

    def _stored(self, stores: Stores, row: AttachmentRow, fetched: Fetched, size: int) -> bool:
        name = stores.keyring.file_name(row.id)
        return stores.attachments.stored(row.id, name, fetched.cleaned.media_type, size, fetched.cleaned.flag)

    async def _settle(self, row: AttachmentRow, decision: Again | GiveUp) -> None:
        match decision:
            case Again(wait, counts):
                due = self._clock.now() + wait
                await self._database.run(lambda stores: stores.attachments.retry(row.id, due, counts))
            case GiveUp(status, why):
                log.warning("attachment given up", attachment=str(row.id), status=status, why=why)
                await self._database.run(self._note_given_up, row, status, why)
                self._wake_sender()

    def _note_given_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        if stores.attachments.give_up(row.id, status, why[:32]):
            file_not_kept(stores, self._desk, row, why)
