"""Flows as files that staff send to the bot: read after the turn, then asked about what is missing and what both sides
changed, until they stand in the draft."""

from bot.codes import read_id, session_code
from bot.flow_life.arriving import Arrival, arrival_of, decide
from bot.flow_reading import ask_to_read
from bot.handed import FILES_MAX, Handed, HandedFile, begin_handed
from bot.handing_over import Hands, arrived, conflict_mark, forget, problems_card, told
from bot.handlers.flows.opened import may_edit, refuse_editing
from bot.incoming import Sent
from bot.keeping import too_large
from bot.menu import menu_card
from bot.rights import Act, reached
from bot.staff import tap_of
from bot.turn import Turn
from bot.wording import too_large as too_large_words
from texts.cards import Card

SHEETS = (".xlsx", ".xls", ".csv", ".po")
MEDIA_KINDS = ("document", "photo", "audio", "video", "voice", "animation")


def received(turn: Turn) -> bool:
    """A spreadsheet out of any session, or a file that an earlier one named, from somebody who may change flows."""
    sent = turn.incoming.sent
    if sent is None or sent.kind not in MEDIA_KINDS or not reached(turn.active, Act.EDIT_FLOW):
        return False
    waiting = turn.stores.sessions.handed_of(turn.active.id)
    handed = Handed.of(waiting) if waiting is not None else None
    name = sent.file_name or ""
    if handed is not None and (wanted := _wanted(handed, sent)) is not None:
        _add(turn, handed, HandedFile(sent.file_id, wanted))
        return True
    if sent.kind != "document" or not name.lower().endswith(SHEETS):
        return False
    if too_large(sent):
        turn.show(Card(too_large_words(turn.voice)))
        return True
    if handed is not None:
        _discard(turn, handed)
    _begin(turn, HandedFile(sent.file_id, name))
    return True


def _wanted(handed: Handed, sent: Sent) -> str | None:
    """The name of the missing file that this is; a picture sent as a photo has no name, so it is the only one missing.
    """
    read = handed.said
    missing = read.missing if read is not None else ()
    named = (sent.file_name or "").casefold()
    found = next((each for each in missing if each.casefold() == named), None)
    return missing[0] if found is None and sent.kind == "photo" and len(missing) == 1 else found


def _begin(turn: Turn, file: HandedFile) -> None:
    revision_id = turn.desk.published(turn.stores)[0][0]
    handed = begin_handed(turn.stores, turn.active.id, session_code(turn.incoming.update_id), revision_id, file)
    ask_to_read(turn, handed)
    voice = turn.voice
    words = voice.html("I am reading <b>{name}</b>. What comes of it I tell you in a moment. /flows", name=file.name)
    turn.show(Card(words))


def _add(turn: Turn, handed: Handed, file: HandedFile) -> None:
    handed.files = (*handed.files, file)[-FILES_MAX:]
    handed.save(turn.stores)
    ask_to_read(turn, handed)
    words = turn.voice.html("Thank you: <b>{name}</b> is there. I am reading on. /flows", name=file.name)
    turn.show(Card(words))


def problems(turn: Turn) -> None:
    """A page of what is to be mended."""
    handed = _handed(turn)
    if handed is not None:
        turn.show(problems_card(turn.voice, handed, tap_of(turn).index))


def without(turn: Turn) -> None:
    """[Go on without them]"""
    handed = _handed(turn)
    if handed is not None:
        handed.without = True
        turn.wants_erasures = True
        turn.show(told(_hands(turn), handed, {}))


def discard(turn: Turn) -> None:
    """[Discard] before anything stands in the draft."""
    handed = _handed(turn)
    if handed is not None:
        _discard(turn, handed)
        turn.show(Card(turn.voice.html("Your file is discarded; nothing was changed. /flows")))


def _discard(turn: Turn, handed: Handed) -> None:
    forget(turn.stores, handed)
    turn.wants_erasures = True


def choose_side(turn: Turn) -> None:
    """Of what both changed one was chosen; the next is asked, or all of it stands in the draft."""
    arrival, tap = _arrival(turn), tap_of(turn)
    if arrival is None:
        return
    if arrival.conflicts and conflict_mark(arrival) == tap.version:
        decided = decide(turn.stores, arrival, {0: "theirs" if tap.index else "ours"})
        arrival = decided or arrival
    turn.show(arrived(_hands(turn), arrival))


def discard_upload(turn: Turn) -> None:
    """[Discard] while it is decided."""
    arrival = _arrival(turn)
    if arrival is not None:
        turn.stores.flow_uploads.drop(arrival.upload)
        turn.show(Card(turn.voice.html("Your file is discarded; nothing was changed. /flows")))


def _arrival(turn: Turn) -> Arrival | None:
    """The upload of the tapped button, if it still waits and is theirs to decide; explains otherwise."""
    upload_id = read_id(tap_of(turn).code)
    arrival = arrival_of(turn.stores, upload_id) if upload_id is not None else None
    if arrival is None:
        turn.toast(turn.voice("That is decided already. /flows shows how it stands."))
        return None
    if not may_edit(turn, arrival.flow):
        refuse_editing(turn)
        return None
    return arrival


def _handed(turn: Turn) -> Handed | None:
    row = turn.stores.sessions.find(turn.active.id, tap_of(turn).code)
    if row is None or row.state is None or row.status != "handed":
        turn.show(menu_card(turn, note=turn.voice("That file is not kept any more. Please send it again.")))
        return None
    return Handed.of(row)


def _hands(turn: Turn) -> Hands:
    return Hands(turn.stores, turn.desk, turn.active, turn.voice)
