"""Time that passes in a town, and what the bot says meanwhile."""

from typing import Any

from tests.support.chat import Respondent, Town
from tests.support.promise import buttons

PUT_OFF = ("rt:", "rn:", "rz:")  # how the buttons of a reminder begin


async def passes(town: Town, **time: Any) -> None:
    """So much time, at the end of which the bot looks what is due; all is sent when it returns."""
    town.pass_time(**time)
    await town.service.housekeeping.tick()
    await town.marked()


def said(person: Respondent) -> int:
    """How many messages in the chat can be put off."""
    return sum(
        any(each["callback_data"].startswith(PUT_OFF) for each in buttons(message))
        for message in person.history
        if message["from"]["is_bot"]
    )
