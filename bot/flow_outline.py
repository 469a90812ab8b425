"""A flow at a glance, as data in somebody's language: what its picture shows, from top to bottom."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.compiled import ALWAYS, REVIEW
from flows.conditions import condition_words, named
from flows.definition import ASKED_TYPES, Flow, Group, Item, Question, QuestionType, Words
from texts.locale import N_, NATIVE_NAMES, Voice

NAMED = 6  # choices that are named; the others are counted
SHOWN_TYPES = ASKED_TYPES | {QuestionType.NOTE, QuestionType.RANK, QuestionType.BARCODE}

KINDS = {
    QuestionType.TEXT: N_("Words"),
    QuestionType.INTEGER: N_("Whole number"),
    QuestionType.DECIMAL: N_("Number"),
    QuestionType.SELECT_ONE: N_("One choice"),
    QuestionType.SELECT_MULTIPLE: N_("Several choices"),
    QuestionType.RANGE: N_("Number of a range"),
    QuestionType.DATE: N_("Day"),
    QuestionType.TIME: N_("Time"),
    QuestionType.DATETIME: N_("Day and time"),
    QuestionType.GEOPOINT: N_("Place"),
    QuestionType.ACKNOWLEDGE: N_("To be confirmed"),
    QuestionType.IMAGE: N_("Pictures"),
    QuestionType.AUDIO: N_("Sound"),
    QuestionType.VIDEO: N_("Video"),
    QuestionType.FILE: N_("File"),
    QuestionType.NOTE: N_("Note"),
    QuestionType.RANK: N_("Choices to be ranked"),
    QuestionType.BARCODE: N_("Barcode"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, or the head of a group or repeat. `depth`: how many of those it stands in. `number`: of a question
    that is asked; '' for others. `required`: True, or the condition in words, or False."""

    kind: str  # question | note | group | repeat
    title: str
    depth: int = 0
    number: str = ""
    detail: tuple[str, ...] = ()
    condition: str = ""
    required: bool | str = False
    faded: bool = False  # retired, or asked only when its line of the review card is tapped


@dataclass(frozen=True, slots=True)
class Outline:
    """`complete`: what part of its wordings each language has, in percent, with the language's own name."""

    title: str
    subtitle: str
    complete: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]
    legend: str
    direction: str


def outline(flow: Flow, voice: Voice, number: int | None = None) -> Outline:
    """The flow in the words of `voice`; `number`: of its revision, None for a draft."""
    teller = _Teller(flow, voice)
    entries = tuple(teller.entries(flow.items, 0))
    asked = sum(bool(each.number) for each in entries)
    state = voice("Draft") if number is None else voice("Revision {n}", n=number)
    return Outline(
        title=teller.words(flow.title) or flow.key,
        subtitle=voice.beside(state, voice.plural("{n} question", "{n} questions", asked)),
        complete=tuple((NATIVE_NAMES.get(each, each), share) for each, share in completeness(flow).items()),
        entries=entries,
        legend=voice("● must be answered · grey: asked only when tapped on the review card"),
        direction=voice.direction,
    )


def completeness(flow: Flow) -> dict[str, int]:
    """How many of the wordings that there are at all each language of the flow has, in whole percent, rounded down."""
    wordings = [each for each in wordings_of(flow) if any(each.values())]
    return {
        language: 100 * sum(bool(each.get(language)) for each in wordings) // max(1, len(wordings))
        for language in flow.languages
    }


def wordings_of(flow: Flow) -> Iterator[Words]:
    """Every wording of the flow, by language; of what is retired none."""
    yield flow.title
    yield from _wordings(flow.items)
    for listed in flow.choice_lists.values():
        yield from (choice.label for choice in listed if not choice.retired)


def _wordings(items: tuple[Item, ...]) -> Iterator[Words]:
    for item in items:
        if isinstance(item, Group):
            yield item.label
            yield from _wordings(item.items)
        elif not item.retired:
            yield from (item.label, item.hint, item.line, item.required_message, item.constraint_message, item.finish)


class _Teller:
    """Goes through the flow once, counting its questions."""

    def __init__(self, flow: Flow, voice: Voice) -> None:
        self._flow = flow
        self._voice = voice
        self._asked = 0

    def entries(self, items: tuple[Item, ...], depth: int) -> Iterator[Entry]:
        for item in items:
            if isinstance(item, Group):
                inside = tuple(self.entries(item.items, depth + 1))
                if inside:
                    yield self._group(item, depth)
                    yield from inside
            elif item.type in SHOWN_TYPES:
                yield self._question(item, depth)

    def _group(self, group: Group, depth: int) -> Entry:
        return Entry(
            kind=group.type,
            title=self.words(group.label) or group.name,
            depth=depth,
            detail=(self._repeated(group),) if group.type == "repeat" else (),
            condition=self._condition(group.relevant),
        )

    def _repeated(self, group: Group) -> str:
        voice = self._voice
        if group.repeat_count is None:
            return voice("Asked again for each")
        return voice("Asked {count} times", count=self._told(group.repeat_count))

    def _question(self, question: Question, depth: int) -> Entry:
        note = question.type is QuestionType.NOTE
        if not note and not question.retired:
            self._asked += 1
        required = question.required
        return Entry(
            kind="note" if note else "question",
            title=self.words(question.label) or question.name,
            depth=depth,
            number="" if note or question.retired else str(self._asked),
            detail=tuple(self._detail(question)),
            condition=self._condition(question.relevant),
            required=self._told(required) if isinstance(required, str) else required,
            faded=question.retired or question.ask == REVIEW,
        )

    def _detail(self, question: Question) -> Iterator[str]:
        voice = self._voice
        if question.retired:
            yield voice("No longer asked")
        if question.type is not QuestionType.NOTE:
            figure = voice("counted: {figure}", figure=question.figure) if question.figure else ""
            yield voice.beside(voice(KINDS[question.type]), figure, voice("sensitive") if question.sensitive else "")
        if choices := self._choices(question):
            yield choices
        if question.ask not in (ALWAYS, REVIEW):
            yield voice("Asked if {condition}, else only when tapped", condition=self._told(question.ask))

    def _choices(self, question: Question) -> str:
        offered = [each for each in self._flow.choice_lists.get(question.list_name or "", ()) if not each.retired]
        labels = [self.words(each.label) or each.name for each in offered]
        shown = " · ".join(labels[:NAMED])
        if len(labels) <= NAMED:
            return shown
        voice = self._voice
        return voice("{choices} and {n} more", choices=shown, n=len(labels) - NAMED)

    def _condition(self, relevant: str | None) -> str:
        voice = self._voice
        return voice("Only if {condition}", condition=self._told(relevant)) if relevant else ""

    def _told(self, condition: str) -> str:
        return condition_words(condition, self._flow, self._voice, self._voice.language)

    def words(self, words: Words) -> str:
        told = words.get(self._voice.language) or words.get(self._flow.default_language, "")
        return named(told, self._flow, self._voice.language) if "${" in told else told
