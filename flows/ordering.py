"""The order of things that two sides may both have changed."""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

_PAIRS_MAX = 500
"""So many things moved apart on both sides are compared pair by pair; more are asked about."""


def merged_order(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T] | None:
    """All of `ours` and `theirs` in one order; None if the two sides want different ones.

    What both sides have stands as the side has it that changed its order; where both did, each pair as the side has it
    that turned it round. What only one side has follows what it follows there, ours first.
    """
    both = set(ours) & set(theirs)
    shared = _shared(
        [each for each in base if each in both],
        [each for each in ours if each in both],
        [each for each in theirs if each in both],
    )
    return None if shared is None else with_added(with_added(shared, theirs), ours)


def with_added(order: Sequence[T], side: Sequence[T]) -> list[T]:
    """`order` with what else the side has, each behind what it follows there."""
    known = set(order)
    following: dict[T | None, list[T]] = {}
    before: T | None = None
    for each in side:
        if each in known:
            before = each
        else:
            following.setdefault(before, []).append(each)
    found = following.get(None, [])
    for each in order:
        found += [each, *following.get(each, ())]
    return found


def _shared(base: list[T], ours: list[T], theirs: list[T]) -> list[T] | None:
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if set(base) != set(ours):
        return None  # both sides added the same things, in different places
    start, end = _alike(ours, theirs, base), len(ours) - _alike(ours[::-1], theirs[::-1], base[::-1])
    middle = _pair_by_pair(base[start:end], ours[start:end], theirs[start:end])
    return None if middle is None else [*ours[:start], *middle, *ours[end:]]


def _alike(*orders: list[T]) -> int:
    """How many stand alike at the beginning."""
    return next((place for place, each in enumerate(zip(*orders, strict=True)) if len(set(each)) > 1), len(orders[0]))


def _pair_by_pair(base: list[T], ours: list[T], theirs: list[T]) -> list[T] | None:
    """None if what each side wants of its pairs makes a circle, or if there are too many."""
    if len(base) > _PAIRS_MAX:
        return None
    at_base, at_ours, at_theirs = ({each: place for place, each in enumerate(order)} for order in (base, ours, theirs))

    def earlier(one: T, other: T) -> bool:
        turned = (at_ours[one] < at_ours[other]) != (at_base[one] < at_base[other])
        at = at_ours if turned else at_theirs
        return at[one] < at[other]

    ahead = {one: sum(earlier(one, other) for other in base if other != one) for one in base}
    circle = len(set(ahead.values())) < len(base)
    return None if circle else sorted(base, key=lambda each: -ahead[each])


def moved(before: Sequence[T], after: Sequence[T]) -> list[T]:
    """As few as can be whose moving makes the second order of the first; both hold the same."""
    at = {each: place for place, each in enumerate(before)}
    staying = _longest_rising([at[each] for each in after])
    return [each for each in after if at[each] not in staying]


def _longest_rising(places: Sequence[int]) -> set[int]:
    """A longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for place in places:
        pile = bisect_left(tops, place)
        below[place] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [place]
    found: set[int] = set()
    at = tops[-1] if tops else None
    while at is not None:
        found.add(at)
        at = below[at]
    return found
