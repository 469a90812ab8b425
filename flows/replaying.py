"""Filed answers put through another revision: which of them it would refuse, and why. Pure; tells no answer."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flows.compiled import Compiled
from flows.context import Context
from flows.definition import ATTACHED_TYPES, SELECT_TYPES, QuestionType
from flows.facts import Facts
from flows.reopening import reopen
from flows.repeats import flat
from flows.revision import Revision
from flows.session import Response
from flows.values import coerce

_AS_THEY_ARE = ATTACHED_TYPES | SELECT_TYPES | {QuestionType.REPEAT, QuestionType.GEOPOINT, QuestionType.ACKNOWLEDGE}
"""Types whose answers are no texts to be read again, or depend on who answers."""


class Why(StrEnum):
    """What is wrong with an answer in the other revision."""

    GONE = "gone"  # the question is not there any more
    RETIRED = "retired"  # it is not asked any more
    NOT_ASKED = "not_asked"  # with these other answers
    REQUIRED = "required"  # left empty, which it may be no more
    CHOICE = "choice"  # no choice any more
    TYPE = "type"  # not what is asked for
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question whose filed answer the other revision would not take. `question`: its name without instances."""

    question: str
    why: Why


def replay(
    revision: Revision, content: Mapping[str, Any], asked: Container[str], context: Context, at: str
) -> list[Refusal]:
    """Everything that is refused, each question once. `content`: filed answers, as their questions are called in this
    revision (`flows.renaming.carried`); `asked`: the questions they were asked; `at`: when, ISO."""
    session = reopen(revision, content, context, at)
    facts = Facts(revision, session, context)
    told = {key: each for key, each in flat(content, at).items() if each.value is not None}
    return list(dict.fromkeys([*_unwanted(revision, facts, told), *_refused(facts, told, asked)]))


def _unwanted(revision: Revision, facts: Facts, told: Mapping[str, Response]) -> Iterator[Refusal]:
    for key in told:
        name = key.rpartition("/")[2]
        compiled = revision.by_name.get(key)
        if compiled is None:
            if not name.endswith("]"):  # that is how many instances there are
                yield Refusal(name, Why.GONE)
        elif compiled.question.retired:
            yield Refusal(name, Why.RETIRED)
        elif compiled.asked and not facts.relevant(compiled):
            yield Refusal(name, Why.NOT_ASKED)


def _refused(facts: Facts, told: Mapping[str, Response], asked: Container[str]) -> Iterator[Refusal]:
    for compiled in facts.layout.answerable:
        if not facts.relevant(compiled) or compiled.type is QuestionType.REPEAT:
            continue
        response, name = facts.response(compiled), compiled.question.name
        if response is None or response.value is None:
            if name in asked and facts.must_answer(compiled):
                yield Refusal(name, Why.REQUIRED)
        elif compiled.name not in told:
            continue  # derived
        elif not _chosen(facts, compiled, response.value):
            yield Refusal(name, Why.CHOICE)
        elif not _readable(facts, compiled, response.value):
            yield Refusal(name, Why.TYPE)
        elif not facts.satisfies(compiled, response.value):
            yield Refusal(name, Why.CONSTRAINT)


def _chosen(facts: Facts, compiled: Compiled, value: Any) -> bool:
    """Choices of the organisation's tables are nobody's to refuse: they come and go by themselves."""
    question = compiled.question
    if compiled.type not in SELECT_TYPES or (question.table and question.table not in facts.revision.flow.tables):
        return True
    several = compiled.type is not QuestionType.SELECT_ONE
    return isinstance(value, list) is several and facts.fits(compiled, value)


def _readable(facts: Facts, compiled: Compiled, value: Any) -> bool:
    if compiled.type in _AS_THEY_ARE or (compiled.type is QuestionType.TEXT and isinstance(value, list)):
        return True  # files, and voice messages for a text
    return not isinstance(value, list) and coerce(compiled, str(value), facts) is not None
