"""What a turn needs and can not have inside its transaction, because it takes too long or is far away: a file to send
(a poster, a plot), a digest with its picture, what the barcode in a picture says, what a draft would refuse of the last
reports.

A story that wants such a thing stops there (`Wanted`) and is rolled back, the thing is found, and the story runs again
with it at hand. Killed in between, the update is simply handled again; a file that no row names is swept.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from storage.database import Database
from storage.files import Files
from storage.ids import new_id

if TYPE_CHECKING:
    from bot.digesting import Digesting


@dataclass(frozen=True, slots=True)
class Outside:
    """What there is outside of a transaction. `code_in`: what the barcode in a picture says, by Telegram's file id."""

    database: Database
    files: Files
    digesting: "Digesting"
    code_in: Callable[[str], Awaitable[str | None]]


Work = Callable[[Outside], Awaitable[Any]]


class Wanted(Exception):
    """A story needs what `work` finds, and then finds it under `name`."""

    def __init__(self, name: str, work: Work) -> None:
        super().__init__(f"{name} is wanted first")
        self.name = name
        self.work = work


@dataclass(frozen=True, slots=True)
class Content:
    """A finished file; `name`: what people see it called."""

    data: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Made:
    """A file in FILES that no row names yet; `size` in bytes."""

    id: UUID
    media_type: str
    size: int


async def stored(files: Files, content: Content, key_id: UUID | None, now: datetime) -> Made:
    """The file, encrypted in FILES. Raises FilesError."""
    attachment_id = new_id(now)
    size = await files.write(attachment_id, key_id, content.data, content.name)
    return Made(attachment_id, content.media_type, size)
