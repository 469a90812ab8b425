"""Node sets: XPath 1.0, section 4.1, and ODK's repeats."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, isnan
from typing import TypeVar

from flows.expressions.errors import EvaluationError
from flows.expressions.functions.registry import function
from flows.expressions.scope import Focus
from flows.expressions.tree import Node, descendants, root_of
from flows.expressions.values import NodeSet, Value, all_texts, to_number, words

Item = TypeVar("Item")


@function("position")
def position(focus: Focus, nodes: Value = "") -> float:
    """The place in focus; of a given node its place among its siblings of the same name."""
    if isinstance(nodes, str | float | bool):
        return float(focus.position)
    return _place(nodes[0]) if nodes else 1.0


@function("last")
def last(focus: Focus) -> float:
    """How many nodes are in focus."""
    return float(focus.size)


@function("count")
def count(nodes: NodeSet) -> float:
    """How many nodes there are."""
    return float(len(nodes))


@function("count-non-empty")
def count_non_empty(nodes: NodeSet) -> float:
    """How many nodes have a text."""
    return float(sum(bool(node.value) for node in nodes))


@function("current")
def current(focus: Focus) -> NodeSet:
    """The question the expression belongs to, inside a predicate too."""
    return (focus.scope.current,)


@function("id")
def by_id(focus: Focus, names: Value) -> NodeSet:
    """The elements with one of these values in their attribute `id`."""
    wanted = {word for text in all_texts((names,)) for word in words(text)}
    below = list(descendants(root_of(focus.node)))
    focus.run.spend(len(below))
    return [node for node in below if any(a.name == "id" and a.value in wanted for a in node.attributes)]


@function("name", of_focus=True)
def name(nodes: NodeSet) -> str:
    """The first node's name as written."""
    return nodes[0].name if nodes else ""


@function("local-name", of_focus=True)
def local_name(nodes: NodeSet) -> str:
    """The first node's name without a prefix."""
    return nodes[0].name.rpartition(":")[2] if nodes else ""


@function("namespace-uri", of_focus=True)
def namespace_uri(nodes: NodeSet) -> str:
    """The first node's namespace."""
    return nodes[0].namespace if nodes else ""


@function("lang")
def lang(focus: Focus, language: str) -> bool:
    """Whether the focus is in a language, by the nearest `xml:lang`."""
    node: Node | None = focus.node
    wanted = language.lower()
    while node is not None:
        for attribute in node.attributes:
            if attribute.name == "xml:lang":
                return attribute.value.lower() == wanted or attribute.value.lower().startswith(f"{wanted}-")
        node = node.parent
    return False


@function("indexed-repeat")
def indexed_repeat(focus: Focus, nodes: NodeSet, *repeats: Value) -> NodeSet:
    """The nodes inside the n-th of a repeat, inside the n-th of a repeat in that one, and so on."""
    if not repeats or len(repeats) % 2:
        raise EvaluationError("indexed-repeat() needs a place for each repeat")
    found = nodes
    focus.run.spend(len(found))
    within: Node | None = None
    for repeat, place in zip(repeats[::2], repeats[1::2], strict=True):
        within = _nth(_nodes(repeat), within, to_number(place, focus.scope))
        if within is None:
            return ()
    inside = [node for node in found if _is_inside(node, within)]
    if inside or within is None or not found:
        return inside
    # Inside a repeat ${people} is that of the same instance; here that of another one is meant.
    below = list(descendants(within))
    focus.run.spend(len(below))
    return [node for node in below if node.name == found[0].name]


@function("randomize")
def randomize(focus: Focus, nodes: NodeSet, seed: float | None = None) -> NodeSet:
    """The nodes shuffled, by a seed always in the same way: ODK's generator (Park and Miller) and its order."""
    return shuffled(nodes, seed if seed is not None else float(focus.run.chance.getrandbits(30)))


def shuffled(items: Iterable[Item], seed: float) -> list[Item]:
    """The items in the order in which ODK shuffles them by this seed."""
    found, state = list(items), _seed(seed)
    for at in range(len(found) - 1, 0, -1):
        state = state * 16807 % 2147483647
        other = floor((state - 1) / 2147483646 * (at + 1))
        found[at], found[other] = found[other], found[at]
    return found


def _seed(seed: float) -> int:
    whole = int(seed) % 2147483647 if abs(seed) < 1e300 and not isnan(seed) else 0
    return whole or 2147483646


def _nodes(value: Value) -> NodeSet:
    if isinstance(value, str | float | bool):
        raise EvaluationError("indexed-repeat() needs a repeat, not a value")
    return value


def _nth(repeat: NodeSet, within: Node | None, place: float) -> Node | None:
    inside = [node for node in repeat if within is None or _is_inside(node, within)]
    return inside[int(place) - 1] if 1 <= place <= len(inside) else None


def _is_inside(node: Node, holder: Node | None) -> bool:
    at: Node | None = node
    while at is not None and at is not holder:
        at = at.parent
    return at is not None


def _place(node: Node) -> float:
    siblings = node.parent.children if node.parent is not None else (node,)
    alike = [sibling for sibling in siblings if sibling.name == node.name]
    return float(next((place for place, sibling in enumerate(alike, 1) if sibling is node), 1))
