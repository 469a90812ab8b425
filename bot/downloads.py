"""Fetches accepted attachments: pending → stored, failed or refused; with a lease and retries, after the turn.

The file is durable in FILES before its row says so. What it gives away besides what it shows is taken off first.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.desk import Desk
from bot.logs import log
from bot.notices import file_not_kept
from storage import hygiene
from storage.attachment_store import AttachmentRow
from storage.database import Database
from storage.files import Files
from storage.hygiene_errors import RefusedError
from storage.keys import KeyGone
from storage.stores import Stores

LEASE = timedelta(minutes=5)
EVERY = timedelta(seconds=30)
AT_ONCE = 4
TRIES = 8
FIRST_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file ready to be kept."""

    cleaned: hygiene.Cleaned
    name: str


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
        except RefusedError as error:
            await self._give_up(row, "refused", error.code)
        except (BadRequest, Forbidden) as error:
            await self._give_up(row, "failed", type(error).__name__)
        except KeyGone:
            await self._give_up(row, "failed", "erased")
        except Exception as error:
            await self._retry(row, error)

    async def _download(self, row: AttachmentRow) -> Fetched:
        assert self._bot is not None
        if row.source is None:
            raise KeyGone("the attachment is being erased")
        source = orjson.loads(row.source)
        file = await self._bot.get_file(source["file_id"])
        data = bytes(await file.download_as_bytearray())
        cleaned = await asyncio.to_thread(hygiene.clean, data)
        return Fetched(cleaned, source.get("file_name") or "")

    async def _keep(self, row: AttachmentRow, fetched: Fetched) -> None:
        size = await self._files.write(row.id, row.key_id, fetched.cleaned.data, fetched.name)
        stored = await self._database.run(self._stored, row, fetched, size)
        if not stored:  # erased meanwhile
            self._files.delete(row.id)

    def _stored(self, stores: Stores, row: AttachmentRow, fetched: Fetched, size: int) -> bool:
        name = stores.keyring.file_name(row.id)
        return stores.attachments.stored(row.id, name, fetched.cleaned.media_type, size, fetched.cleaned.flag)

    async def _retry(self, row: AttachmentRow, error: Exception) -> None:
        if row.attempts + 1 >= TRIES:
            await self._give_up(row, "failed", type(error).__name__)
            return
        if not isinstance(error, TelegramError):
            log.error("attachment not fetched", attachment=str(row.id), error=error)
        due = self._clock.now() + FIRST_WAIT * 2**row.attempts
        await self._database.run(lambda stores: stores.attachments.retry(row.id, due))

    async def _give_up(self, row: AttachmentRow, status: str, why: str) -> None:
        log.warning("attachment given up", attachment=str(row.id), status=status, why=why)
        await self._database.run(self._note_given_up, row, status, why)
        self._wake_sender()

    def _note_given_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        if stores.attachments.give_up(row.id, status, why[:32]):
            file_not_kept(stores, self._desk, row, why)
