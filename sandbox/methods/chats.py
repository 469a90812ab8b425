"""Whether the bot may act in a chat, and what every sending method has in common."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request, forbidden
from sandbox.ground import Ground, Message
from sandbox.keyboards import check_markup

Params = dict[str, Any]
Content = dict[str, Any]


def reach(world: Ground, chat_id: int) -> None:
    """ApiError as Telegram's if the bot may not write to the chat."""
    if chat_id < 0:
        reach_group(world, chat_id)
    else:
        reach_person(world, chat_id)


def reach_group(world: Ground, chat_id: int) -> None:
    """The bot must be in a group that is still the same."""
    group = world.groups.get(str(chat_id))
    if group is None:
        raise bad_request("chat not found")
    if "migrated_to" in group:
        text = "group chat was upgraded to a supergroup chat"
        raise bad_request(text, migrate_to_chat_id=group["migrated_to"])
    if group["kicked"]:
        raise forbidden(f"bot was kicked from the {group['type']} chat")


def reach_person(world: Ground, chat_id: int) -> None:
    """A person must have written first, be there, and not have blocked the bot."""
    person = world.people.get(str(chat_id))
    if person is None:
        raise bad_request("chat not found")
    if person["deactivated"]:
        raise forbidden("user is deactivated")
    if person["blocked"]:
        raise forbidden("bot was blocked by the user")
    if not person["started"]:
        raise forbidden("bot can't initiate conversation with a user")


def send(world: Ground, params: Params, make: Callable[[], list[Content]]) -> list[Message]:
    """Send one message for each content made, counted as one send.

    Contents are made only when the chat can be reached and the rate allows it, so nothing is stored for a refused call.
    """
    chat_id = params["chat_id"]
    reach(world, chat_id)
    check_topic(world, params)
    common = common_fields(world, params)
    now, paid = world.clock.now(), bool(params.get("allow_paid_broadcast"))
    world.rates.check(chat_id, now, paid)
    contents = make()
    world.rates.count(chat_id, now, paid)
    return [world.post(chat_id, world.bot, {**common, **content}) for content in contents]


def check_topic(world: Ground, params: Params) -> None:
    """The topic that the call names must be there and open. The general one has no id that a call may name."""
    thread_id = params.get("message_thread_id")
    if not thread_id:
        return
    topic = world.topics(params["chat_id"]).get(str(thread_id))
    if topic is None:
        raise bad_request("message thread not found")
    if topic["closed"]:
        raise bad_request("TOPIC_CLOSED")


def common_fields(world: Ground, params: Params) -> Content:
    """Fields of the message that come from parameters all sending methods share."""
    fields: Content = {}
    if thread_id := params.get("message_thread_id"):
        fields |= {"message_thread_id": thread_id, "is_topic_message": True}
    if reply := params.get("reply_parameters"):
        replied = world.message(params["chat_id"], reply.get("message_id", 0))
        if replied is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        if replied is not None:
            fields["reply_to_message"] = {key: replied[key] for key in replied if key != "reply_to_message"}
            fields |= {key: replied[key] for key in ("message_thread_id", "is_topic_message") if key in replied}
    if markup := check_markup(params.get("reply_markup"), params["chat_id"]):
        fields["reply_markup"] = markup
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if params.get("message_effect_id"):
        fields["effect_id"] = params["message_effect_id"]
    return fields
