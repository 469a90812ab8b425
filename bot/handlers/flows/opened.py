"""Which flow, question and choice a tapped button is about, as the draft has them now; and what it said of them when
its card was drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

import orjson

from bot.codes import ROW, base36
from bot.rights import Act, Subject, reached
from bot.staff import tap_of
from bot.turn import Turn
from flows.definition import ASKED_TYPES, Choice, Flow, Question, QuestionType
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
    found = {each.flow.key: Opened(each.flow, None, each) for _, each in turn.desk.published(turn.stores)}
    for draft in turn.stores.flow_drafts.all():
        standing = found.get(draft.flow_key)
        found[draft.flow_key] = Opened(flow_of(draft), draft, standing.revision if standing else None)
    return {key: each for key, each in found.items() if may_see(turn, each.flow)}


def flow_of(draft: FlowDraft) -> Flow:
    """What a draft holds."""
    return Flow.model_validate_json(draft.content)


def may_see(turn: Turn, flow: Flow) -> bool:
    """Shared flows are seen by whoever edits any; the add-on of a section by whoever edits it."""
    return may_edit(turn, flow) or (flow.section is None and bool(reached(turn.active, Act.EDIT_FLOW)))


def may_edit(turn: Turn, flow: Flow) -> bool:
    """Whether the person may change the flow: a shared one everywhere, an add-on within its section."""
    return turn.may(Act.EDIT_FLOW, subject_of(turn, flow))


def subject_of(turn: Turn, flow: Flow) -> Subject:
    """Where a flow lies: an add-on in its section, a shared one nowhere but in everything."""
    section = next((each for each in turn.desk.sections(turn.stores) if each.key == flow.section), None)
    return Subject() if section is None else Subject(section=section.key, country=section.country)


def refuse_editing(turn: Turn) -> None:
    """Kind words for somebody who may not, or no longer."""
    turn.toast(turn.voice("Flows are changed by administrators. /help shows what you can do here."))


def tapped_flow(turn: Turn, *, editing: bool = False) -> Opened | None:
    """The flow of the tapped button; explains if it is gone, or not theirs to see (or to change, for `editing`)."""
    return flow_by_code(turn, tap_of(turn).code[:ROW], editing=editing)


def flow_by_code(turn: Turn, code: str, *, editing: bool = False) -> Opened | None:
    """As `tapped_flow`, for a code kept elsewhere."""
    if not reached(turn.active, Act.EDIT_FLOW):
        refuse_editing(turn)
        return None
    key = next((key for key in _keys(turn) if mark(key) == code), None)
    found = None if key is None else _opened(turn, key)
    if found is None or not may_see(turn, found.flow):
        turn.toast(turn.voice("That flow is not there any more. /flows shows all of them."))
        return None
    if editing and not may_edit(turn, found.flow):
        refuse_editing(turn)
        return None
    return found


def question_by_code(turn: Turn, opened: Opened, code: str) -> OpenedQuestion | None:
    """The question of a code; explains if it is gone."""
    question = named(code, {each.name: each for each in opened.flow.questions()})
    if question is None:
        turn.toast(turn.voice("That question is not there any more. /flows shows what is."))
        return None
    return OpenedQuestion(opened, question)


def tapped_question(turn: Turn) -> OpenedQuestion | None:
    """The question of the tapped button, for changing it."""
    opened = tapped_flow(turn, editing=True)
    return None if opened is None else question_by_code(turn, opened, rest(turn, 1))


def rest(turn: Turn, place: int) -> str:
    """The part of the tapped button's code at a place, from 0."""
    return tap_of(turn).code[place * ROW : (place + 1) * ROW]


def named(code: str, parts: Mapping[str, T]) -> T | None:
    """The part whose name has the code."""
    return next((part for name, part in parts.items() if mark(name) == code), None)


def _keys(turn: Turn) -> list[str]:
    published = (each.flow.key for _, each in turn.desk.published(turn.stores))
    return list(dict.fromkeys([*published, *(each.flow_key for each in turn.stores.flow_drafts.all())]))


def _opened(turn: Turn, key: str) -> Opened | None:
    revision = next((each for _, each in turn.desk.published(turn.stores) if each.flow.key == key), None)
    draft = turn.stores.flow_drafts.get(key)
    if draft is not None:
        return Opened(flow_of(draft), draft, revision)
    return None if revision is None else Opened(revision.flow, None, revision)
