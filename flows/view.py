"""What stands before the person now, as data for one card. Drawing it is the bot's work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.context import Context
from flows.definition import QuestionType
from flows.echo import MASKED
from flows.facts import Facts
from flows.illustrations import Illustration, has_numbers, illustrations
from flows.inputs import Verb
from flows.lines import Line, instance_called, instance_lines, line, review_lines, which_instance
from flows.options import Calendar, Option, calendar, finishing, question_options
from flows.review import previous_answered
from flows.revision import Compiled, Revision
from flows.session import CheckKind, Session, State
from flows.turns import suggestion
from flows.wording import check_labels, check_question, worded
from texts.emphasis import after

_NEAR = 8
"""Questions after the one that stands, of which a long flow looks whether they apply; a short one looks at all."""
_SHORT = 40


@dataclass(frozen=True, slots=True)
class View:
    """One card's content. `number` and `to_come`: "Question 3, about 4 to come". `options`: the buttons of this page,
    in order; `calendar`: its buttons come below them. `lines`: the review card's, or none.
    `shown`: pictures and the like that stand with the words."""

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
    shown: tuple[Illustration, ...] = ()
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
    notes = _notes(facts, compiled)
    shown = illustrations(facts, notes, compiled, asking.page)
    options = question_options(compiled, asking, kept, facts)
    return replace(
        card,
        label=_asked(facts, compiled),
        hint=_hint(facts, compiled),
        notes=_told(facts, notes),
        shown=shown,
        options=(*(_numbered(options) if has_numbers(shown) else options), *finishing(compiled, asking, facts)),
        calendar=calendar(compiled, asking, facts),
        page=asking.page,
        pages=facts.pages(compiled),
        can_skip=not facts.must_answer(compiled),
        returning=asking.returning,
        can_go_back=asking.returning or previous_answered(facts, compiled) is not None,
    )


def _asked(facts: Facts, compiled: Compiled) -> str:
    label = worded(facts, compiled.question.label, compiled)
    if compiled.type is QuestionType.REPEAT:
        label = facts.context.voice("Add another: {what}?", what=label)
    # Of several instances it is said which one is asked about.
    which = which_instance(facts, compiled.inside)
    return after(f"{which}: ", label) if which else label


def _hint(facts: Facts, compiled: Compiled) -> str:
    voice = facts.context.voice
    if facts.session.asking.exact:
        return voice("Tap the paperclip, then Location, and send it. Or write the name of the place.")
    return worded(facts, compiled.question.hint, compiled)


def _review(facts: Facts, title: str) -> View:
    notes = _notes(facts, None)
    return View(
        "review",
        title,
        last=_last(facts),
        notes=_told(facts, notes),
        shown=illustrations(facts, notes, None),
        lines=review_lines(facts),
        can_go_back=previous_answered(facts, None) is not None,
    )


def _instance(facts: Facts, title: str, handle: Compiled) -> View:
    """One instance of a repeat, opened from the review card."""
    assert handle.repeat is not None
    inside = (*handle.inside, (handle.repeat.name, handle.instance))
    called = which_instance(facts, inside) or instance_called(facts, inside)
    if facts.session.asking.removing:
        return _removal(facts, title, handle, called)
    remove = Option(Verb.REMOVE, handle.position, facts.context.voice.button("Remove this one"))
    return View(
        "instance",
        title,
        question=handle.name,
        label=called,
        options=(remove,) if handle.repeat.count is None else (),
        lines=instance_lines(facts, inside),
        can_go_back=True,
    )


def _removal(facts: Facts, title: str, handle: Compiled, called: str) -> View:
    """Whether an instance shall be taken out."""
    voice = facts.context.voice
    return View(
        "check",
        title,
        question=handle.name,
        label=voice("Remove {what}?", what=called),
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
    """The number of the question among those asked so far, and about how many are still to come. Of those far off it is
    not looked whether each applies: as many as among the near ones."""
    layout, answered = facts.layout, facts.responses.keys()
    at, names = layout.place(current.position), layout.always_names
    end = at + 1 + (_NEAR if len(names) > _SHORT else _SHORT)
    open_near = to_come = 0
    for compiled in layout.always[at + 1 : end]:
        if compiled.name not in answered:
            open_near += 1
            to_come += facts.relevant(compiled) and facts.asks(compiled)
    if end < len(names):
        to_come += round(_open(facts, names[end:]) * to_come / max(open_near, 1))
    return facts.told_before(current) + 1, to_come


def _open(facts: Facts, names: Sequence[str]) -> int:
    """How many of the questions that come last have no answer: as a rule none has."""
    if len(facts.responses) == facts.told_so_far() + len(facts.settled.lapsed):
        return len(names)
    return len(names) - sum(map(facts.responses.keys().__contains__, names))


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


def _numbered(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The choices with the numbers they have in the picture above them."""
    choices = [each for each in options if each.verb in (Verb.CHOOSE, Verb.TOGGLE)]
    others = [each for each in options if each not in choices]
    numbered = (replace(each, label=f"{number} · {each.label}") for number, each in enumerate(choices, 1))
    return (*numbered, *others)


def _told(facts: Facts, notes: Iterable[Compiled]) -> tuple[str, ...]:
    return tuple(worded(facts, each.question.label, each) for each in notes)


def _notes(facts: Facts, current: Compiled | None) -> list[Compiled]:
    """The notes that stand above a question asked by itself (None: the review card): those that apply, between it and
    the one asked before it."""
    layout = facts.layout
    if not layout.notes or (current is not None and not facts.asks(current)):
        return []
    end = layout.spoken_before(current.position) if current else len(layout.spoken)
    notes: list[Compiled] = []
    for place in range(end - 1, -1, -1):
        passed = layout.spoken[place]
        if not facts.relevant(passed):
            continue
        if passed.type is QuestionType.NOTE:
            notes.append(passed)
        elif facts.asks(passed):
            break
    return notes[::-1]
