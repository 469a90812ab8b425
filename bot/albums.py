"""Albums: Telegram sends each part as a message of its own, yet a person sent one thing and gets one answer."""

from bot.turn import Turn


def further_part(turn: Turn) -> bool:
    """Whether the message is part of an album some part of which has been answered before."""
    incoming = turn.incoming
    if incoming.sent is None or incoming.sent.group is None:
        return False
    album = turn.stores.keyring.hash_code(f"{incoming.chat_id} {incoming.sent.group}")
    return not turn.stores.messages.first_of_album(turn.desk.bot_id, album, turn.now)
