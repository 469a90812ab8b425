"""What was changed of a flow, by whom and when; the last change can be taken back. And what is to be mended."""

from dataclasses import replace

from bot.flow_life.contents import flow_of
from bot.flow_life.stored import problems_of
from bot.handing_over import problem_line
from bot.handlers.flows.cards import back_to_flow
from bot.handlers.flows.opened import Opened, tapped_flow
from bot.handlers.flows.words import change_line
from bot.staff import paging, tap_of
from bot.turn import Turn
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard, page, pages
from texts.locale import Html
from texts.verbs import ChatVerb

MOST = 200  # changes that are told
VERSIONS = 36**7  # of drafts, as the index of a button holds them


def listed(turn: Turn) -> None:
    """The changes, the last first."""
    opened = tapped_flow(turn, editing=True)
    if opened is not None:
        turn.show(_card(turn, opened, tap_of(turn).index))


def undo(turn: Turn) -> None:
    """The last change is taken back, if it still is the one that the person saw."""
    opened, tap = tapped_flow(turn, editing=True), tap_of(turn)
    if opened is None:
        return
    voice, draft = turn.voice, opened.draft
    if draft is None or draft.version % VERSIONS != tap.version:
        turn.show(_card(turn, opened, 0, voice("It was changed meanwhile. Please look again before you take it back.")))
        return
    changed = turn.stores.flow_drafts.undo(draft, turn.active.id, turn.now)
    if changed is None:
        turn.show(_card(turn, opened, 0, voice("There is nothing to take back.")))
        return
    turn.stores.audit.add("undo", "flow_draft", changed.id, turn.now, turn.active.id)
    fresh = replace(opened, draft=changed, flow=flow_of(changed))
    turn.show(_card(turn, fresh, 0, voice("The last change is taken back.")))


def problems(turn: Turn) -> None:
    """Everything to mend, what stands in the way of publishing first."""
    opened = tapped_flow(turn, editing=True)
    if opened is None:
        return
    voice, number = turn.voice, tap_of(turn).index
    found = sorted(problems_of(turn.stores, opened.flow), key=lambda each: each.warning)
    lines = [problem_line(voice, each) for each in found]
    head = voice.html("<b>To mend</b>") if found else voice.html("There is nothing to mend.")
    further = paging(voice, ChatVerb.FLOW_PROBLEMS.value, opened.code, number, number + 1 < pages(lines))
    text = Html("\n\n".join([head, *page(lines, number)]))
    turn.show(Card(text, keyboard((), further, [back_to_flow(voice, opened)])))


def _card(turn: Turn, opened: Opened, number: int, note: str = "") -> Card:
    voice, drafts = turn.voice, turn.stores.flow_drafts
    history = drafts.history(opened.flow.key, MOST)
    number = min(number, max(0, (len(history) - 1) // PAGE_SIZE))
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(voice.html("<b>What was changed</b>") if history else voice.html("Nothing was changed yet."))
    lines = [
        voice.html("{change}", change=change_line(turn, opened.whole, each))
        for each in history[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    ]
    further = paging(voice, ChatVerb.FLOW_CHANGES.value, opened.code, number, len(history) > (number + 1) * PAGE_SIZE)
    undoable = drafts.undoable(opened.draft) if opened.draft is not None else None
    back = []
    if undoable is not None and opened.draft is not None:
        version = opened.draft.version % VERSIONS
        back.append(Button(voice.button("Take the last one back"), Tap(ChatVerb.FLOW_UNDO.value, opened.code, version)))
    manners = [back_to_flow(voice, opened)]
    return Card("\n\n".join([*parts, *lines]), keyboard(back, further, manners))
