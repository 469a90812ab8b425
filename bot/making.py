"""What a turn needs and can not have inside its transaction: a file to send (a poster, a spreadsheet), a digest with
its picture, or what the barcode in a picture says.

Making one takes too long for a transaction. So a story that wants a file stops there (`Wanted`) and is rolled back, the
file is made and stored encrypted in FILES, and the story runs again with it at hand. Killed in between, the update is
simply handled again; a file that no row names is swept.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from reports.digest.edition import Edition
from reports.periods import Covered
from storage.files import Files
from storage.ids import new_id
from storage.keys import Keyring
from storage.scopes import Within
from texts.locale import Voice


@dataclass(frozen=True, slots=True)
class Content:
    """A finished file; `name`: what people see it called."""

    data: bytes
    name: str
    media_type: str


Work = Callable[[], Awaitable[Content]]


@dataclass(frozen=True, slots=True)
class Made:
    """A file in FILES that no row names yet; `size` in bytes."""

    id: UUID
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Read:
    """What the barcode in a picture says; None if none could be read."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest looked up, and its picture, if there is anything to draw."""

    edition: Edition
    picture: Made | None


class DigestWanted(Exception):
    """A story needs a digest: looked up once, so that picture, words and numbers are of one instant. `key_id`: the key
    of whoever sees it."""

    def __init__(self, scope: Within, covered: Covered, voice: Voice, zone: ZoneInfo, key_id: UUID | None) -> None:
        super().__init__("a digest is to be looked up first")
        self.scope, self.covered, self.voice, self.zone = scope, covered, voice, zone
        self.key_id = key_id


class CodeWanted(Exception):
    """A story needs to know what the barcode in a picture says; `file_id`: Telegram's."""

    def __init__(self, file_id: str) -> None:
        super().__init__("a picture is to be read first")
        self.file_id = file_id


class Wanted(Exception):
    """A story needs a file to go on: `work` makes it, outside any transaction."""

    def __init__(self, work: Work, key_id: UUID | None) -> None:
        super().__init__("a file is to be made first")
        self.work = work
        self.key_id = key_id

    async def make(self, files: Files, keyring: Keyring) -> Made:
        """Make and store it; raises what `work` raises, and FilesError."""
        attachment_id = new_id(keyring.clock.now())
        content = await self.work()
        size = await files.write(attachment_id, self.key_id, content.data, content.name)
        return Made(attachment_id, content.media_type, size)
