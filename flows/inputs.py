"""What a person can give a flow: a text, a tap on one of our buttons, an attachment, a point on the map."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a button asks for. The index of a tap means, by verb:

    CHOOSE, TOGGLE: the option (`Option.index`); DONE, SKIP, BACK, FILE: 0; PAGE: the page to show, from 0;
    CHECK: the answer among those the check offers; LINE, CHANGE: the position of a question;
    REMOVE, REMOVE_SURE: that of an instance's own question;
    KEEP, EXACT: 0; DATE: a proleptic Gregorian ordinal (`date.toordinal`); MONTH: year * 12 + month - 1.
    """

    CHOOSE = "c"
    TOGGLE = "t"
    DONE = "d"
    SKIP = "s"
    BACK = "b"
    PAGE = "p"
    CHECK = "k"
    LINE = "l"
    FILE = "f"
    CHANGE = "ch"
    KEEP = "ke"
    DATE = "da"
    MONTH = "m"
    EXACT = "ex"
    REMOVE = "rem"
    REMOVE_SURE = "rms"


@dataclass(frozen=True, slots=True)
class Text:
    """A typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap on a button of a card drawn at `version` of the session."""

    verb: Verb
    version: int
    index: int = 0


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or file. `kind` is Telegram's word: photo, document, video, audio, voice, animation, sticker, ...

    A picture sent as a file should come with kind `photo`. `group` is Telegram's media_group_id. `read`: what a barcode
    in the picture says, if one was looked for and found.
    """

    kind: str
    attachment: str
    group: str | None = None
    caption: str | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A point that was sent: degrees, and metres of accuracy."""

    latitude: float
    longitude: float
    accuracy: float = 0


Given = Text | Tapped | Attached | Located
