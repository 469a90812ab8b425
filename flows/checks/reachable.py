"""Questions that can never be asked, and constraints that refuse every answer."""

from collections.abc import Iterator

from flows.checks.circles import in_circles
from flows.checks.outline import Outline, Placed
from flows.checks.possible import Condition, Possible, Taken
from flows.definition import ASKED_TYPES, Group, Question, QuestionType
from flows.problems import Problem
from texts.said import said

_SEEN = ASKED_TYPES | {QuestionType.NOTE}


def unreachable(outline: Outline) -> Iterator[Problem]:
    """What no answers lead to. A warning, where it is not sure that it is a mistake: the condition is plainly false, or
    hangs on what is no longer asked."""
    taken = Taken(outline)
    never, found = _never(outline, taken)
    sure = Possible(taken, frozenset(), retired=True, free=never)
    for placed in found:
        doubtful = _is_plainly_false(outline, placed) or sure.can_hold(taken.conditions(placed))
        relevant = placed.part.relevant or ""
        if isinstance(placed.part, Group):
            wrong = said("the group is never asked: its relevant `{relevant}` can not hold", relevant=relevant)
        else:
            wrong = said("the question is never asked: its relevant `{relevant}` can not hold", relevant=relevant)
        yield Problem(placed.name, wrong, said("correct `relevant`, or drop the question"), warning=doubtful)
    possible = Possible(taken, frozenset(), retired=True)
    for placed, question in outline.questions:
        if placed.name not in never and not question.retired and question.type in ASKED_TYPES and question.constraint:
            constraint = Condition(question.constraint, placed.repeats, own=True)
            if not possible.can_hold([*taken.conditions(placed), constraint], question, deep=0):
                wrong = said("its constraint `{constraint}` refuses every answer", constraint=question.constraint)
                yield Problem(placed.name, wrong, said("correct the constraint, or drop it"))


def _never(outline: Outline, taken: Taken) -> tuple[frozenset[str], list[Placed]]:
    """The names of what is never asked, what hangs on it included; and the outermost parts that should have been."""
    circles = in_circles(outline)
    never: frozenset[str] = frozenset()
    while True:
        possible = Possible(taken, never, retired=False)
        dead: set[str] = set()
        first: list[Placed] = []
        for placed in outline.parts:
            if any(group.name in dead for group in placed.around):
                dead.add(placed.name)
                continue
            judged = placed.part.relevant is not None and placed.name not in circles
            if judged and not possible.can_hold(taken.conditions(placed)):
                dead.add(placed.name)
                first += [placed] if _is_seen(placed) else []
        if dead == never:
            return frozenset(dead), first
        never = frozenset(dead)


def _is_seen(placed: Placed) -> bool:
    """A calculation that never applies is nobody's question."""
    return not isinstance(placed.part, Question) or (placed.part.type in _SEEN and not placed.part.retired)


def _is_plainly_false(outline: Outline, placed: Placed) -> bool:
    relevant = placed.part.relevant
    return relevant is not None and not outline.references(relevant)
