"""The languages of a form's columns: `Français (fr)`, `fr`, `French`, `العربية` all have a code."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from flows.xlsform.columns import language_code

#: Languages whose names for all languages are known at once, and those that are asked for their own name besides.
_SPOKEN = ("en", "fr", "es", "ar", "pt", "ru", "de", "it", "sw", "hi", "tr", "id")
_BESIDES = (
    "am", "bn", "my", "cs", "el", "fa", "fil", "ha", "he", "ht", "hu", "hy", "ja", "ka", "km", "ko", "ku", "ky", "lo",
    "ln", "mg", "mn", "ms", "ne", "nl", "om", "pa", "pl", "ps", "ro", "rn", "rw", "si", "sk", "sn", "so", "sq", "sr",
    "sv", "ta", "te", "tg", "th", "ti", "uk", "ur", "uz", "vi", "wo", "yo", "zh", "zu",
)  # fmt: skip
_SLUG_MAX = 16


@lru_cache(maxsize=512)
def code_of(name: str) -> tuple[str, bool]:
    """The code of a language as a form names it, and whether it is known; an unknown one gets a code from its name."""
    name = " ".join(name.split())
    written = language_code(name)
    if written is not None and (known := _known(written)) is not None:
        return known, True
    plain = re.sub(r"\s*\([^()]*\)\s*$", "", name) or name
    for candidate in (name, plain):
        found = _known(candidate) or _named(candidate)
        if found is not None:
            return found, True
    return _slug(plain), False


def _known(code: str) -> str | None:
    """`fr`, `pt-BR`, `fra` (as `fr`); None if it is no code of a language."""
    primary, _, rest = code.replace("_", "-").partition("-")
    primary = primary.lower()
    primary = get_global("language_aliases").get(primary, primary)
    if not re.fullmatch("[a-z]{2,3}", primary) or primary not in _english():
        return None
    return f"{primary}-{rest}" if rest else primary


def _named(name: str) -> str | None:
    folded = _folded(name)
    return _names().get(folded) or _own_names().get(folded)


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages if "_" not in str(code))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in reversed(_SPOKEN):
        names |= {_folded(name): code for code, name in Locale(locale).languages.items() if "_" not in code}
    return names


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    names = {}
    for code in _BESIDES:
        try:
            names[_folded(Locale(code).languages.get(code, ""))] = code
        except UnknownLocaleError:
            continue
    return names


def _folded(name: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold().strip())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", _folded(name)).strip("-")
    return plain[:_SLUG_MAX].strip("-") or "x-" + "".join(f"{ord(each):x}" for each in name[:4])
