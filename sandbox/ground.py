"""The state of the local Telegram: people, chats, messages, files, and what waits for the bot."""

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox import pictures
from sandbox.calls import CallLog
from sandbox.clock import Clock, clock_from
from sandbox.faults import FaultPlan
from sandbox.limits import RateLimits
from sandbox.rates import Rates
from sandbox.store import Store, Table
from sandbox.table import Upload
from sandbox.updates import UpdateQueue
from sandbox.watching import Event, Subscription, Watchers

TOKEN = "7000000001:sandbox-token-of-no-worth"

Message = dict[str, Any]
User = dict[str, Any]


@dataclass(frozen=True)
class StoredFile:
    """A file as it was sent."""

    data: bytes
    mime_type: str
    name: str


class Ground:
    """State and the few acts that both the bot's calls and the people's doings are made of.

    `folder=None` keeps everything in memory. `rates` with zeros turns rates off. Changes made inside `together()` are
    kept whole or not at all.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        token: str = TOKEN,
        name: str = "Afteraction",
        username: str = "afteraction_bot",
        clock: Clock | None = None,
        rates: RateLimits | None = None,
        calls_log: Path | None = None,
        webhook_balance: Sequence[str] = (),
        reads_groups: bool = True,
    ) -> None:
        self.token = token
        self.clock = clock or clock_from()
        self.rates = Rates(rates or RateLimits())
        self.faults = FaultPlan()
        self.calls = CallLog(calls_log)
        self.webhook_balance = list(webhook_balance)
        self.reads_groups = reads_groups
        self.bot: User = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": name, "username": username}
        self.store = Store(folder)
        self.people = Table(self.store, "person")
        self.groups = Table(self.store, "group")
        self.files = Table(self.store, "file")
        self.media = Table(self.store, "media")
        self.downloads = Table(self.store, "download")
        self.queries = Table(self.store, "callback query")
        self.command_lists = Table(self.store, "commands")
        self.settings = Table(self.store, "setting")
        self.updates = UpdateQueue(self.store, self.clock)
        self._numbers = Table(self.store, "number")
        self._messages: dict[int, Table] = {}
        self._watchers = Watchers()

    def together(self) -> AbstractContextManager[None]:
        """One change: kept whole or not at all. Holds no await."""
        return self.store.together()

    def subscribe(self, chat_id: int | None = None) -> Subscription:
        """Watch one chat, or all: `message`, `edited`, `deleted`, `toast` and `action` events from now on."""
        return self._watchers.subscribe(chat_id)

    def show(self, kind: str, chat_id: int, **content: Any) -> None:
        """Tell everyone who watches the chat."""
        self._watchers.show(kind, chat_id, **content)

    def chat(self, chat_id: int) -> dict[str, Any]:
        """The chat as the bot sees it; KeyError if there is none."""
        if chat_id < 0:
            group = self.groups[str(chat_id)]
            forum = {"is_forum": True} if group.get("forum") else {}
            return {"id": chat_id, "title": group["title"], "type": group["type"], **forum}
        user = self.people[str(chat_id)]["user"]
        named = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": chat_id, **named, "type": "private"}

    def topics(self, chat_id: int) -> dict[str, Any]:
        """The topics of a chat by their ids; a chat that is no forum has none."""
        topics: dict[str, Any] = self.groups.get(str(chat_id), {}).get("topics", {})
        return topics

    def messages(self, chat_id: int) -> Table:
        """The messages of a chat by their number, in order."""
        if chat_id not in self._messages:
            self._messages[chat_id] = Table(self.store, f"message {chat_id}")
        return self._messages[chat_id]

    def history(self, chat_id: int) -> list[Message]:
        """All messages of a chat in order, the person's own included, those deleted left out."""
        return list(self.messages(chat_id).values())

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """One message, or None if there is none or it was deleted."""
        message: Message | None = self.messages(chat_id).get(str(message_id))
        return message

    def post(self, chat_id: int, sender: User, content: dict[str, Any]) -> Message:
        """Put a new message into the chat and show it."""
        number = self._numbers.next(f"message {chat_id}")
        date = int(self.clock.now().timestamp())
        message = {"message_id": number, "from": sender, "chat": self.chat(chat_id), "date": date, **content}
        self.messages(chat_id)[str(number)] = message
        self.show("message", chat_id, message=message)
        return message

    def replace(self, chat_id: int, message: Message) -> Message:
        """Put a changed message in the place of the one with its number and show it."""
        message = {**message, "edit_date": int(self.clock.now().timestamp())}
        self.messages(chat_id)[str(message["message_id"])] = message
        self.show("edited", chat_id, message=message)
        return message

    def remove(self, chat_id: int, message_id: int) -> None:
        """Delete a message for everyone."""
        del self.messages(chat_id)[str(message_id)]
        self.show("deleted", chat_id, message_id=message_id)

    def toasts(self, user_id: int) -> list[Event]:
        """Answers to this person's taps, in the order of the taps: text (perhaps empty), show_alert, url."""
        queries = [query for query in self.queries.values() if query["user_id"] == user_id]
        return [query["answer"] for query in queries if query["answer"] is not None]

    def keep_file(self, data: bytes, folder: str, name: str, mime_type: str) -> dict[str, Any]:
        """Store a file's content; returns the fields that every kind of file has."""
        number = self._numbers.next("file")
        unique = f"AQAD{number:x}{secrets.token_hex(4)}"
        file_id = f"BQACAgQAAxk{secrets.token_urlsafe(24)}{number}"
        ending = Path(name).suffix
        path = f"{folder}/file_{number}{ending}"
        self.store.put_blob(unique, data)
        known = {"file_id": file_id, "file_unique_id": unique, "file_size": len(data)}
        self.files[file_id] = {**known, "file_path": path, "mime_type": mime_type, "name": name}
        return known

    def keep_photo(self, data: bytes) -> list[dict[str, Any]]:
        """Store a picture in its sizes, the largest last; ValueError if it is none."""
        photo = []
        for width, height, content in pictures.sizes(data):
            known = self.keep_file(content, "photos", "photo.jpg", "image/jpeg")
            photo.append({**known, "width": width, "height": height})
        for size in photo:
            self.media[size["file_id"]] = {"photo": photo}
        return photo

    def keep_document(self, data: bytes, name: str, mime_type: str) -> dict[str, Any]:
        """Store a file as it is."""
        document = {**self.keep_file(data, "documents", name, mime_type), "file_name": name, "mime_type": mime_type}
        self.media[document["file_id"]] = {"document": document}
        return document

    def keep_sent(self, kind: str, upload: Upload, told: dict[str, Any]) -> dict[str, Any]:
        """Store a film or recording that a bot sent, with what is told of it."""
        kept = self.keep_file(upload.data, f"{kind}s", upload.name, upload.mime_type)
        content = {**kept, **told, "file_name": upload.name, "mime_type": upload.mime_type}
        self.media[kept["file_id"]] = {kind: content}
        return content

    def file(self, file_id: str) -> StoredFile:
        """The content of a file that somebody sent; KeyError if there is none."""
        known = self.files[file_id]
        return StoredFile(self.store.blob(known["file_unique_id"]), known["mime_type"], known["name"])

    def new_album(self) -> str:
        """A media_group_id not used before."""
        return str(13_000_000_000_000_000 + self._numbers.next("album"))

    def close(self) -> None:
        """Let go of files on disk."""
        self.store.close()
        self.calls.close()
