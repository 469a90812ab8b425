"""Answers in words, in the person's language."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from flows.definition import QuestionType
from flows.facts import Facts
from flows.grains import grain_of, told
from flows.repeats import ANOTHER
from flows.revision import Compiled
from flows.session import Response
from flows.values import is_point, place_name, spoken
from texts.bidi import isolate
from texts.dates import datetime_words, time_words
from texts.emphasis import filled
from texts.numbers import number, qualified

EMPTY = "–"
MASKED = "•••"
#: What somebody wrote themselves: not for others to read.
FREE = (QuestionType.TEXT, QuestionType.BARCODE, QuestionType.GEOPOINT)
_TEXT_SHOWN = 120
_WITHIN_MAX = 3  # labels told inside one another

Telling = tuple[str, ...]
"""The questions whose choices' labels are being told: none is told inside itself."""


def echo(compiled: Compiled, response: Response | None, facts: Facts, telling: Telling = ()) -> str:
    """The answer in words: "almost 200,000", "Tue 21 Oct 2014", labels, "3 pictures"; '–' if there is none."""
    if response is None or response.skipped or response.value is None:
        return EMPTY
    if compiled.question.sensitive or (facts.context.at_risk and compiled.type in FREE):
        return MASKED
    value, voice = response.value, facts.context.voice
    match compiled.type:
        case QuestionType.INTEGER | QuestionType.DECIMAL | QuestionType.RANGE:
            amount = Decimal(value) if isinstance(value, str) else value
            return qualified(amount, response.qualifier, voice) if response.qualifier else number(amount, voice)
        case QuestionType.SELECT_ONE:
            return choice_words(compiled, value, facts, telling)
        case QuestionType.RANK:
            labels = (choice_words(compiled, name, facts, telling) for name in value)
            return voice.listed(f"{number(place, voice)}. {label}" for place, label in enumerate(labels, 1))
        case QuestionType.SELECT_MULTIPLE:
            return voice.listed(choice_words(compiled, name, facts, telling) for name in value)
        case QuestionType.DATE:
            return told(date.fromisoformat(value), grain_of(compiled.question), voice, facts.context.today)
        case QuestionType.TIME:
            return time_words(time.fromisoformat(value), voice)
        case QuestionType.DATETIME:
            moment = datetime.fromisoformat(value).astimezone(facts.context.zone)
            return datetime_words(moment, voice, facts.context.today)
        case QuestionType.GEOPOINT if is_point(value):
            name = place_name(response)
            return voice("{place}, with the exact place", place=_short(name)) if name else voice("the exact place")
        case QuestionType.ACKNOWLEDGE:
            return voice.button("OK")
        case QuestionType.REPEAT:
            return voice.button("Add another") if value == ANOTHER else voice.button("No, go on")
        case QuestionType.AUDIO:
            return voice.plural("{n} recording", "{n} recordings", len(value))
        case QuestionType.VIDEO:
            return voice.plural("{n} video", "{n} videos", len(value))
        case QuestionType.IMAGE:
            return voice.plural("{n} picture", "{n} pictures", len(value))
        case QuestionType.FILE:
            return voice.plural("{n} file", "{n} files", len(value))
        case QuestionType.CALCULATE:
            return str(value)
        case _ if spoken(compiled, value):
            return voice.plural("{n} voice message", "{n} voice messages", len(value))
        case _:
            return _short(value)


def choice_words(compiled: Compiled, name: str, facts: Facts, telling: Telling = ()) -> str:
    """A choice's label in the person's language, answers put in where it names them."""
    label = facts.choice_label(compiled, name, facts.session.language)
    return str(with_answers(label, facts, compiled, (*telling, compiled.name))) if "${" in label else label


def typed_choices(compiled: Compiled, facts: Facts) -> Sequence[tuple[str, ...]]:
    """What a person may type for each choice offered: see `Facts.typed_choices`; labels too that hold answers."""
    known = facts.typed_choices(compiled)
    if compiled.choices is None or not any("${" in label for option in known for label in option):
        return known
    return [(*option, choice_words(compiled, option[0], facts)) for option in known]


def with_answers(text: str, facts: Facts, beside: Compiled | None, telling: Telling = ()) -> str:
    """A text of the flow, emphasised as it says, with answers put in where it names them: ${signatures}.

    `beside`: the question it belongs to; inside a repeat its own instance's answers are meant.
    """

    def answer(name: str) -> str:
        meant = () if len(telling) > _WITHIN_MAX else facts.meant(name, beside)
        words = (echo(each, facts.response(each), facts, telling) for each in meant if each.name not in telling)
        return isolate(", ".join(words) or EMPTY, facts.context.voice.direction)

    return filled(text, answer)


def _short(text: str) -> str:
    return text if len(text) <= _TEXT_SHOWN else text[: _TEXT_SHOWN - 1] + "…"
