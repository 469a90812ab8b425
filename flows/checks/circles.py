"""What depends on itself: relevance, counts, defaults and calculations in a circle."""

from collections.abc import Iterator, Mapping

from flows.checks.outline import Outline, Placed, columns
from flows.problems import Problem
from texts.said import said

_WORKED_OUT = ("relevant", "ask", "calculation", "default", "repeat_count")
"""Columns that say whether a question applies and what it holds by itself; the others are looked at when it stands."""


def circles(outline: Outline) -> Iterator[Problem]:
    """Each circle, told once."""
    for circle in _circles(outline):
        wrong = said("it depends on itself: {circle}", circle=" → ".join(circle))
        yield Problem(circle[0], wrong, said("break the circle"))


def in_circles(outline: Outline) -> frozenset[str]:
    """The questions of all circles."""
    return frozenset(name for circle in _circles(outline) for name in circle)


def _circles(outline: Outline) -> Iterator[list[str]]:
    """Each once, ending where it began."""
    needs = {each.name: _needs(outline, each) for each, _ in outline.questions}
    done: set[str] = set()
    for name in needs:
        if circle := _circle_from(name, needs, done):
            yield circle
            done.update(circle)


def _circle_from(name: str, needs: Mapping[str, tuple[str, ...]], done: set[str]) -> list[str]:
    path: dict[str, None] = {name: None}
    waiting = [iter(needs[name])] if name not in done else []
    while waiting:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            done.add(path.popitem()[0])
        elif following in path:
            names = list(path)
            return [*names[names.index(following) :], following]
        elif following in needs and following not in done:
            path[following] = None
            waiting.append(iter(needs[following]))
    return []


def _needs(outline: Outline, placed: Placed) -> tuple[str, ...]:
    """The questions that must be known before this one, in order of their names."""
    texts = [text for column, text in columns(placed.part).items() if column in _WORKED_OUT]
    for group in placed.around:
        texts += columns(group).values()
    return tuple(sorted(frozenset().union(*(outline.references(text) for text in texts))))
