"""Dates that are asked for by the month or the year only (XLSForm's appearances `month-year` and `year`)."""

from datetime import date
from enum import StrEnum

from flows.definition import COMING, Question, QuestionType, appears
from texts.date_reading import read_coming_date, read_date
from texts.dates import date_words, month_words, year_words
from texts.locale import Voice
from texts.month_reading import read_month, read_year


class Grain(StrEnum):
    """How exactly a date is asked for; one by the month or year is kept as its first day, as ODK does."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def grain_of(question: Question) -> Grain:
    """How exactly a question asks."""
    if question.type is not QuestionType.DATE or not question.appearance:
        return Grain.DAY
    return Grain.YEAR if appears(question, "year") else Grain.MONTH if appears(question, "month-year") else Grain.DAY


def floor(day: date, grain: Grain) -> date:
    """The day that stands for the month or year of a day."""
    return day if grain is Grain.DAY else day.replace(day=1) if grain is Grain.MONTH else day.replace(month=1, day=1)


def moved(day: date, grain: Grain, by: int) -> date:
    """The first day of the month or year so many later."""
    months = day.year * 12 + day.month - 1 + by * (12 if grain is Grain.YEAR else 1)
    return floor(date(months // 12, months % 12 + 1, 1), grain)


def told(day: date, grain: Grain, voice: Voice, today: date) -> str:
    """The date in words, as exactly as it was asked for."""
    if grain is Grain.DAY:
        return date_words(day, voice, today)
    return month_words(day, voice) if grain is Grain.MONTH else year_words(day, voice)


def days_read(question: Question, text: str, language: str, today: date) -> tuple[date, ...]:
    """The days that a typed text may mean, one if it is sure."""
    grain = grain_of(question)
    if grain is not Grain.DAY:
        first = (read_month if grain is Grain.MONTH else read_year)(text, language, today)
        return (first,) if first else ()
    found = (read_coming_date if appears(question, COMING) else read_date)(text, language, today)
    return () if found is None else tuple(dict.fromkeys(found.alternatives)) or (found.date,)
