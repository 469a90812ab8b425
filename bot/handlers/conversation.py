"""In the middle of a report: texts, taps and pictures go to the engine; its effects become what the person sees."""

from typing import TypeVar
from uuid import UUID

import orjson

from bot import wording
from bot.albums import further_part
from bot.draft import Draft, draft_of, pause_others
from bot.handlers.filing import file_report
from bot.handlers.reports import open_by_reference
from bot.incoming import Incoming, Sent
from bot.menu import menu_card
from bot.turn import Turn
from flows.effects import Accepted, AlbumGrown, AlreadyNoted, Filed, Rejected
from flows.engine import Advance, advance
from flows.inputs import Attached, Given, Tapped, Text, Verb
from storage.attachment_store import AttachmentDraft
from storage.ids import new_id
from texts.references import read_reference

E = TypeVar("E")

MAX_DOWNLOAD = wording.MAX_DOWNLOAD_MB * 1024 * 1024  # bytes


def said(turn: Turn) -> None:
    """A message in private chat that is no command: the answer to the question that stands."""
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is None:
        _out_of_session(turn)
        return
    draft = Draft.of(turn, row)
    incoming = turn.incoming
    if incoming.sent is not None:
        _attached(draft, incoming, incoming.sent)
    elif incoming.other:
        _advance(draft, Attached("other", ""))
    else:
        _advance(draft, Text(incoming.text or ""))


def _out_of_session(turn: Turn) -> None:
    """A reference opens its report; anything else is met with the ways on, an album once. Late parts of one go to their
    report.
    """
    incoming = turn.incoming
    if incoming.sent is not None and (_late_part_of_album(turn, incoming.sent) or further_part(turn)):
        return
    reference = read_reference(incoming.text) if incoming.text else None
    if reference is not None and open_by_reference(turn, reference):
        return
    turn.show(menu_card(turn, note=turn.voice("I have kept nothing of this message, because no report is under way.")))


def _late_part_of_album(turn: Turn, sent: Sent) -> bool:
    """Further pictures of an album whose first part was answered before the report was filed: kept with it,
    silently.
    """
    if sent.group is None:
        return False
    group = _group(turn, sent.group)
    known = turn.stores.attachments.latest_of_album(turn.active.id, group)
    if known is None or known.session_id is None or turn.stores.reports.get(known.session_id) is None:
        return False
    _accept(turn, sent, new_id(turn.now), known.session_id, known.key_id, known.question, group)
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
        _over(turn, tap.code)
        return
    if row.status != "open":
        pause_others(turn, keep=row)
    _advance(Draft.of(turn, row), Tapped(Verb(tap.verb), tap.version, tap.index))


def _over(turn: Turn, code: str) -> None:
    """A button of a report that is filed, deleted or somebody else's."""
    row = turn.stores.sessions.find(turn.active.id, code)
    report = turn.stores.reports.get(row.id) if row else None
    voice = turn.voice
    if report is not None and report.reference:
        turn.toast(
            voice(
                "Already filed: {reference}. /myreports opens it, /report begins another.", reference=report.reference
            )
        )
    else:
        turn.toast(voice("That report is no longer open. /report begins another."))


def _attached(draft: Draft, incoming: Incoming, sent: Sent) -> None:
    if sent.size is not None and sent.size > MAX_DOWNLOAD:
        _draw(draft, wording.too_large(draft.context.voice))
        return
    attachment_id = new_id(draft.turn.now)
    picture = sent.kind == "document" and (sent.media_type or "").startswith("image/")
    kind = "photo" if picture else sent.kind
    group = _group(draft.turn, sent.group) if sent.group else None
    given = Attached(kind, str(attachment_id), group.hex() if group else None, incoming.text)
    question = _advance(draft, given)
    if question is not None:
        row = draft.row
        _accept(draft.turn, sent, attachment_id, row.id, row.key_id, question, group)


def _accept(
    turn: Turn,
    sent: Sent,
    attachment_id: UUID,
    session_id: UUID,
    key_id: UUID | None,
    question: str | None,
    group: bytes | None,
) -> None:
    """Note the file by Telegram's id; it is fetched after the commit."""
    source = {"file_id": sent.file_id, "file_name": sent.file_name, "media_type": sent.media_type}
    turn.stores.attachments.add(
        AttachmentDraft(
            id=attachment_id,
            session_id=session_id,
            person_id=turn.active.id,
            key_id=key_id,
            question=question,
            kind=sent.kind,
            source=orjson.dumps(source),
            media_group=group,
            media_type=None,
        ),
        turn.now,
    )
    turn.wants_downloads = True


def _group(turn: Turn, media_group_id: str) -> bytes:
    return turn.stores.keyring.hash_code(media_group_id)


def _advance(draft: Draft, given: Given) -> str | None:
    """One turn of the engine, shown; returns the question that took an attachment, if one did."""
    advanced = advance(draft.revision, draft.session, given, draft.context)
    draft.take(advanced)
    filed = _first(advanced, Filed)
    if filed is not None:
        file_report(draft, filed.filing)
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
