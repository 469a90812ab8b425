"""Groups: only commands and our own buttons are answered, and private things open in the private chat."""

from bot.handlers.digest_numbers import link_code
from bot.turn import Turn
from texts.cards import Button, Card

MENU = "menu"

def command(turn: Turn) -> None:
    """One of our commands in a group: the way to the private chat."""
    voice = turn.voice
    text = voice("Reports are private: please talk to me alone.")
    turn.say(Card(text, ((Button(voice.button("Open the private chat"), url=private_link(turn)),),)))


def tapped(turn: Turn) -> None:
    """A button in a group: opens the private chat, where rights are checked."""
    code = link_code(turn.incoming.tap) if turn.incoming.tap else None
    turn.open_private(private_link(turn, code or MENU))


def private_link(turn: Turn, code: str = MENU) -> str:
    """The link that opens this bot's private chat at what the code stands for."""
    return f"https://t.me/{turn.desk.bot_username}?start={code}"
