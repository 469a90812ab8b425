"""A stored call (method and JSON) made through python-telegram-bot.

`Bot.do_api_request` is its public way to get Telegram's plain answer. The named methods (`bot.send_message`)
build objects from each answer, which costs as much as the call itself, and we need nothing of it but the message id.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from telegram import Bot, InputFile, InputMedia, InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo

from bot.media import references
from storage.files import StoredFile

ATTACH = "attach://"
FILED = ("sendPhoto", "sendDocument", "sendVoice", "sendMediaGroup")  # methods that send files
MEDIA: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "document": InputMediaDocument,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
}


async def call(
    bot: Bot, method: str, params: Mapping[str, Any], files: Mapping[str, StoredFile | str]
) -> list[dict[str, Any]]:
    """Make the call; the messages it sent or edited. `files`: what stands for what the call names, or Telegram's id of
    it. Raises telegram.error.TelegramError."""
    given = {name: _given(name, value, files) for name, value in params.items()} if files else dict(params)
    result: Any = await bot.do_api_request(_endpoint(method), given)
    messages = result if isinstance(result, list) else [result]
    return [message for message in messages if isinstance(message, dict)]


@cache
def _endpoint(method: str) -> str:
    """`sendMessage` as `send_Message`. Both are understood, but for the name of a method of `Bot` a warning is raised
    each time, advising to call that one; even silenced it took 16% of a profile's samples.
    """
    return re.sub(r"([A-Z])", r"_\1", method)


def attachments(params: dict[str, Any]) -> list[str]:
    """The ids of the attachments that the call sends."""
    return [value.removeprefix(ATTACH) for value in references(params, ATTACH)]


def _given(name: str, value: Any, files: Mapping[str, StoredFile | str]) -> Any:
    if name == "media":
        return _media(value, files) if isinstance(value, dict) else [_media(item, files) for item in value]
    file = files.get(value) if isinstance(value, str) else None
    return value if file is None else file if isinstance(file, str) else _uploaded(file)


def _media(item: Mapping[str, str], files: Mapping[str, StoredFile | str]) -> InputMedia:
    file = files[item["media"]]
    sent = file if isinstance(file, str) else _uploaded(file)
    return MEDIA[item["type"]](sent, caption=item.get("caption"), parse_mode=item.get("parse_mode"))


def _uploaded(file: StoredFile) -> InputFile:
    return InputFile(file.data, filename=file.name or None, attach=True)
