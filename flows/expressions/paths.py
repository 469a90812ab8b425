"""Location paths: axes, node tests and predicates (XPath 1.0, section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flows.expressions.code import Closure, Code, as_boolean
from flows.expressions.scope import Focus
from flows.expressions.syntax import NodeTest
from flows.expressions.tree import Node, descendants, elements_below
from flows.expressions.values import to_boolean

Axis = Callable[[Node], Iterable[Node]]
Test = Callable[[Node], bool]
Filter = Callable[[Sequence[Node], Focus], Sequence[Node]]
Move = Callable[[Sequence[Node], Focus], Sequence[Node]]


def _ancestors(node: Node) -> Iterable[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _siblings(node: Node) -> Sequence[Node]:
    return node.parent.children if node.parent is not None and node.kind != "attribute" else ()


def _siblings_after(node: Node) -> Iterable[Node]:
    siblings = list(_siblings(node))
    return siblings[_place(node, siblings) + 1 :]


def _siblings_before(node: Node) -> Iterable[Node]:
    siblings = list(_siblings(node))
    return reversed(siblings[: max(_place(node, siblings), 0)])


def _place(node: Node, siblings: Sequence[Node]) -> int:
    return next((place for place, sibling in enumerate(siblings) if sibling is node), len(siblings))


def _following(node: Node) -> Iterable[Node]:
    if node.kind == "attribute" and node.parent is not None:
        yield from descendants(node.parent)
        node = node.parent
    for holder in (node, *_ancestors(node)):
        for sibling in _siblings_after(holder):
            yield sibling
            yield from descendants(sibling)


def _preceding(node: Node) -> Iterable[Node]:
    if node.kind == "attribute" and node.parent is not None:
        node = node.parent
    for holder in (node, *_ancestors(node)):
        for sibling in _siblings_before(holder):
            yield from reversed([sibling, *descendants(sibling)])


_AXES: dict[str, Axis] = {
    "child": lambda node: node.children,
    "attribute": lambda node: node.attributes,
    "self": lambda node: (node,),
    "parent": lambda node: () if node.parent is None else (node.parent,),
    "descendant": descendants,
    "descendant-or-self": lambda node: (node, *descendants(node)),
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: (node, *_ancestors(node)),
    "following-sibling": _siblings_after,
    "preceding-sibling": _siblings_before,
    "following": _following,
    "preceding": _preceding,
}
_BACKWARDS = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def move(axis: str, test: NodeTest, predicates: Sequence[Code]) -> Move:
    """One step: from nodes in document order to nodes in document order, without doubles."""
    along = elements_below if axis == "descendant" and test.kind == "principal" else _AXES[axis]
    passes = _test(axis, test)
    filters = [predicate(code) for code in predicates]
    backwards = axis in _BACKWARDS

    def from_one(node: Node, focus: Focus) -> Sequence[Node]:
        candidates = list(along(node))
        focus.run.spend(len(candidates) + 1)
        found: Sequence[Node] = [candidate for candidate in candidates if passes(candidate)]
        for keep in filters:
            found = keep(found, focus)
        return found[::-1] if backwards else found

    def from_all(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        if len(nodes) == 1:
            return from_one(nodes[0], focus)
        return ordered([found for node in nodes for found in from_one(node, focus)])

    return from_all


def ordered(nodes: Iterable[Node]) -> Sequence[Node]:
    """Document order without doubles."""
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=_order) if len(unique) > 1 else list(unique.values())


def _order(node: Node) -> int:
    return node.order


def predicate(code: Code) -> Filter:
    """Keep the nodes a predicate holds for: a number means a position, anything else a truth."""
    if isinstance(code.constant, float):
        return _at(code.constant)
    if code.kind in {"number", "any"}:
        return _where(_positional(code.run))
    return _where(as_boolean(code))


def _at(position: float) -> Filter:
    index = int(position) - 1 if position.is_integer() and position > 0 else -1
    return lambda nodes, focus: nodes[index : index + 1] if index >= 0 else ()


def _positional(run: Closure) -> Closure:
    def holds(focus: Focus) -> bool:
        value = run(focus)
        return value == focus.position if type(value) is float else to_boolean(value)

    return holds


def _where(holds: Closure) -> Filter:
    def keep(nodes: Sequence[Node], focus: Focus) -> Sequence[Node]:
        run, size = focus.run, len(nodes)
        run.spend(size)
        return [node for place, node in enumerate(nodes, 1) if holds(Focus(run, node, place, size))]

    return keep


def _test(axis: str, test: NodeTest) -> Test:
    if test.kind == "node":
        return lambda node: True
    if test.kind != "principal":
        return lambda node: node.kind == test.kind and test.name in {None, node.name}
    kind, name, namespace = "attribute" if axis == "attribute" else "element", test.name, test.namespace
    if namespace is not None:
        return lambda node: (
            node.kind == kind and node.namespace == namespace and name in {None, node.name.rpartition(":")[2]}
        )
    if name is None:
        return lambda node: node.kind == kind
    return lambda node: node.name == name and node.kind == kind
