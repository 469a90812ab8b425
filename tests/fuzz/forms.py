"""Forms made by chance: of every type, in groups and repeats, with conditions on what was asked before."""

from random import Random
from typing import Any

from flows.definition import ASKED_TYPES, Flow, QuestionType

TYPES = sorted(ASKED_TYPES - {QuestionType.BARCODE})
NUMBERS = ("integer", "decimal", "range")
SELECTS = ("select_one", "select_multiple", "rank")
LANGUAGES = ("en", "fr", "ar")
PATTERNS = ("^[A-Z]{2}[0-9]{3}$", "[0-9]+", "^(a|b)*c$", r"^\d{4}-\d{2}$", "^.{3,8}$", r"\w+@\w+\.org")


class Form:
    """One form in the making. `asked`: name and type of what was asked so far, where it can be referred to."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.asked: list[tuple[str, str]] = []
        self.names = 0
        self.lists = {f"list{number}": self.choices(number) for number in range(self.chance.randint(1, 3))}

    def flow(self) -> Flow:
        """The form as a flow."""
        languages = LANGUAGES[: self.chance.randint(1, 3)]
        return Flow.model_validate(
            {
                "key": "made_by_chance",
                "title": dict.fromkeys(languages, "Made by chance"),
                "languages": languages,
                "default_language": languages[0],
                "files": "action",
                "items": self.items(self.chance.randint(1, 9), 0),
                "choice_lists": self.lists,
            }
        )

    def choices(self, number: int) -> list[dict[str, Any]]:
        count = self.chance.choice((1, 2, 3, 5, 12, 30))
        return [
            {"name": f"c{number}_{place}", "label": {"en": f"Choice {place}"}, "columns": {"kind": f"k{place % 3}"}}
            for place in range(count)
        ]

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def items(self, count: int, depth: int) -> list[dict[str, Any]]:
        return [self.item(depth) for _ in range(count)]

    def item(self, depth: int) -> dict[str, Any]:
        drawn = self.chance.random()
        if depth < 3 and drawn < 0.12:
            return self.group(depth)
        if depth < 3 and drawn < 0.22:
            return self.repeat(depth)
        if drawn < 0.3:
            name = self.name("calc")
            told = {"type": "calculate", "name": name, "calculation": self.calculation()}
            self.asked.append((name, "text"))
            return told
        if drawn < 0.36:
            return {"type": "note", "name": self.name("note"), "label": {"en": f"Note {self.reference()}"}}
        return self.question()

    def group(self, depth: int) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "group", "name": self.name("group")}
        if condition := self.condition():
            told["relevant"] = condition
        return told | {"items": self.items(self.chance.randint(1, 3), depth + 1)}

    def repeat(self, depth: int) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "repeat", "name": self.name("repeat"), "label": {"en": "Instance"}}
        numbers = [name for name, type_ in self.asked if type_ == "integer"]
        if numbers and self.chance.random() < 0.4:
            told["repeat_count"] = f"${{{self.chance.choice(numbers)}}} mod 4"
        elif self.chance.random() < 0.2:
            told["repeat_count"] = str(self.chance.randint(0, 3))
        before = list(self.asked)
        told["items"] = [self.question(), *self.items(self.chance.randint(0, 2), depth + 1)]
        self.asked = before
        return told

    def question(self) -> dict[str, Any]:
        type_ = self.chance.choice(TYPES).value
        name = self.name(type_)
        told: dict[str, Any] = {"type": type_, "name": name, "label": {"en": f"{name} {self.reference()}"}}
        if condition := self.condition():
            told["relevant"] = condition
        if type_ in SELECTS:
            told["list_name"] = self.chance.choice(sorted(self.lists))
            if type_ != "rank" and self.chance.random() < 0.2:
                told["choice_filter"] = f"kind != 'k{self.chance.randint(0, 3)}'"
        if type_ == "range":
            told["parameters"] = {"start": "0", "end": str(self.chance.choice((1, 5, 20))), "step": "1"}
        told["required"] = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            told["constraint"] = self.constraint(type_, told.get("list_name"))
        if self.chance.random() < 0.1:
            told["ask"] = "review"
        self.asked.append((name, type_))
        return told

    def reference(self) -> str:
        return f"${{{self.chance.choice(self.asked)[0]}}}" if self.asked and self.chance.random() < 0.2 else ""

    def condition(self) -> str:
        if not self.asked or self.chance.random() < 0.55:
            return ""
        tests = [self.test(*self.chance.choice(self.asked)) for _ in range(self.chance.randint(1, 3))]
        joined = f" {self.chance.choice(('and', 'or'))} ".join(tests)
        return f"not({joined})" if self.chance.random() < 0.1 else joined

    def test(self, name: str, type_: str) -> str:
        reference, number = f"${{{name}}}", self.chance.randint(0, 40)
        if type_ in NUMBERS:
            return f"{reference} {self.chance.choice(('>', '<', '>=', '!='))} {number}"
        if type_ == "select_one":
            return f"{reference} = '{self.a_choice()}'"
        if type_ in SELECTS:
            return f"selected({reference}, '{self.a_choice()}')"
        return self.chance.choice((f"{reference} != ''", f"{reference} = ''", f"string-length({reference}) > {number}"))

    def a_choice(self, of: str | None = None) -> str:
        choices = self.lists[of or self.chance.choice(sorted(self.lists))]
        return str(self.chance.choice(choices)["name"])

    def constraint(self, type_: str, of: str | None) -> str:
        low = self.chance.randint(-5, 60)
        match type_:
            case "integer" | "decimal" | "range":
                own = (f". > {low} and . < {low + self.chance.randint(0, 9)}", f". >= {low}", f". mod 2 = {low % 2}")
            case "select_one":
                own = (f". != '{self.a_choice(of)}'", f". = '{self.a_choice(of)}'", "string-length(.) > 1")
            case "select_multiple" | "rank":
                ticked = f"selected(., '{self.a_choice(of)}')"
                own = (f"count-selected(.) >= {low % 4}", ticked, "count-selected(.) < 3")
            case "date" | "dateTime":
                own = (f". <= today() - {low}", ". > '2014-10-21'", f". > today() and . < today() + {abs(low)}")
            case "text":
                pattern = self.chance.choice(PATTERNS)
                own = (f"regex(., '{pattern}')", f"string-length(.) = {abs(low)}", "starts-with(., 'a') or . = 'x y'")
            case _:
                own = ("true()", ". != ''", "string-length(.) > 0")
        return self.chance.choice(own)

    def calculation(self) -> str:
        if not self.asked:
            return "1 + 1"
        name = self.chance.choice(self.asked)[0]
        return self.chance.choice((f"concat(${{{name}}}, '!')", f"${{{name}}} * 2", f"count(${{{name}}})", "today()"))
