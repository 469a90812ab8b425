"""A stored call (method and JSON) made through python-telegram-bot.

`Bot.do_api_request` is its public way to get Telegram's plain answer. The named methods (`bot.send_message`)
build objects from each answer, which costs as much as the call itself, and we need nothing of it but the message id.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto

from storage.files import StoredFile

ATTACH = "attach://"
FILED = ("sendPhoto", "sendDocument", "sendVoice", "sendMediaGroup")  # methods that send files
MEDIA = {"photo": InputMediaPhoto, "document": InputMediaDocument}


async def call(bot: Bot, method: str, params: Mapping[str, Any], files: Mapping[str, StoredFile]) -> list[int]:
    """Make the call; the ids of the messages it sent or edited. Raises telegram.error.TelegramError."""
    given = {name: _given(name, value, files) for name, value in params.items()} if files else dict(params)
    result: Any = await bot.do_api_request(_endpoint(method), given)
    messages = result if isinstance(result, list) else [result]
    return [message["message_id"] for message in messages if isinstance(message, dict)]


@cache
def _endpoint(method: str) -> str:
    """`sendMessage` as `send_Message`. Both are understood, but for the name of a method of `Bot` a warning is raised
    each time, advising to call that one; even silenced it took 16% of a profile's samples.
    """
    return re.sub(r"([A-Z])", r"_\1", method)


def attachments(params: Mapping[str, Any]) -> list[str]:
    """The ids of the attachments that the call sends."""
    media = [item["media"] for item in params.get("media", ())]
    named = [value for value in (*params.values(), *media) if isinstance(value, str) and value.startswith(ATTACH)]
    return [value.removeprefix(ATTACH) for value in named]


def _given(name: str, value: Any, files: Mapping[str, StoredFile]) -> Any:
    if isinstance(value, str) and value.startswith(ATTACH):
        file = files[value.removeprefix(ATTACH)]
        return InputFile(file.data, filename=file.name or None)
    if name == "media":
        return [_media(item, files) for item in value]
    return value


def _media(item: Mapping[str, str], files: Mapping[str, StoredFile]) -> InputMediaPhoto | InputMediaDocument:
    file = files[item["media"].removeprefix(ATTACH)]
    return MEDIA[item["type"]](file.data, filename=file.name or None, caption=item.get("caption"))
