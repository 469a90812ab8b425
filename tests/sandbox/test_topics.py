"""Forums: messages that stand in topics, and what Telegram says of topics that are closed or gone."""

import pytest

from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, Call, refusal

FORUM = -100_77


@pytest.fixture
def topic(world: World) -> int:
    world.add_group(FORUM, "Section Berlin", [AMINA], forum=True)
    return world.add_topic(AMINA, FORUM, "Digests")


async def test_what_is_said_in_a_topic_and_what_answers_there(world: World, call: Call, topic: int) -> None:
    world.say(AMINA, "/digest", FORUM, thread_id=topic)
    heard = world.updates.waiting(100)[-1][1]["message"]
    assert (heard["message_thread_id"], heard["is_topic_message"], heard["chat"]["is_forum"]) == (topic, True, True)
    said = (await call("sendMessage", chat_id=FORUM, text="Here", message_thread_id=topic))["result"]
    assert (said["message_thread_id"], said["is_topic_message"]) == (topic, True)
    reply = {"message_id": said["message_id"]}
    answered = (await call("sendMessage", chat_id=FORUM, text="Too", reply_parameters=reply))["result"]
    assert answered["message_thread_id"] == topic, "a reply stands beside what it replies to"
    general = (await call("sendMessage", chat_id=FORUM, text="To all"))["result"]
    assert "message_thread_id" not in general


async def test_a_topic_that_is_closed_gone_or_none(world: World, call: Call, topic: int) -> None:
    async def refused(chat_id: int, thread_id: int) -> str:
        for method, more in (("sendMessage", {"text": "Here"}), ("sendChatAction", {"action": "typing"})):
            body = await call(method, chat_id=chat_id, message_thread_id=thread_id, **more)
            status, words = refusal(body)
            assert status == 400
        return words

    not_found = "Bad Request: message thread not found"
    assert await refused(FORUM, topic + 1) == not_found
    assert await refused(FORUM, 1) == not_found, "the general topic has no id to name"
    assert await refused(GROUP, topic) == await refused(AMINA, topic) == not_found
    world.close_topic(AMINA, FORUM, topic)
    assert await refused(FORUM, topic) == "Bad Request: TOPIC_CLOSED"
    with pytest.raises(ValueError, match="closed"):
        world.say(AMINA, "Here", FORUM, thread_id=topic)
    world.reopen_topic(AMINA, FORUM, topic)
    assert (await call("sendMessage", chat_id=FORUM, text="Here", message_thread_id=topic))["ok"]
    world.delete_topic(FORUM, topic)
    assert await refused(FORUM, topic) == not_found
    assert all("message_thread_id" not in each for each in world.history(FORUM))


def test_only_a_supergroup_is_a_forum(world: World) -> None:
    with pytest.raises(ValueError, match="supergroup"):
        world.add_group(-5, "Small", [AMINA], forum=True)
    with pytest.raises(ValueError, match="forum"):
        world.add_topic(AMINA, GROUP, "Digests")
