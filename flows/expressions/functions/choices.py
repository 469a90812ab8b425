"""Choices of select questions, and truths."""

from __future__ import annotations

from math import inf

from flows.expressions.errors import EvaluationError
from flows.expressions.functions.registry import function
from flows.expressions.scope import Focus
from flows.expressions.tree import Node, TableRoot
from flows.expressions.values import NodeSet, Value, strip, to_boolean, to_number, words


@function("selected")
def selected(chosen: str, choice: str) -> bool:
    """Whether a choice is among those chosen."""
    return strip(choice) in words(chosen)


@function("selected-at")
def selected_at(chosen: str, place: float) -> str:
    """The choice at a place counted from 0, nothing beyond the last."""
    found = words(chosen)
    return found[int(place)] if 0 <= place < len(found) else ""


@function("count-selected", of_focus=True)
def count_selected(chosen: str) -> float:
    """How many choices were made."""
    return float(len(words(chosen)))


@function("jr:choice-name", "choice-name")
def choice_name(focus: Focus, value: str, question: str) -> str:
    """A choice's label; the question is named in quotation marks, as `'${target}'` or by its path."""
    name = question.strip().removeprefix("${").removesuffix("}").strip().rpartition("/")[2]
    return focus.scope.choice_label(name, value)


@function("boolean")
def boolean(value: bool) -> bool:
    """The value as a truth."""
    return value


@function("boolean-from-string")
def boolean_from_string(text: str) -> bool:
    """Only `1` and `true` are true."""
    return text in {"1", "true"}


@function("not")
def negation(value: bool) -> bool:
    """The opposite."""
    return not value


@function("true")
def true() -> bool:
    """True."""
    return True


@function("false")
def false() -> bool:
    """False."""
    return False


@function("checklist")
def checklist(least: float, most: float, *values: Value) -> bool:
    """Whether the number of true values lies between two bounds; -1 means no bound."""
    return _within(least, most, float(sum(_truth(value) for value in values)))


@function("weighted-checklist")
def weighted_checklist(focus: Focus, least: float, most: float, *values: Value) -> bool:
    """As checklist(), each value followed by what it counts."""
    if len(values) % 2:
        raise EvaluationError("weighted-checklist() needs a weight after each value")
    pairs = zip(values[::2], values[1::2], strict=True)
    return _within(least, most, sum(to_number(weight, focus.scope) for value, weight in pairs if _truth(value)))


def _within(least: float, most: float, total: float) -> bool:
    return least <= total <= (inf if most == -1 else most)


def _truth(value: Value) -> bool:
    """An unanswered question does not count, though its node is there."""
    if isinstance(value, str | float | bool):
        return to_boolean(value)
    return any(node.value for node in value)


@function("instance")
def instance(focus: Focus, name: str) -> NodeSet:
    """The tree a table stands in: `instance('targets')/root/item`."""
    return (_table(focus, name),)


@function("pulldata")
def pulldata(focus: Focus, table: str, column: str, key_column: str, key: str) -> str:
    """The column of the first row whose key column holds the key, nothing if there is none."""
    tree = _table(focus, table)
    if isinstance(tree, TableRoot):
        return tree.first(key_column, key).get(column, "")
    for holder in tree.children:
        focus.run.spend(len(holder.children))
        for row in holder.children:
            if _cell(row, key_column) == key:
                return _cell(row, column)
    return ""


def _table(focus: Focus, name: str) -> Node:
    table = focus.scope.table(name)
    if table is None:
        raise EvaluationError(f"there is no table {name}")
    return table


def _cell(row: Node, column: str) -> str:
    return next((cell.value for cell in row.children if cell.name == column), "")
