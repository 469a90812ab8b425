"""A session's row with its one live card: drawn, drawn anew, saved with a compare-and-set on its version."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import datetime

from bot.turn import Turn
from storage.session_store import SessionRow
from texts.cards import Card


class Overtaken(Exception):
    """Another turn changed the session meanwhile: this one runs again."""


@dataclass(slots=True)
class Live(ABC):
    """What a row holds and shows, in a turn's hands. Each of the methods that draw also saves; one of them, once a
    turn.
    """

    turn: Turn
    row: SessionRow

    @property
    @abstractmethod
    def version(self) -> int:
        """Of what is to be saved."""

    @abstractmethod
    def state(self) -> bytes:
        """What is to be saved, as JSON."""

    @abstractmethod
    def drawn(self, notice: str = "") -> Card:
        """The card where the person is now; `notice` is plain text."""

    def shows_already(self, card: Card) -> bool:
        """Whether the live card shows the card's pictures, if it has not been drawn over."""
        return False

    @abstractmethod
    def ends(self, status: str) -> datetime:
        """When it is gone unless something comes of it."""

    def show_card(self, card: Card, status: str) -> None:
        """The card becomes the session's live one: the tapped message edited, or a new message; the old one
        loses its buttons.
        """
        turn, old = self.turn, self.row
        turn.tells_of.add(old.id)
        tapped = turn.incoming.message_id if turn.incoming.is_tap else None
        live = tapped is not None and self.is_live(tapped)
        same = live and bool(card.pictures) and self.shows_already(card)
        position = turn.show(card, same)
        if tapped is not None and turn.way_to_edit(card, same) is not None:
            if not live:
                turn.strip(message_id=old.card_message_id, outbox_id=old.card_outbox_id)
            self._save(status, tapped, None)
        else:
            if not live:
                turn.strip(message_id=old.card_message_id, outbox_id=old.card_outbox_id)
            turn.after.append(lambda ids: self._save(status, None, ids[position]))

    def redraw(self, notice: str = "") -> None:
        """Edit the live card in place (more of an album came)."""
        row = self.row
        if row.card_message_id is None and row.card_outbox_id is None:
            self.show_card(self.drawn(notice), row.status)
            return
        self.turn.tells_of.add(row.id)
        self.turn.edit(self.drawn(notice), message_id=row.card_message_id, outbox_id=row.card_outbox_id)
        self.save()

    def save(self) -> None:
        """Save without drawing."""
        self._save(self.row.status, self.row.card_message_id, self.row.card_outbox_id)

    def is_live(self, message_id: int) -> bool:
        """Whether that message is the session's live card, as far as is known."""
        row = self.row
        if row.card_message_id is not None:
            return row.card_message_id == message_id
        if row.card_outbox_id is None:
            return False
        known = self.turn.stores.outbox.message_id_of(row.card_outbox_id)
        return known is None or known == message_id

    def _save(self, status: str, card_message_id: int | None, card_outbox_id: int | None) -> None:
        row = replace(
            self.row,
            status=status,
            version=self.version,
            state=self.state(),
            card_message_id=card_message_id,
            card_outbox_id=card_outbox_id,
            updated_at=self.turn.now,
            expires_at=self.ends(status),
        )
        if not self.turn.stores.sessions.save(row, self.row.version):
            raise Overtaken
        self.row = row
