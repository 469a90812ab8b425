"""What a digest tells, before it is put into words. Pure data.

Every number is a `Cell`: it says what it counts, and its filter finds the reports again as they were at `as_of`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from reports.periods import Covered
from storage.scopes import Within
from texts.numbers import Qualifier

By = Literal["filed", "occurred"]
Names = Mapping[str, str]
"""A label by language."""
Part = Literal[
    "now", "last", "mean", "corrected", "edited", "ever", "elsewhere", "share", "joint", "late", "late_corrected"
]
MEAN_OF = 4  # periods before this one


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that opens: how many or how much of what (key, basis, measure), how surely, told by how many reports;
    `part`: of the period itself, of the one before, of the four before together, of its corrections, of what was
    told before and edited in it, of all time, of joint events that count elsewhere (their totals told again, or the
    share of those who tell it, or, in a safe scope, either), or of what came in or was changed after the digest of the
    period before; `whose`: the section it is of, where it is one of several and does not add up."""

    key: str
    basis: str
    measure: str
    value: Decimal
    qualifier: Qualifier
    reports: int
    filter: Mapping[str, Any]
    part: Part = "now"
    whose: Names = field(default_factory=dict, compare=False)

    @property
    def is_change(self) -> bool:
        """Whether it says by how much another number was moved."""
        return self.part in ("corrected", "late_corrected")


def one_of_several(cell: Cell, scope: Within) -> bool:
    """Whether the cell is of one section of a scope that has several: such numbers are never added up, nor drawn beside
    one another."""
    return scope.scope != "section" and cell.filter.get("section") is not None


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the period beside those before it. `before`: the period before; `four`: the four before together;
    `corrected`: what changes of earlier reports moved in the period; `ever`: all so far; `happened`: months before the
    period's in which some of it happened, or all (`wholly`); `beyond`: some of it tells also of days after the period;
    `names`: of a figure that is none of ours."""

    cell: Cell
    before: Cell | None = None
    four: Cell | None = None
    corrected: Cell | None = None
    ever: Cell | None = None
    happened: tuple[date, ...] = ()
    wholly: bool = False
    beyond: bool = False
    names: Names = field(default_factory=dict)

    @property
    def mean(self) -> Decimal | None:
        """Of the four periods before this one."""
        return self.four.value / MEAN_OF if self.four is not None else None

    def behind(self) -> Iterator[Cell]:
        """The numbers that it is held against."""
        yield from (each for each in (self.corrected, self.before, self.four, self.ever) if each is not None)


@dataclass(frozen=True, slots=True)
class Changed:
    """Outcomes of one kind of change; `whose`: the cases that may be named."""

    names: Names
    cell: Cell
    whose: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Awaited:
    """Key areas that a section is expected to report on and that have not come, each for all of these months, the
    oldest first; `key` and `section`: the section's key and names; `since`: when the first of them was due."""

    key: str
    section: Names
    areas: tuple[str, ...]
    months: tuple[date, ...]
    since: date

    @property
    def updates(self) -> int:
        """How many are missing."""
        return len(self.areas) * len(self.months)


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that somebody must decide or do. `cell` None: it is not counted, to protect whom it is about."""

    kind: Literal["write_down", "totals_differ", "unreachable"]
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Story:
    """A report whose picture and words may be published."""

    report_id: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest tells. `reports`: how many came in, by kind; `figures`: what these count, the weightiest first;
    `today`: the day on which it is read, where it is read; `so_far`: the period is not over."""

    scope: Within
    scope_names: Names
    covered: Covered
    as_of: datetime
    today: date
    by: By = "filed"
    so_far: bool = False
    reports: tuple[Compared, ...] = ()
    figures: tuple[Compared, ...] = ()
    joint: tuple[tuple[Cell, Names], ...] = ()  # figures of joint events that count elsewhere
    changes: tuple[Changed, ...] = ()
    withheld: tuple[Cell, ...] = ()  # outcomes that are not to be told
    withdrawn: tuple[Cell, ...] = ()  # reports withdrawn, and those counted again
    late: tuple[tuple[Cell, Names], ...] = ()  # what came in after the digest of the period before
    changed_late: tuple[tuple[Cell, Names], ...] = ()  # what of that digest was changed after it
    awaited: tuple[Awaited, ...] = ()
    awaited_cell: Cell | None = None
    decisions: tuple[Decision, ...] = ()
    story: Story | None = None

    @property
    def empty(self) -> bool:
        """Nothing came in, and nothing was corrected."""
        late = self.late or self.changed_late
        return not (self.reports or self.figures or self.changes or self.withheld or self.withdrawn or late)

    def numbers(self) -> list[tuple[Cell, Names]]:
        """All numbers with the labels of what they count, in the order of their positions: those of the words first,
        then those that these are held against."""
        compared = (*self.figures, *self.reports)
        heads = [*((each.cell, each.names) for each in compared), *((each.cell, each.names) for each in self.changes)]
        others = (*self.withheld, *self.withdrawn, self.awaited_cell, *(each.cell for each in self.decisions))
        behind = [(cell, each.names) for each in compared for cell in each.behind()]
        late = (*self.late, *self.changed_late)
        return [*heads, *self.joint, *((cell, {}) for cell in others if cell is not None), *late, *behind]
