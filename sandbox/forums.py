"""Topics of a forum: a supergroup whose messages stand in threads."""

from typing import Any

from sandbox.ground import Ground, Message

COLOUR = 7322096  # of a topic's icon


class Forums(Ground):
    """What people do with topics. The first message of a topic tells of its making, and its id is the topic's."""

    def add_topic(self, user_id: int, chat_id: int, name: str) -> int:
        """Open a topic in a forum; its id. ValueError for a group that is none."""
        if not self.groups[str(chat_id)].get("forum"):
            raise ValueError("only a forum has topics")
        sender = self.people[str(user_id)]["user"]
        with self.together():
            made = {"name": name, "icon_color": COLOUR}
            message = self.post(chat_id, sender, {"forum_topic_created": made})
            number: int = message["message_id"]
            message = {**message, **in_topic(number)}
            self.messages(chat_id)[str(number)] = message
            self._set_topic(chat_id, number, {"name": name, "closed": False})
            self.updates.add("message", message, chat_id)
        return number

    def close_topic(self, user_id: int, chat_id: int, thread_id: int) -> int:
        """Nobody but administrators writes in it any more."""
        topic = self.topics(chat_id)[str(thread_id)]
        with self.together():
            self._set_topic(chat_id, thread_id, {**topic, "closed": True})
            return self._say_of_topic(user_id, chat_id, thread_id, "forum_topic_closed")

    def reopen_topic(self, user_id: int, chat_id: int, thread_id: int) -> int:
        """All may write in it again."""
        topic = self.topics(chat_id)[str(thread_id)]
        with self.together():
            self._set_topic(chat_id, thread_id, {**topic, "closed": False})
            return self._say_of_topic(user_id, chat_id, thread_id, "forum_topic_reopened")

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """It is gone with all its messages, and bots are not told."""
        group = self.groups[str(chat_id)]
        with self.together():
            left = {key: each for key, each in self.topics(chat_id).items() if key != str(thread_id)}
            self.groups[str(chat_id)] = {**group, "topics": left}
            for message in self.history(chat_id):
                if message.get("message_thread_id") == thread_id:
                    self.remove(chat_id, message["message_id"])

    def _say_of_topic(self, user_id: int, chat_id: int, thread_id: int, what: str) -> int:
        message = self.post(chat_id, self.people[str(user_id)]["user"], {**in_topic(thread_id), what: {}})
        return self.updates.add("message", message, chat_id)

    def _set_topic(self, chat_id: int, thread_id: int, topic: dict[str, Any]) -> None:
        group = self.groups[str(chat_id)]
        self.groups[str(chat_id)] = {**group, "topics": {**self.topics(chat_id), str(thread_id): topic}}


def in_topic(thread_id: int) -> Message:
    """The fields of a message that stands in a topic."""
    return {"message_thread_id": thread_id, "is_topic_message": True}
