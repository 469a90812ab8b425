"""Answers as lines: of the review card, of one instance of a repeat, of a filed report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flows.compiled import Compiled, Inside
from flows.context import Context
from flows.definition import QuestionType
from flows.echo import EMPTY, echo
from flows.facts import Facts
from flows.repeats import flat
from flows.revision import Revision
from flows.session import Response, Session
from flows.wording import worded
from texts.numbers import number


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in words, or all those of one instance of a repeat. `index` is for Verb.LINE; `text` is '–' when
    empty, '•••' when sensitive."""

    question: str
    index: int
    label: str
    text: str
    empty: bool


def line(facts: Facts, compiled: Compiled, response: Response | None) -> Line:
    """The answer to one question."""
    text = echo(compiled, response, facts)
    return Line(compiled.name, compiled.position, called(facts, compiled), text, text == EMPTY)


def called(facts: Facts, compiled: Compiled) -> str:
    """What the answer to a question is called."""
    label = _in_one_line(worded(facts, compiled.question.line or compiled.question.label, compiled))
    return facts.context.voice("Another: {what}", what=label) if compiled.type is QuestionType.REPEAT else label


def instance_called(facts: Facts, inside: Inside) -> str:
    """What the innermost of these instances is called: "Training 2"."""
    seen_from = facts.revision.instances.seen_from(inside)
    what = _in_one_line(worded(facts, facts.revision.repeats[inside[-1][0]].group.label, seen_from))
    return f"{what} {number(inside[-1][1], facts.context.voice)}"


def which_instance(facts: Facts, inside: Inside) -> str:
    """Of which instances something is asked: "Team 2, Person 1"; '' where each is the first of its kind."""
    if all(place == 1 for _, place in inside):
        return ""
    return ", ".join(instance_called(facts, inside[:depth]) for depth in range(1, len(inside) + 1))


def _in_one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else str(text)


def review_lines(facts: Facts) -> tuple[Line, ...]:
    """Every question that applies, with its answer, given or derived; of a repeat a line for each instance, and one
    for another."""
    applying = (each for each in facts.layout.answerable if facts.relevant(each))
    return _folded(facts, [(each, facts.response(each)) for each in applying], 0)


def instance_lines(facts: Facts, inside: Inside) -> tuple[Line, ...]:
    """The questions of the innermost of these instances that apply, with their answers, as on the review card."""
    depth = len(inside)
    questions = (each for each in facts.layout.answerable if each.inside[:depth] == inside and facts.relevant(each))
    return _folded(facts, [(each, facts.response(each)) for each in questions], depth)


def filed_lines(
    revision: Revision, content: Mapping[str, Any], session: Session, context: Context
) -> tuple[Line, ...]:
    """The lines of a filed report (`Filing.content`), for showing it again."""
    responses = flat(content, session.started_at)
    facts = Facts(revision, session, context, responses)
    told = (each for each in facts.layout.answerable if each.name in responses)
    return _folded(facts, [(each, responses[each.name]) for each in told if each.type is not QuestionType.REPEAT], 0)


Answered = tuple[Compiled, Response | None]


def _folded(facts: Facts, answers: Iterable[Answered], depth: int) -> tuple[Line, ...]:
    """A line for each answer; one for all those of an instance, the so-many-th around them."""
    lines: list[Line] = []
    for inside, those in groupby(answers, lambda each: each[0].inside[: depth + 1]):
        if len(inside) > depth:
            lines.append(_instance_line(facts, inside, those))
        else:
            lines += (told for each in those if (told := _line(facts, *each)) is not None)
    return tuple(lines)


def _line(facts: Facts, compiled: Compiled, response: Response | None) -> Line | None:
    if compiled.type is not QuestionType.REPEAT or compiled.repeat is None:
        return line(facts, compiled, response)
    if compiled.instance <= facts.count(compiled.repeat, compiled.inside):
        return None
    return Line(compiled.name, compiled.position, called(facts, compiled), EMPTY, empty=True)


def _instance_line(facts: Facts, inside: Inside, answers: Iterable[Answered]) -> Line:
    handle = facts.revision.instances.opened(inside)
    told = (echo(each, response, facts) for each, response in answers if each.type is not QuestionType.REPEAT)
    text = ", ".join(each for each in told if each != EMPTY) or EMPTY
    return Line(handle.name, handle.position, instance_called(facts, inside), text, text == EMPTY)
