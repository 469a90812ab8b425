"""The questions there may be in a session: those of repeats are made for an instance once they are looked at.

A position is reserved for every question of every instance, nested ones included (at most 100 of each repeat, four
repeats deep: some 10**12, few enough for a button to carry), so positions neither move nor need to be kept.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flows.compiled import Compiled, Inside, Part, Repeat, instance_key
from flows.limits import INSTANCES_MAX

_COMPONENT = re.compile(r"([^\[\]/]+)\[([1-9]\d{0,5})\]")
_MADE_MAX = 20_000


class Instances(Mapping[str, Compiled]):
    """Questions by the key of their answer. `templates`: each question of the flow, by name, as it stands outside of
    any instance; of a repeat, the one whether there is another. Iterating gives those outside of repeats."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.repeats: dict[str, Repeat] = {}
        self.templates: dict[str, Compiled] = {}
        self.repeat_of: dict[str, Repeat] = {}
        self._gather(parts, None)
        self._plain = {name: each for name, each in self.templates.items() if name not in self.repeat_of}
        self._made: dict[str, Compiled] = {}

    def _gather(self, parts: Sequence[Part], inside: Repeat | None) -> None:
        for part in parts:
            if isinstance(part, Repeat):
                self.repeats[part.name] = self.repeat_of[part.name] = part
                self.templates[part.name] = part.another
                self._gather(part.parts, part)
            else:
                self.templates[part.name] = part
                if inside is not None:
                    self.repeat_of[part.name] = inside

    def __getitem__(self, key: str) -> Compiled:
        found = self._plain.get(key) or self._made.get(key) or (self._parsed(key) if "[" in key else None)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)

    def placed(self, template: Compiled, inside: Inside) -> Compiled:
        """A question of a repeat in one of its instances."""
        key = f"{prefix(inside)}{template.name}"
        return self._made.get(key) or self._keep(
            replace(
                template,
                name=key,
                position=self.begin(inside) + template.position,
                around=placed_around(template.around, inside),
                inside=inside,
                repeat=self.repeats[inside[-1][0]],
                instance=inside[-1][1],
            )
        )

    def handle(self, repeat: Repeat, inside: Inside, instance: int) -> Compiled:
        """The question whether there is this instance (from 1), by which it is also named and opened; `inside`: the
        instances around the repeat."""
        key = f"{prefix(inside)}{instance_key(repeat.name, instance)}"
        return self._made.get(key) or self._keep(
            replace(
                repeat.another,
                name=key,
                position=self.begin((*inside, (repeat.name, instance))),
                around=placed_around(repeat.around, inside),
                inside=inside,
                repeat=repeat,
                instance=instance,
            )
        )

    def opened(self, inside: Inside) -> Compiled:
        """What the innermost of these instances is named and opened by."""
        return self.handle(self.repeats[inside[-1][0]], inside[:-1], inside[-1][1])

    def seen_from(self, inside: Inside) -> Compiled:
        """The innermost of these instances itself, as what is said of it sees the answers: those in it are near."""
        return replace(self.opened(inside), inside=inside)

    def at(self, position: int) -> Compiled | None:
        """The question at a position; None if there can be none."""
        return self._at(self._parts, position, ()) if position >= 0 else None

    def _at(self, parts: Sequence[Part], position: int, inside: Inside) -> Compiled | None:
        place = bisect_right(parts, position, key=lambda part: part.position) - 1
        if place < 0:
            return None
        part = parts[place]
        if isinstance(part, Compiled):
            return None if part.position != position else self.placed(part, inside) if inside else part
        instance, rest = divmod(position - part.position, part.width)
        if instance >= INSTANCES_MAX:
            return None
        if rest == 0:
            return self.handle(part, inside, instance + 1)
        return self._at(part.parts, rest, (*inside, (part.name, instance + 1)))

    def _parsed(self, key: str) -> Compiled | None:
        *outer, last = key.split("/")
        inside: Inside = ()
        for component in outer:
            instance = self._instance(component, inside)
            if instance is None:
                return None
            inside = (*inside, instance)
        if (instance := self._instance(last, inside)) is not None:
            return self.handle(self.repeats[instance[0]], inside, instance[1])
        template, repeat = self.templates.get(last), self.repeat_of.get(last)
        if template is None or repeat is None or last in self.repeats or repeat.chain != _names(inside):
            return None
        return self.placed(template, inside)

    def _instance(self, component: str, inside: Inside) -> tuple[str, int] | None:
        found = _COMPONENT.fullmatch(component)
        repeat = self.repeats.get(found[1]) if found else None
        if found is None or repeat is None or repeat.chain[:-1] != _names(inside) or int(found[2]) > INSTANCES_MAX:
            return None
        return repeat.name, int(found[2])

    def begin(self, inside: Inside) -> int:
        """The position where an instance begins."""
        repeats = self.repeats
        return sum(repeats[name].position + (place - 1) * repeats[name].width for name, place in inside)

    def _keep(self, compiled: Compiled) -> Compiled:
        if len(self._made) >= _MADE_MAX:
            self._made.clear()
        self._made[compiled.name] = compiled
        return compiled


def prefix(inside: Inside) -> str:
    """What the keys of answers inside these instances begin with: `teams[2]/people[3]/`."""
    return "".join(f"{name}[{place}]/" for name, place in inside)


def placed_around(around: tuple[str, ...], inside: Inside) -> tuple[str, ...]:
    """Names of groups and repeats, with the number of the instance behind those of the repeats."""
    places = dict(inside)
    return tuple(instance_key(name, places[name]) if name in places else name for name in around)


def _names(inside: Inside) -> tuple[str, ...]:
    return tuple(name for name, _ in inside)
