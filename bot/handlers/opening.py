"""Opening without a command: a photo or words out of any session are kept for a day, and asked which report they are
for. They are a session of their own from the first on (status `offered`), sealed under its own key: once a flow is
chosen it becomes the draft, and on No, or after the day, it is erased like one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import orjson

from bot import wording
from bot.albums import further_part
from bot.codes import session_code
from bot.draft import Draft, pause_others
from bot.handlers.arriving import became_card, to_be_told
from bot.handlers.drafts import begun_already
from bot.handlers.event_card import day_of
from bot.incoming import Incoming, Sent
from bot.keeping import album_of, keep_file, kind_of, too_large
from bot.live import Live
from bot.menu import flows_for, in_words, menu_card, published_to
from bot.turn import Turn
from flows.opening import Offer, OfferedFile, Opened, open_with
from scheduler.event_reminders import ASKED_FOR
from scheduler.event_reminders import KIND as EVENT_REMINDER
from storage.erasure import erase_attachments, erase_reports
from storage.event_store import EventRow
from storage.ids import new_id
from storage.session_store import SessionRow
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.clipping import clip
from texts.leftover import is_small_talk
from texts.locale import Html
from texts.verbs import ChatVerb

OFFERED_FOR = timedelta(days=1)  # from the first message on
EVENTS_SHOWN = 3
NAME = 35  # characters of an event's name on a button, beside its day
OFFERED_KINDS = frozenset({"photo", "document", "video", "animation"})


@dataclass(slots=True)
class Offering(Live):
    """What was sent, and its card "Is this for a report?"."""

    offer: Offer

    @classmethod
    def of(cls, turn: Turn, row: SessionRow) -> "Offering":
        """Open a row that still has its state."""
        assert row.state is not None
        return cls(turn, row, Offer.from_json(orjson.loads(row.state)))

    @property
    def version(self) -> int:
        return self.row.version + 1

    def state(self) -> bytes:
        return orjson.dumps(self.offer.to_json())

    def ends(self, status: str) -> datetime:
        return self.row.created_at + OFFERED_FOR

    def drawn(self, notice: str = "") -> Card:
        turn, voice = self.turn, self.turn.voice
        until = in_words(turn, self.ends("offered"))
        parts = [voice.html("⚠️ {notice}", notice=notice)] if notice else []
        asked = voice.html("<b>Is this for a report?</b>\nIt is kept until {when}, unless you tap No.", when=until)
        parts.append(asked)
        if not turn.at_risk and (held := self._held()):
            parts.append(Html("\n".join(voice.html("• {what}", what=what) for what in held)))
        if turn.stores.sessions.unfinished(turn.active.id, 1):
            parts.append(voice.html("To go on with a report begun before: /drafts"))
        return Card("\n\n".join(parts), (*self._event_rows(), *self._flow_rows(), self._no_row()))

    def _held(self) -> list[str]:
        voice, files = self.turn.voice, self.offer.files
        pictures = sum(file.kind == "photo" for file in files)
        held = []
        if pictures:
            held.append(voice.plural("{n} picture", "{n} pictures", pictures))
        if len(files) > pictures:
            held.append(voice.plural("{n} file", "{n} files", len(files) - pictures))
        return [*held, voice("What you wrote")] if self.offer.texts else held

    def _event_rows(self) -> list[Row]:
        """Whoever is asked how an event went may answer as if spoken to."""
        turn = self.turn
        labels = [
            (turn.voice.beside(clip(each.name, NAME), day_of(turn, each.occurs_on)), each.code)
            for each in _events_lately(turn)
        ]
        return [self._row(label, ChatVerb.OFFER_EVENT, code) for label, code in labels]

    def _flow_rows(self) -> list[Row]:
        language = self.turn.language
        return [
            self._row(each.words(each.flow.title, language), ChatVerb.OFFER_TAKE, each.flow.key)
            for each in flows_for(self.turn)
        ]

    def _row(self, label: str, verb: ChatVerb, code: str) -> Row:
        return (Button(label, Tap(verb.value, code, int(self.row.code, 36))),)

    def _no_row(self) -> Row:
        return (Button(self.turn.voice.button("No"), Tap(ChatVerb.OFFER_NO.value, self.row.code)),)


def offered(turn: Turn) -> bool:
    """A message out of any session; False if it can not be for a report, or the person files none."""
    incoming = turn.incoming
    row = turn.stores.sessions.offered_of(turn.active.id)
    if not flows_for(turn) or not _may_be_for_a_report(incoming):
        return False
    further = further_part(turn)
    if further and row is None:
        return True  # of an album that was declined, or refused
    if incoming.sent is None and is_small_talk(incoming.text or ""):
        _show_again(turn, row)
        return True
    if incoming.sent is not None and too_large(incoming.sent):
        _refuse(turn, row, wording.too_large(turn.voice))
        return True
    offering = Offering.of(turn, row) if row else _begin(turn)
    full = turn.voice("That is more than one report can hold: I did not keep the last of it.")
    notice = "" if _add(offering) else full
    if further:
        offering.redraw(notice)
    else:
        offering.show_card(offering.drawn(notice), "offered")
    return True


def _show_again(turn: Turn, row: SessionRow | None) -> None:
    """The card as it stands, below what was just said; the menu if nothing is kept."""
    if row is None:
        turn.show(menu_card(turn))
    else:
        turn.tells_of.add(row.id)
        turn.show(Offering.of(turn, row).drawn())


def _may_be_for_a_report(incoming: Incoming) -> bool:
    return incoming.sent.kind in OFFERED_KINDS if incoming.sent else incoming.text is not None


def _begin(turn: Turn) -> Offering:
    """A session for it; its revision stands for none until a flow is chosen."""
    now, revision_id = turn.now, published_to(turn)[0][0]
    row = SessionRow(
        id=new_id(now),
        person_id=turn.active.id,
        revision_id=revision_id,
        code=session_code(turn.incoming.update_id),
        key_id=turn.stores.keyring.take(),
        status="offered",
        version=0,
        state=None,
        card_message_id=None,
        card_outbox_id=None,
        created_at=now,
        updated_at=now,
        expires_at=now + OFFERED_FOR,
    )
    turn.stores.sessions.add(row)
    return Offering(turn, row, Offer())


def _add(offering: Offering) -> bool:
    """Add the message; False if the offer is full."""
    incoming = offering.turn.incoming
    grown: Offer | None = offering.offer
    if incoming.sent is not None:
        attachment_id = new_id(offering.turn.now)
        grown = _with_file(offering, incoming.sent, attachment_id)
    if grown is not None and incoming.text:
        grown = grown.with_text(incoming.text)
    if grown is None:
        return False
    if incoming.sent is not None:
        row, group = offering.row, album_of(offering.turn, incoming.sent)
        keep_file(offering.turn, incoming.sent, attachment_id, row.id, row.key_id, None, group)
    offering.offer = grown
    return True


def _with_file(offering: Offering, sent: Sent, attachment_id: UUID) -> Offer | None:
    group = album_of(offering.turn, sent)
    file = OfferedFile(str(attachment_id), kind_of(sent), group.hex() if group else None, offering.turn.incoming.text)
    return offering.offer.with_file(file)


def _refuse(turn: Turn, row: SessionRow | None, notice: str) -> None:
    if row is None:
        turn.show(menu_card(turn, note=notice))
    else:
        offering = Offering.of(turn, row)
        offering.show_card(offering.drawn(notice), "offered")


def take(turn: Turn) -> None:
    """A flow was tapped: what was sent becomes its draft, and only the gaps are asked."""
    row = _still_offered(turn)
    if row is not None:
        _open(turn, row, _tap(turn).code)


def take_event(turn: Turn) -> None:
    """One of the events that the person was at was tapped: the same, with what is known of it."""
    row = _still_offered(turn)
    if row is None:
        return
    event = turn.stores.events.by_code(_tap(turn).code)
    if event is None or not turn.stores.events.has_joined(event.id, turn.active.id):
        _not_any_more(turn, row)
    elif to_be_told(turn, event):
        _open(turn, row, event.flow_key, event)
    else:
        turn.incoming = replace(turn.incoming, message_id=None)  # what was sent stays to be used otherwise
        turn.show(became_card(turn, event))


def _events_lately(turn: Turn) -> list[EventRow]:
    """What the person came to by the link and has neither told of, begun to, nor said no to. Nobody who looks over the
    shoulder of a person at risk shall learn of it.
    """
    if turn.at_risk:
        return []
    stores, person_id, today = turn.stores, turn.active.id, turn.now.astimezone(turn.zone).date()
    reportable = {each.flow.key for each in flows_for(turn)}
    stopped = stores.reminders.stopped(person_id, EVENT_REMINDER)
    untold = (
        each
        for each in stores.events.lately(person_id, today - ASKED_FOR, today)
        if each.flow_key in reportable and each.id.hex not in stopped and to_be_told(turn, each)
    )
    return list(islice(untold, EVENTS_SHOWN))


def _still_offered(turn: Turn) -> SessionRow | None:
    """What was sent, if it still waits for a report; else what became of it is said."""
    row = turn.stores.sessions.find(turn.active.id, session_code(_tap(turn).version))
    over = row is None or (row.state is None and row.status != "filed")
    if row is None or over or (row.status == "offered" and row.expires_at <= turn.now):
        _gone(turn)
        return None
    if row.status != "offered":
        begun_already(turn, row)
        return None
    return row


def _open(turn: Turn, row: SessionRow, flow_key: str, event: EventRow | None = None) -> None:
    chosen = next((found for found in published_to(turn) if found[1].flow.key == flow_key), None)
    if chosen is None or chosen[1] not in flows_for(turn):
        _not_any_more(turn, row)
        return
    pause_others(turn)
    revision_id, revision = chosen
    context = turn.context(turn.language)
    if event is not None:
        context = replace(context, known={**context.known, **event.answers()})
    opened = open_with(revision, Offering.of(turn, row).offer, context)
    _place(turn, opened)
    row = replace(row, revision_id=revision_id, event_id=event.id if event else None)
    draft = Draft(turn, row, opened.session, revision)
    filled, head = opened.filled, turn.voice("From what you sent:")
    if event is not None and not turn.at_risk:
        filled, head = tuple(opened.session.responses), event.name
    draft.show_first(filled, head, _unkept(turn, opened))


def _not_any_more(turn: Turn, row: SessionRow) -> None:
    _refuse(turn, row, turn.voice("That can not be reported any more."))


def _place(turn: Turn, opened: Opened) -> None:
    for attachment, question in opened.placed.items():
        turn.stores.attachments.place(UUID(attachment), question)
    if opened.homeless:
        erase_attachments(turn.stores, [UUID(each) for each in opened.homeless])
        turn.wants_erasures = True  # their files


def _unkept(turn: Turn, opened: Opened) -> str:
    """What of it has no place in the report."""
    voice = turn.voice
    parts = []
    if opened.homeless:
        parts.append(voice("This kind of report takes no such pictures or files, so I did not keep them."))
    if opened.untold:
        parts.append(voice("This kind of report has no place for all your words, so I did not keep them."))
    return " ".join(parts)


def decline(turn: Turn) -> None:
    """No: what was sent is erased."""
    row = turn.stores.sessions.find(turn.active.id, _tap(turn).code)
    if row is not None and row.status == "offered":
        erase_reports(turn.stores, [row.id])
        turn.wants_erasures = True
        turn.show(menu_card(turn, note=turn.voice("All right: I have kept nothing of it.")))
    elif row is not None and row.state is not None:
        begun_already(turn, row)
    else:
        _gone(turn)


def show(turn: Turn) -> None:
    """The way back from the menu to the question which report it is for."""
    row = turn.stores.sessions.offered_of(turn.active.id)
    if row is None:
        _gone(turn)
    else:
        offering = Offering.of(turn, row)
        offering.show_card(offering.drawn(), "offered")


def _gone(turn: Turn) -> None:
    note = turn.voice("What you sent is no longer kept. Please send it again, or begin a report here.")
    turn.show(menu_card(turn, note=note))


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
