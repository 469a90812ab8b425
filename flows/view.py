"""What stands before the person now, as data for one card. Drawing it is the bot's work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from flows.compiled import Repeat
from flows.context import Context
from flows.definition import QuestionType
from flows.echo import MASKED
from flows.facts import Facts
from flows.inputs import Verb
from flows.lines import Line, instance_called, instance_lines, line, review_lines
from flows.options import Calendar, Option, calendar, finishing, question_options
from flows.review import previous_answered
from flows.revision import Compiled, Revision
from flows.session import CheckKind, Session, State
from flows.turns import suggestion
from flows.wording import check_labels, check_question, worded


@dataclass(frozen=True, slots=True)
class View:
    """One card's content. `number` and `to_come`: "Question 3, about 4 to come". `options`: the buttons of this page,
    in order; `calendar`: its buttons come below them. `lines`: the review card's, or none."""

    kind: Literal["question", "review", "instance", "check", "filed"]
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
    if session.asking.within is not None:
        return _instance(facts, title, revision.by_name[session.asking.within])
    if compiled is None:
        return _review(facts, title)
    return _question(facts, title, compiled)


def told_lines(revision: Revision, session: Session, context: Context, questions: Iterable[str]) -> tuple[Line, ...]:
    """The answers to these questions, in the flow's order."""
    wanted = set(questions)
    facts = Facts(revision, session, context)
    return tuple(_glance(facts, line) for line in review_lines(facts) if line.question in wanted)


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
        label=_asked(facts, compiled),
        hint=_hint(facts, compiled),
        notes=_notes(facts, compiled),
        options=(*question_options(compiled, asking, kept, facts), *finishing(compiled, asking, facts)),
        calendar=calendar(asking, facts),
        page=asking.page,
        pages=facts.pages(compiled),
        can_skip=not facts.must_answer(compiled),
        returning=asking.returning,
        can_go_back=asking.returning or previous_answered(facts, compiled) is not None,
    )


def _asked(facts: Facts, compiled: Compiled) -> str:
    label = worded(facts, compiled.question.label, compiled)
    if compiled.type is QuestionType.REPEAT:
        return facts.context.voice("Add another: {what}?", what=label)
    # Of several instances it is said which one is asked about.
    if compiled.instance > 1 and compiled.repeat is not None:
        return f"{instance_called(facts, compiled.repeat, compiled.instance)}: {label}"
    return label


def _hint(facts: Facts, compiled: Compiled) -> str:
    voice = facts.context.voice
    if facts.session.asking.exact:
        return voice("Tap the paperclip, then Location, and send it. Or write the name of the place.")
    return worded(facts, compiled.question.hint, compiled)


def _review(facts: Facts, title: str) -> View:
    return View(
        "review",
        title,
        last=_last(facts),
        notes=_notes(facts, None),
        lines=review_lines(facts),
        can_go_back=previous_answered(facts, None) is not None,
    )


def _instance(facts: Facts, title: str, handle: Compiled) -> View:
    """One instance of a repeat, opened from the review card."""
    assert handle.repeat is not None
    if facts.session.asking.removing:
        return _removal(facts, title, handle, handle.repeat)
    remove = Option(Verb.REMOVE, handle.position, facts.context.voice.button("Remove this one"))
    return View(
        "instance",
        title,
        question=handle.name,
        label=instance_called(facts, handle.repeat, handle.instance),
        options=(remove,) if handle.repeat.count is None else (),
        lines=instance_lines(facts, handle),
        can_go_back=True,
    )


def _removal(facts: Facts, title: str, handle: Compiled, repeat: Repeat) -> View:
    """Whether an instance shall be taken out."""
    voice = facts.context.voice
    return View(
        "check",
        title,
        question=handle.name,
        label=voice("Remove {what}?", what=instance_called(facts, repeat, handle.instance)),
        options=(
            Option(Verb.REMOVE_SURE, handle.position, voice.button("Yes, remove it")),
            Option(Verb.LINE, handle.position, voice.button("No, leave it")),
        ),
        can_go_back=True,
    )


def _offer(facts: Facts, title: str, compiled: Compiled) -> View:
    voice = facts.context.voice
    return View(
        "check",
        title,
        question=compiled.name,
        type=compiled.type,
        last=_glance(facts, line(facts, compiled, facts.response(compiled))),
        label=voice("That question is answered. Change it?"),
        options=(
            Option(Verb.CHANGE, compiled.position, voice.button("Yes, change it")),
            Option(Verb.KEEP, 0, voice.button("No, leave it")),
        ),
    )


def _progress(facts: Facts, current: Compiled) -> tuple[int, int]:
    """The number of the question among those asked so far, and about how many are still to come."""
    before = to_come = 0
    for compiled in facts.layout.always:
        answered = compiled.name in facts.responses
        if compiled is current or not facts.relevant(compiled) or not (answered or facts.asks(compiled)):
            continue
        if compiled.position < current.position:
            before += compiled.name not in facts.session.known
        elif not answered:
            to_come += 1
    return before + 1, to_come


def _last(facts: Facts) -> Line | None:
    """The answer accepted last, as far as the trail tells."""
    session = facts.session
    for passed in reversed(session.trail):
        compiled = facts.revision.by_name.get(passed.question)
        if compiled is not None and passed.question != session.question and passed.question in session.responses:
            return _glance(facts, line(facts, compiled, session.responses[passed.question]))
    return None


def _glance(facts: Facts, line: Line) -> Line:
    """The line as it stands on a card in passing: of people at risk only that there is an answer."""
    return replace(line, text=MASKED) if facts.context.at_risk and not line.empty else line


def _notes(facts: Facts, current: Compiled | None) -> tuple[str, ...]:
    """The notes that stand above a question asked by itself (None: the review card): those that apply, between it and
    the one asked before it."""
    notes = [each for each in facts.layout.notes if facts.relevant(each)]
    if not notes or (current is not None and not facts.asks(current)):
        return ()
    end = current.position if current else inf
    asked = (each.position for each in facts.layout.always if facts.asks(each) and facts.relevant(each))
    begin = max((position for position in asked if position < end), default=-1)
    return tuple(worded(facts, each.question.label, each) for each in notes if begin < each.position < end)

