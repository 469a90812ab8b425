"""Cells that name their reports one by one, each with the version that was counted: outcomes and whatever needs a
decision are few, and what makes them so is written over by later versions.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from reports.digest.content import Cell

LISTED = "listed"


def listing(key: str, basis: str, reports: Iterable[tuple[UUID, int]], value: int | None = None) -> Cell:
    """The cell of these reports at these versions; its value is their number if it is not another."""
    named = {report_id.hex: version for report_id, version in reports}
    count = len(named) if value is None else value
    return Cell(key, basis, "in_period", Decimal(count), "exactly", len(named), {"of": LISTED, "reports": named})


def versions(filter: Mapping[str, Any]) -> dict[UUID, int]:
    """The reports that the filter of such a cell names."""
    return {UUID(hex=key): version for key, version in filter["reports"].items()}
