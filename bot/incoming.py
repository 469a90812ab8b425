"""A Telegram update as the plain input of a turn: who, where, what."""

import re
from collections.abc import Hashable
from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message, Update, User
from telegram.ext.filters import StatusUpdate

from texts.buttons import Tap, unpack
from texts.commands import command_named

SHOWN = "shown"  # where intake puts the text and the callback data of a tapped card
PICTURED = "pictured"  # and whether it is one with a picture
PICTURES = ("photo", "video", "audio", "document")
KINDS = ("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker")
COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+(.*))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as Telegram announces it."""

    kind: str
    file_id: str
    file_name: str | None
    media_type: str | None
    size: int | None  # bytes
    group: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """A location as it was sent: degrees, and metres of accuracy."""

    latitude: float
    longitude: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Shown:
    """The tapped message as it stood: its text, what its buttons carry, whether it has a picture or the like."""

    text: str
    data: tuple[str, ...]
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of one user. Everything that a turn may look at; nothing of python-telegram-bot's."""

    update_id: int
    chat_id: int
    user_id: int
    private: bool
    name: str
    username: str | None
    language_code: str | None
    message_id: int | None
    text: str | None = None
    command: str | None = None  # without slash and this bot's name, lower case; another bot's name stays
    argument: str = ""
    sent: Sent | None = None
    point: Point | None = None
    other: bool = False  # a contact, a poll, ...: nothing that we keep
    edited: bool = False
    tap: Tap | None = None
    query_id: str | None = None  # of the callback query, to answer it
    shown: Shown | None = None  # what was tapped
    thread_id: int | None = None  # the topic of a forum that it stands in

    @property
    def is_tap(self) -> bool:
        return self.query_id is not None


def read(update: Update, bot_username: str) -> Incoming | None:
    """The input that the update holds; None if it needs no answer: channels, other bots, Telegram's own words
    (pinned, joined, auto-delete timer), and the further positions of a live location, which nobody sends by hand.
    """
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or user.is_bot:
        return None
    query = update.callback_query
    if query is not None:
        message_id = query.message.message_id if query.message else None
        tap = unpack(query.data) if query.data else None
        shown = _shown(query.message)
        return _incoming(update, user, chat.id, chat.type, message_id, tap=tap, query_id=query.id, shown=shown)
    message = update.message or update.edited_message
    if message is None or StatusUpdate.ALL.check_update(update) or (update.edited_message and message.location):
        return None
    return _read_message(update, message, user, bot_username)


def _read_message(update: Update, message: Message, user: User, bot_username: str) -> Incoming | None:
    chat = message.chat
    text = message.text
    command, argument = _command(text, bot_username) if text else (None, "")
    sent = None if text is not None else _sent(message)
    place = message.location
    point = Point(place.latitude, place.longitude, place.horizontal_accuracy or 0) if place else None
    return _incoming(
        update,
        user,
        chat.id,
        chat.type,
        message.message_id,
        text=text if text is not None else message.caption,
        command=command,
        argument=argument,
        sent=sent,
        point=point,
        other=text is None and sent is None and point is None,
        edited=update.edited_message is not None,
        thread_id=message.message_thread_id if message.is_topic_message else None,
    )


def _shown(message: MaybeInaccessibleMessage | None) -> Shown | None:
    if not isinstance(message, Message):
        return None
    if kept := message.api_kwargs.get(SHOWN):
        return Shown(kept[0].strip(), tuple(kept[1:]), PICTURED in message.api_kwargs)
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    carried = tuple(str(button.callback_data or "") for row in rows for button in row)
    pictured = any(getattr(message, name) for name in PICTURES)
    return Shown((message.text or message.caption or "").strip(), carried, pictured)


def _incoming(
    update: Update, user: User, chat_id: int, chat_type: str, message_id: int | None, **more: object
) -> Incoming:
    return Incoming(
        update_id=update.update_id,
        chat_id=chat_id,
        user_id=user.id,
        private=chat_type == "private",
        name=user.full_name,
        username=user.username,
        language_code=user.language_code,
        message_id=message_id,
        **more,  # type: ignore[arg-type]
    )


def _command(text: str, bot_username: str) -> tuple[str | None, str]:
    """The command and its argument; None for a plain text. Another bot's command keeps that name: it is not ours."""
    found = COMMAND.fullmatch(text)
    if found is None:
        return None, ""
    name, addressee, argument = (part or "" for part in found.groups())
    if not name.isascii() and command_named(name) == name:  # Telegram's own commands are ASCII: this is a text
        return None, ""
    if addressee and addressee.lower() != bot_username.lower():
        name = f"{name}@{addressee}"
    return name.lower(), argument.strip()


def _sent(message: Message) -> Sent | None:
    for kind in KINDS:
        # A GIF is announced as an animation and as a document: the first of KINDS that fits would be the document.
        if kind == "document" and message.animation:
            continue
        found = getattr(message, kind, None)
        if not found:
            continue
        file = found[-1] if kind == "photo" else found
        return Sent(
            kind=kind,
            file_id=file.file_id,
            file_name=getattr(file, "file_name", None),
            media_type=getattr(file, "mime_type", None) or ("image/jpeg" if kind == "photo" else None),
            size=file.file_size,
            group=message.media_group_id,
        )
    return None


def chat_of(raw: dict[str, object]) -> Hashable:
    """The chat id of a raw update, before it is parsed; None if it has none."""
    for name in ("message", "edited_message"):
        if isinstance(message := raw.get(name), dict):
            return message["chat"]["id"]
    if isinstance(query := raw.get("callback_query"), dict):
        message = query.get("message")
        return message["chat"]["id"] if isinstance(message, dict) else query["from"]["id"]
    return None
