"""What questions and choices of earlier revisions are called now (`was`), so that exports and totals carry on. Pure.

Something is renamed where a revision says `was` of a name that the revision before had and this one has no more; said
again in later revisions it changes nothing. A name that comes back, as by rolling back, means what it meant; so does
one that says what it was before the revisions in between left it out, as those of another section do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.definition import Choice, Flow, Question

Named = Mapping[str, str | None]
"""Names with what each was."""


@dataclass(frozen=True, slots=True)
class Names:
    """Of one revision: what each of its questions is called in the last one that has it; and of questions with choices,
    what each choice is."""

    questions: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]

    def choice(self, question: str, name: str) -> str:
        """What a choice of a question is called now."""
        return self.choices.get(question, {}).get(name, name)


def names_of(flows: Sequence[Flow]) -> list[Names]:
    """Of each revision of one flow, older first."""
    asked = [{each.name: each for each in flow.questions()} for flow in flows]
    questions = traced([{name: each.was for name, each in of.items()} for of in asked])
    known = [{now: of[name] for name, now in names.items()} for of, names in zip(asked, questions, strict=True)]
    choices: list[dict[str, Mapping[str, str]]] = [{} for _ in flows]
    for now in dict.fromkeys(name for each in known for name in each):
        at = [place for place, each in enumerate(known) if now in each and each[now].list_name]
        lists = traced([{each.name: each.was for each in _choices(flows[place], known[place][now])} for place in at])
        for place, names in zip(at, lists, strict=True):
            choices[place][known[place][now].name] = names
    return [Names(names, of) for names, of in zip(questions, choices, strict=True)]


def carried(content: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Filed answers (`flows.effects.Filing.content`) under the names that questions and choices have now."""
    return {names.questions.get(name, name): _told(name, told, names) for name, told in content.items()}


def renamed(before: Named, after: Named) -> dict[str, str]:
    """What is in `before` by what it is called in `after`; what is not there any more is left out."""
    found = {name: name for name in after if name in before}
    for name, was in after.items():
        if was is not None and was in before and was not in after:
            found = {old: new for old, new in found.items() if new != name} | {was: name}
    return found


def traced(revisions: Iterable[Named]) -> list[dict[str, str]]:
    """Of each revision, older first, its names and the last name of what they mean."""
    means: list[dict[str, int]] = []
    known: dict[str, int] = {}
    last: dict[int, str] = {}
    before: Named = {}
    fresh = 0
    for names in revisions:
        following = {new: known[old] for old, new in renamed(before, names).items()}
        for name, was in names.items():
            if name in following:
                continue
            told = [known[each] for each in (name, was) if each in known and (each == name or each not in names)]
            meant = next((each for each in told if each not in following.values()), None)
            if meant is None:
                meant = fresh = fresh + 1
            following[name] = meant
        known |= following
        last |= {meant: name for name, meant in following.items()}
        means.append(following)
        before = names
    return _told_apart(means, last)


def _told_apart(means: list[dict[str, int]], last: Mapping[int, str]) -> list[dict[str, str]]:
    """Two that were called the same at their ends stay two."""
    holders: dict[str, list[int]] = {}
    for meant in sorted(last, reverse=True):
        holders.setdefault(last[meant], []).append(meant)
    now = {
        meant: name if place == 0 else f"{name}~{place}"
        for name, several in holders.items()
        for place, meant in enumerate(several)
    }
    return [{name: now[meant] for name, meant in each.items()} for each in means]


def _told(name: str, told: Any, names: Names) -> Any:
    if isinstance(told, list):
        return [carried(instance, names) for instance in told]
    value = told.get("value")
    if name not in names.choices or value is None:
        return told
    if isinstance(value, list):
        return {**told, "value": [names.choice(name, each) for each in value]}
    return {**told, "value": names.choice(name, value)}


def _choices(flow: Flow, question: Question) -> Iterator[Choice]:
    yield from flow.choice_lists.get(question.list_name or "", ())
