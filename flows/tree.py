"""The answers as the tree that paths of expressions walk: `/data`, its groups, an element for each instance."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flows.compiled import Inside, instance_key
from flows.definition import Group, Question
from flows.expressions import Element, Node, Root
from flows.instances import placed_around, prefix

if TYPE_CHECKING:
    from flows.evaluation import Evaluation

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

    def __init__(self, facts: "Evaluation") -> None:
        self._facts = facts
        self._holders: dict[tuple[str, ...], Element] = {}
        self.data = Element("data", self._inside(facts.revision.flow.items, (), ()))
        self.data.parent = Root((self.data,))

    def holder(self, around: tuple[str, ...]) -> Element:
        """The element of a group or instance, named with those around it."""
        if not around:
            return self.data
        found = self._holders.get(around)
        if found is None:
            items, name, inside = self._items(around)
            found = Element(name, self._inside(items, around, inside), parent=self.holder(around[:-1]))
            self._holders[around] = found
        return found

    def answers(self, name: str, inside: Inside) -> Sequence[Node]:
        """The answers to a question of a repeat in all instances inside those given."""
        instances = self._facts.revision.instances
        template, repeat = instances.templates[name], instances.repeat_of[name]
        found = (self.holder(placed_around(template.around, each)) for each in self._facts.insides(repeat, inside))
        return tuple(node for holder in found for node in holder.children if node.name == name)

    def instances(self, name: str, inside: Inside) -> tuple[Element, ...]:
        """The instances of a repeat inside those given."""
        repeat = self._facts.revision.repeats[name]
        found = self._facts.insides(repeat, inside)
        return tuple(self.holder((*placed_around(repeat.around, each[:-1]), instance_key(*each[-1]))) for each in found)

    def _inside(self, items: Items, around: tuple[str, ...], inside: Inside) -> Callable[[], Sequence[Element]]:
        def children() -> list[Element]:
            found: list[Element] = []
            begin = prefix(inside)
            for item in items:
                if isinstance(item, Question):
                    found.append(_Answer(item.name, partial(self._facts.text, begin + item.name)))
                elif item.name in self._facts.revision.repeats:
                    found += self.instances(item.name, inside)
                else:
                    found.append(self.holder((*around, item.name)))
            return found

        return children

    def _items(self, around: tuple[str, ...]) -> tuple[Items, str, Inside]:
        """What is in a group or instance, its name, and the instances around what is in it."""
        items: Items = self._facts.revision.flow.items
        name, inside = "", []
        for part in around:
            name, _, place = part.partition("[")
            group = next(item for item in items if isinstance(item, Group) and item.name == name)
            items = group.items
            if place:
                inside.append((name, int(place[:-1])))
        return items, name, tuple(inside)
