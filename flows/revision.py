"""A revision: one frozen version of a flow, with everything worked out once that every turn needs."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from flows.compiled import Compiled, Repeat, compiled_question, compiled_repeat
from flows.definition import Flow, Group, Question, walk
from flows.layout import Layout, laid_out
from flows.limits import INSTANCES_MAX

_LAYOUTS_MAX = 64


class Revision:
    """A compiled flow. Immutable once built; share it between turns and threads.

    `by_name` and `at` hold every question there may be, by the key of its answer and by position: of repeats, all
    instances. `questions`, `answerable` and `always` are those of a session with one instance of each repeat.
    """

    def __init__(self, flow: Flow, id: str, number: int) -> None:
        self.flow = flow
        self.id = id
        self.number = number
        self.parts = tuple(_parts(flow))
        self.repeats: Mapping[str, Repeat] = {part.name: part for part in self.parts if isinstance(part, Repeat)}
        self.repeat_of: Mapping[str, Repeat] = {name: each for each in self.repeats.values() for name in each.names}
        everything = [each for part in self.parts for each in _all_of(part)]
        self.by_name: Mapping[str, Compiled] = {each.name: each for each in everything}
        self.at: Mapping[int, Compiled] = {each.position: each for each in everything}
        self._layouts: dict[tuple[int, ...], Layout] = {}
        self.plain = self.layout(tuple(1 for _ in self.repeats))
        self.questions: tuple[Compiled, ...] = self.plain.questions
        self.answerable: tuple[Compiled, ...] = self.plain.answerable
        self.always: tuple[Compiled, ...] = self.plain.always

    @classmethod
    def of(cls, flow: Flow, id: str = "", number: int = 1) -> "Revision":
        """Compile a flow. Raises ExpressionError if an expression does not parse (`checks.check` tells all at once)."""
        return cls(flow, id or content_hash(flow), number)

    def layout(self, counts: tuple[int, ...]) -> Layout:
        """The questions in order, with so many instances of each repeat, in the flow's order."""
        found = self._layouts.get(counts)
        if found is None:
            if len(self._layouts) >= _LAYOUTS_MAX:
                self._layouts.clear()
            found = self._layouts[counts] = laid_out(self.parts, dict(zip(self.repeats, counts, strict=True)))
        return found

    def meant(self, name: str) -> tuple[Compiled, ...]:
        """The questions `${name}` means seen from outside: of one inside a repeat, those of all possible instances."""
        if (repeat := self.repeat_of.get(name)) is not None:
            return tuple(each for instance in repeat.instances for each in instance[1:] if each.question.name == name)
        return (self.by_name[name],) if name in self.by_name else ()

    def words(self, words: Mapping[str, str], language: str) -> str:
        """A wording in the language, else in the flow's default language, else ''."""
        return words.get(language) or words.get(self.flow.default_language, "")


def content_hash(flow: Flow) -> str:
    """SHA-256 over the flow's content, in hexadecimal: equal flows, equal hashes, even once flows can say more."""
    told = flow.model_dump(mode="json", exclude_defaults=True)
    content = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _parts(flow: Flow) -> Iterator[Compiled | Repeat]:
    """Questions and repeats in order. A repeat reserves the positions of all the instances it may come to have."""
    position = 0
    for item, groups in _outermost(flow.items, ()):
        if isinstance(item, Question):
            yield compiled_question(flow, item, position, groups)
            position += 1
        else:
            repeated = enumerate(walk(item.items, (*groups, item)), position)
            inside = [compiled_question(flow, question, at, around) for at, (question, around) in repeated]
            if inside:
                yield compiled_repeat(item, groups, inside)
                position += INSTANCES_MAX * (len(inside) + 1)


def _outermost(
    items: tuple[Question | Group, ...], inside: tuple[Group, ...]
) -> Iterator[tuple[Question | Group, tuple[Group, ...]]]:
    """Questions outside of repeats, and repeats, with the groups around them."""
    for item in items:
        if isinstance(item, Group) and item.type == "group":
            yield from _outermost(item.items, (*inside, item))
        else:
            yield item, inside


def _all_of(part: Compiled | Repeat) -> list[Compiled]:
    return [part] if isinstance(part, Compiled) else [each for instance in part.instances for each in instance]
