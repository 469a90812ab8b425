"""What an editor has to mend in a flow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the place in the flow, what is wrong there, and how to mend it.

    A `warning` does not stand in the way of publishing.
    """

    place: str
    wrong: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} ({self.mend})"
