"""Typed text matched forgivingly to options: without accents and case, in part, with slips of the finger."""

from collections import defaultdict
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
LITTLE_WORDS = frozenset(
    {
        "the", "a", "an", "of", "in", "at", "to", "and", "le", "la", "les", "l", "d", "de", "du", "des", "un", "une",
        "au", "aux", "et", "en", "el", "los", "las", "del", "al", "y", "por", "من", "في", "و",
    }
)  # fmt: skip
_ARABIC_ARTICLE = "ال"
_ARABIC_PREFIXES = tuple("لبوفك")
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
    index = _index(tuple(options))
    keys = index.same.get(typed) or index.folded.get(fold(typed))
    if not keys and (words := _telling_words(typed)):
        keys = index.worded.get(words) or _by_words(words, index) or _alike(words, index)
    return MatchResult(tuple(dict.fromkeys(keys or ()))[:MAX_SEVERAL])


def named_in(text: str, options: Sequence[Option]) -> tuple[str, tuple[str, ...]] | None:
    """The option that a longer text names in full: its key, and the words of the text that do.

    The longest label decides. None unless it is sure: a label of one word may stand there for anything, and two
    options may fit.
    """
    words, index = _telling_words(text), _index(tuple(options))
    touched = set[int]().union(*(index.places.get(form, ()) for word in words for form in _forms(word)))
    found: dict[str, tuple[str, ...]] = {}
    for place in touched:
        key, label = index.labels[place]
        if len(label) > 1 and len(label) >= max(map(len, found.values()), default=0):
            at = next((at for at in range(len(words)) if _stands(label, words[at : at + len(label)])), None)
            if at is not None:
                found[key] = words[at : at + len(label)]
    longest = max(map(len, found.values()), default=0)
    keys = [key for key, of_key in found.items() if len(of_key) == longest]
    return (keys[0], found[keys[0]]) if len(keys) == 1 else None


def _stands(label: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return len(label) == len(words) and all(known in _forms(word) for known, word in zip(label, words, strict=True))


def _forms(word: str) -> tuple[str, ...]:
    """A word of a sentence, and without a preposition that Arabic writes onto it (لسفارة)."""
    bare = word[1:] if word[:1] in _ARABIC_PREFIXES and len(word) >= _SHORTEST_WITH_ARTICLE else word
    return word, _without_article(bare)


@dataclass(frozen=True, slots=True)
class _Index:
    """The keys of some options by label, by folded label, by its telling words, and its labels by each word."""

    same: dict[str, list[str]]
    folded: dict[str, list[str]]
    worded: dict[tuple[str, ...], list[str]]
    #: Every label's key and words, in the order of the options; the places of labels in it by word.
    labels: list[tuple[str, tuple[str, ...]]]
    places: dict[str, set[int]]


# Tables have thousands of rows and seldom change; typing into them happens all the time.
@lru_cache(maxsize=16)
def _index(options: tuple[Option, ...]) -> _Index:
    index = _Index(defaultdict(list), defaultdict(list), defaultdict(list), [], defaultdict(set))
    for key, *labels in options:
        for label in labels:
            words = _telling_words(label)
            index.same[label.strip()].append(key)
            index.folded[fold(label).strip()].append(key)
            index.worded[words].append(key)
            for word in words:
                index.places[word].add(len(index.labels))
            index.labels.append((key, words))
    index.folded.pop("", None)
    return index


def _by_words(words: tuple[str, ...], index: _Index) -> list[str]:
    meant = [_known_words(word, index) for word in words]
    fitting = [set[int]().union(*(index.places[known] for known in each)) for each in meant]
    with_all = set.intersection(*fitting)
    if with_all:
        return [index.labels[place][0] for place in sorted(with_all)]
    typed = frozenset[str]().union(*meant)
    touched = sorted(set[int]().union(*fitting))
    inside = [index.labels[place] for place in touched if typed.issuperset(index.labels[place][1])]
    longest = max((len(of_label) for _, of_label in inside), default=0)
    return [key for key, of_label in inside if len(of_label) == longest]


def _known_words(word: str, index: _Index) -> frozenset[str]:
    """The words of the labels that a typed word means: itself, those it begins, or those like it."""
    if word in index.places:
        return frozenset({word})
    begun = frozenset(known for known in index.places if known.startswith(word))
    if begun:
        return begun
    like = process.extract(word, list(index.places), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=None)
    return frozenset(str(known) for known, _, _ in like)


def _alike(words: tuple[str, ...], index: _Index) -> list[str]:
    labels = [" ".join(of_label) for _, of_label in index.labels]
    found = process.extract(" ".join(words), labels, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=MAX_SEVERAL)
    return [index.labels[place][0] for _, score, place in found if score >= found[0][1] - _CLEARLY_BETTER]


@lru_cache(maxsize=32_768)
def _telling_words(label: str) -> tuple[str, ...]:
    """The folded words without articles and little words; all of them if there are no others."""
    words = folded_words(label)
    return tuple(_without_article(word) for word in words if word not in LITTLE_WORDS) or words


def _without_article(word: str) -> str:
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) >= _SHORTEST_WITH_ARTICLE else word
