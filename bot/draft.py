"""A session in a turn's hands: its row, its state, its card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from bot.events import EVENT
from bot.live import Live, Overtaken
from bot.render import Ends, Pen, pictures_of
from bot.turn import Turn
from flows.context import Context
from flows.engine import Advance, start
from flows.health import begun, counted
from flows.internal import tasks
from flows.previews import is_preview
from flows.revision import Revision
from flows.session import Session
from flows.view import View, told_lines, view
from storage.ids import new_id
from storage.session_store import DRAFTS, SessionRow
from texts.cards import Card
from texts.locale import Html, best

__all__ = ["KEPT_FOR", "UNDO_FOR", "Draft", "Overtaken", "begin_draft", "draft_of", "pause_others"]

KEPT_FOR = timedelta(days=30)  # an unfinished draft
UNDO_FOR = timedelta(days=1)  # a deleted draft, and a preview


@dataclass(slots=True)
class Draft(Live):
    """An unfinished session, opened; `save` writes it with a compare-and-set on its version."""

    session: Session
    revision: Revision
    before: Session | None = None  # as it was when the turn began

    @classmethod
    def of(cls, turn: Turn, row: SessionRow) -> "Draft":
        """Open a row that still has its state."""
        assert row.state is not None
        session = Session.from_json(orjson.loads(row.state))
        return cls(turn, row, session, turn.desk.revision(turn.stores, row.revision_id), session)

    @property
    def context(self) -> Context:
        """A preview may be in a language that only its flow speaks."""
        return self.turn.context(best(self.session.language, self.turn.language))

    @property
    def is_preview(self) -> bool:
        """Whether nothing comes of it: a draft of a flow is tried."""
        return is_preview(self.revision.flow)

    @property
    def pen(self) -> Pen:
        return Pen(self.context.voice, self.row.code, self.session.version, self._ends)

    @property
    def _ends(self) -> Ends:
        if self.is_preview:
            return Ends.PREVIEW
        planning, changing = self.revision.flow.files == EVENT, self.row.amends_version is not None
        if planning:
            return Ends.CHANGE if changing else Ends.PLAN
        return Ends.SAVE if changing else Ends.FILE

    @property
    def title(self) -> str:
        changed = self._changed()
        if changed is not None:
            return self.turn.voice("Change of {reference}", reference=changed)
        if self.is_preview:
            words = self.revision.words(self.revision.flow.title, self.session.language)
            return self.context.voice("Preview: {title}", title=words)
        return self.revision.words(self.revision.flow.title, self.turn.language)

    def _changed(self) -> str | None:
        """What people call the filed report, or the event, that the session changes; None if it changes none."""
        row, stores = self.row, self.turn.stores
        if row.amends_version is None:
            return None
        report = stores.reports.get(row.amends) if row.amends else None
        event = stores.events.get(row.event_id) if row.event_id and not row.amends else None
        return (report.reference if report else event.code if event else None) or ""

    @property
    def version(self) -> int:
        return self.session.version

    def state(self) -> bytes:
        return orjson.dumps(self.session.to_json())

    def drawn(self, notice: str = "") -> Card:
        return self.pen.card(self.view(), notice)

    def shows_already(self, card: Card) -> bool:
        if self.before is None:
            return False
        return pictures_of(view(self.revision, self.before, self.context)) == card.pictures

    def ends(self, status: str) -> datetime:
        return self.turn.now + (UNDO_FOR if status == "deleted" or self.is_preview else KEPT_FOR)

    def view(self) -> View:
        drawn = view(self.revision, self.session, self.context)
        named_anew = self.row.amends_version is not None or self.is_preview
        return replace(drawn, title=self.title) if named_anew else drawn

    def answers(self) -> int:
        """How many answers are kept."""
        return sum(not response.skipped for response in self.session.responses.values())

    def take(self, advanced: Advance) -> None:
        """The engine's next session becomes the draft's; how its questions fare is counted, if at all."""
        before = replace(self.session, health=None) if self.turn.at_risk else self.session
        self.session = counted(before, advanced.session, advanced.effects, self.turn.now)

    # Each of the following draws and saves, once a turn.

    def show(self, notice: str = "", review_page: int = 0) -> None:
        """Draw the live card where the person is now, and save."""
        self.show_card(self.pen.card(self.view(), notice, review_page))

    def show_first(self, filled: Sequence[str] = (), head: str = "", notice: str = "") -> None:
        """The first card: `head` and the answers to the questions of `filled` are known from elsewhere, and everything
        is kept. Saves.
        """
        voice, card = self.context.voice, self.drawn(notice)
        known = [
            voice.html("✓ {label}: {answer}", label=line.label, answer=line.text)
            for line in told_lines(self.revision, self.session, self.context, filled)
        ]
        parts = [Html("\n".join([voice.html("{head}", head=head), *known]))] if known else []
        kept = voice.html("Everything is kept as you go.")
        parts.append(voice.html("This is a preview: nothing is kept.") if self.is_preview else kept)
        self.show_card(replace(card, text_html="\n\n".join([card.text_html, *parts])))

    def show_card(self, card: Card, status: str = "open") -> None:
        """The card becomes the live one, and the session is saved as open, paused or deleted."""
        Live.show_card(self, card, status)  # slots: `super()` without arguments does not know this class

    def toast(self, notice: str) -> None:
        """A short notice over the card, with the question that stands; nothing is drawn or saved."""
        self.turn.tells_of.add(self.row.id)
        self.turn.toast(f"{notice} {self.view().label or self.context.voice('Is all this right?')}")


def begin_draft(
    turn: Turn,
    code: str,
    revision_id: UUID,
    known: Mapping[str, Any] | None = None,
    event_id: UUID | None = None,
    changes_version: int | None = None,
) -> Draft:
    """A new open session of a revision, stored; whichever was open is set aside. `known`: see `flows.engine.start`.
    `changes_version`: what is planned is to be changed, as it stands at that version.
    """
    pause_others(turn)
    revision = turn.desk.revision(turn.stores, revision_id)
    session = start(revision, turn.context(turn.language), known=known).session
    key_id = turn.stores.keyring.take()
    return opened(turn, revision, session, revision_id, code, key_id, event_id=event_id, amends_version=changes_version)


def opened(
    turn: Turn,
    revision: Revision,
    session: Session,
    revision_id: UUID,
    code: str,
    key_id: UUID | None,
    *,
    event_id: UUID | None = None,
    amends: UUID | None = None,
    amends_version: int | None = None,
) -> Draft:
    """The row of a session that begins now, stored; it has no card yet."""
    now = turn.now
    if amends_version is None and _is_counted(turn, revision):
        session = begun(session)
    row = SessionRow(
        id=new_id(now),
        person_id=turn.active.id,
        revision_id=revision_id,
        code=code,
        key_id=key_id,
        status="open",
        version=session.version,
        state=None,
        card_message_id=None,
        card_outbox_id=None,
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT_FOR,
        event_id=event_id,
        amends=amends,
        amends_version=amends_version,
    )
    turn.stores.sessions.add(row)
    return Draft(turn, row, session, revision)


def _is_counted(turn: Turn, revision: Revision) -> bool:
    """Whether it is counted how questions fare: not of people at risk, and only of flows that are reported with."""
    flow = revision.flow
    return not (turn.at_risk or is_preview(flow) or flow.key in tasks())


def draft_of(turn: Turn, code: str, deleted: bool = False) -> SessionRow | None:
    """The person's draft with the code of a button; None if it is over, or something else. `deleted`: that one too."""
    row = turn.stores.sessions.find(turn.active.id, code)
    if row is None or row.state is None or row.status not in DRAFTS:
        return None
    return row if deleted or row.status != "deleted" else None


def pause_others(turn: Turn, keep: SessionRow | None = None) -> None:
    """At most one session of a person is open: typed answers go there."""
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is not None and (keep is None or row.id != keep.id):
        draft = Draft.of(turn, row)
        draft.row = replace(row, status="paused")
        draft.turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)
        draft.row = replace(draft.row, card_message_id=None, card_outbox_id=None)
        draft.save()
