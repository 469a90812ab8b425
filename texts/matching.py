"""Typed text matched forgivingly to options: without accents and case, in part, with slips of the finger."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from texts.folding import fold, folded_words

#: More than this is no question back but a guess; the caller shows a list instead.
MAX_SEVERAL = 8
_LIKE = 80
_CLEARLY_BETTER = 8
# Articles and little words of our languages, folded; they never tell two options apart.
_LITTLE_WORDS = frozenset(
    {
        "the", "a", "an", "of", "in", "at", "to", "and", "le", "la", "les", "l", "d", "de", "du", "des", "un", "une",
        "au", "aux", "et", "en", "من", "في", "و",
    }
)  # fmt: skip
_ARABIC_ARTICLE = "ال"
_SHORTEST_WITH_ARTICLE = 5

#: A key, then the labels that may be typed for it.
Option = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The keys that fit: one, several to ask back (best first, at most 8), or none."""

    keys: tuple[str, ...] = ()

    @property
    def best(self) -> str | None:
        """The key, if there is exactly one."""
        return self.keys[0] if len(self.keys) == 1 else None

    @property
    def several(self) -> tuple[str, ...]:
        """The keys to ask back about, if more than one fits."""
        return self.keys if len(self.keys) > 1 else ()


def match(text: str, options: Sequence[Option]) -> MatchResult:
    """The options (`key, label, label, ...`) that the text means.

    The first of these that finds any decides: the very label; the label but for case, accents and articles; labels
    with all the words typed, or words they begin, or words like them ("uzbek embasy berlin"); labels all of whose
    words were typed among others; labels alike as a whole.
    """
    typed = text.strip()
    keys = _same(typed, options) or _same_folded(typed, options)
    if not keys and (words := _telling_words(typed)):
        keys = _same_words(words, options) or _by_words(words, options) or _alike(words, options)
    return MatchResult(tuple(dict.fromkeys(keys))[:MAX_SEVERAL])


def _same(typed: str, options: Sequence[Option]) -> list[str]:
    return [option[0] for option in options if any(label.strip() == typed for label in option[1:])]


def _same_folded(typed: str, options: Sequence[Option]) -> list[str]:
    folded = fold(typed)
    return [option[0] for option in options if folded and any(fold(label).strip() == folded for label in option[1:])]


def _same_words(words: tuple[str, ...], options: Sequence[Option]) -> list[str]:
    return [option[0] for option in options if any(_telling_words(label) == words for label in option[1:])]


def _by_words(words: tuple[str, ...], options: Sequence[Option]) -> list[str]:
    labels = [(option[0], frozenset(_telling_words(label))) for option in options for label in option[1:]]
    known = frozenset[str]().union(*(of_label for _, of_label in labels))
    meant = [_known_words(word, known) for word in words]
    with_all = [key for key, of_label in labels if not any(each.isdisjoint(of_label) for each in meant)]
    if with_all:
        return with_all
    typed = frozenset[str]().union(*meant)
    inside = [(len(of_label), key) for key, of_label in labels if of_label and of_label <= typed]
    longest = max((length for length, _ in inside), default=0)
    return [key for length, key in inside if length == longest]


def _known_words(word: str, known: frozenset[str]) -> frozenset[str]:
    """The words of the labels that a typed word means: itself, those it begins, or those like it."""
    if word in known:
        return frozenset({word})
    begun = frozenset(each for each in known if each.startswith(word))
    return begun or frozenset(
        str(like) for like, _, _ in process.extract(word, known, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=None)
    )


def _alike(words: tuple[str, ...], options: Sequence[Option]) -> list[str]:
    keyed = [(option[0], " ".join(_telling_words(label))) for option in options for label in option[1:]]
    labels = [label for _, label in keyed]
    found = process.extract(" ".join(words), labels, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=MAX_SEVERAL)
    return [keyed[at][0] for _, score, at in found if score >= found[0][1] - _CLEARLY_BETTER]


@lru_cache(maxsize=32_768)
def _telling_words(label: str) -> tuple[str, ...]:
    """The folded words without articles and little words; all of them if there are no others."""
    words = folded_words(label)
    return tuple(_without_article(word) for word in words if word not in _LITTLE_WORDS) or words


def _without_article(word: str) -> str:
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) >= _SHORTEST_WITH_ARTICLE else word
