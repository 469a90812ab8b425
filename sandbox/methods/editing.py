"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup, deleteMessage, deleteMessages."""

from sandbox.errors import bad_request
from sandbox.ground import Ground, Message
from sandbox.keyboards import check_markup
from sandbox.limits import DELETE_AT_ONCE, DELETE_WITHIN
from sandbox.methods.chats import Content, Params, reach
from sandbox.methods.sending import (
    audio_content,
    caption_content,
    document_content,
    photo_content,
    text_content,
    video_content,
)

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TEXT_FIELDS = {"text", "entities", "link_preview_options", "reply_markup"}
MEDIA = {"photo": photo_content, "document": document_content, "video": video_content, "audio": audio_content}
INPUT_MEDIA = {"type", "media", "caption", "parse_mode", "caption_entities"}
INPUT_FIELDS = {
    "photo": {"show_caption_above_media", "has_spoiler"},
    "document": {"thumbnail", "disable_content_type_detection"},
    "video": {"show_caption_above_media", "has_spoiler", "width", "height", "duration", "supports_streaming"},
    "audio": {"duration", "performer", "title"},
}
CAPTION_FIELDS = {"caption", "caption_entities", "show_caption_above_media", "reply_markup"}


def edit_message_text(world: Ground, params: Params) -> Message:
    """Another text for a text message of the bot; the keyboard goes unless it is given again."""
    message = editable(world, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return edit(world, params, message, TEXT_FIELDS, text_content(params))


def edit_message_caption(world: Ground, params: Params) -> Message:
    """Another caption, or none, for a picture or file of the bot."""
    message = editable(world, params)
    if not MEDIA.keys() & message.keys():
        raise bad_request("there is no caption in the message to edit")
    return edit(world, params, message, CAPTION_FIELDS, caption_content(params))


def edit_message_media(world: Ground, params: Params) -> Message:
    """Another picture, film, recording or file, with its caption, also in a text's place; never a text in theirs."""
    message, media = editable(world, params), params["media"]
    kind = media.get("type")
    if kind not in MEDIA:
        raise bad_request("can't parse InputMedia: this server knows photo, document, video and audio")
    if unknown := set(media) - INPUT_MEDIA - INPUT_FIELDS[kind]:
        raise bad_request(f"can't parse InputMedia: unknown field {sorted(unknown)[0]!r}")
    if not media.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    if "text" not in message and not MEDIA.keys() & message.keys():
        raise bad_request("message can't be edited")
    fields = TEXT_FIELDS | CAPTION_FIELDS | MEDIA.keys() | {"has_media_spoiler"}
    return edit(world, params, message, fields, MEDIA[kind](world, media, media["media"]))


def edit_message_reply_markup(world: Ground, params: Params) -> Message:
    """Another keyboard, or none."""
    return edit(world, params, editable(world, params), {"reply_markup"}, {})


def editable(world: Ground, params: Params) -> Message:
    """The bot's own message that is to be edited."""
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    reach(world, params["chat_id"])
    message = world.message(params["chat_id"], params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def edit(world: Ground, params: Params, message: Message, fields: set[str], content: Content) -> Message:
    """Put `content` and the keyboard in place of `fields`, counted as a send; 400 if nothing changes."""
    chat_id, now = params["chat_id"], world.clock.now()
    if markup := check_markup(params.get("reply_markup"), chat_id):
        content = {**content, "reply_markup": markup}
    if content == {name: message[name] for name in fields if name in message}:
        raise bad_request(NOT_MODIFIED)
    world.rates.check(chat_id, now)
    world.rates.count(chat_id, now)
    kept = {name: value for name, value in message.items() if name not in fields}
    return world.replace(chat_id, {**kept, **content})


def delete_message(world: Ground, params: Params) -> bool:
    """Delete one message for everyone."""
    reach_chat(world, params["chat_id"])
    message = world.message(params["chat_id"], params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    check_deletable(world, message)
    world.remove(params["chat_id"], params["message_id"])
    return True


def delete_messages(world: Ground, params: Params) -> bool:
    """Delete 1 to 100 messages; those already gone are passed over."""
    numbers = params["message_ids"]
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > DELETE_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) for number in numbers):
        raise bad_request("invalid message identifier specified")
    reach_chat(world, params["chat_id"])
    there = [m for number in dict.fromkeys(numbers) if (m := world.message(params["chat_id"], number))]
    for message in there:
        check_deletable(world, message)
    for message in there:
        world.remove(params["chat_id"], message["message_id"])
    return True


def reach_chat(world: Ground, chat_id: int) -> None:
    """Deleting needs a chat, but not one that may be written to."""
    if str(chat_id) not in (world.groups if chat_id < 0 else world.people):
        raise bad_request("chat not found")


def check_deletable(world: Ground, message: Message) -> None:
    """Younger than 48 hours, and in a group the bot's own."""
    if message["chat"]["type"] != "private" and message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be deleted")
    if world.clock.now().timestamp() - message["date"] >= DELETE_WITHIN.total_seconds():
        raise bad_request("message can't be deleted for everyone")
