"""What was changed of a flow, in words."""

import json
import re
from collections.abc import Callable, Mapping
from uuid import UUID

from babel import Locale, UnknownLocaleError

from bot.flow_life.notes import BACK_TO
from bot.menu import in_words
from bot.roles import role_name
from bot.turn import Turn
from flows.conditions import called, condition_words
from flows.definition import Flow, Words
from flows.editing import Act, Add, Change, Edit, Move, Place
from flows.editing.applying import part_of
from storage.flow_draft_store import FlowEdit
from texts.clipping import clip
from texts.locale import N_, Voice

_REFERENCE = re.compile(r"\$\{[^}]*\}")
SHOWN = 60  # characters of a wording that are told
WORDINGS = {
    "title": N_("Title"),
    "label": N_("Question"),
    "hint": N_("Hint"),
    "line": N_("Short name"),
    "required_message": N_("If it is left empty"),
    "constraint_message": N_("If the answer does not fit"),
    "finish": N_("Button that ends it"),
}
MEASURES = {
    "in_period": N_("in this period"),
    "so_far": N_("so far"),
    "level_now": N_("level now"),
}


def words_in(words: Words, flow: Flow, language: str) -> str:
    """A wording of the flow in a language, else in its default one, else ''."""
    return words.get(language) or words.get(flow.default_language, "")


def what_words(turn: Turn, flow: Flow, what: str) -> str:
    """A change of the history; of what came in as a whole only that it did."""
    data = json.loads(what)
    if "edit" in data:
        return edit_words(turn, flow, Edit.from_json(data["edit"]))
    if "renewed" in data:
        return turn.voice("what was published meanwhile is taken in")
    if "back" in data:
        return turn.voice(BACK_TO, n=data["back"])
    return turn.voice("a file with the flow is taken in")


def edit_words(turn: Turn, flow: Flow, edit: Edit) -> str:
    """All that an edit changes, in a line."""
    told = [_act(turn, flow, act) for act in edit.acts if act.place[0] != "list"]
    return "; ".join(dict.fromkeys(told))


def by_whom(turn: Turn, person_id: UUID | None) -> str:
    """Who changed something; whoever is erased is nobody."""
    name = turn.stores.people.name(person_id) if person_id is not None else None
    return name or turn.voice("Somebody")


def change_line(turn: Turn, flow: Flow, edit: FlowEdit) -> str:
    """Who changed what and when."""
    told = {
        "who": by_whom(turn, edit.person_id),
        "when": in_words(turn, edit.at),
        "what": what_words(turn, flow, edit.what),
    }
    if edit.undone_at is not None:
        return turn.voice("{who}, {when}: {what} (taken back)", **told)
    return turn.voice("{who}, {when}: {what}", **told)


def language_name(voice: Voice, language: str) -> str:
    """What a language is called in the voice's; its code if it is none we know."""
    try:
        return Locale.parse(language, sep="-").get_display_name(voice.locale) or language
    except (UnknownLocaleError, ValueError):
        return language


def name_of(flow: Flow, place: Place, language: str) -> str:
    """What people call a question, group or choice."""
    match place:
        case ("flow",):
            return words_in(flow.title, flow, language)
        case ("item", name):
            return clip(_REFERENCE.sub("…", called(flow, name, language)), SHOWN)
    part = part_of(flow, place)
    label = getattr(part, "label", {})
    return clip(words_in(label, flow, language) or place[-1], SHOWN)


def _act(turn: Turn, flow: Flow, act: Act) -> str:
    voice, what = turn.voice, name_of(flow, act.place, turn.language)
    match act:
        case Change():
            return _change(turn, flow, act, what)
        case Move():
            return voice("“{what}” has another place", what=what)
    label = words_in(act.content.get("label", {}), flow, turn.language) or act.place[-1]
    if isinstance(act, Add):
        return voice("new: “{what}”", what=clip(label, SHOWN))
    return voice("taken out: “{what}”", what=clip(label, SHOWN))


def _change(turn: Turn, flow: Flow, act: Change, what: str) -> str:
    voice = turn.voice
    column, _, language = act.attribute.partition(".")
    if language:
        wording = wording_name(voice, act.place, column, language)
        if act.after is None:
            return voice("“{what}”, {wording}: nothing", what=what, wording=wording)
        return voice("“{what}”, {wording}: {words}", what=what, wording=wording, words=clip(str(act.after), SHOWN))
    if column in _TOLD:
        return _TOLD[column](turn, flow, act.after, what)
    return voice("“{what}”: {attribute}", what=what, attribute=column)


def wording_name(voice: Voice, place: Place, column: str, language: str) -> str:
    """Which wording of something is meant: "Hint · French"."""
    if place[0] == "choice":
        return voice.beside(voice("Choice"), language_name(voice, language))
    return voice.beside(voice(WORDINGS[column]) if column in WORDINGS else column, language_name(voice, language))


def _required(turn: Turn, flow: Flow, after: object, what: str) -> str:
    if isinstance(after, str):
        condition = condition_words(after, flow, turn.voice, turn.language)
        return turn.voice("“{what}” must be answered if {condition}", what=what, condition=condition)
    return (
        turn.voice("“{what}” must be answered", what=what)
        if after
        else turn.voice("“{what}” may be skipped", what=what)
    )


def _relevant(turn: Turn, flow: Flow, after: object, what: str) -> str:
    if not isinstance(after, str):
        return turn.voice("“{what}” is asked whatever was answered", what=what)
    condition = condition_words(after, flow, turn.voice, turn.language)
    return turn.voice("“{what}” only if {condition}", what=what, condition=condition)


def _sensitive(turn: Turn, _: Flow, after: object, what: str) -> str:
    voice = turn.voice
    return voice("“{what}” is sensitive", what=what) if after else voice("“{what}” is not sensitive", what=what)


def _retired(turn: Turn, _: Flow, after: object, what: str) -> str:
    voice = turn.voice
    return voice("“{what}” is retired", what=what) if after else voice("“{what}” is no longer retired", what=what)


def _ask(turn: Turn, _: Flow, after: object, what: str) -> str:
    if after == "review":
        return turn.voice("“{what}” is asked only when tapped at the end", what=what)
    return turn.voice("“{what}” is asked by itself", what=what)


def _figure(turn: Turn, _: Flow, after: object, what: str) -> str:
    if after is None:
        return turn.voice("“{what}” is not counted", what=what)
    return turn.voice("“{what}” is counted: {figure}", what=what, figure=str(after))


def _measure(turn: Turn, _: Flow, after: object, what: str) -> str:
    told = turn.voice(MEASURES[str(after)]) if after in MEASURES else "–"
    return turn.voice("“{what}”: {attribute}", what=what, attribute=told)


def _audience(turn: Turn, _: Flow, after: object, what: str) -> str:
    roles = turn.voice.listed(role_name(turn, each) for each in after) if isinstance(after, list) else ""
    return turn.voice("“{what}” is open to: {roles}", what=what, roles=roles or "–")


_TOLD: Mapping[str, Callable[[Turn, Flow, object, str], str]] = {
    "required": _required,
    "relevant": _relevant,
    "sensitive": _sensitive,
    "retired": _retired,
    "ask": _ask,
    "figure": _figure,
    "measure": _measure,
    "audience": _audience,
}
