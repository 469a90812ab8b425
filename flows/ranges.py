"""The values a range offers (XLSForm's `parameters`: start, end and step)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flows.limits import INTEGER_MAX

_DEFAULTS = {"start": "1", "end": "10", "step": "1"}
_FINEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from start to end, a step apart."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def whole(self) -> bool:
        """Whether all its numbers are whole."""
        return self.start % 1 == 0 and self.step % 1 == 0

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return int((self.end - self.start) // self.step) + 1

    def holds(self, number: Decimal) -> bool:
        """Whether the number is one of them."""
        return self.start <= number <= self.end and (number - self.start) % self.step == 0

    def values(self) -> tuple[int | str, ...]:
        """All of them, as a Response holds them: whole numbers as int, others as the text of a Decimal."""
        numbers = (self.start + place * self.step for place in range(self.count))
        return tuple(int(number) if self.whole else f"{number:f}" for number in numbers)


def span(parameters: Mapping[str, str]) -> Span | None:
    """The range that parameters mean, None if they mean none. What is left out is XLSForm's: 1 to 10 by 1."""
    try:
        start, end, step = (Decimal(parameters.get(name, default)) for name, default in _DEFAULTS.items())
    except InvalidOperation:
        return None
    sane = step >= _FINEST and all(number.is_finite() and abs(number) < INTEGER_MAX for number in (start, end, step))
    return Span(start, end, step) if sane and start <= end else None
