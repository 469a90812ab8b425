"""A number with its qualifier and the counted thing, read from a person's own words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from texts.date_reading import blank_dates
from texts.number_words import NumberWords, Qualifier, understood
from texts.spoken_numbers import Found, Token, find_numbers, tokens_of

#: A count from here on is a slip of the finger.
TOO_BIG = 10**12
_NUMBER = "#"
_APOSTROPHES = frozenset("'’ʼ")
_SENTENCE_SIGNS = frozenset(".,;:!?()[]«»\"“”،؛؟…")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number as read.

    `qualifier` is None where the words say none. `words` is what seems to be counted, as written ("petitions").
    `alternatives` holds every possible value, with `value`, where there are several: then ask back.
    `too_big` is set from a million millions on.
    """

    value: int | Decimal
    qualifier: Qualifier | None = None
    words: str = ""
    alternatives: tuple[int | Decimal, ...] = ()

    @property
    def too_big(self) -> bool:
        return not -TOO_BIG < self.value < TOO_BIG


def read_number(text: str, language: str, *, decimal: bool) -> NumberRead | None:
    """The number in the text; None if there is none, or, unless `decimal`, no whole one.

    In a whole number `3.622` is 3,622; only where decimals are asked may it be both. The numbers of a date beside it do
    not count. Never raises, whatever the text.
    """
    read = _read(text, language, decimal=decimal)
    if read is not None and not read.alternatives:
        return read
    return _read(blank_dates(text), language, decimal=decimal) or read


def _read(text: str, language: str, *, decimal: bool) -> NumberRead | None:
    words = understood(language)
    tokens = tokens_of(text)
    numbers = _that_count(tokens, find_numbers(tokens, words))
    values = list(dict.fromkeys(value for found in numbers for value in _values(tokens, found, decimal=decimal)))
    if not values:
        return None
    qualifier, taken = _qualifier(tokens, numbers[0], language)
    counted = _counted(text, tokens, numbers[0], taken, words)
    return NumberRead(values[0], qualifier, counted, tuple(values) if len(values) > 1 else ())


def _that_count(tokens: Sequence[Token], numbers: list[Found]) -> list[Found]:
    """Digits win over words ("one petition of 300"), and words over articles ("une liste de deux cents").

    Digits that cannot be read (1'5, 1.2.3, 3½) may be the number meant, so then there is none.
    """
    read = {place for found in numbers for place in range(found.first, found.last)}
    if any(_is_unread(token) for place, token in enumerate(tokens) if place not in read):
        return []
    if any(found.in_digits for found in numbers):
        return [found for found in numbers if found.in_digits]
    if any(not found.weak for found in numbers):
        return [found for found in numbers if not found.weak]
    return numbers


def _is_unread(token: Token) -> bool:
    return token.kind == "digits" or any(char.isnumeric() and not char.isdigit() for char in token.text)


def _values(tokens: Sequence[Token], found: Found, *, decimal: bool) -> list[int | Decimal]:
    if decimal:
        return [_simple(value) for value in found.values]
    digits_only = found.last - found.first == 1
    grouped = [value for value in found.values if isinstance(value, int)]
    if digits_only and grouped:
        return list(grouped)
    whole = [_simple(value) for value in found.values]
    return [value for value in whole if isinstance(value, int)]


def _simple(value: int | Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value


def _qualifier(tokens: Sequence[Token], found: Found, language: str) -> tuple[Qualifier | None, set[int]]:
    """The qualifier of the longest pattern that fits, and the tokens it took."""
    outside = [place for place in range(len(tokens)) if not found.first < place < found.last]
    places = [place for place in outside if tokens[place].text not in _APOSTROPHES]
    folded = [_NUMBER if place == found.first else tokens[place].folded for place in places]
    is_round = any(token.folded in understood(language).about for token in tokens[found.first : found.last])
    best: tuple[Qualifier | None, set[int]] = ("about" if is_round else None, set())
    longest = 0
    patterns = _patterns(language)
    for place, word in enumerate(folded):
        for offset, parts, qualifier in patterns.get(word, ()):
            at = place - offset
            if at >= 0 and len(parts) > longest and folded[at : at + len(parts)] == parts:
                longest = len(parts)
                best = qualifier, set(places[at : at + longest])
    return best


@cache
def _patterns(language: str) -> dict[str, list[tuple[int, list[str], Qualifier]]]:
    """The language's qualifier patterns by their first word, and where in the pattern it stands."""
    by_word: dict[str, list[tuple[int, list[str], Qualifier]]] = defaultdict(list)
    for qualifier, patterns in understood(language).qualifiers.items():
        for parts in (pattern.split() for pattern in patterns):
            offset = 1 if parts[0] == _NUMBER else 0
            by_word[parts[offset]].append((offset, parts, qualifier))
    return dict(by_word)


def _counted(text: str, tokens: Sequence[Token], found: Found, taken: set[int], words: NumberWords) -> str:
    """The words after the number up to the end of its clause; if there are none, those before it."""
    after = _clause(tokens, range(found.last, len(tokens)), taken)
    before = _clause(tokens, range(found.first - 1, -1, -1), taken)[::-1]
    chosen = after or before
    while chosen and _is_filler(chosen[0], words):
        chosen = chosen[1:]
    while chosen and _is_filler(chosen[-1], words):
        chosen = chosen[:-1]
    return text[chosen[0].start : chosen[-1].end] if chosen else ""


def _is_filler(token: Token, words: NumberWords) -> bool:
    return token.kind != "word" or token.folded in words.fillers


def _clause(tokens: Sequence[Token], places: range, taken: set[int]) -> list[Token]:
    clause: list[Token] = []
    for place in places:
        if place in taken:
            continue
        if tokens[place].text in _SENTENCE_SIGNS:
            if clause:
                break
            continue
        clause.append(tokens[place])
    return clause
