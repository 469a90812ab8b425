"""Tables that came with a flow as csv files: what selects offer from them and what expressions look up in them."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from flows.context import Row, Table
from flows.expressions import Node, table_tree


class AttachedTable(Table):
    """The rows of a csv file. `value` and `label`: the columns with the name and the label of a choice (a label in
    another language stands in `label::fr` or `label::Français (fr)`)."""

    def __init__(
        self, name: str, rows: Sequence[Mapping[str, str]], language: str, value: str = "name", label: str = "label"
    ) -> None:
        named = [row for row in rows if row.get(value)]
        super().__init__(name, {row[value]: Row(_labels(row, language, label), row) for row in named})
        self._written = rows

    def likely(self, country: str | None) -> tuple[str, ...]:
        """All names, in the file's order: a column called `country` is the author's own."""
        return self.choices()

    @cached_property
    def tree(self) -> Node:
        """What `instance('name')` gives: `root/item` with every row as it was written."""
        return table_tree(self._written)


def _labels(row: Mapping[str, str], language: str, label: str) -> dict[str, str]:
    found = {language: row[label]} if row.get(label) else {}
    for column, cell in row.items():
        name, marked, named = column.partition("::")
        if marked and cell and name.strip() == label:
            found[named.rpartition("(")[2].strip(" )") if "(" in named else named.strip()] = cell
    return found
