"""Telegram's limits, in one place. A test compares them with python-telegram-bot's constants."""

from dataclasses import dataclass
from datetime import timedelta

TEXT = 4096
"""Characters of a message after entity parsing, counted in UTF-16 units (the strictest reading)."""
CAPTION = 1024
CALLBACK_DATA = 64
"""Bytes of UTF-8."""
BUTTONS = 100
BUTTONS_A_ROW = 8
CALLBACK_ANSWER = 200
CALLBACK_ANSWER_WITHIN = timedelta(minutes=1)
DELETE_WITHIN = timedelta(hours=48)
DELETE_AT_ONCE = 100
ALBUM = range(2, 11)
DOWNLOAD = 20_000_000
"""Bytes of a file that getFile offers."""
UPLOAD = 50_000_000
PHOTO_UPLOAD = 10_000_000
PHOTO_SIDES = 10_000
"""Width and height together, in pixels."""
PHOTO_RATIO = 20
"""The longer side to the shorter one, at most."""
COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 256
DEEP_LINK = 64
UPDATES_AT_ONCE = 100
UPDATES_KEPT = timedelta(hours=24)
POLL_SECONDS = 50
WEBHOOK_CONNECTIONS = range(1, 101)
SECRET_TOKEN = 256
ENTITIES = 100
"""Entities of one message that count; further ones are dropped, as Telegram does."""


@dataclass(frozen=True)
class RateLimits:
    """Sends per time; 0 turns one off."""

    all: int = 30
    """In any second, over all chats."""
    paid: int = 1000
    """The same for calls with allow_paid_broadcast."""
    chat: float = 1
    """A second in a private chat, on average."""
    chat_burst: int = 5
    """How many may come at once in a private chat that was quiet."""
    group: int = 20
    """In any 60 seconds in one group."""
