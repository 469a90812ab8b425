"""Text that nobody typed (defaults, calculations, answers known beforehand) to a value of a question's type."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flows.definition import ATTACHED_TYPES, QuestionType
from flows.limits import INTEGER_MAX, TEXT_MAX
from flows.ranges import Span
from texts.cleaning import clean

if TYPE_CHECKING:
    from flows.facts import Facts
    from flows.revision import Compiled
    from flows.session import Response

ACKNOWLEDGED = "OK"
#: Latitude, longitude (degrees), altitude and accuracy (metres), parted by spaces, as XLSForm has it.
_POINT = re.compile(r"-?\d{1,3}(?:\.\d+)? -?\d{1,3}(?:\.\d+)? -?\d+(?:\.\d+)? \d+(?:\.\d+)?", re.ASCII)


def is_point(text: str) -> bool:
    """Whether a place is an exact point, and not a name."""
    return _POINT.fullmatch(text) is not None


def place_name(response: Response) -> str:
    """The place in words, '' if there is only a point."""
    return (response.words or "") if is_point(response.value) else str(response.value)


def spoken(compiled: Compiled, value: Any) -> bool:
    """Whether a question for text was answered by voice."""
    return compiled.type is QuestionType.TEXT and isinstance(value, list)


def day_of(value: str) -> date:
    """The day of a date, or of a date with its time."""
    return datetime.fromisoformat(value).date()


def coerce(compiled: Compiled, text: str, facts: Facts) -> Any | None:
    """The value as a Response holds it, or None if the text is empty or not of the question's type."""
    text = clean(text).strip()[:TEXT_MAX]
    if not text:
        return None
    match compiled.type:
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            return _number(text, whole=compiled.type is QuestionType.INTEGER)
        case QuestionType.SELECT_ONE:
            return text if facts.offers(compiled, text) else None
        case QuestionType.SELECT_MULTIPLE:
            names = [name for name in text.split() if facts.offers(compiled, name)]
            return names or None
        case QuestionType.RANK:
            order = text.split()
            return order if facts.fits(compiled, order) else None
        case QuestionType.RANGE:
            return _in_span(compiled.span, text)
        case QuestionType.DATE:
            return _day(text)
        case QuestionType.TIME:
            return _time(text)
        case QuestionType.DATETIME:
            return _moment(text, facts.context.zone)
        case QuestionType.GEOPOINT:
            return None if facts.context.at_risk and is_point(text) else text
        case QuestionType.ACKNOWLEDGE:
            return ACKNOWLEDGED if text.casefold() == ACKNOWLEDGED.casefold() else None
        case type_ if type_ in ATTACHED_TYPES:
            return None
        case _:
            return text


def _number(text: str, *, whole: bool) -> int | str | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= INTEGER_MAX:
        return None
    if whole:
        return int(value) if value == int(value) else None
    return str(value)


def _in_span(span: Span | None, text: str) -> int | str | None:
    value = _number(text, whole=span is not None and span.whole)
    return value if value is not None and (span is None or span.holds(Decimal(value))) else None


def _time(text: str) -> str | None:
    """ODK writes 18:30:00.000+02:00: the clock on the wall is meant."""
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        return None


def _moment(text: str, zone: tzinfo) -> str | None:
    if len(text) <= len("2014-10-21"):
        return None
    try:
        return local_moment(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return None


def local_moment(moment: datetime, zone: tzinfo) -> str:
    """An instant, or a time on the person's own clock, as a Response holds it: local, with its offset."""
    aware = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.isoformat(timespec="minutes")


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
