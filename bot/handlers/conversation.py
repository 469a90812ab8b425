"""In the middle of a report: texts, taps and pictures go to the engine; its effects become what the person sees."""

from typing import TypeVar

from bot import wording
from bot.albums import further_part
from bot.draft import Draft, draft_of, pause_others
from bot.events import EVENT
from bot.handlers import flow_files, opening, previewing
from bot.handlers.amending import save_changes
from bot.handlers.doubles import asks_whether_same
from bot.handlers.endings import finish_task
from bot.handlers.filing import file_report, over
from bot.handlers.planning import save_event
from bot.handlers.reports import open_by_reference
from bot.incoming import Incoming, Sent
from bot.keeping import album_of, keep_file, kind_of, too_large
from bot.menu import menu_card
from bot.permission import is_refused
from bot.tasks import ended, is_task
from bot.turn import Turn
from flows.definition import QuestionType
from flows.effects import Accepted, AlbumGrown, AlreadyNoted, Filed, Filing, Rejected
from flows.engine import Advance, advance
from flows.inputs import Attached, Given, Located, Tapped, Text, Verb
from flows.session import Session
from storage.ids import new_id
from texts.references import read_reference

E = TypeVar("E")


def said(turn: Turn) -> None:
    """A message in private chat that is no command: the answer to the question that stands."""
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is None:
        _out_of_session(turn)
        return
    draft = Draft.of(turn, row)
    incoming = turn.incoming
    if incoming.sent is not None:
        mended = draft.is_preview and incoming.sent.kind == "document"  # after a look at it, the flow is sent again
        if not (mended and flow_files.received(turn)):
            _attached(draft, incoming, incoming.sent)
    elif incoming.point is not None:
        point = incoming.point
        _advance(draft, Located(point.latitude, point.longitude, point.accuracy))
    elif incoming.other:
        _advance(draft, Attached("other", ""))
    else:
        _advance(draft, Text(incoming.text or ""))


def _out_of_session(turn: Turn) -> None:
    """A reference opens its report; what may be for a report is kept and asked about; anything else is met with the
    ways on, an album once. Late parts of one go to their report.
    """
    incoming = turn.incoming
    if incoming.sent is not None and _late_part_of_album(turn, incoming.sent):
        return
    reference = read_reference(incoming.text) if incoming.text else None
    if reference is not None and open_by_reference(turn, reference):
        return
    if flow_files.received(turn) or opening.offered(turn) or further_part(turn):
        return
    turn.show(menu_card(turn, note=turn.voice("I have kept nothing of this message, because no report is under way.")))


def _late_part_of_album(turn: Turn, sent: Sent) -> bool:
    """Further pictures of an album whose first part was answered before the report was filed: kept with it,
    silently.
    """
    group = album_of(turn, sent)
    if group is None:
        return False
    known = turn.stores.attachments.latest_of_album(turn.active.id, group)
    if known is None or known.session_id is None or turn.stores.reports.get(known.session_id) is None:
        return False
    keep_file(turn, sent, new_id(turn.now), known.session_id, known.key_id, known.question, group)
    return True


def edited(turn: Turn) -> None:
    """A message was edited in Telegram: what was answered stays, and the way to change it is told."""
    voice = turn.voice
    notice = voice(
        "I noticed that you edited a message. The answer I keep is the first one; Back, or the review card, changes it."
    )
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is None:
        turn.show(menu_card(turn, note=notice))
    else:
        Draft.of(turn, row).show(notice)


def tapped(turn: Turn) -> None:
    """A button of a question or review card."""
    tap = turn.incoming.tap
    assert tap is not None  # routed by its verb
    row = draft_of(turn, tap.code)
    if row is None:
        over(turn, tap.code)
        return
    if row.status != "open":
        pause_others(turn, keep=row)
    _advance(Draft.of(turn, row), Tapped(Verb(tap.verb), tap.version, tap.index))


def _attached(draft: Draft, incoming: Incoming, sent: Sent) -> None:
    if too_large(sent):
        _draw(draft, wording.too_large(draft.context.voice))
        return
    attachment_id = new_id(draft.turn.now)
    group = album_of(draft.turn, sent)
    read = draft.turn.code_in(sent.file_id) if _shows_code(draft, sent) else None
    given = Attached(kind_of(sent), str(attachment_id), group.hex() if group else None, incoming.text, read)
    question = _advance(draft, given)
    if question is not None and not draft.is_preview:
        row = draft.row
        keep_file(draft.turn, sent, attachment_id, row.id, row.key_id, question, group)


def _shows_code(draft: Draft, sent: Sent) -> bool:
    """Whether it is a picture where a barcode is asked for."""
    standing = draft.revision.by_name.get(draft.session.question or "")
    return standing is not None and standing.type is QuestionType.BARCODE and kind_of(sent) == "photo"


def _advance(draft: Draft, given: Given) -> str | None:
    """One turn of the engine, shown; returns the question that took an attachment, if one did."""
    before = draft.session
    advanced = ended(draft, advance(draft.revision, before, given, draft.context))
    draft.take(advanced)
    filed = _first(advanced, Filed)
    if filed is not None:
        _finish(draft, filed.filing, before)
        return None
    grown = _first(advanced, AlbumGrown)
    rejected = _first(advanced, Rejected)
    if _first(advanced, AlreadyNoted) is not None:
        _already_noted(draft)
    else:
        _draw(draft, wording.rejection(rejected, draft.context.voice) if rejected else "")
    if not isinstance(given, Attached) or not given.attachment:
        return None
    accepted = _first(advanced, Accepted)
    return grown.question if grown else accepted.question if accepted else None


def _finish(draft: Draft, filing: Filing, before: Session) -> None:
    """File a new report, unless it may be told already; save the changes of a filed one; plan an event. Of a preview
    nothing comes."""
    if draft.is_preview:
        previewing.finished(draft, filing)
    elif is_task(draft.revision):
        finish_task(draft, filing, before)
    elif filing.kind == EVENT:
        save_event(draft, filing, before)
    elif is_refused(draft, before):
        return
    elif draft.row.amends is not None:
        save_changes(draft, filing, before)
    elif not asks_whether_same(draft, filing, before):
        file_report(draft, filing)


def _draw(draft: Draft, notice: str) -> None:
    """A new card, or the tapped one; what comes of an album's further parts is drawn on the live one."""
    if further_part(draft.turn):
        draft.redraw(notice)
    else:
        draft.show(notice)


def _already_noted(draft: Draft) -> None:
    """A double tap on the live card gets a toast; an older card, or one of a paused draft, becomes the card again."""
    incoming, noted = draft.turn.incoming, draft.context.voice("Already noted.")
    standing = draft.row.status == "open" and incoming.is_tap
    if standing and incoming.message_id is not None and draft.is_live(incoming.message_id):
        draft.toast(noted)
    else:
        draft.show(noted)


def _first(advanced: Advance, kind: type[E]) -> E | None:
    return next((effect for effect in advanced.effects if isinstance(effect, kind)), None)
