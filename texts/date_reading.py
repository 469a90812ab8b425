"""A date read from a person's own words: relative, explicit, or whatever dateparser still knows. Day before month."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError

from texts.date_patterns import patterns
from texts.date_tables import DATE_WORDS
from texts.folding import fold, fold_in_place, folded_words

_MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
#: Years between two leap days, at worst (1896 to 1904).
_LEAP_DAY_GAP = 8
#: How far ahead to look for the next such day: within a week, a month, a year. No weekday or date is six days apart.
_AHEAD = (6, 31, 364)
#: Longer texts are stories, not dates; dateparser would only find accidents in them, slowly.
_LONGEST_DATE = 60
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?"
    r"(?:(?P<year>\d{4})|(?P<short_year>\d{2}))(?![\d/-]|[.]\d)"
)
#: Only where nothing else is said: "21/10" and "21 10 2014" could be anything inside a sentence.
_NUMERIC_ALONE = re.compile(
    r"(?P<day>\d{1,2})(?:\s?[-/.]\s?(?P<month>\d{1,2})[.]?|\s(?P<month2>\d{1,2})\s(?P<year>\d{4}))"
)
_SPACES = re.compile(r"[\s'’]+")


_Date = date


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date as read. `alternatives` holds every possible date, with `date`, where there are several: then ask back.

    `future` says that `date` lies after today: to be questioned where something done is told.
    """

    date: _Date
    alternatives: tuple[_Date, ...] = ()
    future: bool = False


def blank_dates(text: str) -> str:
    """The text with every date in it but bare weekdays, in any of our languages, overwritten by as many spaces."""
    blanked = folded = fold_in_place(text)
    dates = [_ISO, _NUMERIC]
    for known in map(patterns, DATE_WORDS):
        dates += [known.day_month, known.month_day, known.ago, known.relative]
    for pattern in dates:
        blanked = pattern.sub(lambda found: " " * len(found[0]), blanked)
    return "".join(char if left == was else " " for char, left, was in zip(text, blanked, folded, strict=True))


class _NoSuchDayError(ValueError):
    """A day was named that no calendar has."""


def read_date(text: str, language: str, today: date, country: str | None = None) -> DateRead | None:
    """The date in the text, `today` being the person's own; None if there is none or it does not exist (31 February).

    Without a year it is the latest such day that is not in the future. A wrong weekday beside a date is passed over.
    Where the country writes the month first, 9/10/2014 has two readings. Never raises, whatever the text.
    """
    try:
        days = list(dict.fromkeys(_days(text, language, today, month_first=_writes_month_first(country))))
    except (_NoSuchDayError, OverflowError):
        return None
    if not days:
        return None
    return DateRead(days[0], tuple(days) if len(days) > 1 else (), days[0] > today)


def read_coming_date(text: str, language: str, today: date, country: str | None = None) -> DateRead | None:
    """As `read_date`, for something planned: a weekday, or a day without a year, is the next such day."""
    found = read_date(text, language, today, country)
    if found is None or found.alternatives or found.date >= today:
        return found
    for days in _AHEAD:
        later = read_date(text, language, today + timedelta(days=days), country)
        if later is None or later.alternatives or later.date - found.date == timedelta(days=_AHEAD[0]):
            return found  # yesterday: it moves with the day on which it is said
        if later.date >= today:
            return DateRead(later.date, (), later.date > today)
    return found


def day_within(text: str, language: str, today: date, country: str | None = None) -> date | None:
    """The one day that a longer text names, such as a caption; None if it names none, or several, or one that does not
    exist. What could be anything inside a sentence (21/10, a bare 12) is no day there. Never raises.
    """
    try:
        days = set(_named(text, language, today, month_first=_writes_month_first(country)))
    except (_NoSuchDayError, OverflowError):
        return None
    return days.pop() if len(days) == 1 else None


def _days(text: str, language: str, today: date, *, month_first: bool) -> Iterable[date]:
    return (
        _named(text, language, today, month_first=month_first)
        or _alone(fold(text), language, today)
        or _by_dateparser(text, language, today)
    )


def _named(text: str, language: str, today: date, *, month_first: bool) -> list[date]:
    """The days named in so many words, wherever they stand."""
    folded = fold(text)
    words = folded_words(text)
    if numeric := [*_numeric(folded, today, month_first=month_first)]:
        return numeric
    # A person may write in another of our languages than the bot's words are in.
    for spoken in (language, *(other for other in DATE_WORDS if other != language)):
        named = [*_relative(" ".join(words), spoken, today), *_with_month_name(folded, spoken, today)]
        if named or (named := _weekday(words, spoken, today)):
            return named
    return []


@cache
def _writes_month_first(country: str | None) -> bool:
    if country is None:
        return False
    try:
        return Locale("en", country.upper()).date_formats["short"].pattern.startswith("M")
    except UnknownLocaleError:
        return False


def _relative(words: str, language: str, today: date) -> Iterator[date]:
    table, known = DATE_WORDS[language], patterns(language)
    for found in known.ago.finditer(words):
        if found["uncounted"]:
            yield today - timedelta(days=table.uncounted[found["uncounted"]])
        else:
            count = found["count"]
            number = int(count) if count.isdigit() else known.counts[count]
            yield today - timedelta(days=number * table.units[found["unit"]])
    if not known.ago.search(words):
        for found in known.relative.finditer(words):
            days = table.relative[found[0]]
            if days is not None:
                yield today - timedelta(days=days)


def _numeric(folded: str, today: date, *, month_first: bool) -> Iterator[date]:
    for found in (*_ISO.finditer(folded), *_NUMERIC.finditer(folded)):
        day, month, year = int(found["day"]), int(found["month"]), _year(found.groupdict(), today)
        yield _day(day, month, year, today)
        if month_first and found.re is _NUMERIC and day <= _MONTHS:
            yield _day(month, day, year, today)


def _with_month_name(folded: str, language: str, today: date) -> Iterator[date]:
    known = patterns(language)
    named = list(known.day_month.finditer(folded)) or list(known.month_day.finditer(folded))
    words = " ".join(folded_words(folded))
    last_year = today.year - 1 if any(phrase in words for phrase in DATE_WORDS[language].last_year) else None
    for found in named:
        parts = found.groupdict()
        month = known.months[" ".join(found["month"].split())]
        for day in filter(None, (parts.get("first"), found["day"])):
            yield _day(int(day) if day.isdigit() else 1, month, _year(parts, today) or last_year, today)


def _year(found: dict[str, str | None], today: date) -> int | None:
    if year := found.get("year"):
        return int(year)
    if short := found.get("short_year"):
        this_century = today.year // 100 * 100 + int(short)
        return this_century if this_century <= today.year + 1 else this_century - 100
    return None


def _day(day: int, month: int, year: int | None, today: date) -> date:
    """The day; where only the other order of the numbers is possible (10/21/2014), in that order."""
    if month > _MONTHS >= day:
        day, month = month, day
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _NoSuchDayError
    years = range(today.year, today.year - _LEAP_DAY_GAP - 1, -1) if year is None else (year,)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found <= today:
            return found
    raise _NoSuchDayError


def _weekday(words: tuple[str, ...], language: str, today: date) -> list[date]:
    """The latest such weekday, or that of last or next week.

    On that very weekday it may be today or a week ago, unless "last" is said.
    """
    table, known = DATE_WORDS[language], patterns(language)
    said = [word for word in words if word not in table.fillers]
    named = [known.weekdays[word] for word in said if word in known.weekdays]
    if not named and said and said[0] in known.short_weekdays and set(said[1:]) <= table.last | table.next:
        named = [known.short_weekdays[said[0]]]
    if len(set(named)) != 1:
        return []
    if table.weeks & set(words) and (table.last | table.next) & set(words):
        monday = today - timedelta(days=today.weekday() - (7 if table.next & set(words) else -7))
        return [monday + timedelta(days=named[0])]
    behind = (today.weekday() - named[0]) % 7
    if table.next & set(words):
        return [today + timedelta(days=7 - behind)]
    if any(phrase in " ".join(words) for phrase in table.before_last):
        return [today - timedelta(days=behind + 7)]
    if behind == 0:
        week_ago = today - timedelta(days=7)
        return [week_ago] if table.last & set(words) else [today, week_ago]
    return [today - timedelta(days=behind)]


def _alone(folded: str, language: str, today: date) -> list[date]:
    """Day and month, or only the day of the month, where the text says nothing else."""
    table = DATE_WORDS[language]
    fillers = table.fillers | patterns(language).short_weekdays.keys()
    parts = [part for part in _SPACES.split(folded) if part.strip(".,") not in fillers]
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(parts))
    if found := _NUMERIC_ALONE.fullmatch(bare):
        return [_day(int(found["day"]), int(found["month"] or found["month2"]), _year(found.groupdict(), today), today)]
    ordinal = "|".join(map(re.escape, table.ordinals)) or "(?!)"
    if found := re.fullmatch(rf"(?P<day>\d{{1,2}})(?:{ordinal})?", bare):
        return [_latest_day_of_month(int(found["day"]), today)]
    return []


def _latest_day_of_month(day: int, today: date) -> date:
    first = today.replace(day=1)
    # Of two months in a row at least one has 31 days.
    for _ in range(3):
        if 1 <= day <= monthrange(first.year, first.month)[1] and first.replace(day=day) <= today:
            return first.replace(day=day)
        first = (first - timedelta(days=1)).replace(day=1)
    raise _NoSuchDayError


def _by_dateparser(text: str, language: str, today: date) -> list[date]:
    if len(text) > _LONGEST_DATE or not any(char.isalpha() for char in text):
        return []
    # Slow to import, and most dates never need it.
    from dateparser.date import DateDataParser

    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except Exception:  # it raises many kinds of error on odd text, all of them meaning "no date"
        return []
    # A vague "last month" is no day.
    return [found.date_obj.date()] if found.date_obj is not None and found.period == "day" else []
