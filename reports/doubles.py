"""Do two reports tell of the same event? Pure: coded facts in, a yes or no out.

A joint delivery (docs/decisions/same-event.md): one campaign, one addressed state, the same day or a neighbouring one;
embassy and city differ. An action: one section or group, activity, day, and campaign or target. An outcome: one case
and change, within days of each other. Whoever reports again themselves is asked only if the numbers are the same too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")

NEAR = {"petition_delivery": 1, "action": 0, "outcome": 7}
"""Kinds that are asked about, and how many days may lie between two reports of one event."""

Figures = frozenset[tuple[str, Decimal, str, str]]
"""(key, value, basis, measure) of each."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says, as far as it is coded. `who`, `section`, `group`: any value that is equal for equal ones;
    `fields`: the values of further coded fields."""

    kind: str
    occurred_on: date | None
    who: object = None
    section: object = None
    group: object = None
    country: str | None = None
    campaign: str | None = None
    case: str | None = None
    target: str | None = None
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    figures: Figures = frozenset()


def same_event(mine: Told, theirs: Told) -> bool:
    """Whether the two may be told of one event; the person decides."""
    if mine.kind != theirs.kind or mine.kind not in NEAR or mine.occurred_on is None or theirs.occurred_on is None:
        return False
    if abs((mine.occurred_on - theirs.occurred_on).days) > NEAR[mine.kind]:
        return False
    if mine.who is not None and mine.who == theirs.who and mine.figures != theirs.figures:
        return False
    match mine.kind:
        case "petition_delivery":
            return _equal(mine.campaign, theirs.campaign) and _equal(mine.country, theirs.country)
        case "action":
            return (
                (_equal(mine.section, theirs.section) or _equal(mine.group, theirs.group))
                and _share(mine, theirs, "activity")
                and (_equal(mine.campaign, theirs.campaign) or _equal(mine.target, theirs.target))
            )
        case _:
            return _equal(mine.case, theirs.case) and _share(mine, theirs, "change")


def is_joint(mine: Told, theirs: Told) -> bool:
    """Whether it can be one delivery of several sections, each with a share of its own."""
    return mine.kind == "petition_delivery" and mine.section != theirs.section


def _equal(mine: T | None, theirs: T | None) -> bool:
    return mine is not None and mine == theirs


def _share(mine: Told, theirs: Told, name: str) -> bool:
    return bool(set(mine.fields.get(name, ())) & set(theirs.fields.get(name, ())))
