"""What changed: the outcomes of a period, as far as they may be told.

Several reports of one event tell of one change. It is told in the period of the first of them in the scope; later on
only if they are edited.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal_column, select, true

from reports.digest.content import Cell, Changed, Part
from reports.digest.labels import CHANGE_FIELD, Labels
from reports.digest.listed import Named, listing
from reports.digest.looking import REPORTS, Looking, coded, stood
from reports.digest.nouns import CHANGE, WITHHELD
from reports.digest.telling import NOT_AT_ALL, OUTCOME, SAID, WITHOUT_NAMES, most_cautious
from storage.counting import events_of, told_of
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import report, report_version, section

MOST_NAMED = 3

IDS = select(report.c.id).select_from(REPORTS).where(report.c.kind == OUTCOME)
# The 1 is written out: only so do databases know that the index of edited reports has all of these.
EDITED = (
    select(report.c.id, report.c.filed_on, report_version.c.created_at, section.c.zone)
    .select_from(REPORTS.join(report_version, report_version.c.report_id == report.c.id))
    .where(report.c.kind == OUTCOME, report.c.version > literal_column("1"), report_version.c.version > 1)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change by its coded fields, and the reports that tell of it, the first filed first; `edited`: it was reported
    before the period and edited in it."""

    reports: tuple[Named, ...]
    change: str
    telling: str
    case: str | None
    edited: bool


def outcomes(stores: Stores, looking: Looking) -> list[Outcome]:
    """Those of the period, the first filed first."""
    edited = set(_edited(stores, looking)) if looking.by == "filed" else set()
    filed = stores.connection.scalars(IDS.where(*looking.within())).all()
    events = told_of(stores, events_of(stores, {*filed, *edited}).values())
    together: dict[UUID, list[Any]] = defaultdict(list)
    for row in sorted(_rows(stores, looking, events), key=lambda row: (row.filed_at, row.id)):
        together[events[row.id]].append(row)
    found = (_outcome(rows, edited) for rows in together.values())
    return [each for each in found if each is not None]


def changes(found: Iterable[Outcome], labels: Labels, cases: Any) -> tuple[Changed, ...]:
    """By kind of change, the most frequent first, those edited last. `cases`: labels by language by the case's key."""
    kinds: dict[tuple[bool, str], list[Outcome]] = defaultdict(list)
    for each in found:
        if each.telling != NOT_AT_ALL:
            kinds[each.edited, each.change].append(each)
    ordered = sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0][1]))
    return tuple(_changed(change, some, labels, cases) for (_, change), some in ordered)


def withheld(found: Sequence[Outcome]) -> tuple[Cell, ...]:
    """Those that are not to be told, the edited ones apart: nothing but that they are there."""
    hidden = [each for each in found if each.telling == NOT_AT_ALL]
    new, edited = ([each for each in hidden if each.edited == edited] for edited in (False, True))
    return tuple(_cell(WITHHELD, "reports", some) for some in (new, edited) if some)


def _rows(stores: Stores, looking: Looking, ids: Collection[UUID]) -> Iterator[Any]:
    """All that stand of these, whether they lie in the scope (`inside`), and there in the period (`within`)."""
    statement = select(
        report.c.id,
        report.c.version,
        report.c.case_key,
        report.c.filed_at,
        coded(CHANGE_FIELD).label("change"),
        SAID.label("telling"),
        and_(*looking.lying()).label("inside"),
        and_(*looking.lying(), *looking.of_days()).label("within"),
    )
    statement = statement.select_from(REPORTS).where(report.c.kind == OUTCOME, *stood(looking.as_of))
    for some in in_batches(list(ids)):
        yield from stores.connection.execute(statement.where(report.c.id.in_(some)))


def _outcome(rows: Sequence[Any], edited: Collection[UUID]) -> Outcome | None:
    """What the reports of an event tell; None if it was told before, and is as it was."""
    inside = [row for row in rows if row.inside]
    is_new = any(row.within for row in inside[:1])
    told = [row for row in inside if (row.within if is_new else row.id in edited)]
    if not told:
        return None
    first = told[0]
    reports = tuple((row.id, row.version) for row in told)
    telling = most_cautious(row.telling for row in rows)
    return Outcome(reports, first.change or "", telling, first.case_key, not is_new)


def _edited(stores: Stores, looking: Looking) -> Iterator[UUID]:
    """Those that were filed before the period and edited in it."""
    moments = report_version.c.created_at.between(*looking.moments())
    statement = EDITED.where(*looking.standing(), moments)
    for place in _places(stores, looking):
        for row in stores.connection.execute(statement.where(place)):
            # Not asked of the database: it would rather go through all filed before than by the index of the edited.
            if row.filed_on < looking.covered.since and looking.covers(row.created_at, row.zone):
                yield row.id


def _places(stores: Stores, looking: Looking) -> list[ColumnElement[bool]]:
    """Every section is named, and none, because the index begins with it."""
    if looking.section_id is not None:
        return [true()]  # it is among the conditions already
    sections = [each.id for each in stores.organisation.sections()]
    return [report.c.section_id.in_(sections), report.c.section_id.is_(None)]


def _changed(change: str, some: Sequence[Outcome], labels: Labels, cases: Any) -> Changed:
    cell = _cell(CHANGE, change, some)
    named = dict.fromkeys(each.case for each in some if each.case and each.telling != WITHOUT_NAMES)
    whose = [cases[case] for case in named if case in cases]
    return Changed(labels.of(cell), cell, tuple(whose[:MOST_NAMED]))


def _cell(key: str, basis: str, some: Sequence[Outcome]) -> Cell:
    part: Part = "edited" if some[0].edited else "now"
    return listing(key, basis, (each.reports for each in some), part)
