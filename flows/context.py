"""The world around a turn: clock, zone, voice, tables and what is known of the person. Plain immutable data."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, TypeVar

from flows.choice_list import by_cell
from flows.definition import Words
from flows.expressions import Node, SoughtRows, table_tree
from texts.locale import Voice

#: Columns of a table that tie a row to a country, the closest tie first: where it sits, and whom it belongs to.
COUNTRY_COLUMNS = ("seat", "country")
Item = TypeVar("Item")
_MEMORY_MAX = 256


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: labels by language, further columns, other names by which people know it."""

    labels: Words
    columns: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """The label in the language, else in English, else any."""
        labels = self.labels
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


class Table:
    """Choices that live outside a flow (targets, campaigns, cases). A snapshot: make a new one when rows change."""

    def __init__(self, name: str, rows: Mapping[str, Row]) -> None:
        self.name = name
        self.rows = MappingProxyType(dict(rows))
        self._memory: dict[Hashable, tuple[Any, ...]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def label(self, name: str, language: str) -> str:
        """The label of a row; its name if there is no such row (any more)."""
        row = self.rows.get(name)
        return row.label(language) if row else name

    def column(self, name: str, column: str) -> str:
        """A further column of a row, '' if there is none."""
        row = self.rows.get(name)
        return row.columns.get(column, "") if row else ""

    def choices(self) -> tuple[str, ...]:
        """All names, in the table's order."""
        return self._names

    def likely(self, country: str | None) -> tuple[str, ...]:
        """All names, those of the country first: what sits there, then what belongs to it."""
        if country is None:
            return self._names
        return self._kept(("likely", country), lambda: self._likely(country))

    def index(self, name: str) -> int:
        """A number for a row that stays when rows are added, renamed or reordered (buttons carry it), below 2**40."""
        return int.from_bytes(blake2b(name.encode(), digest_size=5).digest(), "big")

    def at(self, index: int) -> str | None:
        """The name that `index` stands for, None if it stands for none, or for two."""
        return self._by_index.get(index)

    def typed(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """What a person may type for each of these rows: (name, label, label, ..., other name, ...)."""
        return self._kept(("typed", names), lambda: [self._typed[name] for name in names])

    def having(self, column: str, cell: str) -> tuple[str, ...]:
        """The names of the rows that have this in a column."""
        key = ("having", column)
        if key not in self._memory:
            self._memory[key] = (by_cell(self._names, column, lambda name: self.rows[name].columns),)
        found: tuple[str, ...] = self._memory[key][0].get(cell, ())
        return found

    def filtered(self, key: Hashable, work_out: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Names worked out once per key: the same filter over the same answers."""
        return self._kept(("filtered", key), work_out)

    @cached_property
    def tree(self) -> Node:
        """What `instance('name')` gives: `root/item` with name, label and the further columns."""
        return table_tree(
            [{"name": name, "label": row.label("en"), **row.columns} for name, row in self.rows.items()]
        )

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.rows)

    @cached_property
    def _by_index(self) -> dict[int, str]:
        indexes = {name: self.index(name) for name in self.rows}
        times = Counter(indexes.values())
        return {index: name for name, index in indexes.items() if times[index] == 1}

    @cached_property
    def _typed(self) -> dict[str, tuple[str, ...]]:
        return {name: (name, *dict.fromkeys((*row.labels.values(), *row.aliases))) for name, row in self.rows.items()}

    def _kept(self, key: Hashable, work_out: Callable[[], Iterable[Item]]) -> tuple[Item, ...]:
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) >= _MEMORY_MAX:
                self._memory.clear()
            found = self._memory[key] = tuple(work_out())
        return found

    def _likely(self, country: str) -> list[str]:
        def distance(name: str) -> int:
            columns = self.rows[name].columns
            return next((far for far, key in enumerate(COUNTRY_COLUMNS) if columns.get(key) == country), 9)

        return sorted(self._names, key=distance)


class Lookup(Table):
    """A table that offers nothing: `pulldata('table', column, 'name', key)` works the row of a key out when asked."""

    def __init__(self, name: str, find: Callable[[str], Mapping[str, str]]) -> None:
        super().__init__(name, {})
        self._find = find

    @cached_property
    def tree(self) -> Node:
        """Empty but for the rows that are looked up in it."""
        return SoughtRows(self._find)


@dataclass(frozen=True, slots=True)
class Context:
    """The world of one turn. `now` is aware; `country` is the person's (ISO 3166 alpha-2).

    `at_risk`: exact places are not kept.
    """

    now: datetime
    zone: tzinfo
    voice: Voice
    tables: Mapping[str, Table] = field(default_factory=dict)
    person_name: str | None = None
    country: str | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    at_risk: bool = False

    @property
    def today(self) -> date:
        """The day in the person's zone."""
        return self.now.astimezone(self.zone).date()
