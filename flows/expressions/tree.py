"""The tree an expression walks: the protocol of a node, and a light implementation for answers and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

Kind = Literal["root", "element", "attribute", "text", "comment", "instruction"]


class Node(Protocol):
    """One node of XPath 1.0's data model.

    `name` is the name as written, with its prefix; `value` the string-value; `order` a number that grows in
    document order within one tree. `children` leaves attributes out, as XPath does.
    """

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def parent(self) -> Node | None: ...
    @property
    def children(self) -> Sequence[Node]: ...
    @property
    def attributes(self) -> Sequence[Node]: ...
    @property
    def value(self) -> str: ...
    @property
    def order(self) -> int: ...


Children = Sequence["Element"] | Callable[[], Sequence["Element"]]


class Text:
    """The text inside a leaf, so that `text()` and `node()` find it."""

    __slots__ = ("parent", "value")
    kind: Kind = "text"
    name = ""
    namespace = ""
    children: Sequence[Node] = ()
    attributes: Sequence[Node] = ()

    def __init__(self, parent: Element) -> None:
        self.parent = parent
        self.value = parent.text

    @property
    def order(self) -> int:
        return self.parent.order + 1


class Element:
    """An element: a leaf with text, or a parent of elements, which take it as theirs. Not to be changed later.

    `children` may be a callable, called once, when the children are first looked at.
    """

    __slots__ = ("_children", "_nodes", "_order", "name", "parent", "text")
    kind: Kind = "element"
    namespace = ""
    attributes: Sequence[Node] = ()

    def __init__(
        self, name: str, children: Children = (), text: str = "", parent: Element | None = None
    ) -> None:
        self.name = name
        self.text = text
        self.parent = parent
        self._children = children
        self._nodes: Sequence[Node] | None = None
        self._order = -1
        if children and not callable(children):
            self._nodes = self._adopt(children)

    @property
    def is_leaf(self) -> bool:
        """Whether there can be nothing in it but its text."""
        return not self._children

    @property
    def children(self) -> Sequence[Node]:
        nodes = self._nodes
        if nodes is None:
            nodes = self._nodes = self._adopt(self._children() if callable(self._children) else self._children)
        return nodes

    def _adopt(self, elements: Sequence[Element]) -> Sequence[Node]:
        for element in elements:
            element.parent = self
        return elements or ((Text(self),) if self.text else ())

    @property
    def value(self) -> str:
        return self.text or "".join(child.value for child in self.children)

    @property
    def order(self) -> int:
        if self._order < 0:
            _number(root_of(self))
        return self._order


class Root(Element):
    """The node `/` stands for: the one above the outermost element."""

    __slots__ = ()
    kind: Kind = "root"

    def __init__(self, children: Children) -> None:
        super().__init__("", children)


def descendants(node: Node) -> Iterator[Node]:
    """All nodes below, in document order, without recursion."""
    return _below(node, lambda each: each.children)


def elements_below(node: Node) -> Iterator[Node]:
    """The elements below, in document order; the text of none is read."""
    return _below(node, lambda each: () if isinstance(each, Element) and each.is_leaf else each.children)


def _below(node: Node, children: Callable[[Node], Sequence[Node]]) -> Iterator[Node]:
    waiting = list(reversed(children(node)))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def root_of(node: Node) -> Node:
    """The top of the tree a node is in."""
    while (parent := node.parent) is not None:
        node = parent
    return node


def _number(root: Node) -> None:
    """Give every element below its place in document order; a leaf leaves one free for its text."""
    place = 0
    for node in (root, *elements_below(root)):
        if isinstance(node, Element):
            node._order = place
        place += 2


class TableRoot(Root):
    """The tree of a table, `root/item`, one child of an item for each column; it finds a row without a walk."""

    __slots__ = ("_first", "_rows")

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = [dict(row) for row in rows]
        self._first: dict[str, dict[str, Mapping[str, str]]] = {}
        super().__init__(lambda: (Element("root", self._items),))

    def first(self, column: str, key: str) -> Mapping[str, str]:
        """The first row whose column holds the key, an empty one if there is none."""
        index = self._first.get(column)
        if index is None:
            # From the end, so that the first of several rows wins.
            index = self._first[column] = {row.get(column, ""): row for row in reversed(self._rows)}
        return index.get(key, {})

    def _items(self) -> list[Element]:
        return [Element("item", [Element(name, text=cell) for name, cell in row.items()]) for row in self._rows]


class SoughtRows(TableRoot):
    """A table without rows to walk: the one of a key is found by a function, once, in whatever column it is sought."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[str], Mapping[str, str]]) -> None:
        super().__init__(())
        self._find = find
        self._found: dict[str, Mapping[str, str]] = {}

    def first(self, column: str, key: str) -> Mapping[str, str]:
        """The row of the key; an empty one if there is none."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]


def table_tree(rows: Iterable[Mapping[str, str]]) -> TableRoot:
    """The tree of a table as `instance('name')` gives it."""
    return TableRoot(rows)
