"""Files of flows on their way to Telegram: read when they are sent, and only named once Telegram has them.

Pillow makes one picture of several, each with its number, and fits what Telegram would refuse.
"""

import asyncio
from collections import OrderedDict
from typing import Any

from bot import tiles
from bot.media import MEDIA, files_of
from storage.database import Database
from storage.files import StoredFile

KNOWN = 2_000  # files whose id at Telegram is remembered
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "video/mp4": "mp4",
}


class MediaError(Exception):
    """A file of a flow is not there, or can not be shown: the words must do."""


class MediaFiles:
    """What stands for a file of a flow in a call."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, str] = OrderedDict()

    async def given(self, source: str) -> StoredFile | str:
        """The file, or Telegram's id of it. MediaError if it is not there or can not be shown."""
        return self._known.get(source) or await self._read(source)

    def sent(self, source: str, message: dict[str, Any]) -> None:
        """Telegram has the file now, as part of this message."""
        if not source.startswith(MEDIA):
            return
        for kind in ("photo", "video", "audio"):
            if found := message.get(kind):
                self._known[source] = (found[-1] if kind == "photo" else found)["file_id"]
                if len(self._known) > KNOWN:
                    self._known.popitem(last=False)

    def forget(self, source: str) -> bool:
        """Telegram does not know the file by that id any more; False if it was not sent by one."""
        return self._known.pop(source, None) is not None

    async def _read(self, source: str) -> StoredFile:
        wanted = files_of(source)
        media = await self._database.read(lambda stores: [stores.flow_media.get(digest) for _, digest in wanted])
        found = [(number, each) for (number, _), each in zip(wanted, media, strict=True) if each is not None]
        if not found:
            raise MediaError("a file of a flow is not there")
        _, first = found[0]
        if len(found) == 1 and found[0][0] == 0 and not tiles.must_be_fitted(first.media_type, first.content):
            return StoredFile(first.content, f"file.{ENDINGS.get(first.media_type, 'bin')}")
        pictures = [(number, each.content) for number, each in found]
        try:
            return StoredFile(await asyncio.to_thread(tiles.composed, pictures), "picture.jpg")
        except (*tiles.BAD_PICTURE, MemoryError) as error:
            raise MediaError("a picture of a flow can not be shown") from error
