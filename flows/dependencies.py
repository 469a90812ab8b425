"""Which questions hang on which: what must be looked at again once an answer changes, and nothing else."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flows import limits
from flows.compiled import Compiled, Inside, Repeat
from flows.definition import Flow, Group, QuestionType
from flows.expressions import Expression
from flows.instances import Instances

_UNSTEADY_FUNCTIONS = frozenset({"now", "jr:choice-name", "jr:itext"})
_UNSTEADY_TYPES = frozenset({QuestionType.USERNAME, QuestionType.END})
Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Affected:
    """What hangs on one question. `first`: where the first of those asked begins, seen from the instance of so many
    repeats around both; `filtered`: the selects whose choices hang on it."""

    first: tuple[tuple[int, int], ...]
    filtered: frozenset[str]


class Dependencies:
    """What hangs on what in one flow, worked out when first asked, by the names of questions and repeats.

    `steady`: whether nothing that is asked hangs on what changes by itself between two turns of a day: the clock, the
    organisation's tables, the person's name. `settles`: whether a session remembers what is settled: it may if the flow
    is steady, and it pays if the flow is long.
    """

    def __init__(self, flow: Flow, instances: Instances) -> None:
        self._instances = instances
        self._groups = {group.name: frozenset(_names(group)) for group in _groups(flow.items)}
        self._tables = {*flow.tables, *flow.choice_lists}
        self._readers: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._looking_around: list[str] = []
        self._affected: dict[str, _Affected] = {}
        self.reads: dict[str, tuple[str, ...]] = {}
        unsteady = [name for name in instances.templates if not self._gather(name)]
        asked = (instances.templates[each] for name in unsteady for each in self._closure(name))
        self.steady = not any(each.asked and each.asks is not False for each in asked)
        self.settles = self.steady and len(instances.templates) >= limits.LONG_FLOW

    def unsettled_from(self, compiled: Compiled) -> int:
        """The position from which on something may have to be asked, once the answer to this question changes."""
        first = self._on(compiled.question.name).first
        positions = (self._instances.begin(compiled.inside[:common]) + offset for common, offset in first)
        return min(positions, default=compiled.position)

    def filtered_by(self, compiled: Compiled) -> frozenset[str]:
        """The selects whose choices hang on this question, by name."""
        return self._on(compiled.question.name).filtered

    def chained(self, name: str, is_known: Callable[[str], bool]) -> list[str]:
        """All that a question hangs on and is not known yet, what hangs on nothing first."""
        found, seen = list[str](), {name}
        waiting = [(name, iter(self.reads[name]))]
        while waiting:
            at, left = waiting[-1]
            read = next(left, None)
            if read is None:
                found.append(at)
                waiting.pop()
            elif read not in seen and not is_known(read):
                seen.add(read)
                waiting.append((read, iter(self.reads[read])))
        return found[:-1]

    def _on(self, name: str) -> _Affected:
        found = self._affected.get(name)
        if found is None:
            found = self._affected[name] = self._work_out(name)
        return found

    def _work_out(self, name: str) -> _Affected:
        templates, first = self._instances.templates, dict[int, int]()
        closure = self._closure(name)
        for each, common in closure.items():
            if templates[each].asked and templates[each].asks is not False:
                offset = self._offset(each, common)
                first[common] = min(first.get(common, offset), offset)
        filtered = frozenset(each for each in closure if templates[each].filter is not None and each != name)
        return _Affected(tuple(first.items()), filtered)

    def _closure(self, name: str) -> dict[str, int]:
        """All that hangs on a question, itself included, each with how many repeats around both are surely the same
        instance."""
        found = {name: len(self._chain(name))}
        waiting = [name]
        while waiting:
            read = waiting.pop()
            for reader, common in (*self._readers[read], *((each, 0) for each in self._looking_around)):
                common = min(common, found[read])
                if common < found.get(reader, 99):
                    found[reader] = common
                    waiting.append(reader)
        return found

    def _offset(self, name: str, common: int) -> int:
        """The first position a question may have, seen from the instance of its so-many-th repeat."""
        repeats, chain = self._instances.repeats, self._chain(name)
        own = repeats[name].position if name in repeats else self._instances.templates[name].position
        return own + sum(repeats[each].position for each in chain[common:])

    def _chain(self, name: str) -> Chain:
        """The repeats a question stands in; a repeat: those around it."""
        repeat = self._instances.repeat_of.get(name)
        if repeat is None:
            return ()
        return repeat.chain[:-1] if name in self._instances.repeats else repeat.chain

    def _gather(self, name: str) -> bool:
        """Note what a question reads, its groups and repeats included; whether all of that is steady."""
        compiled, chain = self._instances.templates[name], self._chain(name)
        steady, reads = compiled.type not in _UNSTEADY_TYPES, dict[str, int]()
        for place, repeat in enumerate(chain):
            reads[repeat] = place
        for expression, seen_from in _expressions(compiled, self._instances.repeats.get(name), chain):
            steady &= not expression.functions & _UNSTEADY_FUNCTIONS and expression.tables <= self._tables
            if expression.looks_around:
                self._looking_around.append(name)
            for read, common in self._read(expression, seen_from):
                reads[read] = min(common, reads.get(read, common))
        for read, common in reads.items():
            self._readers[read].append((name, common))
        self.reads[name] = tuple(reads)
        return steady

    def _read(self, expression: Expression, seen_from: Chain) -> Iterator[tuple[str, int]]:
        for name in expression.references - expression.steps:
            for each in self._meant(name):
                chain = self._chain(each)
                common = _common(chain, seen_from)
                yield each, common
                yield from ((repeat, place) for place, repeat in enumerate(chain) if place >= common)
        for name in expression.steps:
            for each in self._meant(name):
                yield each, 0
                yield from ((repeat, 0) for repeat in self._chain(each))

    def _meant(self, name: str) -> Iterable[str]:
        """The question of a name; of a group or repeat all that is in it."""
        inside = self._groups.get(name, frozenset())
        return [each for each in (name, *inside) if each in self._instances.templates]


def _expressions(compiled: Compiled, repeat: Repeat | None, chain: Chain) -> Iterator[tuple[Expression, Chain]]:
    """What decides whether and as what a question counts, each with the repeats it is seen from."""
    asks = compiled.asks if isinstance(compiled.asks, Expression) else None
    count = repeat.count if repeat else None
    own = (compiled.condition, asks, compiled.derived, compiled.filter, count)
    yield from ((expression, chain) for expression in own if expression is not None)
    for depth, condition in compiled.conditions:
        yield condition, tuple(name for name in compiled.around[: depth - 1] if name in chain)


def _common(chain: Chain, other: Chain) -> int:
    return next((place for place, (a, b) in enumerate(zip(chain, other, strict=False)) if a != b),
                min(len(chain), len(other)))  # fmt: skip


def common(chain: Chain, inside: Inside) -> int:
    """How many repeats of a chain are those of these instances."""
    return _common(chain, tuple(name for name, _ in inside))


def _groups(items: Iterable[object]) -> Iterator[Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from _groups(item.items)


def _names(group: Group) -> Iterator[str]:
    for item in group.items:
        yield item.name
        if isinstance(item, Group):
            yield from _names(item)


