"""A stored call (method and JSON) made through python-telegram-bot's own method of that name."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message

ATTACH = "attach://"
MEDIA = {"photo": InputMediaPhoto, "document": InputMediaDocument}

ReadFile = Callable[[str], tuple[bytes, str]]
"""Attachment id to its bytes and the file name to send it by."""


async def call(bot: Bot, method: str, params: Mapping[str, Any], read_file: ReadFile) -> list[int]:
    """Make the call; the ids of the messages it sent or edited. Raises telegram.error.TelegramError."""
    given = {name: _given(bot, name, value, read_file) for name, value in params.items()}
    result = await getattr(bot, _snake(method))(**given)
    if isinstance(result, Message):
        return [result.message_id]
    if isinstance(result, (tuple, list)):
        return [message.message_id for message in result]
    return []


def attachments(params: Mapping[str, Any]) -> list[str]:
    """The ids of the attachments that the call sends."""
    media = [item["media"] for item in params.get("media", ())]
    named = [value for value in (*params.values(), *media) if isinstance(value, str) and value.startswith(ATTACH)]
    return [value.removeprefix(ATTACH) for value in named]


def _given(bot: Bot, name: str, value: Any, read_file: ReadFile) -> Any:
    if name == "reply_markup":
        return InlineKeyboardMarkup.de_json(value, bot)
    if name == "media":
        return [_media(item, read_file) for item in value]
    return value


def _media(item: Mapping[str, str], read_file: ReadFile) -> InputMediaPhoto | InputMediaDocument:
    data, file_name = read_file(item["media"].removeprefix(ATTACH))
    return MEDIA[item["type"]](data, filename=file_name)


def _snake(method: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), method)
