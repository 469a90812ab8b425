"""Every wording of a flow with a key of its own: what is to be translated, what is missing, what has grown old.

A translation is outdated if, since an earlier revision, the wording in the default language changed and the translation
did not. Retired questions and choices are shown to nobody who reports, and need no translation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.definition import Flow, Group, Question, Words

WORDED = ("label", "hint", "line", "required_message", "constraint_message", "finish")


@dataclass(frozen=True, slots=True)
class String:
    """`key`: `question/target/hint`, `choice/kinds/vigil/label`, `group/trainings/label`, `flow/title`. `words`: by
    language. `button`: whether it must fit on one."""

    key: str
    words: Words
    button: bool = False


def strings(flow: Flow) -> list[String]:
    """All that people may read, in the order they meet it; what no language has is left out."""
    used = [String("flow/title", flow.title)] + [each for each in _strings(flow) if any(each.words.values())]
    return list({each.key: each for each in used}.values())


def missing(flow: Flow, language: str) -> list[String]:
    """Those that the language lacks. The default language lacks what only another one has."""
    return [each for each in strings(flow) if not each.words.get(language, "").strip()]


def percent(flow: Flow, language: str) -> int:
    """How much of the flow the language has, in whole percent, rounded down."""
    everything = strings(flow)
    return 100 * (len(everything) - len(missing(flow, language))) // len(everything)


@dataclass(frozen=True, slots=True)
class Outdated:
    """A translation older than what it translates. `before` and `source`: the wording in the default language."""

    key: str
    language: str
    before: str
    source: str
    translation: str


def outdated(old: Flow, new: Flow) -> list[Outdated]:
    """The translations of `new` whose source text changed since `old`, while they did not."""
    source = new.default_language
    before = {each.key: each.words for each in strings(old)}
    found = []
    for each in strings(new):
        was = before.get(each.key, {})
        if was.get(source) and was[source] != each.words.get(source):
            found += [
                Outdated(each.key, language, was[source], each.words.get(source, ""), words)
                for language, words in each.words.items()
                if language != source and words and words == was.get(language)
            ]
    return found


def _strings(flow: Flow) -> Iterator[String]:
    shown: dict[str, None] = {}
    for item in _items(flow.items):
        if isinstance(item, Group):
            yield String(f"group/{item.name}/label", item.label)
            continue
        for column in WORDED:
            yield String(f"question/{item.name}/{column}", getattr(item, column), button=column == "finish")
        if item.list_name:
            shown[item.list_name] = None
    for name in dict.fromkeys([*shown, *flow.choice_lists]):
        for choice in flow.choice_lists.get(name, ()):
            if not choice.retired:
                yield String(f"choice/{name}/{choice.name}/label", choice.label, button=True)


def _items(items: tuple[Question | Group, ...]) -> Iterator[Question | Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from _items(item.items)
        elif not item.retired:
            yield item
