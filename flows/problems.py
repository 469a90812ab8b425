"""What an editor has to mend in a flow."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from texts.said import packed, unpacked


class Kind(StrEnum):
    """What some pages tell apart. `FILE_MISSING`: a table or picture that may still be sent."""

    GENERAL = "general"
    UNTRANSLATED = "untranslated"
    FILE_MISSING = "file missing"
    UNFORESEEN = "unforeseen"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the place in the flow, what is wrong there, and how to mend it; texts that were `said`.

    A `warning` does not stand in the way of publishing.
    """

    place: str
    wrong: str
    mend: str
    warning: bool = False
    kind: Kind = Kind.GENERAL

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} ({self.mend})"

    def to_json(self) -> list[Any]:
        """Plain data."""
        return [packed(self.place), packed(self.wrong), packed(self.mend), self.warning, self.kind.value]

    @classmethod
    def from_json(cls, data: list[Any]) -> "Problem":
        """The inverse of `to_json`."""
        place, wrong, mend, warning, *kind = data
        return cls(unpacked(place), unpacked(wrong), unpacked(mend), warning, *map(Kind, kind))
