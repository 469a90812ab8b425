"""The questions of a session in order: those of the flow, with as many instances of each repeat as there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.compiled import Compiled, Repeat
from flows.definition import QuestionType


@dataclass(frozen=True)
class Layout:
    """Questions in order. `answerable`: a person can answer them; `always`: asked by themselves, as a rule."""

    questions: tuple[Compiled, ...]

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


def laid_out(parts: Sequence[Compiled | Repeat], counts: Mapping[str, int]) -> Layout:
    """The layout with so many instances of each repeat, by its name."""
    questions: list[Compiled] = []
    for part in parts:
        if isinstance(part, Repeat):
            questions += _repeated(part, counts[part.name])
        else:
            questions.append(part)
    return Layout(tuple(questions))


def _repeated(repeat: Repeat, count: int) -> list[Compiled]:
    """All instances; before each but the first, and after the last, the question whether there is another."""
    asks = repeat.count is None
    found: list[Compiled] = []
    for instance, (another, *questions) in enumerate(repeat.instances, 1):
        if asks and (instance > 1 or count == 0):
            found.append(another)
        if instance > count:
            break
        found += questions
    return found
