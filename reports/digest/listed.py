"""Cells that name their reports one by one, each with the version that was counted: outcomes and whatever needs a
decision are few, and what makes them so is written over by later versions.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from reports.digest.content import Cell, Part
from reports.totals import weakest
from storage.movements import FigureRow, Held
from texts.numbers import Qualifier

LISTED = "listed"

Named = tuple[UUID, int]
"""A report, and its version."""


def listing(key: str, basis: str, events: Iterable[Sequence[Named]], part: Part = "now") -> Cell:
    """The cell of these events, each with the reports that tell of it: the first of them stands for the event, the
    others add nothing."""
    told = list(events)
    named = {report_id.hex: version for some in told for report_id, version in some}
    again = [report_id.hex for some in told for report_id, _ in some[1:]]
    filter = {"of": LISTED, "reports": named, "again": again}
    return Cell(key, basis, "in_period", Decimal(len(told)), "exactly", len(named), filter, part)


def versions(filter: Mapping[str, Any]) -> dict[UUID, int]:
    """The reports that the filter of such a cell names."""
    return {UUID(hex=key): version for key, version in filter["reports"].items()}


def listed_amounts(held: Iterable[Held]) -> dict[str, Any]:
    """The filter of a cell to which each report adds what it tells."""
    amounts: dict[UUID, list[FigureRow]] = {}
    named = {}
    for each in held:
        named[each.owner.id.hex] = each.owner.version
        amounts.setdefault(each.owner.id, []).append(each.figure)
    told = {
        key.hex: [str(sum(each.value for each in some)), weakest(each.qualifier for each in some)]
        for key, some in amounts.items()
    }
    return {"of": LISTED, "reports": named, "amounts": told}


def added(filter: Mapping[str, Any]) -> dict[UUID, tuple[Decimal, Qualifier]]:
    """What each of them adds to its number, and how surely: itself, if nothing else is said."""
    amounts = dict.fromkeys(filter.get("again", ()), ("0", "exactly")) | filter.get("amounts", {})
    both = {key: amounts.get(key, ("1", "exactly")) for key in filter["reports"]}
    return {UUID(hex=key): (Decimal(value), qualifier) for key, (value, qualifier) in both.items()}
