"""The revisions of a flow: who published which and why, how two differ in words, and the way back to an earlier one."""

import json

from bot.conflict_words import difference_lines
from bot.flow_life.contents import flow_of
from bot.flow_life.notes import note_words
from bot.flow_life.publishing import roll_back
from bot.flow_life.telling import tell_left_out
from bot.handing_over import DIFFERENCES_SHOWN, title_of
from bot.handlers.flow_publishing import back_to_flow, may_publish, publish_card
from bot.handlers.flows.opened import Opened, known_flows, tapped_flow
from bot.handlers.flows.pages import flow_card
from bot.handlers.flows.words import by_whom
from bot.menu import in_words
from bot.staff import offset, paging, tap_of
from bot.turn import Turn
from flows.editing import needs_approval
from storage.flow_store import RevisionRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard
from texts.locale import Html
from texts.verbs import ChatVerb


def published(turn: Turn, opened: Opened) -> bool:
    """There are revisions."""
    return opened.revision is not None


def history(turn: Turn) -> None:
    """The revisions, the latest first."""
    opened = tapped_flow(turn)
    if opened is not None:
        turn.show(_list(turn, opened, ChatVerb.FLOW_REVISION, 0))


def revision(turn: Turn) -> None:
    """One of them: who published it, its note, what it brought."""
    opened, row = _tapped(turn)
    if opened is None or row is None:
        return
    voice, rows = turn.voice, _revisions(turn, opened)
    parts = [_told(turn, row)]
    earlier = next((each for each in rows if each.number < row.number), None)
    if earlier is not None:
        parts.append(_between(turn, earlier, row))
    buttons = []
    if len(rows) > 1:
        compare = Tap(ChatVerb.FLOW_COMPARE.value, opened.code, row.number)
        buttons.append(Button(voice.button("Compare with another"), compare))
    standing = opened.revision.number if opened.revision else 0
    if row.number != standing and may_publish(turn, opened):
        back = Tap(ChatVerb.FLOW_ROLL_BACK.value, opened.code, row.number)
        buttons.append(Button(voice.button("Back to this revision"), back))
    all_of_them = Button(voice.button("All revisions"), Tap(ChatVerb.FLOW_HISTORY.value, opened.code))
    turn.show(Card("\n\n".join(parts), keyboard(buttons, manners=[all_of_them])))


def compare(turn: Turn) -> None:
    """[Compare with another]: which one, then how the two differ."""
    opened, row = _tapped(turn)
    if opened is None or row is None:
        return
    other = next((each for each in _revisions(turn, opened) if each.number == tap_of(turn).index), None)
    if other is None or other.number == row.number:
        turn.show(_list(turn, opened, ChatVerb.FLOW_COMPARE, row.number))
        return
    old, new = sorted((row, other), key=lambda each: each.number)
    back = Button(turn.voice.button("All revisions"), Tap(ChatVerb.FLOW_HISTORY.value, opened.code))
    turn.show(Card(_between(turn, old, new), ((back,),)))


def roll_back_to(turn: Turn) -> None:
    """[Back to this revision]: what it would change, asked once."""
    opened, row = _tapped(turn)
    if opened is None or row is None or opened.revision is None:
        return
    voice = turn.voice
    text = voice.html(
        "<b>Publish what revision {n} says again?</b>\nWhoever has begun a report finishes it on the questions they "
        "began with. A draft stays as it is.",
        n=row.number,
    )
    lines = difference_lines(voice, opened.revision.flow, flow_of(row), DIFFERENCES_SHOWN)
    sure = Button(voice.button("Yes, back to it"), Tap(ChatVerb.FLOW_ROLL_BACK_SURE.value, opened.code, row.number))
    no = Button(voice.button("No, leave it"), Tap(ChatVerb.FLOW_HISTORY.value, opened.code))
    turn.show(Card("\n\n".join([text, "\n".join(lines)] if lines else [text]), ((sure,), (no,))))


def roll_back_surely(turn: Turn) -> None:
    """Its content is published again, as a revision of its own."""
    opened, row = _tapped(turn)
    if opened is None or row is None:
        return
    voice = turn.voice
    if not may_publish(turn, opened):
        turn.show(flow_card(turn, opened, voice("You may change this flow, but somebody else has to publish it.")))
        return
    if opened.revision is not None and needs_approval(opened.revision.flow, flow_of(row)):
        turn.show(_by_way_of_a_draft(turn, opened, row))
        return
    done = roll_back(turn.stores, opened.flow.key, row.number, turn.active.id)
    if done is not None:
        turn.desk.look_again()
        tell_left_out(turn.stores, turn.desk, done.left_out, turn.active.id)
        text = voice.html(
            "<b>{title}: revision {n} is published.</b>\nIt says what revision {earlier} said.",
            title=title_of(opened.flow, voice),
            n=done.row.number,
            earlier=row.number,
        )
        turn.show(Card(text, ((back_to_flow(turn, opened.code),),)))
    else:
        turn.show(flow_card(turn, opened))


def _by_way_of_a_draft(turn: Turn, opened: Opened, row: RevisionRow) -> Card:
    """It protects less than what is published now: a second administrator has to agree first, as to any draft."""
    voice, key = turn.voice, opened.flow.key
    if opened.draft is not None:
        note = voice(
            "That revision protects less, so it has to be agreed to in a draft. Please publish or discard yours."
        )
        return flow_card(turn, opened, note)
    drafts, who = turn.stores.flow_drafts, turn.active.id
    drafts.save(drafts.begin(key, who, turn.now), row.content, json.dumps({"back": row.number}), who, turn.now)
    return publish_card(turn, known_flows(turn)[key])


def _list(turn: Turn, opened: Opened, verb: ChatVerb, number: int) -> Card:
    """A button for each revision; `number`: the one to be compared with the one that is tapped."""
    voice, rows = turn.voice, _revisions(turn, opened)
    at = tap_of(turn).index if verb is ChatVerb.FLOW_REVISION else 0
    shown = [each for each in rows if each.number != number][offset(at) : offset(at + 1)]
    if verb is ChatVerb.FLOW_REVISION:
        text = voice.html("<b>Revisions of {title}</b>", title=title_of(opened.flow, voice))
        taps = [Tap(verb.value, opened.code, each.number) for each in shown]
        further = paging(voice, ChatVerb.FLOW_HISTORY.value, opened.code, at, len(rows) > offset(at + 1))
    else:
        text = voice.html("<b>Compare revision {n} with which one?</b>", n=number)
        taps = [Tap(verb.value, opened.code, number, each.number) for each in shown]
        further = []
    buttons = [Button(_label(turn, row), tap) for row, tap in zip(shown, taps, strict=True)]
    return Card(text, keyboard(buttons[:PAGE_SIZE], further, [back_to_flow(turn, opened.code)]))


def _label(turn: Turn, row: RevisionRow) -> str:
    when = in_words(turn, row.published_at)
    return turn.voice.beside(turn.voice("revision {n}", n=row.number), when, note_words(row.note, turn.voice))


def _told(turn: Turn, row: RevisionRow) -> Html:
    voice = turn.voice
    head = voice.html("<b>Revision {n}</b>, published {when}", n=row.number, when=in_words(turn, row.published_at))
    lines = [head]
    if row.person_id is not None:
        lines.append(voice.html("By {who}", who=by_whom(turn, row.person_id)))
    if row.note:
        lines.append(voice.html("Note: {note}", note=note_words(row.note, voice)))
    return Html("\n".join(lines))


def _between(turn: Turn, old: RevisionRow, new: RevisionRow) -> Html:
    voice = turn.voice
    lines = difference_lines(voice, flow_of(old), flow_of(new), DIFFERENCES_SHOWN)
    head = voice.html("From revision {n} to revision {later}:", n=old.number, later=new.number)
    return Html("\n".join([head, *(lines or [voice.html("Nothing is different.")])]))


def _revisions(turn: Turn, opened: Opened) -> list[RevisionRow]:
    return list(reversed(turn.stores.flows.revisions(opened.flow.key)))


def _tapped(turn: Turn) -> tuple[Opened | None, RevisionRow | None]:
    """The flow and the revision of the tapped button; explains if one is gone."""
    opened = tapped_flow(turn)
    if opened is None:
        return None, None
    row = next((each for each in _revisions(turn, opened) if each.number == tap_of(turn).version), None)
    if row is None:
        turn.show(flow_card(turn, opened))
    return opened, row
