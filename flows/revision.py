"""A revision: one frozen version of a flow, with everything worked out once that every turn needs."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from flows.attached import AttachedTable
from flows.choice_list import ChoiceList
from flows.compiled import Compiled, Repeat, compiled_parts
from flows.context import Table
from flows.definition import Flow, Question
from flows.dependencies import Dependencies
from flows.instances import Instances
from flows.layout import Counts, Layout, laid_out

__all__ = ["Compiled", "Repeat", "Revision", "content_hash"]
_LAYOUTS_MAX = 64


class Revision:
    """A compiled flow. Immutable once built; share it between turns and threads.

    `by_name` finds every question there may be by the key of its answer, `at` by position: of repeats, in whatever
    instance. `questions`, `answerable` and `always` are those of a session with one instance of each repeat.
    """

    def __init__(self, flow: Flow, id: str, number: int) -> None:
        self.flow = flow
        self.id = id
        self.number = number
        self.lists = {name: ChoiceList(each, flow.default_language) for name, each in flow.choice_lists.items()}
        self.parts = compiled_parts(flow, self.lists)
        self.instances = self.by_name = Instances(self.parts)
        self.repeats: Mapping[str, Repeat] = self.instances.repeats
        self.dependencies = Dependencies(flow, self.instances)
        self._tables: dict[tuple[str, str, str], AttachedTable] = {}
        self._layouts: dict[tuple[tuple[int, ...], bool], Layout] = {}
        self.plain = self.layout(_once(self.instances))
        self.questions: tuple[Compiled, ...] = self.plain.questions
        self.answerable: tuple[Compiled, ...] = self.plain.answerable
        self.always: tuple[Compiled, ...] = self.plain.always

    @classmethod
    def of(cls, flow: Flow, id: str = "", number: int = 1) -> "Revision":
        """Compile a flow. Raises ExpressionError if an expression does not parse (`checks.check` tells all at once)."""
        return cls(flow, id or content_hash(flow), number)

    def layout(self, counts: Counts, *, full: bool = False) -> Layout:
        """The questions in order, with so many instances of each repeat, told in the flow's order."""
        key = (tuple(counts.values()), full)
        found = self._layouts.get(key)
        if found is None:
            if len(self._layouts) >= _LAYOUTS_MAX:
                self._layouts.clear()
            found = self._layouts[key] = laid_out(self.parts, self.instances, counts, full=full)
        return found

    @cached_property
    def inner(self) -> Mapping[str | None, tuple[Repeat, ...]]:
        """The repeats directly inside each repeat; None: outside of any."""
        found: dict[str | None, tuple[Repeat, ...]] = {}
        for repeat in self.repeats.values():
            outer = repeat.chain[-2] if len(repeat.chain) > 1 else None
            found[outer] = (*found.get(outer, ()), repeat)
        return found

    def at(self, position: int) -> Compiled | None:
        """The question at a position; None if there can be none."""
        return self.instances.at(position)

    def table(self, name: str, question: Question | None = None) -> Table | None:
        """A table that came with the flow; `question`: the select that offers its rows."""
        rows = self.flow.tables.get(name)
        if rows is None:
            return None
        columns = question.parameters if question else {}
        key = (name, columns.get("value", "name"), columns.get("label", "label"))
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = AttachedTable(name, rows, self.flow.default_language, *key[1:])
        return found

    def words(self, words: Mapping[str, str], language: str) -> str:
        """A wording in the language, else in the flow's default language, else ''."""
        return words.get(language) or words.get(self.flow.default_language, "")

    @cached_property
    def size(self) -> Mapping[str | None, int]:
        """How many questions an instance of each repeat brings, those of repeats in it left out; None: the flow."""
        found: dict[str | None, int] = {None: len(self.instances)}
        for name, repeat in self.repeats.items():
            found[name] = 1 + sum(isinstance(part, Compiled) for part in repeat.parts)
        return found


def content_hash(flow: Flow) -> str:
    """SHA-256 over the flow's content, in hexadecimal: equal flows, equal hashes, even once flows can say more."""
    told = flow.model_dump(mode="json", exclude_defaults=True)
    content = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _once(instances: Instances) -> Counts:
    """One instance of each repeat."""
    counts = {}
    for repeat in instances.repeats.values():
        counts["".join(f"{name}[1]/" for name in repeat.chain[:-1]) + repeat.name] = 1
    return counts
