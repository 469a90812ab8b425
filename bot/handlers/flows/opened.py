"""Which flow, question and choice a tapped button is about, as the draft has them now; and what it said of them when
its card was drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

import orjson

from bot.codes import ROW, base36
from bot.flow_life.contents import flow_of
from bot.rights import Act, Subject, reached
from bot.staff import tap_of
from bot.turn import Turn
from flows.composing import compose, is_composed, section_of
from flows.definition import ASKED_TYPES, Choice, Flow, Question, QuestionType
from flows.editing import Place
from flows.revision import Revision
from storage.flow_draft_store import FlowDraft

T = TypeVar("T")
NOTHING = "0" * ROW
"""Stands for no question, and for the very beginning."""
SHOWN_TYPES = ASKED_TYPES | {QuestionType.NOTE}


@dataclass(frozen=True, slots=True)
class Opened:
    """A flow as it is edited: what its draft holds, or what is published while there is none."""

    flow: Flow
    draft: FlowDraft | None
    revision: Revision | None  # the published one
    shared: Flow | None = None  # of an add-on, what it is asked behind

    @property
    def whole(self) -> Flow:
        """All that its questions may speak of."""
        return self.flow if self.shared is None else compose(self.shared, self.flow)

    @property
    def code(self) -> str:
        return mark(self.flow.key)

    @property
    def questions(self) -> list[Question]:
        """Those that people see, in order."""
        return [each for each in self.flow.questions() if each.type in SHOWN_TYPES]

    @property
    def version(self) -> int:
        return self.draft.version if self.draft else 0

    def own_language(self, language: str) -> str:
        """The language in which somebody writes what is new: theirs if the flow speaks it, else its default one."""
        return language if language in self.flow.languages else self.flow.default_language

    def published(self, name: str) -> bool:
        """Whether a published revision knows the question."""
        return self.revision is not None and any(each.name == name for each in self.revision.flow.questions())


@dataclass(frozen=True, slots=True)
class OpenedQuestion:
    """A question of such a flow."""

    of: Opened
    question: Question

    @property
    def code(self) -> str:
        return self.of.code + mark(self.question.name)

    @property
    def place(self) -> Place:
        return "item", self.question.name

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.of.flow.choice_lists.get(self.question.list_name or "", ())


def mark(name: str) -> str:
    """A name as buttons carry it: `ROW` characters that are others for any other name."""
    return base36(_number(name.encode()), ROW)


def seen(value: Any) -> int:
    """A value as buttons carry it, so that a tap tells whether it is still what the person saw."""
    return _number(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def _number(said: bytes) -> int:
    return int.from_bytes(blake2b(said, digest_size=5).digest(), "big")


def known_flows(turn: Turn) -> dict[str, Opened]:
    """Every flow that the person may see here, by key."""
    found = {key: _opened(turn, key) for key in _keys(turn)}
    return {key: each for key, each in found.items() if each is not None and may_see(turn, each.flow)}


def may_see(turn: Turn, flow: Flow) -> bool:
    """Shared flows are seen by whoever edits any; the add-on of a section by whoever edits it."""
    return may_edit(turn, flow) or (section_of(flow) is None and bool(reached(turn.active, Act.EDIT_FLOW)))


def may_edit(turn: Turn, flow: Flow) -> bool:
    """Whether the person may change the flow: a shared one everywhere, an add-on within its section."""
    return turn.may(Act.EDIT_FLOW, subject_of(turn, flow))


def subject_of(turn: Turn, flow: Flow) -> Subject:
    """Where a flow lies: an add-on in its section, a shared one nowhere but in everything."""
    section = next((each for each in turn.desk.sections(turn.stores) if each.key == section_of(flow)), None)
    return Subject() if section is None else Subject(section=section.key, country=section.country)


def refuse_editing(turn: Turn) -> None:
    """Kind words for somebody who may not, or no longer."""
    turn.toast(turn.voice("Flows are changed by administrators. /help shows what you can do here."))


def tapped_flow(turn: Turn, *, editing: bool = False) -> Opened | None:
    """The flow of the tapped button; explains if it is gone, or not theirs to see (or to change, for `editing`)."""
    found = find_flow(turn, tap_of(turn).code[:ROW], editing=editing)
    if isinstance(found, Opened):
        return found
    turn.toast(found)
    return None


def find_flow(turn: Turn, code: str, *, editing: bool = False) -> Opened | str:
    """The flow of a code; else why there is none, in words."""
    refused = turn.voice("Flows are changed by administrators. /help shows what you can do here.")
    if not reached(turn.active, Act.EDIT_FLOW):
        return refused
    key = next((key for key in _keys(turn) if mark(key) == code), None)
    found = None if key is None else _opened(turn, key)
    if found is None or not may_see(turn, found.flow):
        return turn.voice("That flow is not there any more. /flows shows all of them.")
    return found if may_edit(turn, found.flow) or not editing else refused


def find_question(turn: Turn, code: str) -> OpenedQuestion | str:
    """The question of a code that begins with its flow's, for changing it; else why there is none, in words."""
    opened = find_flow(turn, code[:ROW], editing=True)
    if isinstance(opened, str):
        return opened
    question = named(code[ROW : 2 * ROW], {each.name: each for each in opened.flow.questions()})
    if question is None:
        return turn.voice("That question is not there any more. /flows shows what is.")
    return OpenedQuestion(opened, question)


def tapped_question(turn: Turn) -> OpenedQuestion | None:
    """The question of the tapped button, for changing it; explains if there is none."""
    found = find_question(turn, tap_of(turn).code)
    if isinstance(found, OpenedQuestion):
        return found
    turn.toast(found)
    return None


def tapped_choice(turn: Turn) -> tuple[OpenedQuestion, Choice] | None:
    """The choice of the tapped button, with its question; explains if it is gone."""
    found = tapped_question(turn)
    choice = None if found is None else named(rest(turn, 2), {each.name: each for each in found.choices})
    if found is not None and choice is None:
        turn.toast(turn.voice("That choice is not there any more. /flows shows what is."))
    return None if found is None or choice is None else (found, choice)


def rest(turn: Turn, place: int) -> str:
    """The part of the tapped button's code at a place, from 0."""
    return tap_of(turn).code[place * ROW : (place + 1) * ROW]


def named(code: str, parts: Mapping[str, T]) -> T | None:
    """The part whose name has the code."""
    return next((part for name, part in parts.items() if mark(name) == code), None)


def _keys(turn: Turn) -> list[str]:
    return sorted({*_published(turn), *(each.flow_key for each in turn.stores.flow_drafts.all())})


def _published(turn: Turn) -> dict[str, UUID]:
    """What is published as it was written: compositions are made of it."""
    return {key: found for key, found in turn.stores.flows.published_ids() if not is_composed(key)}


def _opened(turn: Turn, key: str) -> Opened | None:
    published = _published(turn)
    revision = turn.desk.revision(turn.stores, published[key]) if key in published else None
    draft = turn.stores.flow_drafts.get(key)
    flow = flow_of(draft) if draft is not None else revision.flow if revision is not None else None
    if flow is None:
        return None
    shared = published.get(flow.extends or "")
    return Opened(flow, draft, revision, turn.desk.revision(turn.stores, shared).flow if shared else None)
