"""One way to compare what people type: without case, accents, Arabic spelling variants or foreign digits."""

import re
import unicodedata
from functools import lru_cache

# What canonical decomposition does not join: Latin letters with strokes, Arabic letters written alike, tatweel.
_ALIKE = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "œ": "oe", "æ": "ae", "þ": "th",
        "ى": "ي", "ی": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ـ": "",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script (٣, ۳, ３) as 0-9; same length as before."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """The text in the form in which two spellings of one word are equal; folding twice changes nothing."""
    if text.isascii():
        return text.casefold()
    folded = _fold_once(text)
    return folded if folded == text else fold(folded)


def _fold_once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    return ascii_digits(kept.translate(_ALIKE))


@lru_cache(maxsize=32_768)
def folded_words(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, without punctuation."""
    return tuple(_WORD.findall(fold(text)))


def fold_in_place(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join(fold(char)[:1] or char for char in text)
