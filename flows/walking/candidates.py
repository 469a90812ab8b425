"""Answers that may be valid: likely ones, and those that suggest themselves from what the constraint compares with."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, pairwise
from math import isfinite
from random import Random

from flows.compiled import Compiled
from flows.definition import QuestionType
from flows.expressions import Element, EvaluationError, Scope
from flows.expressions.inside import parts, text_of
from flows.expressions.moments import at_days, read
from flows.expressions.parser import parse
from flows.expressions.syntax import Call, Literal, Path, Syntax
from flows.facts import Facts
from flows.values import coerce
from flows.walking.patterns import matching

_WORDS = ("A vigil", "Amina", "37", "2014", "x", "abc", "no", "amina@example.org", "+4915112345678", "0151 2345678",
          "AB-123", "Alexanderplatz, Berlin", "https://example.org", "A longer text, in which somebody tells what was",
          "12345", "1234567890", "ABCDEF", "Ω", "2014-10-21")  # fmt: skip
_NUMBERS = (1, 2, 3, 5, 12, 42, 137, 0, 18, 30, 65, 1000, -1, 37181, 9999999, 50, 7)
_DAYS = (0, -1, -7, -30, -200, -400, -9000, -20000, 1, 7, 30, 400, 3650)
_TIMES = ("18:30", "12:00", "08:15", "23:45", "00:10", "06:00")
_PLACES = ("Berlin", "Rue de la Loi 16, Bruxelles", "52.520008 13.404954 0 5", "0 0 0 0")
_LENGTHS = 400  # characters of a text made for its length, at most
_DRAWN = 12  # texts for each pattern
_SPAN_MAX = 500


def candidates(compiled: Compiled, facts: Facts, chance: Random) -> Iterator[str]:
    """What might be typed, the likely first, in an order drawn by chance; without what is no choice of a list."""
    maker = _MAKERS.get(compiled.type, _texts)
    seen = list(dict.fromkeys(maker(compiled, facts, chance)))
    likely, rest = seen[:4], seen[4:]
    chance.shuffle(likely)
    chance.shuffle(rest)
    yield from likely
    yield from rest


def fitting(compiled: Compiled, facts: Facts, chance: Random, without: Container[str] = ()) -> str | None:
    """The first of them that the question takes, if one is found; none of `without`."""
    for text in candidates(compiled, facts, chance):
        value = coerce(compiled, text, facts)
        if value is not None and text not in without and facts.satisfies(compiled, value):
            return text
    return None


def anchors(compiled: Compiled, facts: Facts) -> list[str]:
    """What the constraint compares with: the value of each part of it that does not hang on the answer itself."""
    if compiled.constraint is None:
        return []
    context = facts.context
    scope = Scope(
        Element(compiled.question.name),
        lambda name: facts.nodes(name, compiled.inside),
        context.now,
        context.zone,
        seed=facts.session.started_at,
    )
    found = []
    for part in parts(parse(compiled.constraint.text)):
        if not any(isinstance(inner, Path) for inner in parts(part)):
            try:
                found.append(text_of(part)(scope))
            except EvaluationError:
                continue
    return [each for each in dict.fromkeys(found) if each]


def _numbers(compiled: Compiled, facts: Facts, chance: Random) -> Iterator[str]:
    whole = compiled.type is not QuestionType.DECIMAL
    if compiled.span is not None:
        yield from (str(value) for value in compiled.span.values()[:_SPAN_MAX])
        return
    yield str(chance.randint(1, 99)) if whole else f"{chance.randint(1, 999) / 10}"
    near = sorted(number for each in anchors(compiled, facts) if isfinite(number := _number(each)))
    between = [(low + high) / 2 for low, high in pairwise(near)]
    beside = [number + by for number in near for by in (0, 1, -1, 2, 0.5, -0.5, 0.1, -0.1)]
    for number in chain(_NUMBERS[:3], between, beside, _NUMBERS, (number * 10 for number in near)):
        yield str(round(number)) if whole or number == round(number) else f"{number:.6f}".rstrip("0")


def _days(compiled: Compiled, facts: Facts, _chance: Random) -> Iterator[str]:
    today, zone = facts.context.today, facts.context.zone
    near = []
    for each in anchors(compiled, facts):
        found = read(each, zone) or (at_days(number, zone) if isfinite(number := _number(each)) else None)
        if found is not None:
            near.append(found.date())
    near.sort()
    between = [low + (high - low) // 2 for low, high in pairwise(near)]
    beside = [day for each in near for by in (0, 1, -1, 31, -31) if (day := _moved(each, by)) is not None]
    for day in chain((today + timedelta(days=by) for by in _DAYS[:3]), between, beside):
        yield day.isoformat()
    yield from ((today + timedelta(days=by)).isoformat() for by in _DAYS)


def _moments(compiled: Compiled, facts: Facts, chance: Random) -> Iterator[str]:
    for place, day in enumerate(_days(compiled, facts, chance)):
        yield f"{day} {_TIMES[place % len(_TIMES)]}"
    now = facts.context.now.astimezone(facts.context.zone)
    yield from (f"{now + timedelta(hours=by):%Y-%m-%d %H:%M}" for by in (0, -1, 1))


def _times(compiled: Compiled, facts: Facts, _chance: Random) -> Iterator[str]:
    yield from _TIMES[:3]
    minutes = []
    for each in anchors(compiled, facts):
        if 0 <= (number := _number(each)) <= 1:
            minutes.append(round(number * 1440))
        elif (clock := _clock(each)) is not None:
            minutes.append(clock.hour * 60 + clock.minute)
    for each_minute in chain(*((minute, minute + 1, minute - 1) for minute in minutes), range(0, 1440, 97)):
        yield f"{each_minute % 1440 // 60:02}:{each_minute % 60:02}"
    yield from _TIMES


def _texts(compiled: Compiled, facts: Facts, chance: Random) -> Iterator[str]:
    yield chance.choice(_WORDS[:2])
    if compiled.constraint is not None:
        for pattern in _patterns(parse(compiled.constraint.text)):
            yield from (text for _ in range(_DRAWN) if (text := matching(pattern, chance)))
    near = anchors(compiled, facts)
    for each in near:
        if 0 <= (number := _number(each)) <= _LENGTHS:
            lengths = {max(1, int(number) + by) for by in (0, 1, -1)}
            yield from (letter * length for length in sorted(lengths) for letter in ("a", "7", "Ab3"[:1]))
    yield from near
    yield from (f"{each}1" for each in near)
    yield from _numbers(compiled, facts, chance)
    yield from _WORDS


def _patterns(syntax: Syntax) -> Iterator[str]:
    for part in parts(syntax):
        if isinstance(part, Call) and part.name == "regex" and len(part.arguments) == 2:
            pattern = part.arguments[1]
            if isinstance(pattern, Literal) and isinstance(pattern.value, str):
                yield pattern.value


def _places(_compiled: Compiled, _facts: Facts, _chance: Random) -> Iterable[str]:
    return _PLACES


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if "T" not in text else datetime.fromisoformat(text).astimezone(UTC).timetz()
    except ValueError:
        return None


def _moved(day: date, by: int) -> date | None:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return None


_MAKERS: dict[QuestionType, Callable[[Compiled, Facts, Random], Iterable[str]]] = {
    QuestionType.INTEGER: _numbers,
    QuestionType.DECIMAL: _numbers,
    QuestionType.RANGE: _numbers,
    QuestionType.DATE: _days,
    QuestionType.TIME: _times,
    QuestionType.DATETIME: _moments,
    QuestionType.GEOPOINT: _places,
}
