"""A session in a turn's hands: its row, its state, its card."""

from dataclasses import dataclass, replace
from datetime import timedelta

import orjson

from bot.render import Pen
from bot.turn import Turn
from flows.context import Context
from flows.engine import Advance
from flows.revision import Revision
from flows.session import Session
from flows.view import View, view
from storage.session_store import SessionRow
from texts.cards import Card

KEPT_FOR = timedelta(days=30)  # an unfinished draft
UNDO_FOR = timedelta(days=1)  # a deleted draft


class Overtaken(Exception):
    """Another turn changed the session meanwhile: this one runs again."""


@dataclass(slots=True)
class Draft:
    """An unfinished session, opened; `save` writes it with a compare-and-set on its version."""

    turn: Turn
    row: SessionRow
    session: Session
    revision: Revision

    @classmethod
    def of(cls, turn: Turn, row: SessionRow) -> "Draft":
        """Open a row that still has its state."""
        assert row.state is not None
        session = Session.from_json(orjson.loads(row.state))
        return cls(turn, row, session, turn.desk.revision(turn.stores, row.revision_id))

    @property
    def context(self) -> Context:
        return self.turn.context(self.session.language)

    @property
    def pen(self) -> Pen:
        return Pen(self.context.voice, self.row.code, self.session.version)

    @property
    def title(self) -> str:
        return self.revision.words(self.revision.flow.title, self.turn.language)

    def view(self) -> View:
        return view(self.revision, self.session, self.context)

    def answers(self) -> int:
        """How many answers are kept."""
        return sum(not response.skipped for response in self.session.responses.values())

    def take(self, advanced: Advance) -> None:
        """The engine's next session becomes the draft's."""
        self.session = advanced.session

    # Each of the following draws and saves, once a turn.

    def show(self, notice: str = "", review_page: int = 0) -> None:
        """Draw the live card where the person is now, and save."""
        self.show_card(self.pen.card(self.view(), notice, review_page))

    def show_card(self, card: Card, status: str = "open") -> None:
        """The card becomes the session's live one: the tapped message edited, or a new message; the old one
        loses its buttons.
        """
        turn, old = self.turn, self.row
        position = turn.show(card)
        tapped = turn.incoming.message_id if turn.incoming.is_tap else None
        if tapped is not None:
            if not self.is_live(tapped):
                turn.strip(message_id=old.card_message_id, outbox_id=old.card_outbox_id)
            self._save(status, tapped, None)
        else:
            turn.strip(message_id=old.card_message_id, outbox_id=old.card_outbox_id)
            turn.after.append(lambda ids: self._save(status, None, ids[position]))

    def toast(self, notice: str) -> None:
        """A short notice over the card, with the question that stands; nothing is drawn or saved."""
        self.turn.toast(f"{notice} {self.view().label or self.context.voice('Is all this right?')}")

    def redraw(self, notice: str = "") -> None:
        """Edit the live card in place (more of an album came), and save."""
        row, card = self.row, self.pen.card(self.view(), notice)
        if row.card_message_id is None and row.card_outbox_id is None:
            self.show(notice)
            return
        self.turn.edit(card, message_id=row.card_message_id, outbox_id=row.card_outbox_id)
        self._save(row.status, row.card_message_id, row.card_outbox_id)

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
        now = self.turn.now
        row = replace(
            self.row,
            status=status,
            version=self.session.version,
            state=orjson.dumps(self.session.to_json()),
            card_message_id=card_message_id,
            card_outbox_id=card_outbox_id,
            updated_at=now,
            expires_at=now + (UNDO_FOR if status == "deleted" else KEPT_FOR),
        )
        if not self.turn.stores.sessions.save(row, self.row.version):
            raise Overtaken
        self.row = row


def pause_others(turn: Turn, keep: SessionRow | None = None) -> None:
    """At most one session of a person is open: typed answers go there."""
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is not None and (keep is None or row.id != keep.id):
        draft = Draft.of(turn, row)
        draft.row = replace(row, status="paused")
        draft.turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)
        draft.row = replace(draft.row, card_message_id=None, card_outbox_id=None)
        draft.save()
