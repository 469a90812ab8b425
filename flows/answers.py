"""Raw input to a typed answer, a small question back, or a refusal: one function per type of question. Pure."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import cast

from flows.clocks import at_what_hour, read_clock, read_moment
from flows.definition import ATTACHED_TYPES, NUMBER_TYPES, QuestionType
from flows.echo import typed_choices
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.grains import Grain, days_read, grain_of
from flows.limits import INTEGER_MAX, ROUND_FROM, TEXT_MAX, WORDS_MAX
from flows.outcomes import Outcome, Refusal, Taken
from flows.own_choices import own_choices
from flows.ranking import read_order
from flows.revision import Compiled
from flows.session import Check, CheckKind
from flows.values import day_of, is_point, local_moment
from flows.wording import worded
from texts.cleaning import clean
from texts.matching import match
from texts.number_reading import read_number
from texts.numbers import QUALIFIERS, Qualifier

YES, NO = "yes", "no"
_NOT_A = {
    Grain.DAY: RejectionCode.NOT_A_DATE,
    Grain.MONTH: RejectionCode.NOT_A_MONTH,
    Grain.YEAR: RejectionCode.NOT_A_YEAR,
}
WANTED = {
    QuestionType.TEXT: RejectionCode.TEXT_WANTED,
    QuestionType.INTEGER: RejectionCode.NUMBER_WANTED,
    QuestionType.DECIMAL: RejectionCode.NUMBER_WANTED,
    QuestionType.RANGE: RejectionCode.NUMBER_WANTED,
    QuestionType.DATE: RejectionCode.DATE_WANTED,
    QuestionType.TIME: RejectionCode.TIME_WANTED,
    QuestionType.DATETIME: RejectionCode.DATE_WANTED,
    QuestionType.GEOPOINT: RejectionCode.PLACE_WANTED,
    QuestionType.ACKNOWLEDGE: RejectionCode.CHOICE_WANTED,
    QuestionType.REPEAT: RejectionCode.CHOICE_WANTED,
    QuestionType.SELECT_ONE: RejectionCode.CHOICE_WANTED,
    QuestionType.SELECT_MULTIPLE: RejectionCode.CHOICE_WANTED,
    QuestionType.RANK: RejectionCode.CHOICE_WANTED,
    QuestionType.BARCODE: RejectionCode.CODE_WANTED,
    QuestionType.IMAGE: RejectionCode.PICTURE_WANTED,
    QuestionType.AUDIO: RejectionCode.AUDIO_WANTED,
    QuestionType.VIDEO: RejectionCode.VIDEO_WANTED,
    QuestionType.FILE: RejectionCode.FILE_WANTED,
}
"""What is said where something of another kind came."""


def read(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    """A typed message as an answer to the question; not yet held against its constraint (see `examine`)."""
    # Far longer than an answer may be, cleaning too would be work for nothing.
    text = clean(text[: 2 * TEXT_MAX]).strip()
    if not text:
        return Refusal(RejectionCode.EMPTY)
    if len(text) > TEXT_MAX:
        return Refusal(RejectionCode.TOO_LONG, {"limit": TEXT_MAX})
    return _READERS[compiled.type](compiled, text, facts)


def examine(compiled: Compiled, taken: Taken, facts: Facts) -> Outcome:
    """An answer of the right type against the question's rules: sign, constraint, how exact, not yet happened."""
    if compiled.type is QuestionType.DATETIME:
        if "T" not in taken.value:
            return at_what_hour(taken.value)
        taken = replace(taken, value=local_moment(datetime.fromisoformat(taken.value), facts.context.zone))
    value = taken.value
    if compiled.span and not compiled.span.holds(Decimal(value)):
        return Refusal(RejectionCode.OUT_OF_RANGE, asdict(compiled.span))
    if compiled.type in NUMBER_TYPES and compiled.question.figure and not compiled.constraint and Decimal(value) < 0:
        return Refusal(RejectionCode.NEGATIVE)
    if not facts.satisfies(compiled, value):
        message = worded(facts, compiled.question.constraint_message, compiled)
        return Refusal(RejectionCode.CONSTRAINT, {"message": message})
    if compiled.question.figure and taken.qualifier is None:
        if _looks_rounded(value):
            return Check(CheckKind.QUALIFIER, QUALIFIERS, value, words=taken.words)
        return Taken(value, "exactly", taken.words)
    if compiled.question.fills == "occurred_on" and not taken.sure and _is_to_come(value, facts):
        return Check(CheckKind.FUTURE, (YES, NO), value)
    return taken


def checked(check: Check, index: int) -> Taken | None:
    """The answer that an option of a check makes; None if the person thinks better of it."""
    option = check.options[index]
    match check.kind:
        case CheckKind.QUALIFIER:
            return Taken(check.value, cast(Qualifier, option), check.words)
        case CheckKind.NUMBER:
            return Taken(option, check.qualifier, check.words)
        case CheckKind.FUTURE:
            return Taken(check.value, sure=True) if option == YES else None
        case CheckKind.HOUR:
            return Taken(f"{check.value}T{option}")
        case _:
            return Taken(option)


def _text(_compiled: Compiled, text: str, _facts: Facts) -> Outcome:
    return Taken(text)


def _integer(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    language = facts.session.language
    number = read_number(text, language, decimal=False)
    if number is None:
        broken = read_number(text, language, decimal=True)
        return Refusal(RejectionCode.NOT_WHOLE if broken else RejectionCode.NOT_A_NUMBER)
    if number.too_big:
        return Refusal(RejectionCode.TOO_BIG, {"limit": INTEGER_MAX})
    if number.alternatives:
        return Refusal(RejectionCode.SEVERAL_NUMBERS)
    return Taken(int(number.value), number.qualifier, number.words[:WORDS_MAX] or None)


def _decimal(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    number = read_number(text, facts.session.language, decimal=True)
    if number is None:
        return Refusal(RejectionCode.NOT_A_NUMBER)
    if number.too_big:
        return Refusal(RejectionCode.TOO_BIG, {"limit": INTEGER_MAX})
    words = number.words[:WORDS_MAX] or None
    if number.alternatives:
        options = tuple(dict.fromkeys(_plain(each) for each in number.alternatives))
        return Check(CheckKind.NUMBER, options, qualifier=number.qualifier, words=words)
    return Taken(_plain(number.value), number.qualifier, words)


def _day(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    days = days_read(compiled.question, text, facts.session.language, facts.context.today)
    if not days:
        return Refusal(_NOT_A[grain_of(compiled.question)])
    if len(days) > 1:
        return Check(CheckKind.DATE, tuple(day.isoformat() for day in days))
    return Taken(days[0].isoformat())


def _choice(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    found = match(text, typed_choices(compiled, facts))
    if found.best is not None:
        return Taken(found.best)
    if found.several:
        return Check(CheckKind.CHOICE, tuple(found.several))
    return Refusal(RejectionCode.NO_SUCH_CHOICE)


def _ranged(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    return (_integer if compiled.span and compiled.span.whole else _decimal)(compiled, text, facts)


def _own_choice(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    choices = own_choices(compiled, facts)
    found = match(text, tuple((str(place), each.label, str(each.value)) for place, each in enumerate(choices)))
    return Refusal(RejectionCode.NO_SUCH_CHOICE) if found.best is None else Taken(choices[int(found.best)].value)


def _place(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    return Refusal(RejectionCode.POINT_UNSAFE) if facts.context.at_risk and is_point(text) else Taken(text)


def _attachment_wanted(compiled: Compiled, _text: str, _facts: Facts) -> Outcome:
    return Refusal(WANTED[compiled.type], {"kind": "text"})


def _is_to_come(value: str, facts: Facts) -> bool:
    return day_of(value) > facts.context.today


def _looks_rounded(value: int | str) -> bool:
    number = Decimal(value)
    return number >= ROUND_FROM and number % 100 == 0


def _plain(number: int | Decimal) -> str:
    """Digits and a point, no exponent: 1E+2 is written 100."""
    return f"{Decimal(number):f}"


_READERS: dict[QuestionType, Callable[[Compiled, str, Facts], Outcome]] = {
    QuestionType.TEXT: _text,
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _day,
    QuestionType.SELECT_ONE: _choice,
    QuestionType.SELECT_MULTIPLE: _choice,
    QuestionType.RANK: read_order,
    QuestionType.BARCODE: _text,
    QuestionType.RANGE: _ranged,
    QuestionType.TIME: read_clock,
    QuestionType.DATETIME: read_moment,
    QuestionType.GEOPOINT: _place,
    QuestionType.ACKNOWLEDGE: _own_choice,
    QuestionType.REPEAT: _own_choice,
    **dict.fromkeys(ATTACHED_TYPES, _attachment_wanted),
}
