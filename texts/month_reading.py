"""A month or a year read from a person's own words: "October 2014", "10/2014", "octobre", "2014"."""

import re
from datetime import date
from itertools import pairwise

from texts.date_patterns import patterns
from texts.date_reading import read_date
from texts.date_tables import DATE_WORDS
from texts.folding import fold, folded_words

_NUMERIC = re.compile(r"(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})|(?P<year2>\d{4})\s?[-/.]\s?(?P<month2>\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def read_month(text: str, language: str, today: date) -> date | None:
    """The first day of the month; without a year it is the latest such month that is not in the future. Of a whole date
    it is that date's month. Never raises."""
    if found := _NUMERIC.fullmatch(fold(text).strip()):
        return _first(int(found["year"] or found["year2"]), int(found["month"] or found["month2"]))
    whole = read_date(text, language, today)
    if whole is not None and not whole.alternatives:
        return whole.date.replace(day=1)
    month, year = _named(text, language), _YEAR.search(fold(text))
    if month is None:
        return None
    return _first(int(year[0]) if year else today.year - (month > today.month), month)


def read_year(text: str, language: str, today: date) -> date | None:
    """The first day of the year; of a whole date it is that date's year. Never raises."""
    if found := _YEAR.fullmatch(fold(text).strip()):
        return date(int(found[0]), 1, 1)
    month = read_month(text, language, today)
    return month.replace(month=1) if month else None


def _named(text: str, language: str) -> int | None:
    """The month that a word, or two of them (كانون الأول), name; the person's own language first."""
    words = folded_words(text)
    pairs = [" ".join(pair) for pair in pairwise(words)]
    for spoken in (language, *DATE_WORDS):
        if spoken in DATE_WORDS:
            months = patterns(spoken).months
            if named := [months[each] for each in (*pairs, *words) if each in months]:
                return named[0]
    return None


def _first(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and 1900 <= year <= 2100 else None
