"""What an answer may be, as expressions see it: enough values to tell whether a condition on it can hold.

Comparing an answer with constants splits all its values into stretches between them: one value of each is enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise, permutations
from math import ceil, floor

from flows.checks.outline import Outline
from flows.definition import Question, QuestionType
from flows.expressions.moments import at_days, days_of, read
from flows.limits import INTEGER_MAX
from flows.ranges import span

_LISTED = 60  # choices looked at one by one
_TICKED = 7  # choices of which every selection is looked at
_RANKED = 5  # choices of which every order is looked at
_STEPS = 200  # values of a range looked at one by one
_OTHER = "another answer"
_MINUTE = 1 / 1440
_DAYS_MAX = 1_000_000


def every_value(outline: Outline, question: Question, *, retired: bool) -> list[str] | None:
    """All answers there are, None if they are too many. `retired`: retired choices too."""
    match question.type:
        case QuestionType.SELECT_ONE:
            names = _names(outline, question, retired=retired)
            return names if names is not None and len(names) <= _LISTED else None
        case QuestionType.SELECT_MULTIPLE:
            names = _names(outline, question, retired=retired)
            return list(_selections(names)) if names is not None and len(names) <= _TICKED else None
        case QuestionType.RANK:
            names = _names(outline, question, retired=retired)
            known = names is not None and len(names) <= _RANKED
            return [" ".join(order) for order in permutations(names)] if names and known else None
        case QuestionType.RANGE:
            values = span(question.parameters)
            return [str(each) for each in values.values()] if values and values.count <= _STEPS else None
        case QuestionType.ACKNOWLEDGE:
            return ["OK"]
        case _:
            return None


def values_about(outline: Outline, question: Question, constants: Iterable[str], *, retired: bool) -> list[str] | None:
    """Values enough for comparisons with these constants; None if nothing can be said."""
    found = every_value(outline, question, retired=retired)
    if found is not None:
        return found
    texts = list(dict.fromkeys(constants))
    match question.type:
        case QuestionType.SELECT_ONE | QuestionType.SELECT_MULTIPLE:
            return _about_choices(outline, question, texts, retired=retired)
        case QuestionType.RANK:
            return None
        case QuestionType.INTEGER:
            return [str(each) for each in _integers(_numbers(texts))]
        case QuestionType.DECIMAL | QuestionType.RANGE:
            return [f"{Decimal(repr(each)):f}" for each in _between(_numbers(texts)) if abs(each) < INTEGER_MAX]
        case QuestionType.DATE:
            return list(_days(texts))
        case QuestionType.DATETIME:
            return list(_moments(texts))
        case QuestionType.TIME:
            return list(_times(texts))
        case _:
            return anything(texts)


def anything(constants: Sequence[str]) -> list[str]:
    """Values of whatever kind that matter in comparisons with these constants; a day compares as its number does."""
    numbers = [f"{Decimal(repr(each)):f}" for each in _between(_numbers(constants))]
    spelled = [f"0{each}" if not each.startswith("-") else f"{each}.0" for each in numbers]
    return list(dict.fromkeys(["", _OTHER, *constants, *numbers, *spelled]))


def _names(outline: Outline, question: Question, *, retired: bool) -> list[str] | None:
    choices = outline.choices(question)
    return None if choices is None else [choice.name for choice in choices if retired or not choice.retired]


def _selections(names: Sequence[str]) -> Iterator[str]:
    for size in range(1, len(names) + 1):
        yield from (" ".join(chosen) for chosen in combinations(names, size))


def _about_choices(outline: Outline, question: Question, texts: list[str], *, retired: bool) -> list[str] | None:
    names = _names(outline, question, retired=retired)
    if names is None:
        return None
    known = set(names)
    named = [text for text in texts if text in known]
    other = next((name for name in names if name not in set(named)), None)
    if question.type is QuestionType.SELECT_ONE:
        return [*named, *([other] if other else [])]
    whole = [text for text in texts if " " in text and known.issuperset(text.split())]
    if len(named) > _TICKED:
        return None
    return [*_selections([*named, *([other] if other else [])]), *whole]


def _numbers(texts: Iterable[str]) -> list[float]:
    """The constants as numbers; a date counts its days since 1970."""
    found = []
    for text in texts:
        try:
            number = float(Decimal(text))
        except InvalidOperation:
            local = read(text, UTC)
            number = days_of(local) if local is not None else float("nan")
        if abs(number) < 1e15:
            found.append(number)
    return sorted(set(found))


def _between(numbers: Sequence[float]) -> list[float]:
    """The numbers, one between each two, and one beyond either end."""
    if not numbers:
        return [0.0]
    middles = [(low + high) / 2 for low, high in pairwise(numbers)]
    return sorted({numbers[0] - 1, *numbers, *middles, numbers[-1] + 1})


def _integers(numbers: Sequence[float]) -> list[int]:
    near = {round_(each) + by for each in numbers for round_ in (floor, ceil) for by in (-1, 0, 1)}
    return sorted(each for each in near or {0} if abs(each) < INTEGER_MAX)


def _days(texts: Iterable[str]) -> Iterator[str]:
    for day in _integers([each for each in _numbers(texts) if abs(each) < _DAYS_MAX]):
        local = at_days(float(day), UTC)
        if local is not None:
            yield local.date().isoformat()


def _moments(texts: Iterable[str]) -> Iterator[str]:
    numbers = [each for each in _numbers(texts) if abs(each) < _DAYS_MAX]
    near = {each + by for each in _between(numbers) for by in (-1.0, -_MINUTE, 0.0, _MINUTE, 1.0)}
    for number in sorted(near):
        local = at_days(number, UTC)
        if local is not None:
            for minute in (local.replace(second=0, microsecond=0), _up(local)):
                yield minute.isoformat(timespec="minutes")


def _up(moment: datetime) -> datetime:
    """The next whole minute."""
    try:
        return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    except OverflowError:
        return moment.replace(second=0, microsecond=0)


def _times(texts: Iterable[str]) -> Iterator[str]:
    yield from (text for text in texts if len(text) == len("18:30") and text[2] == ":")
    yield from (f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 1440, 5))
    for each in _numbers(texts):
        if 0 <= each <= 1:
            yield from (f"{m // 60:02}:{m % 60:02}" for by in (-1, 0, 1) if 0 <= (m := round(each * 1440) + by) < 1440)
