"""Small flows grown from a seed: questions that hang on each other, groups, and repeats inside repeats."""

from functools import lru_cache
from random import Random
from typing import Any

from flows.definition import Flow
from flows.revision import Revision

LISTS = {
    "ways": [{"name": name, "label": {"en": name.title()}, "columns": {"kind": kind}}
             for name, kind in (("walk", "a"), ("sing", "a"), ("sit", "b"))],
    "kinds": [{"name": name, "label": {"en": name.upper()}} for name in "ab"],
}  # fmt: skip


@lru_cache(maxsize=200)
def grown(seed: int) -> Revision:
    """A flow of about a dozen questions; the same for the same seed."""
    garden = _Garden(Random(seed))
    items = [garden.question("integer"), *garden.items(3, 0)]
    told: dict[str, Any] = {"key": "grown", "title": {"en": "Grown"}, "languages": ["en"], "default_language": "en"}
    found = Revision.of(Flow.model_validate({**told, "files": "action", "items": items, "choice_lists": LISTS}))
    found.dependencies.settles = found.dependencies.steady  # as if it were long
    return found


class _Garden:
    """What grows: the names so far, for later questions to hang on."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.numbers: list[str] = []
        self.kinds: list[str] = []
        self.repeats: list[str] = []
        self.grown = 0

    def items(self, many: int, depth: int) -> list[dict[str, Any]]:
        """Questions, groups and repeats."""
        return [self.item(depth) for _ in range(self.chance.randint(1, many) + (depth == 0))]

    def item(self, depth: int) -> dict[str, Any]:
        if self.chance.random() > 0.35 or depth > 3:
            return self.question(self.chance.choice(["integer", "text", "kind", "way", "calculate", "note", "review"]))
        kind = self.chance.choice(["group", "repeat", "repeat"])
        item = {**self.named(kind, "g"), "relevant": self.condition()}
        if kind == "repeat":
            if self.chance.random() < 0.4:
                item["repeat_count"] = f"{self.number()} mod 3"
            self.repeats.append(item["name"])
        return {**item, "items": [self.question("text"), *self.items(2, depth + 1)]}

    def question(self, kind: str) -> dict[str, Any]:
        """A question of a kind, as often as not depending on another."""
        condition = self.condition()
        match kind:
            case "integer":
                item = self.named("integer", "n")
                self.numbers.append(item["name"])
            case "kind":
                item = {**self.named("select_one", "k"), "list_name": "kinds"}
                self.kinds.append(item["name"])
            case "way":
                item = {**self.named("select_one", "w"), "list_name": "ways"}
                if self.kinds:
                    item["choice_filter"] = f"kind = ${{{self.chance.choice(self.kinds)}}}"
            case "calculate":
                item = {**self.named("calculate", "c"), "calculation": f"{self.number()} + 1"}
                self.numbers.append(item["name"])
            case "review":
                item = {**self.named("text", "t"), "ask": "review"}
            case _:
                item = self.named(kind, "t")
        return {**item, "relevant": condition}

    def named(self, kind: str, letter: str) -> dict[str, Any]:
        self.grown += 1
        name = f"{letter}{self.grown}"
        return {"type": kind, "name": name, "label": {"en": f"{name}?"}}

    def condition(self) -> str | None:
        """What it hangs on, if on anything: an earlier number, or how many instances of a repeat there are."""
        if self.chance.random() < 0.5 or not self.numbers:
            return None
        return f"{self.number()} {self.chance.choice(['>', '<', '='])} {self.chance.choice([1, 3, 42])}"

    def number(self) -> str:
        if self.repeats and self.chance.random() < 0.3:
            return f"count(${{{self.chance.choice(self.repeats)}}})"
        name = self.chance.choice(self.numbers) if self.numbers else "n1"
        if self.chance.random() < 0.05:
            return f"sum(//{name})"
        return self.chance.choice([f"${{{name}}}", f"sum(${{{name}}})"])
