"""Dates, read from words and written in words, always with the weekday, so that a slip is seen."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names

from texts.date_reading import DateRead, read_date
from texts.locale import Voice
from texts.numbers import local_digits

__all__ = [
    "CalendarMonth", "DateRead", "calendar_month", "date_words", "datetime_words", "day_label", "month_label",
    "month_words", "read_date", "time_words", "year_words",
]  # fmt: skip

#: Arabic has no short month names of its own, and Babel's are those of the wrong country.
_MONTH = {"ar": "MMMM"}
#: A month with its year where CLDR joins them by a word.
_MONTH_OF_YEAR = {"es": "LLLL 'de' y"}


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """One month for a calendar of buttons: title, seven weekday names, weeks of seven days (None: another month)."""

    title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[date | None, ...], ...]


def date_words(day: date, voice: Voice, today: date) -> str:
    """"Tue 21 Oct 2014"; the year is left out if it is this year."""
    year = "" if day.year == today.year else " y"
    return _written(day, f"EEE d {_MONTH.get(voice.language, 'MMM')}{year}", voice)


def month_words(day: date, voice: Voice, today: date | None = None) -> str:
    """"October 2014"; the year is left out if it is that of `today`."""
    if today is not None and day.year == today.year:
        return _written(day, "LLLL", voice)
    return _written(day, _MONTH_OF_YEAR.get(voice.language, "LLLL y"), voice)


def month_label(day: date, voice: Voice) -> str:
    """The month's name, as it stands on a calendar button."""
    return _written(day, "LLLL" if voice.language == "ar" else "LLL", voice)


def year_words(day: date, voice: Voice) -> str:
    """"2014"."""
    return _written(day, "y", voice)


def datetime_words(moment: datetime, voice: Voice, today: date) -> str:
    """"yesterday at 18:40"; `moment` and `today` are in the person's own zone."""
    clock = time_words(moment.time(), voice)
    if moment.date() == today:
        return voice("today at {time}", time=clock)
    if moment.date() == today - timedelta(days=1):
        return voice("yesterday at {time}", time=clock)
    return voice("{date} at {time}", date=date_words(moment.date(), voice, today), time=clock)


def time_words(moment: time, voice: Voice) -> str:
    """"18:40", in the locale's digits."""
    return local_digits(f"{moment:%H:%M}", voice.locale)


def calendar_month(year: int, month: int, voice: Voice) -> CalendarMonth:
    """The month's days in weeks that begin on the locale's first weekday."""
    first = voice.locale.first_week_day
    names = get_day_names("narrow" if voice.language == "ar" else "abbreviated", "stand-alone", voice.locale)
    weeks = calendar.Calendar(first).monthdatescalendar(year, month)
    return CalendarMonth(
        title=month_words(date(year, month, 1), voice),
        weekdays=tuple(names[(first + offset) % 7] for offset in range(7)),
        weeks=tuple(tuple(day if day.month == month else None for day in week) for week in weeks),
    )


def day_label(day: date, voice: Voice) -> str:
    """The day of the month in the locale's digits, as it stands on a calendar button."""
    return local_digits(str(day.day), voice.locale)


def _written(day: date, pattern: str, voice: Voice) -> str:
    return local_digits(format_date(day, pattern, locale=voice.locale), voice.locale)
