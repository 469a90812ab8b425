"""The people of the local Telegram and what they do: write, tap, send pictures, block."""

import re
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

from sandbox.entities import found
from sandbox.forums import Forums, in_topic
from sandbox.ground import Message, User
from sandbox.limits import ALBUM, CAPTION, DEEP_LINK, TEXT
from sandbox.markup import utf16
from sandbox.methods.menus import menu

PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{DEEP_LINK}}}")


class World(Forums):
    """A local Telegram with one bot. Acts return the number of the update they cause (0 if the bot may not hear it).

    An act that a real client would not let a person do raises ValueError, such as an empty text or one that is not
    Unicode.
    """

    def add_person(
        self,
        user_id: int,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> User:
        """Add somebody, or change what they are called. The bot can't write to them until they have written."""
        named = {"last_name": last_name, "username": username, "language_code": language_code}
        given = {key: value for key, value in named.items() if value is not None}
        user = {"id": user_id, "is_bot": False, "first_name": first_name, **given}
        known = self.people.get(str(user_id), {"started": False, "blocked": False, "deactivated": False})
        with self.together():
            self.people[str(user_id)] = {**known, "user": user}
        return user

    def add_group(self, chat_id: int, title: str, members: Sequence[int], forum: bool = False) -> None:
        """Add a group (a negative id; a supergroup if it begins with -100) that the bot is in; a `forum` has
        topics."""
        if chat_id >= 0:
            raise ValueError("the id of a group is negative")
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        if forum and kind == "group":
            raise ValueError("only a supergroup has topics")
        group = {"title": title, "type": kind, "members": list(members), "kicked": False, "forum": forum}
        with self.together():
            self.groups[str(chat_id)] = group
            if forum:
                self._numbers.next(f"message {chat_id}")  # what the general topic begins with: its id is 1

    def start(self, user_id: int, payload: str | None = None) -> int:
        """Press Start, perhaps through a deep link; ValueError for a payload no link can carry."""
        if payload is not None and not PAYLOAD.fullmatch(payload):
            raise ValueError("a deep link carries 1 to 64 of A-Z a-z 0-9 _ -")
        return self.say(user_id, f"/start {payload}" if payload else "/start")

    def say(
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> int:
        """Write a text, in private, in a group or in a topic of one, perhaps as a reply to a message."""
        if not text or utf16(text) > TEXT:
            raise ValueError("a text has 1 to 4096 characters")
        topic: dict[str, Any] = {}
        if thread_id is not None:
            found = self.topics(chat_id or user_id).get(str(thread_id))
            if found is None or found["closed"]:
                raise ValueError("there is no such topic, or it is closed")
            topic = in_topic(thread_id)
        return self._send(user_id, {"text": text, **topic, **_entities(text, "entities")}, chat_id, reply_to)

    def send_photos(
        self,
        user_id: int,
        photos: Sequence[bytes],
        caption: str | None = None,
        album: str | None = None,
        chat_id: int | None = None,
    ) -> list[int]:
        """Send one picture, or several as an album: one message each, the caption on the first.

        Give `album` (from `new_album`) to send the parts of one album in separate calls.
        """
        if len(photos) > 1 and len(photos) not in ALBUM:
            raise ValueError("an album has 2 to 10 pictures")
        album = self.new_album() if len(photos) > 1 and album is None else album
        common = {"media_group_id": album} if album else {}
        with self.together():
            return [
                self._send(user_id, {**common, "photo": self.keep_photo(photo), **_caption(text)}, chat_id)
                for photo, text in zip(photos, chain([caption], repeat(None)), strict=False)
            ]

    def send_document(
        self,
        user_id: int,
        data: bytes,
        filename: str,
        mime_type: str,
        caption: str | None = None,
        album: str | None = None,
        chat_id: int | None = None,
    ) -> int:
        """Send a file as it is."""
        common = {"media_group_id": album} if album else {}
        with self.together():
            document = self.keep_document(data, filename, mime_type)
            return self._send(user_id, {**common, "document": document, **_caption(caption)}, chat_id)

    def send_voice(self, user_id: int, data: bytes, duration: int = 3, mime_type: str = "audio/ogg") -> int:
        """Send a voice message of so many seconds."""
        with self.together():
            kept = self.keep_file(data, "voice", "voice.oga", mime_type)
            return self._send(user_id, {"voice": {**kept, "duration": duration, "mime_type": mime_type}})

    def send_video(
        self, user_id: int, data: bytes, caption: str | None = None, duration: int = 3, mime_type: str = "video/mp4"
    ) -> int:
        """Send a video of so many seconds."""
        with self.together():
            kept = self.keep_file(data, "videos", "video.mp4", mime_type)
            video = {**kept, "width": 640, "height": 360, "duration": duration, "mime_type": mime_type}
            return self._send(user_id, {"video": video, **_caption(caption)})

    def send_audio(
        self, user_id: int, data: bytes, filename: str = "song.mp3", duration: int = 3, mime_type: str = "audio/mpeg"
    ) -> int:
        """Send a recording or a piece of music of so many seconds."""
        with self.together():
            kept = self.keep_file(data, "music", filename, mime_type)
            audio = {**kept, "duration": duration, "mime_type": mime_type, "file_name": filename}
            return self._send(user_id, {"audio": audio})

    def send_video_note(self, user_id: int, data: bytes, duration: int = 3) -> int:
        """Send a round video message of so many seconds."""
        with self.together():
            kept = self.keep_file(data, "video_notes", "note.mp4", "video/mp4")
            return self._send(user_id, {"video_note": {**kept, "length": 240, "duration": duration}})

    def send_location(self, user_id: int, latitude: float, longitude: float) -> int:
        """Send a place, in degrees."""
        return self._send(user_id, {"location": {"latitude": latitude, "longitude": longitude}})

    def send_contact(self, user_id: int, phone_number: str, first_name: str) -> int:
        """Send somebody's telephone number."""
        return self._send(user_id, {"contact": {"phone_number": phone_number, "first_name": first_name}})

    def send_sticker(self, user_id: int, data: bytes, emoji: str = "👍") -> int:
        """Send a sticker."""
        with self.together():
            kept = self.keep_file(data, "stickers", "sticker.webp", "image/webp")
            kinds = {"type": "regular", "is_animated": False, "is_video": False}
            return self._send(user_id, {"sticker": {**kept, "width": 512, "height": 512, "emoji": emoji, **kinds}})

    def forward(self, user_id: int, text: str, origin: int | str = "Somebody") -> int:
        """Forward a text that a person (their id), or somebody whose account is hidden (a name), once wrote."""
        date = int(self.clock.now().timestamp())
        if isinstance(origin, int):
            source: dict[str, Any] = {"type": "user", "date": date, "sender_user": self.people[str(origin)]["user"]}
        else:
            source = {"type": "hidden_user", "date": date, "sender_user_name": origin}
        return self._send(user_id, {"forward_origin": source, "text": text, **_entities(text, "entities")})

    def edit_text(self, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> int:
        """Change one's own text message; ValueError if it is not one."""
        chat_id = chat_id or user_id
        message = self.message(chat_id, message_id)
        if message is None or message["from"]["id"] != user_id or "text" not in message:
            raise ValueError("a person edits only their own texts")
        kept = {key: value for key, value in message.items() if key != "entities"}
        with self.together():
            edited = self.replace(chat_id, {**kept, "text": text, **_entities(text, "entities")})
            return self.updates.add("edited_message", edited, chat_id)

    def press(self, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None) -> int:
        """Tap a button of a message. The data may be any (a forged press); the message may be gone."""
        chat_id = chat_id or user_id
        callback_data.encode()
        user = self.people[str(user_id)]["user"]
        gone = {"chat": self.chat(chat_id), "message_id": message_id, "date": 0}
        with self.together():
            number = self._numbers.next("callback query", first=4_000_000_001)
            query = {
                "id": str(number),
                "from": user,
                "message": self.message(chat_id, message_id) or gone,
                "chat_instance": str(chat_id * 7919),
                "data": callback_data,
            }
            at = self.clock.now().isoformat()
            known = {"user_id": user_id, "chat_id": chat_id, "message_id": message_id, "at": at, "answer": None}
            self.queries[query["id"]] = known
            return self.updates.add("callback_query", query, chat_id)

    def block(self, user_id: int) -> int:
        """Block the bot: it can write no more."""
        return self._membership(user_id, blocked=True)

    def unblock(self, user_id: int) -> int:
        """Let the bot write again."""
        return self._membership(user_id, blocked=False)

    def deactivate(self, user_id: int) -> None:
        """Delete the person's account."""
        with self.together():
            self.people[str(user_id)] = {**self.people[str(user_id)], "deactivated": True}

    def kick_bot(self, chat_id: int) -> None:
        """Throw the bot out of a group."""
        with self.together():
            self.groups[str(chat_id)] = {**self.groups[str(chat_id)], "kicked": True}

    def migrate(self, chat_id: int, new_id: int) -> None:
        """Turn a group into a supergroup, which has another id."""
        group = self.groups[str(chat_id)]
        with self.together():
            self.groups[str(new_id)] = {**group, "type": "supergroup"}
            self.groups[str(chat_id)] = {**group, "migrated_to": new_id}

    def commands_for(self, user_id: int) -> list[dict[str, str]]:
        """The menu of commands a person sees in the private chat."""
        return menu(self, user_id)

    def _send(
        self, user_id: int, content: dict[str, Any], chat_id: int | None = None, reply_to: int | None = None
    ) -> int:
        chat_id = chat_id or user_id
        person = self.people[str(user_id)]
        if chat_id > 0 and (person["blocked"] or person["deactivated"]):
            raise ValueError("this person has blocked the bot or is gone")
        if chat_id < 0 and user_id not in self.groups[str(chat_id)]["members"]:
            raise ValueError("this person is not in the group")
        replied = self.message(chat_id, reply_to) if reply_to else None
        with self.together():
            if chat_id > 0 and not person["started"]:
                self.people[str(user_id)] = {**person, "started": True}
            reply = {"reply_to_message": _without_reply(replied)} if replied else {}
            message = self.post(chat_id, person["user"], {**reply, **content})
            if chat_id > 0 or self._bot_hears(message):
                return self.updates.add("message", message, chat_id)
            return 0

    def _bot_hears(self, message: Message) -> bool:
        """In a group with privacy mode a bot hears only commands and replies to itself."""
        to_bot = message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]
        return self.reads_groups or to_bot or message.get("text", "").startswith("/")

    def _membership(self, user_id: int, blocked: bool) -> int:
        person = self.people[str(user_id)]
        states = ({"status": "member"}, {"status": "kicked", "until_date": 0})
        before, after = states if blocked else states[::-1]
        change = {
            "chat": self.chat(user_id),
            "from": person["user"],
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": {"user": self.bot, **before},
            "new_chat_member": {"user": self.bot, **after},
        }
        with self.together():
            self.people[str(user_id)] = {**person, "blocked": blocked}
            return self.updates.add("my_chat_member", change, user_id)


def _entities(text: str, field: str) -> dict[str, Any]:
    entities = found(text, [])
    return {field: entities} if entities else {}


def _caption(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    if utf16(text) > CAPTION:
        raise ValueError("a caption has at most 1024 characters")
    return {"caption": text, **_entities(text, "caption_entities")}


def _without_reply(message: Message) -> Message:
    return {key: value for key, value in message.items() if key != "reply_to_message"}
