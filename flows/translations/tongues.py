"""Whether a text is plainly in another language than it should be: by its letters, and by its commonest small words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

#: How the names of a script's letters begin in Unicode, by its code (ISO 15924).
_LETTERS = {
    "Latn": ("LATIN",), "Arab": ("ARABIC",), "Cyrl": ("CYRILLIC",), "Grek": ("GREEK",), "Hebr": ("HEBREW",),
    "Deva": ("DEVANAGARI",), "Beng": ("BENGALI",), "Thai": ("THAI",), "Armn": ("ARMENIAN",), "Geor": ("GEORGIAN",),
    "Ethi": ("ETHIOPIC",), "Hans": ("CJK",), "Hant": ("CJK",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"), "Mymr": ("MYANMAR",), "Khmr": ("KHMER",), "Taml": ("TAMIL",),
}  # fmt: skip

#: Small words that one of these languages uses all the time, and none of the others does.
_SMALL_WORDS = {
    "en": "the and of was were which what when where how who this that with are",
    "fr": "les des est et dans pour avec qui une vous votre sur ce cette quel quelle combien où au du",
    "es": "los las el y del con para una qué cómo cuándo cuántas cuántos dónde tu fue por está se",
    "pt": "os um uma não são com foi quantas quantos você onde pelo pela em ao",
    "de": "der die das und ist wie wer wo wann mit nicht ein eine war für wurde",
}
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_FEW_LETTERS, _FEW_WORDS, _TIMES = 12, 4, 3


def other_script(language: str, texts: Iterable[str]) -> bool:
    """Whether most letters are of another script than the language is written in."""
    wanted = _LETTERS.get(_script(language))
    letters = [each for text in texts for each in _REFERENCE.sub("", text) if each.isalpha()]
    if wanted is None or len(letters) < _FEW_LETTERS:
        return False
    return sum(_named(each).startswith(wanted) for each in letters) < len(letters) / 2


def other_language(language: str, texts: Iterable[str]) -> str | None:
    """The language that the texts are plainly in instead; None if nothing speaks for one."""
    words = [word for text in texts for word in re.findall(r"\w+", _REFERENCE.sub("", text).casefold())]
    counted = {code: sum(word in small for word in words) for code, small in _small_words().items()}
    primary = language.partition("-")[0]
    if primary not in counted:
        return None
    best = max(counted, key=lambda code: counted[code])
    plain = counted[best] >= _FEW_WORDS and counted[best] >= _TIMES * counted[primary]
    return best if best != primary and plain else None


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}


def _script(language: str) -> str:
    try:
        told = Locale.parse(language, sep="-").script
    except (UnknownLocaleError, ValueError):
        return ""
    likely = str(get_global("likely_subtags").get(language.partition("-")[0], "")).split("_")
    return told or (likely[1] if len(likely) > 1 else "")


@lru_cache(maxsize=4096)
def _named(letter: str) -> str:
    return unicodedata.name(letter, "")
