"""What reading a spreadsheet found: what must be mended by its author, and what was mended on the way."""

from dataclasses import dataclass, field

from flows.problems import Problem
from texts.said import said

_SHOWN = 60


def shown(text: str) -> str:
    """A cell's text as a problem quotes it: on one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def nothing_to_do() -> str:
    """How to mend what is no harm."""
    return said("nothing to do")


def place(sheet: str, row: int, column: str = "") -> str:
    """`survey, row 12, type`; rows count from 1 as spreadsheet programs show them."""
    if column:
        return said("{sheet}, row {row}, {column}", sheet=sheet, row=str(row), column=column)
    return said("{sheet}, row {row}", sheet=sheet, row=str(row))


@dataclass
class Findings:
    """The problems so far. `refused`: whether one of them cannot be worked around: there is no flow then."""

    problems: list[Problem] = field(default_factory=list)
    refused: bool = False

    def refuse(self, place: str, wrong: str, mend: str) -> None:
        """Something that no flow can say, or that cannot be understood."""
        self._add(Problem(place, wrong, mend))
        self.refused = True

    def warn(self, place: str, wrong: str, mend: str) -> None:
        """Something that does not stand in the way."""
        self._add(Problem(place, wrong, mend, warning=True))

    def mended(self, place: str, was: str, now: str, why: str) -> None:
        """Something that a spreadsheet program or a hand did to a cell, undone."""
        mend = said("it is taken as {text}; nothing to do if that is right", text=shown(now))
        self.warn(place, said("{why}: {text}", why=why, text=shown(was)), mend)

    def must_be_mended(self, row: str = "") -> bool:
        """Whether anything must be, in a row (`place` without column) or at all."""
        places = (each.place for each in self.problems if not each.warning)
        return any(not row or each == row or each.startswith((f"{row},", f"{row} ")) for each in places)

    def _add(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)
