"""Numbers and their qualifiers, written and read as a person's language and country write them."""

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_decimal

from texts.number_reading import NumberRead, read_number
from texts.number_words import Qualifier

if TYPE_CHECKING:
    from texts.locale import Voice

__all__ = ["QUALIFIERS", "NumberRead", "Qualifier", "local_digits", "number", "qualified", "read_number"]

#: In the order in which a person is offered them.
QUALIFIERS: tuple[Qualifier, ...] = ("exactly", "about", "over", "at_least", "almost")

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_AS_MANY_DIGITS = "#,##0.###############"
#: CLDR's minimumGroupingDigits is 2 here, which Babel does not know: four digits are written without a sign.
_GROUPS_FROM_FIVE = frozenset({("es", None), ("es", "ES")})
_FIVE_DIGITS = 10_000


@lru_cache(maxsize=1024)
def number(value: int | Decimal, voice: "Voice") -> str:
    """The number by CLDR: 37,181 in English, 37 181 in French, 37.181 in Moroccan Arabic, ٣٧٬١٨١ in Egypt."""
    few = -_FIVE_DIGITS < value < _FIVE_DIGITS and (voice.locale.language, voice.locale.territory) in _GROUPS_FROM_FIVE
    pattern = _AS_MANY_DIGITS.replace("#,##", "") if few else _AS_MANY_DIGITS
    written = format_decimal(value, format=pattern, locale=voice.locale, numbering_system="default")
    return local_digits(written, voice.locale)


def local_digits(text: str, locale: Locale) -> str:
    """The text with its digits 0-9 in the locale's own numbering system, which Babel leaves to us."""
    return text.translate(_ARABIC_DIGITS) if locale.default_numbering_system == "arab" else text


def qualified(value: int | Decimal, qualifier: Qualifier, voice: "Voice") -> str:
    """The number with its qualifier in words: "almost 200,000"; exact numbers stand alone."""
    match qualifier:
        case "exactly":
            return number(value, voice)
        case "almost":
            return voice("almost {number}", number=value)
        case "over":
            return voice("over {number}", number=value)
        case "at_least":
            return voice("at least {number}", number=value)
        case "about":
            return voice("about {number}", number=value)
