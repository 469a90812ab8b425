"""The date words of a language with CLDR's names, made into patterns over folded text."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from texts.date_tables import DATE_WORDS, DateWords
from texts.folding import fold
from texts.number_words import NUMBER_WORDS

_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class DatePatterns:
    """Patterns over `fold(text)`, those of `relative` and `ago` over its words joined by single spaces.

    Weekdays are counted from Monday, 0; `short_weekdays` count only where nothing else is said.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    short_weekdays: Mapping[str, int]
    counts: Mapping[str, int]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    relative: re.Pattern[str]
    ago: re.Pattern[str]


@cache
def patterns(language: str) -> DatePatterns:
    """The patterns of a language; reading CLDR for them costs some milliseconds, once."""
    words = DATE_WORDS[language]
    locales = [Locale.parse(name) for name in words.locales]
    months = _names(locale.months[form][width] for locale in locales for form, width in _FORMS) | dict(words.months)
    counts = {**NUMBER_WORDS[language].values, **words.counts}
    day_month, month_day = _explicit(words, months)
    return DatePatterns(
        months=months,
        weekdays=_names(locale.days["format"]["wide"] for locale in locales),
        short_weekdays=_names(locale.days["format"]["abbreviated"] for locale in locales) | dict(words.weekdays),
        counts=counts,
        day_month=day_month,
        month_day=month_day,
        relative=re.compile(rf"(?<!\w)(?:{_any(words.relative)})(?!\w)"),
        ago=_ago(words, counts),
    )


_FORMS = [(form, width) for form in ("format", "stand-alone") for width in ("wide", "abbreviated")]


def _explicit(words: DateWords, months: Collection[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    # In the Levant a month is often written with both its names: تشرين الأول/أكتوبر.
    month = rf"(?P<month>{_any(months)})\.?(?:\s*/\s*(?:{_any(months)}))?(?!\w)"
    first = rf"(?<!\w)(?:{_any(words.first)})(?!\w)"
    later_day = rf"(?<![\d.,])(?P<day>\d{{1,2}}|{first})(?:{_any(words.ordinals)})?"
    day = rf"(?<![/-]){later_day}"
    link = rf"(?:\s*(?<!\w)(?:{_any(words.links)})(?!\w))?['’]?\s*"
    # Two digits are a year only at the end: "21 Oct 30 people" is none of 2030.
    # "20 and 21 October", "20–21 October"
    several = rf"(?:(?<![\d.,/-])(?P<first>\d{{1,2}})\s*(?:[-–/]|(?<!\w)(?:{_any(words.ranges)}))\s*)?"
    year = r"[-,./]?\s*(?:(?P<year>\d{4})(?!\d)|['’]?(?P<short_year>\d{2})\s*$)"
    return (
        re.compile(rf"{several}{later_day}(?:{link}|\s*[-./]\s*){month}(?:{link}{year})?"),
        re.compile(rf"(?<!\w){month}\s+(?:the\s+)?{day}(?!\w)(?:\s*{year})?"),
    )


def _ago(words: DateWords, counts: Collection[str]) -> re.Pattern[str]:
    before, after = rf"(?P<before>(?:{_any(words.before_ago)}) )?", rf"(?P<after> (?:{_any(words.after_ago)}))?"
    counted = rf"(?P<count>\d{{1,3}}|{_any(counts)}) (?P<unit>{_any(words.units)})"
    span = rf"(?:{counted}|(?P<uncounted>{_any(words.uncounted)}))(?!\w)"
    # Of the two at least one: "hace tres días", "tres días atrás".
    return re.compile(rf"(?<!\w){before}{span}{after}(?!\w)(?(before)|(?(after)|{_NEVER}))")


def _names(tables: Iterable[Mapping[int, str]]) -> dict[str, int]:
    return {fold(name).rstrip("."): key for names in tables for key, name in names.items()}


def _any(phrases: Collection[str]) -> str:
    """One of the phrases, the longest first; nothing at all if there are none."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first) or _NEVER
