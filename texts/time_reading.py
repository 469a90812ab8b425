"""A time of day read from a person's own words: "half past six", "6 pm", "18h30", "السادسة مساءً"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import chain
from unicodedata import category

from texts.folding import ascii_digits, fold
from texts.time_tables import TIME_WORDS, TimeWords

#: Longer texts are stories, not times.
_LONGEST = 100
_LONGEST_TIME = 8
_HOURS, _NOON = 24, 12
_NIGHT_ENDS = 5
_TOKEN = re.compile(
    r"(?P<clock>(?<![\d.:/-])\d{1,2}\s?[:٫.h]\s?\d{2}(?![\d/]|[.:-]\d))(?::\d\d)?|(?P<half>[ap]\.?\s?m\b\.?)|\d+|[^\W\d_]+",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})\s?(\D)\s?(\d{2})")
_Time = time


@dataclass(frozen=True, slots=True)
class TimeRead:
    """A time as read. `alternatives` holds both, with `time`, where morning or evening may be meant: then ask back.

    `rest`: the text without it.
    """

    time: _Time
    alternatives: tuple[_Time, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    """Hour and minutes as said, before it is known which half of the day is meant."""

    hour: int
    minute: int
    sure: bool = False


def read_time(text: str, language: str) -> TimeRead | None:
    """The time in a text that says little else; None if there is none. Never raises."""
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    readings = (_read(_tokens(plain, words), words) for words in _spoken(language))
    return next((found for found in readings if found is not None), None) or find_time(text, language)


def find_time(text: str, language: str) -> TimeRead | None:
    """The time in a text that also says other things, such as a day; None if there is none that is surely a time."""
    if len(text) > _LONGEST:
        return None
    text = _plain(text)
    for words in _spoken(language):
        tokens = _tokens(text, words)
        for part in _parts(tokens):
            if not _is_telling(part, words) or (found := _read(part, words)) is None:
                continue
            rest = f"{text[: part[0].start]} {text[part[-1].end :]}"
            return TimeRead(found.time, found.alternatives, rest)
    return None


def _plain(text: str) -> str:
    """Without vowel marks, which stand inside words, and with the digits 0-9."""
    return "".join(char for char in ascii_digits(text) if char.isascii() or category(char) != "Mn")


def _spoken(language: str) -> Iterator[TimeWords]:
    """The person's language first, then the others: people write as they speak."""
    ordered = [language, *(other for other in TIME_WORDS if other != language)]
    return (TIME_WORDS[each] for each in ordered if each in TIME_WORDS)


def _parts(tokens: Sequence[_Token]) -> Iterator[Sequence[_Token]]:
    """Every run of tokens, longest first."""
    for length in range(min(len(tokens), _LONGEST_TIME), 0, -1):
        for start in range(len(tokens) - length + 1):
            yield tokens[start : start + length]


def _is_telling(part: Sequence[_Token], words: TimeWords) -> bool:
    """Whether the words can only be a time: 21 alone may be a day, and 21.10 one in October."""
    return any(
        (":" in each.word or "h" in each.word) if _CLOCK.fullmatch(each.word)
        else each.word in words.halves or each.word in words.named or each.word in words.signs
        for each in part
    )  # fmt: skip


def _tokens(text: str, words: TimeWords) -> list[_Token]:
    found = []
    for each in _TOKEN.finditer(text):
        word = fold(each["clock"] or each[0])
        word = word.replace(".", "").replace(" ", "") if each["half"] else word
        found.append(_Token(word, each.start(), each.end()))
    return list(_joined(found, _expressions(words)))


@cache
def _expressions(words: TimeWords) -> tuple[tuple[str, ...], ...]:
    return words.expressions


def _joined(tokens: list[_Token], expressions: tuple[tuple[str, ...], ...]) -> Iterator[_Token]:
    """Expressions of several words as one token."""
    at = 0
    while at < len(tokens):
        for expression in expressions:
            ahead = tokens[at : at + len(expression)]
            if tuple(each.word for each in ahead) == expression:
                yield _Token(" ".join(expression), ahead[0].start, ahead[-1].end)
                at += len(expression)
                break
        else:
            yield tokens[at]
            at += 1


def _read(tokens: Sequence[_Token], words: TimeWords) -> TimeRead | None:
    """The time that all of these words say together."""
    halves: list[str] = []
    said: list[str] = []
    for word in (_without_prefix(token.word, words) for token in tokens):
        if word in words.halves and not (word in words.named and not said):
            halves.append(words.halves[word])
        elif word in words.named or not (word in words.signs or word in words.fillers):
            said.append(word)
    found = _said(said, words)
    if found is None or len(set(halves)) > 1 or found.hour >= _HOURS:
        return None
    return _in_half(found, halves[0] if halves else None)


def _without_prefix(word: str, words: TimeWords) -> str:
    """The word without an "and" that is written onto it."""
    rest = word.removeprefix(words.prefix)
    return rest if rest in words.minutes or rest.isdigit() else word


def _said(said: list[str], words: TimeWords) -> _Said | None:
    match said:
        case [clock] if found := _CLOCK.fullmatch(clock):
            hour, minute = int(found[1]), int(found[3])
            sure = words.counts_to_24 or found[2] == "h" or found[1].startswith("0") or hour > _NOON
            return _Said(hour, minute, sure) if minute < 60 else None
        case [*minutes, way, hour] if minutes and way in words.past | words.to:
            return _shifted(hour, _minutes(minutes, words), words, back=way in words.to)
        case [hour, way, *minutes] if minutes and way in words.minus:
            return _shifted(hour, _minutes(minutes, words), words, back=True)
        case [hour, *minutes] if not (hour.isdigit() and "".join(minutes).isdigit()):  # 21 18: a day and an hour?
            return _shifted(hour, _minutes(minutes, words), words)
    return None


def _shifted(word: str, minutes: int | None, words: TimeWords, *, back: bool = False) -> _Said | None:
    named = words.named.get(word)
    hour = named.hour if named else words.hours.get(word)
    if hour is None and word.isdigit() and len(word) <= 2:
        hour = int(word)
    if hour is None or minutes is None:
        return None
    sure = named is not None or (words.counts_to_24 and word.isdigit())
    if back and minutes:
        return _Said((hour - 1) % _HOURS, 60 - minutes, sure)
    return _Said(hour, minutes, sure)


def _minutes(said: Sequence[str], words: TimeWords) -> int | None:
    """"twenty five" is 25; nothing said is 0."""
    values = [words.minutes.get(word, words.hours.get(word)) for word in said if not word.isdigit()]
    values += [int(word) for word in said if word.isdigit() and len(word) <= 2]
    if len(values) != len(said) or None in values or len(values) > 2:
        return None
    total = sum(filter(None, values))
    return total if total < 60 else None


def _in_half(said: _Said, half: str | None) -> TimeRead:
    hour, minute = said.hour, said.minute
    if half == "am":
        hour = 0 if hour == _NOON else hour
    elif half == "pm":
        hour = hour + _NOON if hour < _NOON else hour
    elif half == "night":
        hour = 0 if hour == _NOON else hour + _NOON if _NIGHT_ENDS < hour < _NOON else hour
    elif not said.sure and 0 < hour < _NOON:
        both = time(hour, minute), time(hour + _NOON, minute)
        return TimeRead(both[0], both)
    return TimeRead(time(hour, minute))


def hours_of_a_day() -> tuple[time, ...]:
    """The hours that buttons offer: when most things happen."""
    return tuple(time(hour) for hour in chain(range(9, 13), range(14, 21, 2)))
