"""A flow's list of choices with everything worked out that selects ask of it; all questions of a list share it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property

from flows.definition import Choice
from flows.expressions import Node, table_tree
from texts.emphasis import plain

_MEMORY_MAX = 256


class ChoiceList(Mapping[str, Choice]):
    """The choices by name. `names`: those that are offered; a retired one is known, but not among them."""

    def __init__(self, choices: Iterable[Choice], language: str) -> None:
        self._choices = {choice.name: choice for choice in choices}
        self._language = language
        self._memory: dict[Hashable, tuple[str, ...]] = {}
        self._by_column: dict[str, dict[str, tuple[str, ...]]] = {}

    def __getitem__(self, name: str) -> Choice:
        return self._choices[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._choices)

    def __len__(self) -> int:
        return len(self._choices)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, choice in self._choices.items() if not choice.retired)

    def likely(self, _country: str | None) -> tuple[str, ...]:
        """Those that are offered, in the list's order wherever the person is."""
        return self.names

    @cached_property
    def indexes(self) -> Mapping[str, int]:
        """The number a button carries for each choice."""
        return {name: index for index, name in enumerate(self._choices)}

    def at(self, index: int) -> str | None:
        """The choice that a number stands for, None if it stands for none."""
        return self._all_names[index] if 0 <= index < len(self._all_names) else None

    @cached_property
    def _all_names(self) -> tuple[str, ...]:
        return tuple(self._choices)

    @cached_property
    def tree(self) -> Node:
        """What `instance('list')` gives: `root/item` with name, label and the further columns."""
        return table_tree(
            [
                {"name": each.name, "label": each.label.get(self._language, ""), **each.columns}
                for each in self._choices.values()
            ]
        )

    def typed(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """What a person may type for each of these: (name, label, label, ...), labels of every language."""
        if names == self.names:
            return self._typed
        return tuple(self._spellings(name) for name in names)

    @cached_property
    def _typed(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._spellings(name) for name in self.names)

    def _spellings(self, name: str) -> tuple[str, ...]:
        return (name, *dict.fromkeys(plain(label) for label in self._choices[name].label.values()))

    def columns(self, name: str) -> Mapping[str, str]:
        """The further columns of a choice."""
        return self._choices[name].columns

    def having(self, column: str, cell: str) -> tuple[str, ...]:
        """Those offered that have this in a column."""
        index = self._by_column.get(column)
        if index is None:
            index = self._by_column[column] = by_cell(self.names, column, self.columns)
        return index.get(cell, ())

    def filtered(self, key: Hashable, work_out: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Names worked out once per key: the same filter over the same answers."""
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) >= _MEMORY_MAX:
                self._memory.clear()
            found = self._memory[key] = tuple(work_out())
        return found


def by_cell(
    names: Iterable[str], column: str, columns: Callable[[str], Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """The names by what they have in a column; its own name is a column of each."""
    found: dict[str, list[str]] = {}
    for name in names:
        cell = name if column == "name" else columns(name).get(column)
        if cell is not None:
            found.setdefault(cell, []).append(name)
    return {cell: tuple(those) for cell, those in found.items()}
