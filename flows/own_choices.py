"""Choices that are ours, not the flow's: an acknowledgement, the few values of a range, hours, another or none."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.definition import QuestionType
from flows.facts import Facts
from flows.limits import PAGE_SIZE
from flows.repeats import ANOTHER, NO_MORE
from flows.revision import Compiled
from flows.values import ACKNOWLEDGED
from texts.dates import time_words
from texts.numbers import number
from texts.time_reading import hours_of_a_day

_MINUTES = 60
OWN_TYPES = frozenset({QuestionType.ACKNOWLEDGE, QuestionType.RANGE, QuestionType.TIME, QuestionType.REPEAT})


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """One choice: the number its button carries, the value it stands for, its label."""

    index: int
    value: Any
    label: str


def own_choices(compiled: Compiled, facts: Facts) -> tuple[OwnChoice, ...]:
    """The choices we offer for a question of this type, if any."""
    voice = facts.context.voice
    match compiled.type:
        case QuestionType.ACKNOWLEDGE:
            return (OwnChoice(0, ACKNOWLEDGED, voice.button("OK")),)
        case QuestionType.RANGE if compiled.span and compiled.span.count <= PAGE_SIZE:
            values = enumerate(compiled.span.values())
            return tuple(OwnChoice(index, value, number(Decimal(value), voice)) for index, value in values)
        case QuestionType.TIME:
            return tuple(
                OwnChoice(each.hour * _MINUTES + each.minute, f"{each:%H:%M}", time_words(each, voice))
                for each in hours_of_a_day()
            )
        case QuestionType.REPEAT:
            yes, no = voice.button("Add another"), voice.button("No, go on")
            return OwnChoice(1, ANOTHER, yes), OwnChoice(0, NO_MORE, no)
    return ()


def own_choice_at(compiled: Compiled, index: int, facts: Facts) -> Any:
    """The value a button's number stands for, None if it is not offered."""
    return next((each.value for each in own_choices(compiled, facts) if each.index == index), None)
