"""Differences of flows, and what two people changed differently, in words for a chat."""

from typing import Any

from bot.flow_words import differences_in_words
from bot.handlers.flows.words import WORDINGS, language_name
from flows.comparing import compare
from flows.conditions import called
from flows.definition import Flow
from flows.merging import Conflict, ConflictKind
from texts.clipping import clip
from texts.locale import Html, Voice

SHOWN = 200  # characters of a value
WORDED = (*WORDINGS, "relevant", "constraint", "required")


def conflict_words(voice: Voice, flow: Flow, conflict: Conflict) -> Html:
    """Where it is, how it was, and what each side says now."""
    parts = [voice.html("<b>{place}</b>", place=_place(voice, flow, conflict))]
    if conflict.kind is ConflictKind.TAKEN_OUT:
        here, gone = voice("it stays, changed"), voice("it is taken out")
        ours, theirs = (here if side else gone for side in (conflict.ours, conflict.theirs))
        before = ""
    else:
        before, ours, theirs = (_value(voice, each) for each in (conflict.base, conflict.ours, conflict.theirs))
    if before:
        parts.append(voice.html("Before: {value}", value=before))
    parts.append(voice.html("In the chat: {value}", value=ours))
    parts.append(voice.html("In your file: {value}", value=theirs))
    return Html("\n".join(parts))


def _place(voice: Voice, flow: Flow, conflict: Conflict) -> str:
    kind, *names = conflict.piece
    what = called(flow, names[-1], voice.language) if kind == "question" and names else conflict.name
    if kind == "choice":
        what = _choice(voice, flow, names[0], names[-1])
    if kind == "flow" or not what:
        what = voice("The flow")
    if conflict.kind is ConflictKind.PLACE:
        return voice("{what}: in which group it stands", what=what)
    if conflict.kind is ConflictKind.ORDER:
        return voice("{what}: the order", what=what)
    return voice.beside(clip(what, SHOWN), *_column(voice, conflict.path))


def _column(voice: Voice, path: tuple[str, ...]) -> list[str]:
    """What is changed of it: its column, and the language of a wording."""
    if not path:
        return []
    column, *rest = path
    named = voice(WORDINGS[column]) if column in WORDINGS else column
    return [named, *(language_name(voice, each) for each in rest)]


def _choice(voice: Voice, flow: Flow, list_name: str, name: str) -> str:
    for choice in flow.choice_lists.get(list_name, ()):
        if choice.name == name:
            return choice.label.get(voice.language) or choice.label.get(flow.default_language) or name
    return name


def _value(voice: Voice, value: Any) -> str:
    if value is None or value == "":
        return voice("nothing")
    if isinstance(value, bool):
        return voice("yes") if value else voice("no")
    if isinstance(value, list | tuple):
        return clip(voice.listed(str(each) for each in value), SHOWN)
    return clip(str(value), SHOWN)


def difference_lines(voice: Voice, old: Flow, new: Flow, most: int) -> list[Html]:
    """What is new in the later one, a line each; of more than `most` the others are counted."""
    told = differences_in_words(compare(old, new), voice)
    lines = [voice.html("• {what}", what=each) for each in told[:most]]
    if len(told) > most:
        lines.append(Html(voice.plural("and {n} more", "and {n} more", len(told) - most)))
    return lines
