"""What changed: the outcomes of a period, as far as they may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from reports.digest.content import Cell, Changed
from reports.digest.labels import CHANGE_FIELD, Labels
from reports.digest.listed import listing
from reports.digest.looking import REPORTS, Looking
from reports.digest.nouns import CHANGE, WITHHELD
from storage.stores import Stores
from storage.tables import report, report_field

OUTCOME = "outcome"  # kind of report
TELLING = "safe_to_tell"  # core field: may others hear of it?
WITHOUT_NAMES, NOT_AT_ALL = "without_names", "no"
MOST_NAMED = 3

def coded(field: str) -> ScalarSelect[str | None]:
    """The value of a report's further field; the first by name of several: one report is one outcome."""
    of_this = report_field.c.report_id == report.c.id, report_field.c.field == field
    return select(func.min(report_field.c.value)).where(*of_this).correlate(report).scalar_subquery()


# All of a period, by their coded columns alone: each is named in its cell with the version that was counted.
OUTCOMES = (
    select(
        report.c.id,
        report.c.version,
        report.c.case_key,
        coded(CHANGE_FIELD).label("change"),
        coded(TELLING).label("telling"),
    )
    .select_from(REPORTS)
    .where(report.c.kind == OUTCOME)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome by its coded fields."""

    id: UUID
    version: int
    change: str
    telling: str
    case: str | None


def outcomes(stores: Stores, looking: Looking) -> list[Outcome]:
    """Those of the period, the first filed first."""
    rows = stores.connection.execute(OUTCOMES.where(*looking.within()).order_by(report.c.filed_at, report.c.id))
    # Nobody said whether it may be told: then it may not.
    return [Outcome(row.id, row.version, row.change or "", row.telling or NOT_AT_ALL, row.case_key) for row in rows]


def changes(found: Sequence[Outcome], labels: Labels, cases: Any) -> tuple[Changed, ...]:
    """By kind of change, the most frequent first. `cases`: labels by language by the case's key."""
    kinds: dict[str, list[Outcome]] = {}
    for each in found:
        if each.telling != NOT_AT_ALL:
            kinds.setdefault(each.change, []).append(each)
    ordered = sorted(kinds.items(), key=lambda kind: (-len(kind[1]), kind[0]))
    return tuple(_changed(change, some, labels, cases) for change, some in ordered)


def withheld(found: Sequence[Outcome]) -> Cell | None:
    """Those that are not to be told: nothing of them but that they are there."""
    some = [each for each in found if each.telling == NOT_AT_ALL]
    return _cell(WITHHELD, "reports", some) if some else None


def _changed(change: str, some: Sequence[Outcome], labels: Labels, cases: Any) -> Changed:
    cell = _cell(CHANGE, change, some)
    named = dict.fromkeys(each.case for each in some if each.case and each.telling != WITHOUT_NAMES)
    whose = [cases[case] for case in named if case in cases]
    return Changed(labels.of(cell), cell, tuple(whose[:MOST_NAMED]))


def _cell(key: str, basis: str, some: Sequence[Outcome]) -> Cell:
    return listing(key, basis, ((each.id, each.version) for each in some))
