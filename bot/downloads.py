"""Fetches accepted attachments: pending → stored, failed or refused; with a lease and retries, after the turn.

The file is durable in FILES before its row says so. What it gives away besides what it shows is taken off first.
"""

import asyncio
from dataclasses import dataclass

import orjson
from telegram.error import TelegramError

from bot.attachment_work import AttachmentWorker
from bot.logs import log
from bot.notices import file_not_kept
from storage import hygiene_apart
from storage.attachment_store import AttachmentRow
from storage.hygiene_outcome import Cleaned
from storage.keys import KeyGone
from storage.stores import Stores

READING = 20.0  # seconds of real time that a person waits for a barcode to be read


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file ready to be kept."""

    cleaned: Cleaned
    name: str


class Downloads(AttachmentWorker):
    """Fetches what people sent."""

    at_once = 4

    async def code_in(self, file_id: str) -> str | None:
        """What the barcode in a picture says; None if it has none, or could not be fetched in time: the person can
        write it."""
        assert self._bot is not None
        try:
            async with asyncio.timeout(READING):
                file = await self._bot.get_file(file_id)
                data = bytes(await file.download_as_bytearray())
                return await asyncio.to_thread(hygiene_apart.read_code, data)
        except (TelegramError, OSError, TimeoutError) as error:
            log.warning("picture not read", error=error)
            return None

    async def _work(self, row: AttachmentRow) -> None:
        await self._keep(row, await self._download(row))

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

    def _give_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        if stores.attachments.give_up(row.id, status, why):
            file_not_kept(stores, self._desk, row, why)
