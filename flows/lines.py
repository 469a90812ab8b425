"""Answers as lines: of the review card, of one instance of a repeat, of a filed report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.compiled import Compiled, Repeat
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


def instance_called(facts: Facts, repeat: Repeat, instance: int) -> str:
    """What an instance is called: "Training 2"."""
    what = _in_one_line(worded(facts, repeat.group.label, repeat.handle(instance)))
    return f"{what} {number(instance, facts.context.voice)}"


def _in_one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else str(text)


def review_lines(facts: Facts) -> tuple[Line, ...]:
    """Every question that applies, with its answer, given or derived; of a repeat a line for each instance, and one
    for another."""
    applying = [each for each in facts.layout.answerable if facts.relevant(each)]
    return _folded(facts, {each: facts.response(each) for each in applying})


def instance_lines(facts: Facts, handle: Compiled) -> tuple[Line, ...]:
    """The questions of one instance that apply, with their answers."""
    assert handle.repeat is not None
    _, *questions = handle.repeat.instances[handle.instance - 1]
    return tuple(
        line(facts, each, facts.response(each)) for each in questions if each.asked and facts.relevant(each)
    )


def filed_lines(
    revision: Revision, content: Mapping[str, Any], session: Session, context: Context
) -> tuple[Line, ...]:
    """The lines of a filed report (`Filing.content`), for showing it again."""
    responses = flat(content, session.started_at)
    facts = Facts(revision, session, context, responses)
    told = (each for each in facts.layout.answerable if each.name in responses)
    return _folded(facts, {each: responses[each.name] for each in told if each.type is not QuestionType.REPEAT})


def _folded(facts: Facts, answers: Mapping[Compiled, Response | None]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for compiled, response in answers.items():
        repeat = compiled.repeat
        if repeat is None:
            lines.append(line(facts, compiled, response))
        elif compiled.type is QuestionType.REPEAT:
            if compiled.instance > facts.count(repeat):
                lines.append(Line(compiled.name, compiled.position, called(facts, compiled), EMPTY, empty=True))
        elif not lines or lines[-1].question != repeat.handle(compiled.instance).name:
            same = (each for each in answers if each.repeat is repeat and each.instance == compiled.instance)
            lines.append(_instance_line(facts, repeat, compiled.instance, {each: answers[each] for each in same}))
    return tuple(lines)


def _instance_line(
    facts: Facts, repeat: Repeat, instance: int, answers: Mapping[Compiled, Response | None]
) -> Line:
    handle = repeat.handle(instance)
    text = _all_told(echo(each, response, facts) for each, response in answers.items() if each is not handle)
    return Line(handle.name, handle.position, instance_called(facts, repeat, instance), text, text == EMPTY)


def _all_told(told: Iterable[str]) -> str:
    return ", ".join(each for each in told if each != EMPTY) or EMPTY
