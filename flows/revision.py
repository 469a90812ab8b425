"""A revision: one frozen version of a flow, with everything worked out once that every turn needs."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.definition import ASKED_TYPES, Choice, Flow, Question, QuestionType, walk
from flows.expressions import Expression, compile
from flows.ranges import Span, span

ALWAYS, REVIEW = "always", "review"  # values of `ask`; anything else is an expression
_LOOKS_LIKE_AN_EXPRESSION = re.compile(r"\$\{|\w\(")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A question with its place in the flow and its expressions ready to run.

    `asked`: whether a person can answer it at all (notes and calculations cannot). `asks`: whether it is asked by
    itself, or only when its line of the review card is tapped.
    `conditions`: relevance of the groups around it and its own; all must hold. `derived`: the expression of a
    calculation or of a default; `literal`: a default that is no expression. `choices`: those of its list. `span`: the
    values of a range.
    """

    question: Question
    name: str
    type: QuestionType
    position: int
    asked: bool
    conditions: tuple[Expression, ...]
    asks: bool | Expression
    required: bool | Expression
    constraint: Expression | None
    derived: Expression | None
    literal: str | None
    filter: Expression | None
    first: Expression | None
    choices: Mapping[str, Choice] | None
    names: tuple[str, ...]
    span: Span | None


class Revision:
    """A compiled flow. Immutable once built; share it between turns and threads."""

    def __init__(self, flow: Flow, id: str, number: int) -> None:
        self.flow = flow
        self.id = id
        self.number = number
        self.questions: tuple[Compiled, ...] = tuple(
            _compiled(flow, question, position, [group.relevant for group in groups])
            for position, (question, groups) in enumerate(walk(flow.items))
        )
        self.by_name: Mapping[str, Compiled] = {each.name: each for each in self.questions}
        self.answerable: tuple[Compiled, ...] = tuple(each for each in self.questions if each.asked)
        self.always: tuple[Compiled, ...] = tuple(each for each in self.answerable if each.asks is not False)

    @classmethod
    def of(cls, flow: Flow, id: str = "", number: int = 1) -> "Revision":
        """Compile a flow. Raises ExpressionError if an expression does not parse (`checks.check` tells all at once)."""
        return cls(flow, id or content_hash(flow), number)

    @cached_property
    def notes_before(self) -> Mapping[str, tuple[Compiled, ...]]:
        """The notes that stand directly above each question that is asked by itself."""
        found: dict[str, tuple[Compiled, ...]] = {}
        waiting: list[Compiled] = []
        for each in self.questions:
            if each.type is QuestionType.NOTE:
                waiting.append(each)
            elif each.asked and each.asks is not False:
                found[each.name] = tuple(waiting)
                waiting = []
        found[""] = tuple(waiting)
        return found

    def words(self, words: Mapping[str, str], language: str) -> str:
        """A wording in the language, else in the flow's default language, else ''."""
        return words.get(language) or words.get(self.flow.default_language, "")


def content_hash(flow: Flow) -> str:
    """SHA-256 over the flow's content, in hexadecimal: equal flows, equal hashes."""
    content = json.dumps(flow.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def is_expression(default: str) -> bool:
    """Whether a default is to be worked out (XLSForm's own rule of thumb: a reference or a call in it)."""
    return bool(_LOOKS_LIKE_AN_EXPRESSION.search(default))


def _compiled(flow: Flow, question: Question, position: int, around: list[str | None]) -> Compiled:
    default = question.default
    derived = question.calculation or (default if default and is_expression(default) else None)
    choices = flow.choice_lists.get(question.list_name) if question.list_name else None
    return Compiled(
        question=question,
        name=question.name,
        type=question.type,
        position=position,
        asked=question.type in ASKED_TYPES,
        conditions=tuple(compile(text) for text in (*around, question.relevant) if text),
        asks=question.ask == ALWAYS if question.ask in (ALWAYS, REVIEW) else compile(question.ask),
        required=question.required if isinstance(question.required, bool) else compile(question.required),
        constraint=compile(question.constraint) if question.constraint else None,
        derived=compile(derived) if derived else None,
        literal=default if default and not derived else None,
        filter=compile(question.choice_filter) if question.choice_filter else None,
        first=compile(question.first) if question.first else None,
        choices={choice.name: choice for choice in choices} if choices is not None else None,
        names=tuple(choice.name for choice in choices or ()),
        span=span(question.parameters) if question.type is QuestionType.RANGE else None,
    )
