"""Cells that name their reports one by one, each with the version that was counted: outcomes and whatever needs a
decision are few, and what makes them so is written over by later versions.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from reports.digest.content import Cell, Part

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


def added(filter: Mapping[str, Any]) -> dict[UUID, Decimal]:
    """What each of them adds to its number."""
    return {UUID(hex=key): Decimal(key not in filter["again"]) for key in filter["reports"]}
