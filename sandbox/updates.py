"""The updates that wait for the bot: numbered, filtered, kept a day, confirmed by the next offset."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from itertools import islice, takewhile
from typing import Any

from sandbox.clock import Clock
from sandbox.limits import UPDATES_KEPT
from sandbox.store import Store, Table

KINDS = {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
}
ONLY_IF_NAMED = {"chat_member", "my_chat_member", "message_reaction", "message_reaction_count"}

Update = dict[str, Any]


class UpdateQueue:
    """Updates in the order they happened."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock = clock
        self._waiting = Table(store, "update")
        self._numbers = Table(store, "update number")
        self._settings = Table(store, "update setting")
        self._listeners: list[asyncio.Event] = []

    def listen(self) -> asyncio.Event:
        """An event of the caller's own that is set whenever an update arrives."""
        self._listeners.append(asyncio.Event())
        return self._listeners[-1]

    def wake(self) -> None:
        """Make everyone who waits for updates look again."""
        for listener in self._listeners:
            listener.set()

    @property
    def allowed(self) -> list[str]:
        """The kinds the bot asked for; empty means all but those that must be named."""
        return list(self._settings.get("allowed", []))

    def allow(self, kinds: list[str]) -> None:
        """Take only these kinds from now on; those already waiting stay."""
        self._settings["allowed"] = [kind for kind in kinds if kind in KINDS]

    def add(self, kind: str, payload: dict[str, Any], chat_id: int) -> int:
        """Queue an update, if the bot wants its kind, and return its number."""
        number = self._numbers.next("update")
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_IF_NAMED
        if wanted:
            at = self._clock.now().isoformat()
            update = {"update_id": number, kind: payload}
            self._waiting[str(number)] = {"update": update, "chat_id": chat_id, "at": at}
            self.wake()
        return number

    def waiting(self, limit: int, besides: Collection[int] = ()) -> list[tuple[int, Update]]:
        """Chat and update of what is not yet confirmed, oldest first, leaving out the numbers in `besides`."""
        self._expire()
        entries = (entry for key, entry in self._waiting.items() if int(key) not in besides)
        return [(entry["chat_id"], entry["update"]) for entry in islice(entries, limit)]

    def first(self, offset: int, limit: int) -> list[tuple[int, Update]]:
        """Confirm everything below the offset and return what is next.

        A negative offset counts from the end; what lies before is forgotten.
        """
        self._expire()
        if offset < 0:
            numbers = [int(key) for key in self._waiting]
            offset = numbers[offset] if -offset <= len(numbers) else 0
        for key in list(takewhile(lambda key: int(key) < offset, self._waiting)):
            del self._waiting[key]
        entries = islice(self._waiting.values(), limit)
        return [(entry["chat_id"], entry["update"]) for entry in entries]

    def confirm(self, number: int) -> None:
        """Forget one update that has been taken."""
        self._waiting.pop(str(number), None)

    def drop_all(self) -> None:
        """Forget everything that waits."""
        for key in list(self._waiting):
            del self._waiting[key]

    def __len__(self) -> int:
        self._expire()
        return len(self._waiting)

    def _expire(self) -> None:
        oldest = self._clock.now() - UPDATES_KEPT
        too_old = takewhile(lambda it: datetime.fromisoformat(it[1]["at"]) < oldest, self._waiting.items())
        for key, _ in list(too_old):
            del self._waiting[key]
