"""What the activists say and tap: joining, and the petition delivery.

`see` is a pattern over what is on the screen: a card's text, then its buttons, each a line `[label]`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Step:
    """One act, once `see` is on the screen: say a text, press the button whose label matches, or send a photo."""

    see: str = ""
    say: str = ""
    press: str = ""
    photo: bool = False

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


JOINING = Script(
    (
        Step(say="/start"),
        Step(see="choose your language", press="^English$"),
        Step(see="Before we begin", press="^I agree$"),
    ),
    done="What would you like to report",
)


def day(number: int) -> date:
    """A day that no neighbouring number has a neighbour of: so nobody is asked whether it is the same event."""
    return date(2014, 10, 20) - timedelta(days=2 * (number % 10_000))


def delivery(signatures: int) -> Script:
    """A delivery with a number of its own, by which its report is found again."""
    return Script(
        (
            Step(say="/report"),
            Step(see=r"\[Petition delivery\]", press="^Petition delivery$"),
            Step(see=r"How many signatures were handed over\?", say=str(signatures)),
            Step(see=r"To whom\?", say="embassy uzbekistan berlin"),
            Step(see=r"When was that\?", say=day(signatures).isoformat()),
            Step(see=r"Have you got a picture", photo=True),
            Step(see=r"May these be published\?", press="^Internal only$"),
            Step(see=r"\[File", press="^File"),
        ),
        done=r"AR-[0-9A-Z]{6}-[0-9A-Z]",
    )


def screen_of(message: dict[str, Any]) -> str:
    """A message as a person sees it."""
    text = message.get("text") or message.get("caption") or ""
    return "\n".join([text, *(f"[{button['text']}]" for button in buttons_of(message))])


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]
