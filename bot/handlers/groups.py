"""Groups: only commands and our own buttons are answered, and private things open in the private chat."""

from bot.turn import Turn
from texts.cards import Button, Card


def command(turn: Turn) -> None:
    """One of our commands in a group: the way to the private chat."""
    voice = turn.voice
    text = voice("Reports are private: please talk to me alone.")
    turn.say(Card(text, ((Button(voice.button("Open the private chat"), url=private_link(turn)),),)))


def tapped(turn: Turn) -> None:
    """A button in a group: opens the private chat, where rights are checked."""
    turn.open_private(private_link(turn))


def private_link(turn: Turn) -> str:
    """The link that opens this bot's private chat."""
    return f"https://t.me/{turn.desk.bot_username}?start=menu"
