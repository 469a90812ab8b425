"""What a respondent did, what came of it, and how it is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.effects import Accepted, Checking, Effect, Filed, Filing, Rejected
from flows.inputs import Attached, Given, Located, Tapped, Text, Verb

_TAPS = {
    Verb.CHOOSE: "taps a choice",
    Verb.TOGGLE: "ticks a choice",
    Verb.DONE: "taps Done",
    Verb.SKIP: "taps Skip",
    Verb.BACK: "goes back",
    Verb.PAGE: "turns the page",
    Verb.CHECK: "answers the question back",
    Verb.LINE: "opens a line of the review card",
    Verb.FILE: "files",
    Verb.KEEP: "keeps the answer",
    Verb.CHANGE: "changes the answer",
    Verb.DATE: "taps a day",
    Verb.EXACT: "adds the exact place",
    Verb.REMOVE: "takes one out",
    Verb.REMOVE_SURE: "takes it out",
}
_SHOWN = 60  # characters told of a typed answer


@dataclass(frozen=True, slots=True)
class Act:
    """One turn: the question that stood (None: the review card), what was given, what came of it."""

    question: str | None
    given: Given
    effects: tuple[Effect, ...]

    @property
    def filing(self) -> Filing | None:
        """What was filed, if that was the end."""
        return next((effect.filing for effect in self.effects if isinstance(effect, Filed)), None)

    def __str__(self) -> str:
        came = "; ".join(_came_of(self.effects))
        return f"{self.question or 'review card'}: {_done(self.given)}" + (f" ({came})" if came else "")


@dataclass(frozen=True, slots=True)
class Walk:
    """What was filed and how, or where the respondent got stuck: place, and what was tried."""

    filed: Filing | None
    acts: tuple[Act, ...]
    stuck: str | None


def told(walk: Walk, *, acts: bool = True) -> list[str]:
    """The walk in lines: each act, then what was filed or where it ended."""
    lines = [f"{place}. {act}" for place, act in enumerate(walk.acts, 1)] if acts else []
    if walk.filed is None:
        return [*lines, f"Stuck at {walk.stuck}"]
    filed = [f"  {line}" for line in _filed(walk.filed.content)]
    return [*lines, f"Filed after {len(walk.acts)} turns:", *(filed or ["  no answers"])]


def _done(given: Given) -> str:
    match given:
        case Text(text):
            return f"types {text[:_SHOWN]!r}{'…' if len(text) > _SHOWN else ''}"
        case Tapped(verb, _, index):
            return _TAPS.get(verb, "taps a button") + (f" ({index})" if verb in (Verb.CHOOSE, Verb.TOGGLE) else "")
        case Attached(kind):
            return f"sends a {kind}"
        case Located():
            return "sends a point"


def _came_of(effects: tuple[Effect, ...]) -> Iterator[str]:
    for effect in effects:
        match effect:
            case Rejected(code):
                yield f"refused: {code.value.replace('_', ' ')}"
            case Checking(_, kind):
                yield f"asked back: {kind.value}"
            case Accepted():
                yield "taken"
            case _:
                continue


def _filed(content: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, answer in content.items():
        if isinstance(answer, list):
            for place, instance in enumerate(answer, 1):
                yield from _filed(instance, f"{before}{name}[{place}]/")
        else:
            value = answer.get("value")
            written = " ".join(map(str, value)) if isinstance(value, list) else value
            yield f"{before}{name}: {'–' if answer.get('skipped') else written}"
