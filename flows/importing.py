"""Answers from elsewhere as a finished session: held against the flow as strictly as a person's, and all problems told.

An answer is what a calculation would give (a number, an ISO date, a choice's name or a list of them, a text), or
`{"value": ..., "qualifier": ...}` for a figure. A repeat is a list: of each instance its answers by question.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.answers import Refusal, Taken, examine
from flows.compiled import instance_key
from flows.context import Context
from flows.definition import ATTACHED_TYPES
from flows.effects import Filing
from flows.facts import Facts
from flows.filing import file_report, first_gap
from flows.limits import INSTANCES_MAX
from flows.repeats import wanted
from flows.revision import Compiled, Revision
from flows.session import Check, CheckKind, Response, Responses, Session
from flows.values import coerce
from texts.numbers import QUALIFIERS

KEYS = {"value", "qualifier", "words"}


def filed_from(revision: Revision, answers: Mapping[str, Any], context: Context) -> tuple[Filing | None, list[str]]:
    """What the answers file; None and every problem, each with its question, if they cannot."""
    session = Session(revision.flow.key, revision.id, context.voice.language, context.now.isoformat())
    answers, counted, problems = _laid_out(revision, answers, session.started_at)
    session = replace(session, responses=counted)
    asked = Facts(revision, session, context).layout.answerable
    known = {compiled.name for compiled in asked} - set(counted)
    problems += [f"{name}: there is no such question in {revision.flow.key}" for name in answers if name not in known]
    for compiled in asked:
        if compiled.name in counted or answers.get(compiled.name) is None:
            continue
        response, problem = _response(compiled, answers[compiled.name], Facts(revision, session, context))
        if response is not None:
            responses = Responses.of(session.responses).with_answer(compiled.name, response)
            session = replace(session, responses=responses)
        else:
            problems.append(f"{compiled.name}: {problem}")
    facts = Facts(revision, session, context)
    unasked = [name for name in session.responses if not facts.relevant(revision.by_name[name])]
    problems += [f"{name}: not asked with these other answers" for name in unasked]
    if not problems and (gap := first_gap(facts)) is not None:
        problems.append(f"{gap[0].name}: {gap[1].value.replace('_', ' ')}")
    return (None, problems) if problems else (file_report(facts), [])


def _laid_out(
    revision: Revision, answers: Mapping[str, Any], at: str
) -> tuple[dict[str, Any], dict[str, Response], list[str]]:
    """The answers by key; those that say how many instances of each repeat there are; what is no list of instances."""
    plain = dict(answers)
    counted: dict[str, Response] = {}
    problems: list[str] = []
    waiting = [(repeat.name, repeat.name) for repeat in revision.inner.get(None, ())]
    while waiting:
        name, key = waiting.pop()
        told = plain.pop(key, [])
        if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
            problems.append(f"{key}: give a list, of each instance its answers by question")
            continue
        if len(told) > INSTANCES_MAX:
            problems.append(f"{key}: more than {INSTANCES_MAX}")
            continue
        counted |= wanted(key, len(told), at)
        for place, instance in enumerate(told, 1):
            begin = f"{instance_key(key, place)}/"
            plain |= {f"{begin}{question}": each for question, each in instance.items()}
            waiting += [(each.name, f"{begin}{each.name}") for each in revision.inner.get(name, ())]
    return plain, counted, problems


def _response(compiled: Compiled, given: Any, facts: Facts) -> tuple[Response | None, str]:
    """The answer, or what is wrong with it."""
    if compiled.type in ATTACHED_TYPES:
        return None, "files can not be imported"
    parts = given if isinstance(given, dict) else {"value": given}
    if set(parts) - KEYS or "value" not in parts:
        return None, "give a value, or value and qualifier"
    qualifier, words = parts.get("qualifier"), parts.get("words")
    if qualifier is not None and qualifier not in QUALIFIERS:
        return None, f"qualifier is one of {', '.join(QUALIFIERS)}"
    value = coerce(compiled, _text(parts["value"]), facts)
    if value is None or (isinstance(value, list) and value != _text(parts["value"]).split()):
        return None, f"{parts['value']!r} is no {compiled.type.value}" + _among(compiled)
    taken = Taken(value, qualifier, words if isinstance(words, str) else None, sure=False)
    match examine(compiled, taken, facts):
        case Refusal(code):
            return None, code.value.replace("_", " ")
        case Check(kind=CheckKind.QUALIFIER):
            return None, f"a round number needs a qualifier: {', '.join(QUALIFIERS)}"
        case Check(kind=CheckKind.FUTURE):
            return None, f"{value} is still to come"
        case Taken() as found:
            return Response(found.value, facts.session.started_at, found.qualifier, found.words), ""
    return None, f"{parts['value']!r} can be read in several ways"


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _among(compiled: Compiled) -> str:
    names = compiled.question.table or compiled.question.list_name
    return f" of {names}" if names else ""
