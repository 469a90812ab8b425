"""A bot of a few lines, for the page to talk to: it does what a test tells it, over the sandbox's own Bot API."""

from typing import Any

import httpx

from sandbox.server import Server


class SmallBot:
    """Calls the Bot API and reads its updates, oldest first."""

    def __init__(self, server: Server, client: httpx.AsyncClient) -> None:
        self._address = f"{server.url}/bot{server.token}"
        self._client = client
        self._offset = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result of a method; AssertionError with Telegram's words if it refuses."""
        response = await self._client.post(f"{self._address}/{method}", json=parameters, timeout=30)
        answer = response.json()
        assert answer["ok"], answer["description"]
        return answer["result"]

    async def say(self, chat_id: int, text: str, *rows: list[str], **parameters: Any) -> int:
        """Send a message, with rows of buttons if any are given; returns its number."""
        if rows:
            parameters["reply_markup"] = buttons(*rows)
        message = await self.call("sendMessage", chat_id=chat_id, text=text, **parameters)
        number: int = message["message_id"]
        return number

    async def change(self, chat_id: int, message_id: int, text: str, *rows: list[str]) -> None:
        """Edit a card into another; without rows its buttons go."""
        await self.call(
            "editMessageText", chat_id=chat_id, message_id=message_id, text=text, reply_markup=buttons(*rows)
        )

    async def heard(self) -> dict[str, Any]:
        """The next thing that a person did: a message, an edited message or a callback query."""
        updates = await self.call("getUpdates", offset=self._offset, limit=1, timeout=20)
        assert updates, "the bot has heard nothing for twenty seconds"
        (update,) = updates
        self._offset = update.pop("update_id") + 1
        ((kind, content),) = update.items()
        return {"kind": kind, **content}


def buttons(*rows: list[str]) -> dict[str, Any]:
    """An inline keyboard whose buttons carry their own words."""
    return {"inline_keyboard": [[{"text": words, "callback_data": words} for words in row] for row in rows]}
