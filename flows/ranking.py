"""Ranking: choices put in order, tapped one by one or typed: "2 1 3", or names in any separation."""

import re
from collections.abc import Iterable, Sequence

from flows.echo import typed_choices
from flows.effects import RejectionCode
from flows.facts import Facts
from flows.outcomes import Outcome, Refusal, Taken
from flows.revision import Compiled
from flows.session import Check, CheckKind
from texts.matching import match

_NUMBERS = re.compile(r"[\d\s,;.،؛>/-]+")
_BETWEEN = re.compile(r"\s*(?:[,;،؛>\n]|\s->\s|\d+[.)]\s)\s*")


def read_order(compiled: Compiled, text: str, facts: Facts) -> Outcome:
    """Names of choices in the order typed, as many as there were; a question back where one name fits several."""
    offered = facts.offered(compiled)
    options = typed_choices(compiled, facts)
    if _NUMBERS.fullmatch(text) and (places := _places(re.findall(r"\d+", text), offered, options)) is not None:
        return Taken(places)
    if text.casefold() not in (label.casefold() for option in options for label in option):
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        named = [match(part, options).best for part in (parts if len(parts) > 1 else text.split())]
        if len(named) > 1 and None not in named:
            return Taken([*dict.fromkeys(named)])
    whole = match(text, options)
    if whole.best is not None:
        return Taken([whole.best])
    return Check(CheckKind.CHOICE, whole.several) if whole.several else Refusal(RejectionCode.NO_SUCH_CHOICE)


def placed(chosen: Sequence[str], added: Iterable[str], offered: Sequence[str]) -> tuple[str, ...]:
    """The order so far with further names at its end; beside a whole ranking, before or now, it is forgotten."""
    added, still = tuple(added), [name for name in chosen if name in offered]
    begun = [] if len(offered) in (len(still), len(added)) else still
    return tuple(dict.fromkeys([*begun, *added]))


def _places(
    numbers: Sequence[str], offered: Sequence[str], options: Sequence[tuple[str, ...]]
) -> list[str] | None:
    """The choices meant by numbers: by their labels where these are numbers themselves, else by their places."""
    labelled = {label: name for name, *labels in options for label in (name, *labels)}
    if all(each in labelled for each in numbers):
        return [*dict.fromkeys(labelled[each] for each in numbers)]
    if len(numbers) == 1 and len(numbers[0]) == len(offered):
        numbers = list(numbers[0])
    at = [int(each) for each in numbers]
    if not at or len(set(at)) < len(at) or not all(1 <= place <= len(offered) for place in at):
        return None
    return [offered[place - 1] for place in at]
