"""Voice notes of a report: staff listen to them and write down what they say."""

from collections.abc import Mapping
from dataclasses import replace

from bot import tasks
from bot.calls import ATTACH
from bot.filed import report_card, subject_of, tapped_report
from bot.rights import Act
from bot.staff import leaves_chat_at, pictures_caption, refuse, tap_of
from bot.tasks import Task
from bot.turn import Turn
from bot.verbs import ChatVerb
from bot.voice_notes import note_tap, notes_of
from texts.cards import Button, Card
from texts.references import read_reference


def listen(turn: Turn) -> None:
    """Send one note, with the way to write it down."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is None:
        return
    notes, number = notes_of(turn, row), tap_of(turn).index
    if number >= len(notes):
        turn.show(report_card(turn, row, turn.voice("That voice note is not here any more.")))
        return
    note = notes[number]
    method, kind = ("sendVoice", "voice") if note.kind == "voice" else ("sendDocument", "document")
    params: dict[str, object] = {
        "chat_id": turn.incoming.chat_id,
        kind: f"{ATTACH}{note.id}",
        "caption": pictures_caption(turn, row),
    }
    if turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        write = Button(turn.voice.button("Write it down"), note_tap(ChatVerb.WRITE_DOWN, row, number))
        params["reply_markup"] = Card("", ((write,),)).reply_markup()
    turn.post(method, params, delete_at=leaves_chat_at(turn, row))


def write_down(turn: Turn) -> None:
    """Ask for the words of a note; the note stays where it is, and the question comes below it."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is None:
        return
    if not turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        refuse(turn)
        return
    turn.incoming = replace(turn.incoming, message_id=None)
    tasks.begin(turn, Task.WRITE_DOWN, f"{row.reference} {tap_of(turn).index}")


def written(turn: Turn, answers: Mapping[str, str]) -> Card:
    """Keep the words with the note, sealed under the report's key."""
    voice = turn.voice
    reference, _, number = answers.get("subject", "").rpartition(" ")
    row = turn.stores.reports.by_reference(read_reference(reference) or "")
    gone = Card(voice("That voice note is not here any more.") + " /reports")
    if row is None or not turn.may(Act.WRITE_DOWN, subject_of(turn, row)):
        return gone
    notes = notes_of(turn, row)
    place = int(number) if number.isdecimal() else len(notes)
    if place >= len(notes) or not turn.stores.attachments.write_down(notes[place], answers.get("words", "")):
        return gone
    turn.stores.audit.add("write_down", "report", row.id, turn.now, turn.active.id)
    return report_card(turn, row, voice("Written down. Thank you!"))

