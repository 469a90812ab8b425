"""How far a session's questions are settled, so that a turn need not look at all of them again."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settled:
    """Those asked by themselves before `position` are answered or need not be, as of `day` (a proleptic Gregorian
    ordinal); of the answered ones all apply but those in `lapsed`. `told`: how many the person answered that apply,
    None if that is to be counted."""

    position: int = 0
    day: int = 0
    lapsed: tuple[str, ...] = ()
    told: int | None = None

    def until(self, position: int, position_of: Callable[[str], int]) -> "Settled":
        """What is left of it, where something from a position on must be looked at again."""
        if position >= self.position:
            return self
        return Settled(position, self.day, tuple(key for key in self.lapsed if position_of(key) < position))


UNSETTLED = Settled()
END = 2**53
"""Behind every position."""
