"""Numbers inside a sentence, in digits, in words or both: "37 181", "2 thousand", "deux cent mille", "ثلاثة آلاف"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from texts.digit_forms import DIGITS, readings
from texts.folding import ascii_digits, fold
from texts.number_words import NumberWords

# A word keeps its combining marks (Arabic vowels) and joiners, which `\w` leaves out.
_TOKEN = re.compile(
    rf"(?P<digits>(?<![A-Za-zÀ-ɏ\d]){DIGITS})"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d])*)"
    r"|(?P<sign>[^\w\s]|_|\d+)"
)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
_HUNDRED = 100
_LONGEST_PHRASE = 2
#: What may be written right after digits: 3k, 1.5m.
_ATTACHED = {"k": 10**3, "m": 10**6, "mn": 10**6}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or a sign, with its place in the text."""

    kind: str
    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A number from token `first` up to, but not with, token `last`; a `weak` one counts only alone."""

    first: int
    last: int
    values: tuple[int | Decimal, ...]
    in_digits: bool
    weak: bool = False


def tokens_of(text: str) -> list[Token]:
    """The text's words, runs of digits and signs."""
    plain = ascii_digits(text).translate(_SPACES)
    return [
        Token(str(found.lastgroup), found[0], fold(found[0]), found.start(), found.end())
        for found in _TOKEN.finditer(plain)
    ]


def find_numbers(tokens: Sequence[Token], words: NumberWords) -> list[Found]:
    """Every number of the sentence, from left to right."""
    reader = _Reader(tokens, words)
    found = []
    at = 0
    while at < len(tokens):
        number = reader.number_at(at)
        if number is not None:
            found.append(number)
        at = number.last if number is not None else at + 1
    return found


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number while its parts come in: `total` up to the last scale, `current` since then (None: nothing yet).

    A value is added only if it is under `room`, a scale only if it is under `limit`.
    """

    total: int | Decimal = 0
    current: int | Decimal | None = None
    room: int = 10**15
    limit: int = 10**15
    tens_may_follow: bool = False

    def plus(self, value: int | Decimal, room: int, *, joined: bool = False) -> "_Sum | None":
        tens = joined and self.tens_may_follow and value in range(20, 100, 10)
        if not (value < self.room or tens):
            return None
        # Arabic says five and twenty.
        unit = 0 < value < 10 and self.room >= _HUNDRED
        return replace(self, current=(self.current or 0) + value, room=room, tens_may_follow=unit)

    def times(self, scale: int, *, may_stand_alone: bool) -> "_Sum | None":
        if self.current is None and not (may_stand_alone and scale < self.room):
            return None
        count = 1 if self.current is None else self.current
        if scale == _HUNDRED:
            return replace(self, current=count * scale, room=scale) if count < scale else None
        if scale >= self.limit:
            return None
        return _Sum(self.total + count * scale, None, room=scale, limit=scale)

    def and_half(self) -> "_Sum":
        """Half of the last scale ("a million and a half"), or of one ("one and a half million")."""
        if self.current is None:
            return replace(self, total=self.total + self.room // 2, room=0)
        return replace(self, current=self.current + Decimal("0.5"), room=0)

    def half_of(self) -> "_Sum | None":
        """Half of the scale to come ("half a million")."""
        return None if self.current or self.total else replace(self, current=Decimal("0.5"), room=0)

    @property
    def value(self) -> int | Decimal:
        return self.total + (self.current or 0)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes the parts of one number as long as each fits what came before; one sum for each reading of its digits."""

    tokens: Sequence[Token]
    words: NumberWords

    def number_at(self, first: int) -> Found | None:
        sums: tuple[_Sum, ...] = ()
        last = first
        while last < len(self.tokens) and (longer := self._longer(sums, last)) is not None:
            sums, last = longer
        if not sums:
            return None
        taken = self.tokens[first:last]
        return Found(
            first,
            last,
            values=tuple(number.value for number in sums),
            in_digits=any(token.kind == "digits" for token in taken),
            weak=" ".join(token.folded for token in taken) in self.words.weak,
        )

    def _longer(self, sums: tuple[_Sum, ...], at: int) -> tuple[tuple[_Sum, ...], int] | None:
        if self.tokens[at].kind == "digits":
            return self._with_digits(sums, at)
        for phrase, end, joined in self._phrases(at, after_number=bool(sums)):
            grown = [self._with_word(number, phrase, joined) for number in sums or (_Sum(),)]
            if grown[0] is not None:
                return tuple(number for number in grown if number is not None), end
        return None

    def _with_digits(self, sums: tuple[_Sum, ...], at: int) -> tuple[tuple[_Sum, ...], int] | None:
        amounts = readings(self.tokens[at].text, self.words.decimal_sign)
        if not amounts:
            return None
        if sums:
            grown = sums[0].plus(amounts[0], room=0)
            return None if grown is None else ((grown,), at + 1)
        sign = -1 if self._minus_before(at) else 1
        return self._with_suffix(tuple(_Sum(current=sign * amount, room=0) for amount in amounts), at + 1)

    def _with_suffix(self, sums: tuple[_Sum, ...], at: int) -> tuple[tuple[_Sum, ...], int]:
        touching = at < len(self.tokens) and self.tokens[at].start == self.tokens[at - 1].end
        scale = _ATTACHED.get(self.tokens[at].folded) if touching else None
        if scale is None:
            return sums, at
        return tuple(_Sum(total=number.value * scale, current=0, room=0) for number in sums), at + 1

    def _minus_before(self, at: int) -> bool:
        """A minus touches the digits and nothing before it: 10-20 is no negative number."""
        if at == 0 or self.tokens[at - 1].text not in ("-", "−"):
            return False
        minus = self.tokens[at - 1]
        return minus.end == self.tokens[at].start and (at == 1 or self.tokens[at - 2].end < minus.start)

    def _with_word(self, number: _Sum, phrase: str, joined: bool) -> _Sum | None:
        if phrase in self.words.halves:
            return number.and_half() if joined else number.half_of()
        if (value := self.words.values.get(phrase)) is not None:
            return number.plus(value, self.words.room_after(value), joined=joined)
        if (scale := self.words.scales.get(phrase)) is not None:
            return number.times(scale, may_stand_alone=phrase in self.words.bare)
        return None

    def _phrases(self, at: int, *, after_number: bool) -> Iterator[tuple[str, int, bool]]:
        """What may be the next part: the phrase, where it ends, whether a joiner ("and") stands before it."""
        yield from ((phrase, end, False) for phrase, end in self._words_from(at))
        if not after_number:
            return
        prefix = self.words.prefix_joiner
        if prefix and self.tokens[at].folded.startswith(prefix):
            yield from ((phrase.removeprefix(prefix), end, True) for phrase, end in self._words_from(at))
        if self.tokens[at].folded in self.words.joiners:
            yield from ((phrase, end, True) for phrase, end in self._words_from(at + 1))

    def _words_from(self, at: int) -> list[tuple[str, int]]:
        """The next one and two words, the longer phrase first; a hyphen between them is passed over."""
        phrases: list[tuple[str, int]] = []
        taken: list[str] = []
        for index in range(at, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "word":
                taken.append(token.folded)
                phrases.insert(0, (" ".join(taken), index + 1))
            elif token.text != "-" or not taken:
                break
            if len(taken) == _LONGEST_PHRASE:
                break
        return phrases
