"""Voice notes of a report: staff listen to them and write down what they say."""

from collections.abc import Mapping
from dataclasses import replace

from bot import tasks
from bot.calls import ATTACH
from bot.codes import id_code, mark_of, read_id
from bot.filed import report_card, subject_of, tapped_report
from bot.rights import Act
from bot.staff import leaves_chat_at, pictures_caption, refuse, tap_of
from bot.tasks import Task
from bot.turn import Turn
from bot.voice_notes import note_tap, notes_of
from storage.attachment_store import AttachmentRow
from storage.report_store import ReportRow
from texts.cards import Button, Card
from texts.clipping import clip
from texts.references import read_reference
from texts.verbs import ChatVerb

SHOWN = 1500  # UTF-16 units of what is written down already, above the question for other words


def listen(turn: Turn) -> None:
    """Send one note, with the way to write it down."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    note = _tapped_note(turn, row) if row else None
    if row is None or note is None:
        return
    method, kind = ("sendVoice", "voice") if note.kind == "voice" else ("sendDocument", "document")
    params: dict[str, object] = {
        "chat_id": turn.incoming.chat_id,
        kind: f"{ATTACH}{note.id}",
        "caption": pictures_caption(turn, row),
    }
    if turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        write = Button(turn.voice.button("Write it down"), note_tap(ChatVerb.WRITE_DOWN, row, note))
        params["reply_markup"] = Card("", ((write,),)).reply_markup()
    turn.post(method, params, delete_at=leaves_chat_at(turn, row))


def write_down(turn: Turn) -> None:
    """Ask for the words of a note; the note stays where it is, and the question comes below it, under the words that
    somebody wrote down already."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is None:
        return
    if not turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        refuse(turn)
        return
    note = _tapped_note(turn, row)
    if note is None:
        return
    attachments = turn.stores.attachments
    over, words = attachments.writing(note.id), _words(turn, row, note)
    if words is not None:
        turn.tells_of.add(row.id)
        turn.foreword = turn.voice.html(
            "This is written down already: “{words}”\nWhat you write now takes its place.", words=clip(words, SHOWN)
        )
    turn.incoming = replace(turn.incoming, message_id=None)
    tasks.begin(turn, Task.WRITE_DOWN, f"{row.reference} {id_code(note.id)} {over}")


def written(turn: Turn, answers: Mapping[str, str]) -> Card:
    """Keep the words with the note, sealed under the report's key, unless somebody wrote others down meanwhile."""
    voice, attachments = turn.voice, turn.stores.attachments
    reference, note_id, over = (*answers.get("subject", "").split(" "), "", "", "")[:3]
    row = turn.stores.reports.by_reference(read_reference(reference) or "")
    gone = Card(voice("That voice note is not here any more.") + " /reports")
    if row is None or not turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        return gone
    note = next((each for each in notes_of(turn, row) if each.id == read_id(note_id)), None)
    if note is None:
        return gone
    if not attachments.write_down(note, answers.get("words", ""), over):
        return report_card(
            turn,
            row,
            voice(
                "Somebody else has written this voice note down meanwhile, so yours is not stored. If yours is better, "
                "open the note and write it down again."
            ),
        )
    turn.stores.audit.add("write_down", "report", row.id, turn.now, turn.active.id)
    return report_card(turn, row, voice("Written down. Thank you!"))


def _tapped_note(turn: Turn, row: ReportRow) -> AttachmentRow | None:
    """The note of the tapped button; explains if it is gone."""
    found = next((each for each in notes_of(turn, row) if mark_of(each.id) == tap_of(turn).index), None)
    if found is None:
        turn.show(report_card(turn, row, turn.voice("That voice note is not here any more.")))
    return found


def _words(turn: Turn, row: ReportRow, note: AttachmentRow) -> str | None:
    """What is written down of it."""
    written = turn.stores.attachments.transcripts([row.id])[row.id]
    return next((each.words for each in written if each.attachment_id == note.id), None)
