"""Someone at the chat page, through the HTTP that its script uses."""

import re
from typing import Any

from tests.acceptance.processes import asked, until
from tests.support.chat import JPEG
from tests.support.promise import buttons, shown


class Visitor:
    """A person picked on the page; counts taps and messages."""

    def __init__(self, url: str, person: int) -> None:
        self._chat = f"{url}/chat/{person}"
        self._origin = {"Origin": url}
        self.acts = 0

    def says(self, text: str) -> None:
        self._does("say", json={"text": text})

    def sends_photo(self) -> None:
        self._does("photos", files={"file": ("photo.jpg", JPEG, "image/jpeg")})

    def taps(self, label: str) -> None:
        """Tap the newest button whose label holds this text, once it is there."""
        message_id, data = until(lambda: self._button(label), lambda: f"{label!r} in:\n{self.screen()}")
        self._does("press", json={"message_id": message_id, "data": data})

    def sees(self, *patterns: str) -> str:
        """Wait until the bot's newest message shows each of these; the message."""

        def seen() -> str:
            text = self.newest()
            return text if all(re.search(pattern, text, re.S) for pattern in patterns) else ""

        return until(seen, lambda: f"{patterns} in:\n{self.screen()}")

    def newest(self) -> str:
        """The bot's newest message, its buttons below it."""
        return next((shown(each) for each in reversed(self.messages()) if each["from"]["is_bot"]), "")

    def screen(self) -> str:
        return "\n".join(map(shown, self.messages()))

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = asked("GET", f"{self._chat}/messages").json()["messages"]
        return found

    def _does(self, act: str, **given: Any) -> None:
        self.acts += 1
        answer = asked("POST", f"{self._chat}/{act}", headers=self._origin, **given)
        assert answer.status_code == 200, answer.text

    def _button(self, label: str) -> tuple[int, str] | None:
        for message in reversed(self.messages()):
            for button in buttons(message):
                if label in button["text"]:
                    return message["message_id"], button["callback_data"]
        return None
