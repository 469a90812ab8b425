"""Raw input to a typed answer, a small question back, or a refusal: one function per type of question. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flows.definition import NUMBER_TYPES, QuestionType
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.limits import INTEGER_MAX, ROUND_FROM, TEXT_MAX, WORDS_MAX
from flows.revision import Compiled
from flows.session import Check, CheckKind
from flows.wording import worded
from texts.cleaning import clean
from texts.date_reading import read_date
from texts.matching import match
from texts.number_reading import read_number
from texts.numbers import QUALIFIERS, Qualifier

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Taken:
    """A typed answer. `sure`: the person has confirmed what seemed odd about it."""

    value: Any
    qualifier: Qualifier | None = None
    words: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not taken."""

    code: RejectionCode
    params: Mapping[str, Any] = field(default_factory=dict)


Outcome = Taken | Check | Refusal


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
    value = taken.value
    if compiled.type in NUMBER_TYPES and compiled.question.figure and not compiled.constraint and Decimal(value) < 0:
        return Refusal(RejectionCode.NEGATIVE)
    if not facts.satisfies(compiled, value):
        return Refusal(RejectionCode.CONSTRAINT, {"message": worded(facts, compiled.question.constraint_message)})
    if compiled.question.figure and taken.qualifier is None:
        if _looks_rounded(value):
            return Check(CheckKind.QUALIFIER, QUALIFIERS, value, words=taken.words)
        return Taken(value, "exactly", taken.words)
    if compiled.question.fills == "occurred_on" and not taken.sure and value > facts.context.today.isoformat():
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


def _day(_compiled: Compiled, text: str, facts: Facts) -> Outcome:
    context = facts.context
    found = read_date(text, facts.session.language, context.today)
    if found is None:
        return Refusal(RejectionCode.NOT_A_DATE)
    if found.alternatives:
        days: tuple[date, ...] = found.alternatives
        return Check(CheckKind.DATE, tuple(dict.fromkeys(day.isoformat() for day in days)))
    return Taken(found.date.isoformat())


def _choice(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    found = match(text, facts.typed_choices(compiled))
    if found.best is not None:
        return Taken(found.best)
    if found.several:
        return Check(CheckKind.CHOICE, tuple(found.several))
    return Refusal(RejectionCode.NO_SUCH_CHOICE)


def _attachment_wanted(compiled: Compiled, _text: str, _facts: Facts) -> Outcome:
    wanted = RejectionCode.PICTURE_WANTED if compiled.type is QuestionType.IMAGE else RejectionCode.FILE_WANTED
    return Refusal(wanted, {"kind": "text"})


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
    QuestionType.IMAGE: _attachment_wanted,
    QuestionType.FILE: _attachment_wanted,
}
