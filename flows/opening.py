"""Opening without a command: what of a photo or of words sent out of any session fits which question of a flow. Pure.

Read off is only what is sure: a number for the first figure that is asked and accepts it, the one day that is named, a
target named in full. If the words say more than that they are the story, whole: with holes they would be nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.answers import Refusal, Taken, examine, read
from flows.context import Context
from flows.definition import NUMBER_TYPES, QuestionType
from flows.effects import Accepted, AlbumGrown
from flows.engine import Advance, advance, start
from flows.facts import Facts
from flows.inputs import Attached, Text
from flows.limits import FILES_MAX, TEXT_MAX
from flows.revision import Compiled, Revision
from flows.session import CheckKind, Response, Session
from texts.cleaning import clean
from texts.date_reading import blank_dates, day_within
from texts.folding import folded_words
from texts.leftover import says_more
from texts.matching import named_in


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A picture or file of an offer; `kind`, `group` and `caption` as in `flows.inputs.Attached`."""

    attachment: str
    kind: str
    group: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody sent before any flow was chosen, in order; no more of it than one answer may hold."""

    texts: tuple[str, ...] = ()
    files: tuple[OfferedFile, ...] = ()

    @property
    def words(self) -> str:
        """All that was written."""
        return "\n".join(self.texts)

    def with_text(self, text: str) -> "Offer | None":
        """The offer with these words too; None if it is full."""
        grown = replace(self, texts=(*self.texts, clean(text[: 2 * TEXT_MAX]).strip()))
        return grown if len(grown.words) <= TEXT_MAX else None

    def with_file(self, file: OfferedFile) -> "Offer | None":
        """The offer with this file too; None if it is full."""
        return replace(self, files=(*self.files, file)) if len(self.files) < FILES_MAX else None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        files = [[each.attachment, each.kind, each.group, each.caption] for each in self.files]
        return {"texts": list(self.texts), "files": files}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Offer":
        """The inverse of `to_json`."""
        return cls(tuple(data["texts"]), tuple(OfferedFile(*each) for each in data["files"]))


@dataclass(frozen=True, slots=True)
class Opened:
    """A session begun with an offer. `filled`: the questions it answers; `placed`: the question of each attachment;
    `homeless`: attachments that no question takes; `untold`: the words have no place in this flow.
    """

    session: Session
    filled: tuple[str, ...]
    placed: Mapping[str, str]
    homeless: tuple[str, ...]
    untold: bool


def open_with(revision: Revision, offer: Offer, context: Context) -> Opened:
    """Begin a session with all of an offer that has a place in the flow. What the context knows, as of an event, is
    surer than words: those that say otherwise are a story.
    """
    text = offer.words
    facts = Facts(revision, start(revision, context).session, context)  # what is known may say which figure is asked
    read_off = _read_off(facts, text)
    known = dict(read_off.known)
    more = _says_more(revision, text, read_off, context)
    story = _story(facts, text) if more else None
    if story is not None:
        known[story.name] = Response(text, context.now.isoformat())
    session = start(revision, context, known={**context.known, **known}).session
    placed: dict[str, str] = {}
    for file in offer.files:
        advanced = advance(revision, session, Attached(file.kind, file.attachment, file.group, file.caption), context)
        session = advanced.session
        if question := _taker(advanced):
            placed[file.attachment] = question
    filled = {*known, *placed.values()} & session.responses.keys()
    return Opened(
        session=_asking_back(revision, session, text, context),
        filled=tuple(each.name for each in revision.answerable if each.name in filled),
        placed=placed,
        homeless=tuple(file.attachment for file in offer.files if file.attachment not in placed),
        untold=more and story is None,
    )


@dataclass(frozen=True, slots=True)
class _ReadOff:
    """The answers that the words give for sure, the folded words that gave them, the questions of number and day."""

    known: Mapping[str, Response]
    taken: frozenset[str]
    number: str | None
    day: str | None


def _read_off(facts: Facts, text: str) -> _ReadOff:
    at = facts.context.now.isoformat()
    number, day, target = _number(facts, text), _day(facts, text), _target(facts, text)
    day = day if day and _fits(facts, *day) else None
    target = target if target and _fits(facts, *target[:2]) else None
    known: dict[str, Response] = {}
    taken: set[str] = set()
    if number is not None:
        outcome = number[1]
        taken |= set(folded_words(outcome.words or "")[:1])
        if outcome.qualifier is not None:
            known[number[0].name] = Response(outcome.value, at, outcome.qualifier, outcome.words)
    if day is not None:
        known[day[0].name] = Response(day[1], at)
    if target is not None:
        known[target[0].name] = Response(target[1], at)
        taken |= set(target[2])
    return _ReadOff(known, frozenset(taken), number[0].name if number else None, day[0].name if day else None)


def _fits(facts: Facts, compiled: Compiled, value: str) -> bool:
    """Whether the answer is not known yet, or said once more."""
    known = facts.session.responses.get(compiled.name)
    return known is None or known.value == value


def _says_more(revision: Revision, text: str, read_off: _ReadOff, context: Context) -> bool:
    """Whether the words say more than the answers they gave, or will give when their first question is asked."""
    first = start(revision, context, known={**context.known, **read_off.known}).session.question
    number = read_off.number is not None and (read_off.number in read_off.known or read_off.number == first)
    return says_more(text, read_off.taken, number=number, day=read_off.day is not None)


def _number(facts: Facts, text: str) -> tuple[Compiled, Taken] | None:
    """The figure that the text's one number is, and the number; without a qualifier it has still to be asked for one.

    The first figure that is asked and takes it, those first whose wording names what was counted.
    """
    found: list[tuple[Compiled, Taken]] = []
    plain = _without_dates(text)
    for compiled in facts.revision.always:
        if not compiled.question.figure or compiled.type not in NUMBER_TYPES or not facts.relevant(compiled):
            continue
        outcome = read(compiled, plain, facts)
        settled = examine(compiled, outcome, facts) if isinstance(outcome, Taken) else outcome
        if isinstance(outcome, Taken) and not isinstance(settled, Refusal):
            found.append((compiled, settled if isinstance(settled, Taken) else outcome))
    return min(found, key=lambda each: not _names(each[0], each[1].words), default=None)


def _without_dates(text: str) -> str:
    return " ".join(blank_dates(text).split())


def _names(compiled: Compiled, words: str | None) -> bool:
    counted = folded_words(words or "")[:1]
    wordings = (*compiled.question.label.values(), *compiled.question.line.values())
    return bool(counted) and any(counted[0] in folded_words(wording) for wording in wordings)


def _day(facts: Facts, text: str) -> tuple[Compiled, str] | None:
    compiled = _filling(facts, "occurred_on", QuestionType.DATE)
    if compiled is None:
        return None
    day = day_within(text, facts.session.language, facts.context.today, facts.context.country)
    outcome = examine(compiled, Taken(day.isoformat()), facts) if day else None
    return (compiled, outcome.value) if isinstance(outcome, Taken) else None


def _target(facts: Facts, text: str) -> tuple[Compiled, str, tuple[str, ...]] | None:
    compiled = _filling(facts, "target", QuestionType.SELECT_ONE)
    named = named_in(text, facts.typed_choices(compiled)) if compiled is not None and text else None
    return (compiled, *named) if compiled is not None and named is not None else None


def _story(facts: Facts, text: str) -> Compiled | None:
    compiled = _filling(facts, "story", QuestionType.TEXT)
    return compiled if compiled is not None and facts.satisfies(compiled, text) else None


def _filling(facts: Facts, field: str, kind: QuestionType) -> Compiled | None:
    """The first question that fills a core field now."""
    return next(
        (
            each
            for each in facts.revision.answerable
            if each.question.fills == field and each.type is kind and facts.relevant(each)
        ),
        None,
    )


def _taker(advanced: Advance) -> str | None:
    """The question that took an attachment."""
    return next((each.question for each in advanced.effects if isinstance(each, Accepted | AlbumGrown)), None)


def _asking_back(revision: Revision, session: Session, text: str, context: Context) -> Session:
    """The session, asking how exact the number is where that is all it still has to ask of its first question."""
    number = _number(Facts(revision, session, context), text)
    if number is None or number[0].name != session.question or number[0].name in session.responses:
        return session
    asked = advance(revision, session, Text(_without_dates(text)), context).session
    check = asked.asking.check
    return asked if check is not None and check.kind is CheckKind.QUALIFIER else session
