"""The chat of a person at risk shows the live card, what is still to be read, and nothing else for long."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.turn import Turn


def tidy(turn: "Turn") -> None:
    """What a person at risk has sent is deleted with the turn that stores it; and once something new is said, all that
    was said before. A tap changes the tapped card, and deletes nothing else.
    """
    incoming = turn.incoming
    if incoming.is_tap or incoming.message_id is None:
        return
    ids = {incoming.message_id}
    if any(each.method.startswith("send") for each in turn.letters):
        ids |= turn.known_messages() - set(turn.stores.safety.announced(turn.active.id)) - _live_card(turn)
    turn.delete(ids)


def _live_card(turn: "Turn") -> set[int | None]:
    """Of the open draft: a notice may stand beside it, and a new card takes its place by itself."""
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is None or row.card_outbox_id is None:
        return {row.card_message_id} if row else set()
    return {turn.stores.outbox.message_id_of(row.card_outbox_id)}
