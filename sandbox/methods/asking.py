"""answerCallbackQuery, getFile, getMe, getChat."""

import re
from datetime import datetime, timedelta
from typing import Any

from sandbox.errors import bad_request
from sandbox.ground import Ground
from sandbox.limits import CALLBACK_ANSWER, CALLBACK_ANSWER_WITHIN, DOWNLOAD
from sandbox.markup import utf16
from sandbox.methods.chats import Params

DOWNLOAD_WITHIN = timedelta(hours=1)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OWN_LINK = re.compile(r"(?:https?://)?(?:t\.me|telegram\.me)/\w+\?start=[\w-]{1,64}|tg://\S+")


def answer_callback_query(world: Ground, params: Params) -> bool:
    """Stop the spinner of a tapped button, once, within a minute; perhaps with a toast, an alert or a link."""
    query = world.queries.get(params["callback_query_id"])
    now = world.clock.now()
    if query is None or query["answer"] is not None:
        raise bad_request(TOO_OLD)
    if now - datetime.fromisoformat(query["at"]) > CALLBACK_ANSWER_WITHIN:
        raise bad_request(TOO_OLD)
    text, url = params.get("text", ""), params.get("url")
    if utf16(text) > CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not OWN_LINK.fullmatch(url):
        raise bad_request("URL_INVALID")
    answer = {
        "callback_query_id": params["callback_query_id"],
        "user_id": query["user_id"],
        "message_id": query["message_id"],
        "text": text,
        "show_alert": params.get("show_alert", False),
        "url": url,
    }
    world.queries[params["callback_query_id"]] = {**query, "answer": answer}
    world.show("toast", query["chat_id"], **answer)
    return True


def get_file(world: Ground, params: Params) -> dict[str, Any]:
    """Where a file of at most 20 MB can be fetched for the next hour."""
    known = world.files.get(params["file_id"])
    if known is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if known["file_size"] > DOWNLOAD:
        raise bad_request("file is too big")
    until = world.clock.now() + DOWNLOAD_WITHIN
    world.downloads[known["file_path"]] = {"file_id": params["file_id"], "until": until.isoformat()}
    return {key: known[key] for key in ("file_id", "file_unique_id", "file_size", "file_path")}


def get_me(world: Ground, params: Params) -> dict[str, Any]:
    """The bot itself."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: Ground, params: Params) -> dict[str, Any]:
    """A person or group the bot has met."""
    person = world.people.get(str(params["chat_id"]), {"started": str(params["chat_id"]) in world.groups})
    if not person["started"]:
        raise bad_request("chat not found")
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **world.chat(params["chat_id"]),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
