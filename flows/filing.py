"""From a finished session to what it files: answers, core fields, figures, attachments."""

from decimal import Decimal
from typing import Any

from flows.compiled import Inside
from flows.definition import ATTACHED_TYPES, DAY_TYPES, NUMBER_TYPES, SELECT_TYPES, QuestionType
from flows.effects import FigureRecord, Filing, RejectionCode
from flows.evidence import PICTURES, pictures_lack
from flows.facts import Facts
from flows.instances import prefix
from flows.revision import Compiled
from flows.session import Response
from flows.values import day_of, place_name, spoken
from flows.wording import worded

Gap = tuple[Compiled, RejectionCode, str]
_CODED_TYPES = frozenset(
    {*SELECT_TYPES, *NUMBER_TYPES, *DAY_TYPES, QuestionType.TIME, QuestionType.ACKNOWLEDGE}
    | {QuestionType.CALCULATE, QuestionType.HIDDEN, QuestionType.TODAY, QuestionType.START, QuestionType.END}
)
_NEVER_FILED = frozenset({QuestionType.NOTE, QuestionType.REPEAT})


def first_gap(facts: Facts) -> Gap | None:
    """The first question that must be answered and is not, or whose answer no longer fits the others; and why."""
    for compiled in facts.layout.answerable:
        if not facts.relevant(compiled):
            continue
        response = facts.response(compiled)
        question = compiled.question
        if response is None:
            if facts.must_answer(compiled):
                return compiled, RejectionCode.REQUIRED, worded(facts, question.required_message, compiled)
        elif not facts.fits(compiled, response.value):
            return compiled, RejectionCode.NO_SUCH_CHOICE, ""
        elif not facts.satisfies(compiled, response.value):
            return compiled, RejectionCode.CONSTRAINT, worded(facts, question.constraint_message, compiled)
    return None


def file_report(facts: Facts) -> Filing:
    """What the session files: relevant answers, given or derived; skipped ones are left out."""
    answers = [
        (compiled, response)
        for compiled in facts.layout.questions
        if _is_filed(compiled) and (response := facts.response(compiled)) is not None
    ]
    filled = {each.question.fills: (each, _filled(each, response)) for each, response in answers if each.question.fills}
    return Filing(
        kind=facts.revision.flow.files,
        flow=facts.revision.flow.key,
        revision=facts.revision.id,
        language=facts.session.language,
        content=_content(facts, answers),
        core={field: value for field, (each, value) in filled.items() if _is_coded(each)},
        told={field: value for field, (each, value) in filled.items() if value and not _is_coded(each)},
        figures=tuple(
            _figure(each, response)
            for each, response in answers
            if each.question.figure and each.type in NUMBER_TYPES
        ),
        attachments=tuple(
            (each.name, attachment)
            for each, response in answers
            if each.type in ATTACHED_TYPES or spoken(each, response.value)
            for attachment in response.value
        )
        + tuple((each.name, attachment) for each, response in answers for attachment in response.evidence),
        pictures_lack=pictures_lack(
            {each.name: response.words for each, response in answers if each.type in PICTURES and response.value},
            {each.name: response.value for each, response in answers},
        ),
    )


def _is_filed(compiled: Compiled) -> bool:
    return compiled.question.kept and compiled.type not in _NEVER_FILED


def _content(facts: Facts, answers: list[tuple[Compiled, Response]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    holders: dict[Inside, dict[str, Any]] = {(): content}
    _add_instances(facts, None, (), holders)
    for compiled, response in answers:
        if compiled.inside in holders:  # or its repeat hangs on itself, and does not apply seen from there
            holders[compiled.inside][compiled.question.name] = response.to_json()
    return content


def _add_instances(facts: Facts, outer: str | None, inside: Inside, holders: dict[Inside, dict[str, Any]]) -> None:
    """An empty place for each instance of the repeats inside some that apply, however many of it are answered."""
    for repeat in facts.revision.inner.get(outer, ()):
        if not facts.applies(repeat, inside):
            continue
        found = holders[inside][repeat.name] = list[dict[str, Any]]()
        for instance in range(1, facts.layout.counts[f"{prefix(inside)}{repeat.name}"] + 1):
            found.append({})
            within = (*inside, (repeat.name, instance))
            holders[within] = found[-1]
            _add_instances(facts, repeat.name, within, holders)


def _filled(compiled: Compiled, response: Response) -> Any:
    """What fills a core field: of a moment the day, of a place its name, nothing of a voice message."""
    if compiled.type is QuestionType.DATETIME:
        return day_of(response.value).isoformat()
    if compiled.type is QuestionType.GEOPOINT:
        return place_name(response)
    return None if spoken(compiled, response.value) else response.value


def _is_coded(compiled: Compiled) -> bool:
    """Whether an answer may stand outside the encrypted content, for filters to find; a sensitive one may not."""
    return compiled.type in _CODED_TYPES and not compiled.question.sensitive


def _figure(compiled: Compiled, response: Response) -> FigureRecord:
    question = compiled.question
    return FigureRecord(
        key=question.figure or "",
        value=response.value if isinstance(response.value, int) else Decimal(response.value),
        qualifier=response.qualifier or "exactly",
        basis=question.basis or "",
        measure=question.measure or "",
        question=compiled.name,
    )
