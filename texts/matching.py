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

    The first of these that finds any decides: the very label; the label but for case, accents and articles; all the
    words typed are words of the label or begin them ("embassy uzbekistan berlin"); alike but for slips.
    """
    typed = text.strip()
    for finder in (_same, _same_folded, _same_words, _all_words_in, _alike):
        keys = tuple(dict.fromkeys(finder(typed, options)))
        if keys:
            return MatchResult(keys[:MAX_SEVERAL])
    return MatchResult()


def _same(typed: str, options: Sequence[Option]) -> list[str]:
    return [option[0] for option in options if any(label.strip() == typed for label in option[1:])]


def _same_folded(typed: str, options: Sequence[Option]) -> list[str]:
    folded = fold(typed)
    return [option[0] for option in options if folded and any(fold(label).strip() == folded for label in option[1:])]


def _same_words(typed: str, options: Sequence[Option]) -> list[str]:
    words = _telling_words(typed)
    return [option[0] for option in options if words and any(_telling_words(label) == words for label in option[1:])]


def _all_words_in(typed: str, options: Sequence[Option]) -> list[str]:
    words = _telling_words(typed)
    return [option[0] for option in options if words and any(_covers(label, words) for label in option[1:])]


def _covers(label: str, words: tuple[str, ...]) -> bool:
    of_label = _telling_words(label)
    return all(any(known.startswith(word) for known in of_label) for word in words)


def _alike(typed: str, options: Sequence[Option]) -> list[str]:
    words = " ".join(_telling_words(typed))
    keyed = [(option[0], label) for option in options for label in option[1:]]
    labels = [" ".join(_telling_words(label)) for _, label in keyed]
    if not words:
        return []
    found = process.extract(words, labels, scorer=fuzz.token_set_ratio, score_cutoff=_LIKE, limit=MAX_SEVERAL)
    return [keyed[at][0] for _, score, at in found if score >= found[0][1] - _CLEARLY_BETTER]


@lru_cache(maxsize=32_768)
def _telling_words(label: str) -> tuple[str, ...]:
    """The folded words without articles and little words; all of them if there are no others."""
    words = folded_words(label)
    return tuple(_without_article(word) for word in words if word not in _LITTLE_WORDS) or words


def _without_article(word: str) -> str:
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) >= _SHORTEST_WITH_ARTICLE else word
