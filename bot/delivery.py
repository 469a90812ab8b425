"""What an error of Telegram's means for a stored message: a pure decision from error and attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.media import EDITING
from storage.errors import StorageError
from storage.files import FilesError
from storage.keys import KeyGone

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The chat shows what the message says already."""


@dataclass(frozen=True, slots=True)
class Again:
    """Try again at `at`; `counts` says whether this attempt counts for the back-off."""

    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Anew:
    """The message to edit is gone: send what it would have become."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Too late to matter."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot or is gone; nothing more is sent until they write again."""


@dataclass(frozen=True, slots=True)
class Park:
    """Permanent: kept aside with its reason, never tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The program's own fault (token, second poller): say so and stop."""

    reason: str


Decision = Delivered | Again | Anew | Drop | Moved | Unreachable | Park | Stop

FILE_TRIES = 8  # of a message whose file can not be read
# A topic is closed or gone, or members of the group may not write.
NO_PLACE = (
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
)
NO_CHAT = "chat not found"
# Telegram's text may quote what was sent: only these words of it are kept, the first that are found.
KNOWN = (
    *NO_PLACE,
    "can't parse entities",
    "message is too long",
    "message text is empty",
    "caption is too long",
    "button_data_invalid",
    NO_CHAT,
    "not enough rights",
    "file is too big",
    "wrong file identifier",
)
# Status 413, which python-telegram-bot has no class for: what Telegram says of it, or what the status is called.
TOO_LARGE = ("request entity too large", "content too large")
# A card that is gone, or that can not become this one: a picture never becomes a text.
GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)


def decide(error: Exception, method: str, attempts: int, now: datetime, jitter: float) -> Decision:
    """What to do with a message after `error`.

    `attempts` counts the earlier ones that failed, `jitter` is random in [0, 1). BadRequest and TimedOut are both
    subclasses of NetworkError, so the exact class decides, permanent ones first.
    """
    match error:
        case RetryAfter():
            return Again(now + retry_after(error), counts=False)
        case Forbidden():
            return Unreachable()
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case InvalidToken() | EndPointNotFound() | Conflict():
            # A token revoked meanwhile answers as if there were no such method.
            return Stop(type(error).__name__)
        case BadRequest():
            return _bad_request(error.message.lower(), method)
        case NetworkError() if error.message.lower().startswith(TOO_LARGE):
            return Park("file is too big")
        case NetworkError():  # TimedOut and 5xx too: it may have arrived, so delivery is at least once
            return Again(now + _back_off(attempts, jitter), counts=True)
        case FilesError() if attempts >= FILE_TRIES:
            return Park(type(error).__name__)
        case KeyGone() | TelegramError():
            return Park(type(error).__name__)
        case StorageError():  # our own database or disk is away: that is no fault of the message
            return Again(now + _back_off(attempts, jitter), counts=True)
        case _:
            return Park(f"program: {type(error).__name__}")


def retry_after(error: RetryAfter) -> timedelta:
    """How long Telegram says to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _bad_request(message: str, method: str) -> Decision:
    if "message is not modified" in message:
        return Delivered()
    if "query is too old" in message:
        return Drop()
    if any(gone in message for gone in GONE):
        # Only a card can be sent anew; there is nothing to strip from a card that is gone.
        return Anew() if method in EDITING else Drop()
    if method in ("deleteMessage", "deleteMessages", "setMyCommands", "deleteMyCommands"):
        return Drop()
    return Park(next((words for words in KNOWN if words in message), "BadRequest"))


def _back_off(attempts: int, jitter: float) -> timedelta:
    wait = min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)
    return wait * (0.5 + jitter / 2)
