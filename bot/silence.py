"""After the panic word the bot is as good as silent: whoever takes the phone and writes, or a message that was on its
way, meets no explanation and leaves nothing in the chat. A keyed hash of the chat says so, for a day at most; /start
ends it.
"""

from bot.turn import Turn


def fall_silent(turn: Turn) -> None:
    """From now on nothing is explained here."""
    turn.stores.messages.note_silence(turn.desk.bot_id, _marks(turn)[0], turn.now)


def is_silent(turn: Turn) -> bool:
    """Whether the word was heard here not long ago."""
    return turn.stores.messages.is_silent(turn.desk.bot_id, _marks(turn))


def speak_again(turn: Turn) -> None:
    """Somebody begins anew."""
    turn.stores.messages.end_silence(turn.desk.bot_id, _marks(turn))


def stay_silent(turn: Turn) -> None:
    """The only answer: what was sent is gone."""
    incoming = turn.incoming
    if not incoming.is_tap and incoming.message_id is not None:
        turn.post("deleteMessage", {"chat_id": incoming.chat_id, "message_id": incoming.message_id})


def _marks(turn: Turn) -> list[bytes]:
    return turn.stores.keyring.hash_codes(f"silent {turn.incoming.chat_id}")
