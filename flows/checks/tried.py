"""Constraints that cannot be judged by thinking, such as regular expressions: answers are tried, as a person would."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from flows.checks.outline import Outline, Placed
from flows.compiled import Compiled
from flows.context import Context
from flows.definition import ASKED_TYPES, ATTACHED_TYPES, SELECT_TYPES, Question
from flows.engine import start
from flows.expressions.inside import parts
from flows.expressions.syntax import Call
from flows.facts import Facts
from flows.problems import Problem
from flows.revision import Revision
from flows.walking.candidates import fitting
from flows.walking.choosing import Chooser
from texts.locale import SOURCE_LANGUAGE, voice
from texts.said import said

_THOUGHT_THROUGH = frozenset({"not", "selected", "true", "false", "today", "now", "date"})
_NOW = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def unanswered(outline: Outline) -> Iterator[Problem]:
    """Questions for which no answer was found; a warning, since there may be one."""
    doubtful = [(placed, question) for placed, question in outline.questions if _is_doubtful(outline, placed, question)]
    if not doubtful:
        return
    revision = Revision.of(outline.flow)
    context = Context(_NOW, UTC, voice(SOURCE_LANGUAGE))
    facts = Facts(revision, start(revision, context).session, context)
    compiled_of = {each.question.name: each for each in revision.questions}
    for placed, question in doubtful:
        compiled = compiled_of.get(placed.name)
        if compiled is not None and not _has_answer(compiled, facts):
            constraint = question.constraint or ""
            wrong = said("no answer was found that its constraint `{constraint}` takes", constraint=constraint)
            yield Problem(placed.name, wrong, said("look whether there is one"), warning=True)


def _is_doubtful(outline: Outline, placed: Placed, question: Question) -> bool:
    """Whether the constraint hangs on nothing but the answer, by functions that are not thought through."""
    if question.type not in ASKED_TYPES - ATTACHED_TYPES or question.retired or not question.constraint:
        return False
    expression, syntax = outline.expression(question.constraint), outline.syntax(question.constraint)
    if expression is None or syntax is None or expression.references or expression.tables or question.choice_filter:
        return False
    calls = {part.name for part in parts(syntax) if isinstance(part, Call)}
    return bool(calls - _THOUGHT_THROUGH) and outline.by_name[placed.name] is placed


def _has_answer(compiled: Compiled, facts: Facts) -> bool:
    if compiled.type in SELECT_TYPES:
        return bool(compiled.question.table) or Chooser(Random(0)).think(compiled, facts) is not None
    return fitting(compiled, facts, Random(0)) is not None
