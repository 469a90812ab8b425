"""Text that nobody typed (defaults, calculations, answers known beforehand) to a value of a question's type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flows.definition import QuestionType
from flows.limits import INTEGER_MAX, TEXT_MAX
from texts.cleaning import clean

if TYPE_CHECKING:
    from flows.facts import Facts
    from flows.revision import Compiled


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
        case QuestionType.DATE:
            return _day(text)
        case QuestionType.IMAGE | QuestionType.FILE:
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


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
