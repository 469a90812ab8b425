"""The questions of a session in order: those of the flow, with as many instances of each repeat as there are."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.compiled import Compiled, Inside, Part, Repeat
from flows.definition import QuestionType
from flows.instances import Instances, prefix
from flows.limits import INSTANCES_MAX

Counts = Mapping[str, int]
"""How many instances each repeat has, by its key: `teams`, `teams[2]/people`."""


@dataclass(frozen=True)
class Layout:
    """Questions in order. `answerable`: a person can answer them; `always`: asked by themselves, as a rule. `counts`:
    how many instances there are. `full`: there are more than a session may have; the rest is left out."""

    questions: tuple[Compiled, ...]
    counts: Counts
    full: bool = False

    @cached_property
    def answerable(self) -> tuple[Compiled, ...]:
        return tuple(each for each in self.questions if each.asked)

    @cached_property
    def always(self) -> tuple[Compiled, ...]:
        return tuple(each for each in self.answerable if each.asks is not False)

    @cached_property
    def filtered(self) -> tuple[Compiled, ...]:
        """Those whose choices hang on other answers."""
        return tuple(each for each in self.answerable if each.filter is not None)

    @cached_property
    def notes(self) -> tuple[Compiled, ...]:
        return tuple(each for each in self.questions if each.type is QuestionType.NOTE)

    @cached_property
    def spoken(self) -> tuple[Compiled, ...]:
        """What a person comes past: the questions asked by themselves, and the notes above them."""
        return tuple(
            each for each in self.questions if each.type is QuestionType.NOTE or (each.asked and each.asks is not False)
        )

    @cached_property
    def always_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.always)

    def place(self, position: int) -> int:
        """How many of `always` stand before a position."""
        return bisect_left(self._always_positions, position)

    def spoken_before(self, position: int) -> int:
        """How many of `spoken` stand before a position."""
        return bisect_left(self._spoken_positions, position)

    @cached_property
    def _always_positions(self) -> list[int]:
        return [each.position for each in self.always]

    @cached_property
    def _spoken_positions(self) -> list[int]:
        return [each.position for each in self.spoken]


def laid_out(parts: Sequence[Part], instances: Instances, counts: Counts, *, full: bool) -> Layout:
    """The layout with so many instances of each repeat."""
    return Layout(tuple(_laid_out(parts, instances, counts, ())), dict(counts), full)


def _laid_out(parts: Sequence[Part], instances: Instances, counts: Counts, inside: Inside) -> list[Compiled]:
    found: list[Compiled] = []
    for part in parts:
        if isinstance(part, Repeat):
            found += _repeated(part, instances, counts, inside)
        elif not part.question.retired:
            found.append(instances.placed(part, inside) if inside else part)
    return found


def _repeated(repeat: Repeat, instances: Instances, counts: Counts, inside: Inside) -> list[Compiled]:
    """All instances; before each but the first, and after the last, the question whether there is another."""
    count = counts.get(f"{prefix(inside)}{repeat.name}", 0)
    asks = repeat.count is None
    found: list[Compiled] = []
    for instance in range(1, count + 1):
        if asks and instance > 1:
            found.append(instances.handle(repeat, inside, instance))
        found += _laid_out(repeat.parts, instances, counts, (*inside, (repeat.name, instance)))
    if asks and count < INSTANCES_MAX:
        found.append(instances.handle(repeat, inside, count + 1))
    return found
