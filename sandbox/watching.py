"""What a person sees on their screen, as events."""

import asyncio
from typing import Any

Event = dict[str, Any]


class Subscription:
    """The events of one chat, or of all, from the moment of subscribing: an endless async iterator."""

    def __init__(self, watchers: "Watchers", chat_id: int | None) -> None:
        self.chat_id = chat_id
        self._watchers = watchers
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Event:
        return await self._events.get()

    async def next(self, *kinds: str, timeout: float = 60.0) -> Event:
        """The next event, of one of these kinds if any are named; TimeoutError after `timeout` real seconds."""
        async with asyncio.timeout(timeout):
            while True:
                event = await self._events.get()
                if not kinds or event["event"] in kinds:
                    return event

    def seen(self) -> list[Event]:
        """All events that have come since the last look, without waiting."""
        return [self._events.get_nowait() for _ in range(self._events.qsize())]

    def put(self, event: Event) -> None:
        """Show an event."""
        self._events.put_nowait(event)

    def close(self) -> None:
        """Watch no longer."""
        self._watchers.leave(self)


class Watchers:
    """Everyone who watches a chat."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def subscribe(self, chat_id: int | None = None) -> Subscription:
        """Watch one chat, or all."""
        subscription = Subscription(self, chat_id)
        self._subscriptions.append(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Stop watching; harmless when repeated."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def show(self, kind: str, chat_id: int, **content: Any) -> None:
        """Tell everyone who watches this chat."""
        event = {"event": kind, "chat_id": chat_id, **content}
        for subscription in self._subscriptions:
            if subscription.chat_id in (None, chat_id):
                subscription.put(event)
