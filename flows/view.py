"""What stands before the person now, as data for one card. Drawing it is the bot's work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from flows.context import Context
from flows.definition import QuestionType
from flows.echo import EMPTY, echo
from flows.facts import Facts
from flows.inputs import Verb
from flows.options import Calendar, Option, calendar, finishing, question_options
from flows.review import previous_answered
from flows.revision import Compiled, Revision
from flows.session import CheckKind, Response, Session, State
from flows.turns import suggestion
from flows.wording import check_labels, check_question, worded


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in words. `index` is for Verb.LINE; `text` is '–' when empty, '•••' when sensitive."""

    question: str
    index: int
    label: str
    text: str
    empty: bool


@dataclass(frozen=True, slots=True)
class View:
    """One card's content. `number` and `to_come`: "Question 3, about 4 to come". `options`: the buttons of this page,
    in order; `calendar`: its buttons come below them. `lines`: the review card's, or none."""

    kind: Literal["question", "review", "check", "filed"]
    title: str
    number: int = 0
    to_come: int = 0
    last: Line | None = None
    question: str | None = None
    type: QuestionType | None = None
    label: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    calendar: Calendar | None = None
    page: int = 0
    pages: int = 1
    check: CheckKind | None = None
    lines: tuple[Line, ...] = ()
    can_skip: bool = False
    can_go_back: bool = False
    returning: bool = False


def view(revision: Revision, session: Session, context: Context) -> View:
    """The card for where the session stands."""
    facts = Facts(revision, session, context)
    title = revision.words(revision.flow.title, session.language)
    compiled = revision.by_name.get(session.question or "")
    if session.asking.offer is not None:
        return _offer(facts, title, revision.by_name[session.asking.offer])
    if session.state is State.FILED:
        return View("filed", title, lines=review_lines(facts))
    if compiled is None:
        return _review(facts, title)
    return _question(facts, title, compiled)


def review_lines(facts: Facts) -> tuple[Line, ...]:
    """Every question that applies, with its answer, given or derived."""
    return tuple(
        _line(facts, compiled, facts.response(compiled))
        for compiled in facts.revision.answerable
        if facts.relevant(compiled)
    )


def told_lines(revision: Revision, session: Session, context: Context, questions: Iterable[str]) -> tuple[Line, ...]:
    """The answers to these questions, in the flow's order."""
    wanted = set(questions)
    return tuple(line for line in review_lines(Facts(revision, session, context)) if line.question in wanted)


def filed_lines(
    revision: Revision, content: Mapping[str, Mapping[str, Any]], session: Session, context: Context
) -> tuple[Line, ...]:
    """The lines of a filed report (`Filing.content`), for showing it again."""
    responses = {name: Response.from_json(each) for name, each in content.items()}
    facts = Facts(revision, session, context, responses)
    return tuple(
        _line(facts, compiled, responses[compiled.name])
        for compiled in revision.answerable
        if compiled.name in responses
    )


def _question(facts: Facts, title: str, compiled: Compiled) -> View:
    session = facts.session
    asking, check = session.asking, session.asking.check
    number, to_come = _progress(facts, compiled)
    kept = suggestion(compiled, facts, session.responses, session.kept)
    card = View("question", title, number, to_come, _last(facts), compiled.name, compiled.type)
    if check is not None:
        labels = check_labels(check, compiled, facts)
        return replace(
            card,
            kind="check",
            label=check_question(check, compiled, facts),
            options=tuple(Option(Verb.CHECK, index, label) for index, label in enumerate(labels)),
            check=check.kind,
            can_go_back=True,
        )
    return replace(
        card,
        label=worded(facts, compiled.question.label),
        hint=_hint(facts, compiled),
        notes=_notes(facts, compiled.name),
        options=(*question_options(compiled, asking, kept, facts), *finishing(compiled, asking, facts)),
        calendar=calendar(asking, facts),
        page=asking.page,
        pages=facts.pages(compiled),
        can_skip=not facts.must_answer(compiled),
        returning=asking.returning,
        can_go_back=asking.returning or previous_answered(facts, compiled) is not None,
    )


def _hint(facts: Facts, compiled: Compiled) -> str:
    voice = facts.context.voice
    if facts.session.asking.exact:
        return voice("Tap the paperclip, then Location, and send it. Or write the name of the place.")
    return worded(facts, compiled.question.hint)


def _review(facts: Facts, title: str) -> View:
    return View(
        "review",
        title,
        last=_last(facts),
        notes=_notes(facts, ""),
        lines=review_lines(facts),
        can_go_back=previous_answered(facts, None) is not None,
    )


def _offer(facts: Facts, title: str, compiled: Compiled) -> View:
    voice = facts.context.voice
    return View(
        "check",
        title,
        question=compiled.name,
        type=compiled.type,
        last=_line(facts, compiled, facts.response(compiled)),
        label=voice("That question is answered. Change it?"),
        options=(
            Option(Verb.CHANGE, compiled.position, voice.button("Yes, change it")),
            Option(Verb.KEEP, 0, voice.button("No, leave it")),
        ),
    )


def _progress(facts: Facts, current: Compiled) -> tuple[int, int]:
    """The number of the question among those asked so far, and about how many are still to come."""
    before = to_come = 0
    for compiled in facts.revision.always:
        if compiled is current or not facts.relevant(compiled):
            continue
        if compiled.position < current.position:
            before += 1
        elif compiled.name not in facts.responses and facts.asks(compiled):
            to_come += 1
    return before + 1, to_come


def _last(facts: Facts) -> Line | None:
    """The answer accepted last, as far as the trail tells."""
    session = facts.session
    for passed in reversed(session.trail):
        compiled = facts.revision.by_name.get(passed.question)
        if compiled is not None and passed.question != session.question and passed.question in session.responses:
            return _line(facts, compiled, session.responses[passed.question])
    return None


def _line(facts: Facts, compiled: Compiled, response: Response | None) -> Line:
    text = echo(compiled, response, facts)
    label = worded(facts, compiled.question.line or compiled.question.label)
    return Line(compiled.name, compiled.position, label, text, text == EMPTY)


def _notes(facts: Facts, question: str) -> tuple[str, ...]:
    notes = facts.revision.notes_before.get(question, ())
    return tuple(worded(facts, note.question.label) for note in notes if facts.relevant(note))

