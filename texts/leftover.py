"""What a text says besides the numbers, days and names that were read from it."""

from collections.abc import Collection, Iterable
from functools import cache

from texts.date_patterns import patterns
from texts.date_reading import blank_dates
from texts.date_tables import DATE_WORDS
from texts.folding import folded_words
from texts.matching import LITTLE_WORDS
from texts.number_words import NUMBER_WORDS

# Greetings, thanks, yes and no, folded: they begin no report.
_SMALL_TALK = frozenset(
    {
        "hi", "hello", "hey", "good", "morning", "evening", "afternoon", "night", "thanks", "thank", "you", "bye", "ok",
        "okay", "yes", "no", "start", "help", "menu", "test", "please", "great", "fine", "cool", "there", "dear",
        "bonjour", "bonsoir", "salut", "coucou", "merci", "beaucoup", "oui", "non", "d", "accord", "bien", "aide",
        "au", "revoir", "bonne", "journee", "soiree", "s", "il", "vous", "te", "plait", "super", "parfait",
        "hola", "buenos", "buenas", "dias", "tardes", "noches", "gracias", "muchas", "si", "vale", "adios", "ayuda",
        "por", "favor", "que", "tal", "bueno", "perfecto", "hasta", "luego",
        "مرحبا", "اهلا", "وسهلا", "السلام", "سلام", "عليكم", "وعليكم", "ورحمه", "الله", "وبركاته", "صباح", "مساء",
        "الخير", "النور", "شكرا", "جزيلا", "لك", "لكم", "نعم", "لا", "حسنا", "تمام", "طيب", "مساعده", "العفو", "عفوا",
        "مع", "السلامه", "يا",
    }
)  # fmt: skip
_TELLING = 4  # letters of the shortest words that may tell something by themselves


def is_small_talk(text: str) -> bool:
    """Whether a message is only a greeting, thanks, a yes or no, a few letters or signs: nothing to report."""
    words = [word for word in folded_words(text) if word not in _SMALL_TALK]
    return not any(char.isdigit() for word in words for char in word) and sum(map(len, words)) < _TELLING


def says_more(text: str, taken: Collection[str], *, number: bool, day: bool) -> bool:
    """Whether a text says more than was read from it: its `number`, its `day`, the folded words `taken`."""
    plain = blank_dates(text)
    if not day and plain != text:
        return True
    known = LITTLE_WORDS | (_number_words() if number else frozenset()) | (_date_words() if day else frozenset())
    return any(
        not (number and word.isdigit()) and word not in known and word not in taken for word in folded_words(plain)
    )


@cache
def _number_words() -> frozenset[str]:
    """Every word, folded, that in one of our languages may stand in a number or say how exact it is."""
    phrases: list[Iterable[str]] = []
    for words in NUMBER_WORDS.values():
        phrases += [words.values, words.scales, words.joiners, words.halves, words.fillers, words.about]
        phrases += words.qualifiers.values()
    return _words_of(phrases)


@cache
def _date_words() -> frozenset[str]:
    """The weekdays of our languages, and what stands around them."""
    phrases: list[Iterable[str]] = []
    for language, words in DATE_WORDS.items():
        phrases += [patterns(language).weekdays, words.fillers, words.weeks, words.last, words.next]
    return _words_of(phrases)


def _words_of(phrases: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(word for some in phrases for phrase in some for word in folded_words(phrase))
