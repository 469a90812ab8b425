"""The answers as the tree that paths of expressions walk: `/data`, its groups, an element for each instance."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flows.compiled import instance_key
from flows.definition import Group, Question
from flows.expressions import Element, Node, Root
from flows.revision import Revision

if TYPE_CHECKING:
    from flows.facts import Facts

Items = tuple[Question | Group, ...]


class _Answer(Element):
    """An answer, read when it is looked at: one that is derived may look at others beside it."""

    __slots__ = ("_read",)

    def __init__(self, name: str, read: Callable[[], str]) -> None:
        self._read = read
        super().__init__(name)

    @property
    def text(self) -> str:
        return self._read()

    @text.setter
    def text(self, _nothing: str) -> None:
        """What is read is all there is."""


class AnswerTree:
    """Elements are made when a path first looks at them. Not to be used once the answers have changed."""

    def __init__(self, facts: "Facts") -> None:
        self._facts = facts
        self._revision: Revision = facts.revision
        self._holders: dict[tuple[str, ...], Element] = {}
        self.data = Element("data", self._inside(self._revision.flow.items, (), ""))
        self.data.parent = Root((self.data,))

    def holder(self, around: tuple[str, ...]) -> Element:
        """The element of a group or instance, named with those around it."""
        if not around:
            return self.data
        found = self._holders.get(around)
        if found is None:
            items, name = self._items(around)
            prefix = next((f"{part}/" for part in around if part.endswith("]")), "")
            found = Element(name, self._inside(items, around, prefix), parent=self.holder(around[:-1]))
            self._holders[around] = found
        return found

    def named(self, name: str) -> Sequence[Node]:
        """What `${name}` means outside of repeats: the answer; in a repeat all instances'; groups and repeats."""
        if (repeat := self._revision.repeat_of.get(name)) is not None:
            instances = self._instances(repeat.name)
            return tuple(node for instance in instances for node in _below(instance) if node.name == name)
        if name in self._revision.repeats:
            return self._instances(name)
        return ()

    def _instances(self, name: str) -> tuple[Element, ...]:
        repeat = self._revision.repeats[name]
        places = range(1, self._facts.count(repeat) + 1)
        return tuple(self.holder((*repeat.around, instance_key(name, place))) for place in places)

    def _inside(self, items: Items, around: tuple[str, ...], prefix: str) -> Callable[[], Sequence[Element]]:
        def children() -> list[Element]:
            found: list[Element] = []
            for item in items:
                if isinstance(item, Question):
                    found.append(_Answer(item.name, partial(self._facts.text, prefix + item.name)))
                elif item.name in self._revision.repeats:
                    found += self._instances(item.name)
                else:
                    found.append(self.holder((*around, item.name)))
            return found

        return children

    def _items(self, around: tuple[str, ...]) -> tuple[Items, str]:
        """What is in a group, and its name."""
        items: Items = self._revision.flow.items
        name = ""
        for part in around:
            name = part.partition("[")[0]
            group = next(item for item in items if isinstance(item, Group) and item.name == name)
            items = group.items
        return items, name


def _below(node: Node) -> Sequence[Node]:
    """All elements inside an instance."""
    return [each for child in node.children if child.kind == "element" for each in (child, *_below(child))]
