"""A stored call (method and JSON) made through python-telegram-bot's own method of that name."""

import re
from collections.abc import Mapping
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaDocument, InputMediaPhoto, Message

from storage.files import StoredFile

ATTACH = "attach://"
MEDIA = {"photo": InputMediaPhoto, "document": InputMediaDocument}


async def call(bot: Bot, method: str, params: Mapping[str, Any], files: Mapping[str, StoredFile]) -> list[int]:
    """Make the call; the ids of the messages it sent or edited. Raises telegram.error.TelegramError."""
    given = {name: _given(bot, name, value, files) for name, value in params.items()}
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


def _given(bot: Bot, name: str, value: Any, files: Mapping[str, StoredFile]) -> Any:
    if name == "reply_markup":
        return InlineKeyboardMarkup.de_json(value, bot)
    if isinstance(value, str) and value.startswith(ATTACH):
        file = files[value.removeprefix(ATTACH)]
        return InputFile(file.data, filename=file.name or None)
    if name == "media":
        return [_media(item, files) for item in value]
    return value


def _media(item: Mapping[str, str], files: Mapping[str, StoredFile]) -> InputMediaPhoto | InputMediaDocument:
    file = files[item["media"].removeprefix(ATTACH)]
    return MEDIA[item["type"]](file.data, filename=file.name or None)


def _snake(method: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), method)
