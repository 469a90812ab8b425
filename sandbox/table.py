"""Every method of the Bot API that this server knows, with its parameters and their types, in one table."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.errors import bad_request, not_found

TRUE: set[bool | str] = {True, "1", "true", "True"}
FALSE: set[bool | str] = {False, "0", "false", "False", ""}


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    data: bytes
    name: str
    mime_type: str


def integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    raise bad_request(f'parameter "{name}" must be an Integer')


def boolean(name: str, value: Any) -> bool:
    if isinstance(value, (bool, int, str)) and value in TRUE | FALSE:
        return value in TRUE
    raise bad_request(f'parameter "{name}" must be a Boolean')


def string(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise bad_request(f'parameter "{name}" must be a String')


def chat(name: str, value: Any) -> int:
    if isinstance(value, str) and value.startswith("@"):
        raise bad_request("chat not found")
    return integer(name, value)


def decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"can't parse {name} JSON object") from error


def structure(name: str, value: Any) -> dict[str, Any]:
    found = decoded(name, value) if value != "" else {}
    if isinstance(found, dict):
        return found
    raise bad_request(f'parameter "{name}" must be an Object')


def array(name: str, value: Any) -> list[Any]:
    found = decoded(name, value) if value != "" else []
    if isinstance(found, list):
        return found
    raise bad_request(f'parameter "{name}" must be an Array')


def file(name: str, value: Any) -> Upload | str:
    if isinstance(value, (Upload, str)):
        return value
    raise bad_request(f'parameter "{name}" must be a file, a file_id or an HTTP URL')


Reader = Callable[[str, Any], Any]
Parameters = dict[str, Reader]

OPTIONS: Parameters = {
    "business_connection_id": string,
    "message_thread_id": integer,
    "direct_messages_topic_id": integer,
    "disable_notification": boolean,
    "protect_content": boolean,
    "allow_paid_broadcast": boolean,
    "message_effect_id": string,
    "reply_parameters": structure,
}
SENDING: Parameters = {**OPTIONS, "suggested_post_parameters": structure, "reply_markup": structure}
CAPTION: Parameters = {"caption": string, "parse_mode": string, "caption_entities": array}
EDITED: Parameters = {
    "business_connection_id": string,
    "chat_id": chat,
    "message_id": integer,
    "inline_message_id": string,
    "reply_markup": structure,
}
COMMANDS_OF: Parameters = {"scope": structure, "language_code": string}

METHODS: dict[str, Parameters] = {
    "getMe": {},
    "getUpdates": {"offset": integer, "limit": integer, "timeout": integer, "allowed_updates": array},
    "setWebhook": {
        "url": string,
        "certificate": file,
        "ip_address": string,
        "max_connections": integer,
        "allowed_updates": array,
        "drop_pending_updates": boolean,
        "secret_token": string,
    },
    "deleteWebhook": {"drop_pending_updates": boolean},
    "getWebhookInfo": {},
    "getChat": {"chat_id": chat},
    "sendMessage": {
        "chat_id": chat,
        "text": string,
        "parse_mode": string,
        "entities": array,
        "link_preview_options": structure,
        **SENDING,
    },
    "sendPhoto": {
        "chat_id": chat,
        "photo": file,
        "show_caption_above_media": boolean,
        "has_spoiler": boolean,
        **CAPTION,
        **SENDING,
    },
    "sendDocument": {
        "chat_id": chat,
        "document": file,
        "thumbnail": file,
        "disable_content_type_detection": boolean,
        **CAPTION,
        **SENDING,
    },
    "sendVideo": {
        "chat_id": chat,
        "video": file,
        "duration": integer,
        "width": integer,
        "height": integer,
        "thumbnail": file,
        "cover": file,
        "start_timestamp": integer,
        "supports_streaming": boolean,
        "show_caption_above_media": boolean,
        "has_spoiler": boolean,
        **CAPTION,
        **SENDING,
    },
    "sendAudio": {
        "chat_id": chat,
        "audio": file,
        "duration": integer,
        "performer": string,
        "title": string,
        "thumbnail": file,
        **CAPTION,
        **SENDING,
    },
    "sendVoice": {"chat_id": chat, "voice": file, "duration": integer, **CAPTION, **SENDING},
    "sendMediaGroup": {"chat_id": chat, "media": array, **OPTIONS},
    "editMessageText": {
        **EDITED,
        "text": string,
        "parse_mode": string,
        "entities": array,
        "link_preview_options": structure,
    },
    "editMessageCaption": {**EDITED, **CAPTION, "show_caption_above_media": boolean},
    "editMessageMedia": {**EDITED, "media": structure},
    "editMessageReplyMarkup": EDITED,
    "deleteMessage": {"chat_id": chat, "message_id": integer},
    "deleteMessages": {"chat_id": chat, "message_ids": array},
    "answerCallbackQuery": {
        "callback_query_id": string,
        "text": string,
        "show_alert": boolean,
        "url": string,
        "cache_time": integer,
    },
    "setMyCommands": {"commands": array, **COMMANDS_OF},
    "getMyCommands": COMMANDS_OF,
    "deleteMyCommands": COMMANDS_OF,
    "sendChatAction": {
        "business_connection_id": string,
        "chat_id": chat,
        "message_thread_id": integer,
        "action": string,
    },
    "getFile": {"file_id": string},
}

REQUIRED: dict[str, tuple[str, ...]] = {
    "setWebhook": ("url",),
    "getChat": ("chat_id",),
    "sendMessage": ("chat_id", "text"),
    "sendPhoto": ("chat_id", "photo"),
    "sendDocument": ("chat_id", "document"),
    "sendVideo": ("chat_id", "video"),
    "sendAudio": ("chat_id", "audio"),
    "sendVoice": ("chat_id", "voice"),
    "sendMediaGroup": ("chat_id", "media"),
    "editMessageText": ("text",),
    "editMessageMedia": ("media",),
    "deleteMessage": ("chat_id", "message_id"),
    "deleteMessages": ("chat_id", "message_ids"),
    "answerCallbackQuery": ("callback_query_id",),
    "setMyCommands": ("commands",),
    "sendChatAction": ("chat_id", "action"),
    "getFile": ("file_id",),
}
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
}
"""Telegram's own words for some parameters that are not there."""

ABSENT = {
    "business_connection_id": "business connection not found",
    "direct_messages_topic_id": "direct messages topic not found",
    "suggested_post_parameters": "suggested posts can be sent only to direct messages chats",
    "inline_message_id": "MESSAGE_ID_INVALID",
}
"""What this Telegram has none of: naming one is always wrong."""

FIELDS: dict[str, set[str]] = {
    "link_preview_options": {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"},
    "reply_parameters": {
        "message_id",
        "chat_id",
        "allow_sending_without_reply",
        "quote",
        "quote_parse_mode",
        "quote_entities",
        "quote_position",
        "checklist_task_id",
        "poll_option_id",
    },
}
"""What the parameters of these names may hold. Keyboards, albums, entities, commands are looked at where they serve."""

NAMES = {name.lower(): name for name in METHODS}


def find_method(name: str) -> str:
    """The method in its own spelling, whatever the case; ApiError 404 for an unknown one."""
    try:
        return NAMES[name.lower()]
    except KeyError as error:
        raise not_found() from error


def read_parameters(method: str, given: dict[str, Any]) -> dict[str, Any]:
    """Typed parameters of a call, files put where `attach://` names them.

    ApiError 400 for a missing, unknown or wrong parameter. An upload of another name serves `attach://` only.
    """
    known = METHODS[method]
    uploads = {name: value for name, value in given.items() if isinstance(value, Upload)}
    if unknown := [name for name in given if name not in known and name not in uploads]:
        raise bad_request(f"unknown parameter {unknown[0]!r} of {method}")
    given = {name: value for name, value in given.items() if name in known and value is not None}
    for name in REQUIRED.get(method, ()):
        if name not in given:
            raise bad_request(MISSING.get(name, f'parameter "{name}" is required'))
    typed = {name: attached(known[name](name, value), uploads) for name, value in given.items()}
    for name, words in ABSENT.items():
        if typed.get(name):
            raise bad_request(words)
    for name, fields in FIELDS.items():
        if unknown := [field for field in typed.get(name, ()) if field not in fields]:
            raise bad_request(f"unknown field {unknown[0]!r} of {name}")
    return typed


def attached(value: Any, uploads: dict[str, Upload]) -> Any:
    """The value with every `attach://name` in it replaced by the upload of that name."""
    if not uploads:
        return value
    if isinstance(value, dict):
        return {key: attached(item, uploads) for key, item in value.items()}
    if isinstance(value, list):
        return [attached(item, uploads) for item in value]
    if isinstance(value, str) and value.startswith("attach://"):
        return uploads.get(value.removeprefix("attach://"), value)
    return value


def described(value: Any) -> Any:
    """The value with every upload named instead of shown, for the call log."""
    if isinstance(value, dict):
        return {key: described(item) for key, item in value.items()}
    if isinstance(value, list):
        return [described(item) for item in value]
    return f"attach://{value.name}" if isinstance(value, Upload) else value
