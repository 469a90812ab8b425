"""What a conversation is made of: acts in order, each once the screen asks for it.

A screen is a message as a person sees it, and what its buttons carry: the text, then a line for each button,
`[label]<verb code index>`. Patterns name the bot's own buttons by verb, so that one script serves all languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from texts.buttons import Tap, unpack


@dataclass(frozen=True)
class Step:
    """One act, once `see` is on the screen: say a text, press the button whose line matches, or send a photo with what
    is said as its caption. `lasting`: the button stays on its card, and pressed again it begins anew.
    """

    see: str = ""
    say: str = ""
    press: str = ""
    photo: bool = False
    lasting: bool = False

    def fits(self, screen: str) -> bool:
        return bool(self.see) and re.search(self.see, screen, re.DOTALL) is not None


@dataclass(frozen=True)
class Script:
    """Acts in order, and what the screen shows at the end."""

    steps: tuple[Step, ...]
    done: str

    def stage(self, screen: str) -> int | None:
        """Which step this screen asks for; the number of steps if it shows the end; None if neither."""
        for index, step in enumerate(self.steps):
            if step.fits(screen):
                return index
        return len(self.steps) if re.search(self.done, screen, re.DOTALL) else None

    def then(self, steps: tuple[Step, ...], done: str) -> "Script":
        """The same, going on where it ended."""
        return Script((*self.steps, *steps), done)


def screen_of(message: dict[str, Any]) -> str:
    text = message.get("text") or message.get("caption") or ""
    return "\n".join([text, *(line_of(button) for button in buttons_of(message))])


def line_of(button: dict[str, Any]) -> str:
    """A button's label, and what it carries if it is ours."""
    tap = unpack(button.get("callback_data", ""))
    return f"[{button['text']}]" + (f"<{tap.verb} {tap.code} {tap.index}>" if tap else "")


def taps_of(message: dict[str, Any]) -> Iterator[Tap]:
    """What the buttons of a message carry."""
    for button in buttons_of(message):
        tap = unpack(button.get("callback_data", ""))
        if tap is not None:
            yield tap


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]
