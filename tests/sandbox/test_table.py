"""The methods and parameters of the sandbox are those of python-telegram-bot; so are its limits."""

import inspect
import re

import pytest
import telegram
from telegram import Bot, constants

from sandbox import limits
from sandbox.entities import FOUND_AGAIN, GIVEN
from sandbox.keyboards import ACTIONS, DECORATIONS, REQUESTS
from sandbox.methods import HANDLERS
from sandbox.methods.sending import ACTIONS as CHAT_ACTIONS
from sandbox.methods.sending import ALBUM_COMMON, ALBUM_FIELDS
from sandbox.table import FIELDS, METHODS, REQUIRED
from sandbox.updates import KINDS
from tests.sandbox.conftest import AMINA, Call, refusal

OF_THE_LIBRARY = {
    "self",
    "read_timeout",
    "write_timeout",
    "connect_timeout",
    "pool_timeout",
    "api_kwargs",
    "allow_sending_without_reply",
    "reply_to_message_id",
    "disable_web_page_preview",
    "filename",
}
"""Arguments that python-telegram-bot turns into other parameters or keeps for itself."""
PUT_INTO_THE_FIRST_ITEM = {"sendMediaGroup": {"caption", "parse_mode", "caption_entities"}}


def snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_takes_exactly_the_parameters_the_library_can_send(method: str) -> None:
    signature = inspect.signature(getattr(Bot, snake(method))).parameters
    expected = set(signature) - OF_THE_LIBRARY - PUT_INTO_THE_FIRST_ITEM.get(method, set())
    assert set(METHODS[method]) == expected


@pytest.mark.parametrize("method", METHODS)
def test_what_a_method_requires_has_no_default_in_the_library(method: str) -> None:
    signature = inspect.signature(getattr(Bot, snake(method))).parameters
    without = {name for name, it in signature.items() if it.default is inspect.Parameter.empty and name != "self"}
    assert set(REQUIRED.get(method, ())) == without


def fields(kind: type) -> set[str]:
    """What the library's objects of this kind can say."""
    return set(inspect.signature(kind).parameters) - {"api_kwargs", "filename", "filename_depr"}


def test_what_parameters_hold_is_what_the_library_can_say() -> None:
    assert FIELDS["link_preview_options"] == fields(telegram.LinkPreviewOptions)
    assert FIELDS["reply_parameters"] == fields(telegram.ReplyParameters)
    assert fields(telegram.InlineKeyboardButton) == ACTIONS | DECORATIONS
    assert fields(telegram.KeyboardButton) == REQUESTS | DECORATIONS
    assert ALBUM_COMMON | ALBUM_FIELDS["photo"] == fields(telegram.InputMediaPhoto) | {"type"}
    assert ALBUM_COMMON | ALBUM_FIELDS["document"] == fields(telegram.InputMediaDocument) | {"type"}
    assert {kind.value for kind in constants.MessageEntityType} == GIVEN | FOUND_AGAIN
    assert {action.value for action in constants.ChatAction} == CHAT_ACTIONS


def test_every_method_does_something() -> None:
    assert set(HANDLERS) | {"getUpdates"} == set(METHODS)


def test_every_kind_of_update_is_known() -> None:
    assert {kind.value for kind in constants.UpdateType} <= KINDS


def test_limits_are_those_of_the_library() -> None:
    assert limits.TEXT == constants.MessageLimit.MAX_TEXT_LENGTH
    assert limits.CAPTION == constants.MessageLimit.CAPTION_LENGTH
    assert limits.ENTITIES == constants.MessageLimit.MESSAGE_ENTITIES
    assert limits.DEEP_LINK == constants.MessageLimit.DEEP_LINK_LENGTH
    assert limits.CALLBACK_DATA == constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert limits.BUTTONS == constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert limits.BUTTONS_A_ROW == constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert limits.CALLBACK_ANSWER == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert limits.DELETE_AT_ONCE == constants.BulkRequestLimit.MAX_LIMIT
    album = constants.MediaGroupLimit
    assert (limits.ALBUM.start, limits.ALBUM.stop - 1) == (album.MIN_MEDIA_LENGTH, album.MAX_MEDIA_LENGTH)
    size = constants.FileSizeLimit
    assert (limits.DOWNLOAD, limits.UPLOAD) == (size.FILESIZE_DOWNLOAD, size.FILESIZE_UPLOAD)
    assert limits.PHOTO_UPLOAD == size.PHOTOSIZE_UPLOAD
    command = constants.BotCommandLimit
    assert (limits.COMMANDS, limits.COMMAND_NAME) == (command.MAX_COMMAND_NUMBER, command.MAX_COMMAND)
    assert limits.COMMAND_DESCRIPTION == command.MAX_DESCRIPTION
    assert limits.UPDATES_AT_ONCE == constants.PollingLimit.MAX_LIMIT
    webhook = constants.WebhookLimit
    assert limits.WEBHOOK_CONNECTIONS.stop - 1 == webhook.MAX_CONNECTIONS_LIMIT
    assert limits.SECRET_TOKEN == webhook.MAX_SECRET_TOKEN_LENGTH
    rates, flood = limits.RateLimits(), constants.FloodLimit
    assert (rates.all, rates.paid) == (flood.MESSAGES_PER_SECOND, flood.PAID_MESSAGES_PER_SECOND)
    assert (rates.chat, rates.group) == (flood.MESSAGES_PER_SECOND_PER_CHAT, flood.MESSAGES_PER_MINUTE_PER_GROUP)


async def test_an_unknown_method_is_not_found(call: Call) -> None:
    assert refusal(await call("sendPigeon")) == (404, "Not Found")


async def test_methods_are_found_in_any_case(call: Call) -> None:
    assert (await call("SENDmessage", chat_id=AMINA, text="Hello"))["ok"]


async def test_an_unknown_parameter_is_refused(call: Call) -> None:
    body = await call("sendMessage", chat_id=AMINA, text="Hello", colour="blue")
    assert refusal(body) == (400, "Bad Request: unknown parameter 'colour' of sendMessage")


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"text": "Hello"}, "chat_id is empty"),
        ({"chat_id": AMINA}, "message text is empty"),
        ({"chat_id": "five", "text": "Hello"}, 'parameter "chat_id" must be an Integer'),
        ({"chat_id": "@somebody", "text": "Hello"}, "chat not found"),
        ({"chat_id": AMINA, "text": 5}, 'parameter "text" must be a String'),
        ({"chat_id": AMINA, "text": "x", "protect_content": "no!"}, 'parameter "protect_content" must be a Boolean'),
        ({"chat_id": AMINA, "text": "Hello", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"chat_id": AMINA, "text": "Hello", "entities": "{}"}, 'parameter "entities" must be an Array'),
        ({"chat_id": AMINA, "text": "Hello", "reply_markup": "[]"}, 'parameter "reply_markup" must be an Object'),
        ({"chat_id": AMINA, "text": "Hello", "reply_parameters": {"id": 1}}, "unknown field 'id' of reply_parameters"),
        ({"chat_id": AMINA, "text": "Hello", "message_thread_id": 3}, "message thread not found"),
    ],
)
async def test_a_wrong_parameter_is_named(call: Call, params: dict[str, object], text: str) -> None:
    assert refusal(await call("sendMessage", **params)) == (400, f"Bad Request: {text}")
