"""Whether conditions can hold together at all. Never wrong when it says that they cannot; else it may just not know."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from flows.checks.atoms import ITSELF, Branch, Signed, Taker, joined
from flows.checks.domains import anything, every_value, values_about
from flows.checks.outline import Outline, Placed
from flows.definition import Question
from flows.expressions import Element, EvaluationError, Scope
from flows.expressions.inside import Evaluate, text_of
from flows.expressions.syntax import Syntax

_NOWS = tuple(datetime(year, 5, 15, 12, 34, tzinfo=UTC) for year in (2026, 1950, 1999, 2150))
"""What hangs on the day can hold at some time, or at none of these."""

_DEEP = 2  # one question is asked only if another was answered, and that one if ...


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that must hold, and the repeats it stands in. `own`: `.` in it is the answer of the question that
    is looked at."""

    text: str
    repeats: tuple[str, ...]
    own: bool = False


class Outcome(Enum):
    """Of some tests on one answer: no value passes them; only an answer does; or also none given, as far as known."""

    NEVER = auto()
    ANSWERED = auto()
    OPEN = auto()


class Taken:
    """The conditions of a flow taken apart, each once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._found: dict[Condition, list[Branch] | None] = {}
        self._conditions: dict[Placed, tuple[Condition, ...]] = {}

    def conditions(self, placed: Placed) -> tuple[Condition, ...]:
        """All that must hold for a question or group to apply."""
        if placed not in self._conditions:
            found, repeats = [], list[str]()
            for part in (*placed.around, placed.part):
                if part.relevant:
                    found.append(Condition(part.relevant, tuple(repeats)))
                if part.type == "repeat":
                    repeats.append(part.name)
            self._conditions[placed] = tuple(found)
        return self._conditions[placed]

    def branches(self, wanted: Iterable[Condition]) -> list[Branch] | None:
        """The ways in which all of them hold; None if they are too many."""
        found = (self._branches(each) for each in wanted)
        return joined([branches for branches in found if branches is not None])

    def _branches(self, condition: Condition) -> list[Branch] | None:
        if condition not in self._found:
            syntax = self.outline.syntax(condition.text)
            taker = Taker(lambda name: self._is_single(name, condition.repeats), own=condition.own)
            self._found[condition] = None if syntax is None else taker.branches(syntax)
        return self._found[condition]

    def _is_single(self, name: str, repeats: tuple[str, ...]) -> bool:
        """Whether `${name}` means one answer: no repeat is around it that is not around the reader too."""
        placed = self.outline.by_name.get(name)
        if placed is None or not isinstance(placed.part, Question):
            return False
        return placed.repeats == repeats[: len(placed.repeats)]


class Possible:
    """`never`: questions that are never answered. `retired`: whether retired choices and questions count as there.
    `free`: questions that are not asked whether they can be reached themselves."""

    def __init__(
        self, taken: Taken, never: frozenset[str], *, retired: bool, free: frozenset[str] = frozenset()
    ) -> None:
        self._branches, self._conditions = taken.branches, taken.conditions
        self._outline = taken.outline
        self._never = never
        self._retired = retired
        self._free = free
        self._judgements: dict[tuple[Hashable, ...], Outcome] = {}

    def can_hold(self, wanted: Sequence[Condition], question: Question | None = None, *, deep: int = _DEEP) -> bool:
        """Whether all these can hold at once; `question` is the one whose answer `.` means. `deep`: how far it is
        followed that what must be answered must have been asked."""
        branches = self._branches(wanted)
        return branches is None or any(self._is_possible(each, question, set(wanted), deep) for each in branches)

    def _is_possible(self, branch: Branch, question: Question | None, seen: set[Condition], deep: int) -> bool:
        nows = _NOWS if any(signed.atom.clock for signed in branch) else _NOWS[:1]
        return any(self._is_possible_at(now, branch, question, seen, deep) for now in nows)

    def _is_possible_at(
        self, now: datetime, branch: Branch, question: Question | None, seen: set[Condition], deep: int
    ) -> bool:
        if not all(_passes(each.atom.whole, each.holds, "", now) for each in branch if each.atom.is_constant):
            return False
        needed: list[str] = []
        for subject, tests in self._by_subject(branch, question).items():
            outcome = self._judged(subject, tests, question, now)
            if outcome is Outcome.NEVER:
                return False
            if outcome is Outcome.ANSWERED and isinstance(subject, str) and subject != ITSELF:
                needed.append(subject)
        return self._are_asked(needed, branch, question, seen, deep)

    def _are_asked(
        self, needed: Sequence[str], branch: Branch, question: Question | None, seen: set[Condition], deep: int
    ) -> bool:
        """Whether what must have been answered can have been asked, all of it beside the rest."""
        followed = (self._outline.by_name[name] for name in needed if name not in self._free)
        further = {each for placed in followed for each in self._conditions(placed)} - seen
        branches = self._branches(sorted(further, key=lambda each: each.text)) if further and deep else None
        about = {signed.atom.leaf for signed in branch} - {None}
        if branches is None or not any(signed.atom.leaf in about for each in branches for signed in each):
            return True  # they ask about other answers
        both = joined([[branch], branches])
        return both is None or any(self._is_possible(each, question, seen | further, deep - 1) for each in both)

    def _by_subject(self, branch: Branch, question: Question | None) -> Mapping[str | Syntax, list[Signed]]:
        """The tests that can be judged, by what they judge: an answer, or some other part that has a value."""
        found: dict[str | Syntax, list[Signed]] = {}
        for signed in branch:
            atom = signed.atom
            if atom.leaf is not None and (atom.of_leaf or self._all_known(atom.leaf, question)):
                found.setdefault(atom.leaf, []).append(signed)
            elif atom.subject is not None and not atom.of_leaf:
                found.setdefault(atom.subject, []).append(signed)
        return found

    def _all_known(self, leaf: str, question: Question | None) -> bool:
        """Whether all values of an answer can be looked at, whatever is asked about it."""
        asked = self._question(leaf, question)
        return self._is_never(leaf) or (
            asked is not None and every_value(self._outline, asked, retired=self._retired) is not None
        )

    def _judged(
        self, subject: str | Syntax, tests: Sequence[Signed], question: Question | None, now: datetime
    ) -> "Outcome":
        """What the tests of one subject come to; the same tests are met again and again."""
        key = (subject, question.name if question and subject == ITSELF else "", now, *map(_identity, tests))
        found = self._judgements.get(key)
        if found is None:
            values = self._values(subject, tests, question, now)
            fitting = values and self._fitting(subject, tests, values, question, now)
            found = Outcome.OPEN if values is None or "" in (fitting or ()) else Outcome.ANSWERED
            found = self._judgements[key] = Outcome.NEVER if values is not None and not fitting else found
        return found

    def _values(
        self, subject: str | Syntax, tests: Sequence[Signed], question: Question | None, now: datetime
    ) -> list[str] | None:
        """The values to look at; None if nothing can be said."""
        if isinstance(subject, str) and self._is_never(subject):
            return [""]
        constants = list(_constants(tests, now))
        asked = self._question(subject, question) if isinstance(subject, str) else None
        if asked is None:
            return anything(constants)
        found = values_about(self._outline, asked, constants, retired=self._retired)
        if found is None or subject != ITSELF:
            return None if found is None else [*found, ""]
        return [value for value in found if value]

    def _fitting(
        self, subject: str | Syntax, tests: Sequence[Signed], values: Iterable[str], question: Question | None,
        now: datetime,
    ) -> list[str]:  # fmt: skip
        whole = isinstance(subject, str) and self._all_known(subject, question)
        evaluates = [(each.atom.whole if whole else each.atom.test, each.holds) for each in tests]
        return [value for value in values if all(_passes(each, holds, value, now) for each, holds in evaluates)]

    def _question(self, leaf: str, question: Question | None) -> Question | None:
        return question if leaf == ITSELF else self._outline.question(leaf)

    def _is_never(self, name: str) -> bool:
        placed = self._outline.by_name.get(name)
        return name in self._never or (not self._retired and placed is not None and placed.retired)


def _identity(signed: Signed) -> tuple[int, bool]:
    return id(signed.atom), signed.holds


def _constants(tests: Iterable[Signed], now: datetime) -> Iterator[str]:
    """What the answer is compared with, as text; a date also as its number of days."""
    for signed in tests:
        for constant in signed.atom.constants:
            try:
                yield str(text_of(constant)(_scope("", now)))
            except EvaluationError:
                continue


def _passes(evaluate: Evaluate, holds: bool, value: str, now: datetime) -> bool:
    """Whether a test comes out as wanted; one that cannot be worked out might."""
    try:
        return bool(evaluate(_scope(value, now))) is holds
    except EvaluationError:
        return True


def _scope(value: str, now: datetime) -> Scope:
    """A world in which every answer is this one: a test hangs on one only."""
    return Scope(Element("value", text=value), lambda name: (Element(name, text=value),), now, UTC)
