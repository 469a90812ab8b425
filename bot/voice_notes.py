"""The voice notes of a report: what was written down of them, and the buttons to listen."""

from bot.codes import mark_of
from bot.rights import Act, Subject
from bot.turn import Turn
from storage.attachment_store import AttachmentRow
from storage.report_filter import VOICE_KINDS
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import Button
from texts.locale import Html
from texts.verbs import ChatVerb

SHOWN = 3  # notes with a button of their own


def notes_of(turn: Turn, row: ReportRow) -> list[AttachmentRow]:
    """Those that are here, in the order they came."""
    return [
        each
        for each in turn.stores.attachments.of_session(row.id)
        if each.kind in VOICE_KINDS and each.status == "stored"
    ]


def note_lines(turn: Turn, row: ReportRow, subject: Subject) -> list[Html]:
    """A line each: the words, or that they are still to be written down."""
    voice, notes = turn.voice, notes_of(turn, row)
    if not notes:
        return []
    written = {each.attachment_id: each.words for each in turn.stores.attachments.transcripts([row.id])[row.id]}
    found = []
    for number, note in enumerate(notes, 1):
        words = written.get(note.id)
        if words is not None:
            found.append(voice.html("Voice note {n}: “{words}”", n=number, words=words))
        elif turn.may(Act.WRITE_DOWN, subject):
            found.append(voice.html("Voice note {n}: not written down yet", n=number))
    return found


def note_buttons(turn: Turn, row: ReportRow) -> list[Button]:
    """To listen to each of the first few."""
    return [
        Button(turn.voice.button("Voice note {n}", n=number), note_tap(ChatVerb.LISTEN, row, note))
        for number, note in enumerate(notes_of(turn, row)[:SHOWN], 1)
    ]


def note_tap(verb: ChatVerb, row: ReportRow, note: AttachmentRow) -> Tap:
    """A tap that concerns one note of the report: that one, whatever comes and goes beside it."""
    return Tap(verb.value, (row.reference or "").replace("-", ""), 0, mark_of(note.id))
