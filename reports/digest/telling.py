"""Whether others may hear of an outcome: as the most cautious of all who told of the event says, of whatever section
and in whatever scope. Whoever says nothing has said no.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, case, func, select

from reports.digest.looking import coded
from storage.counting import events_of, told_of
from storage.report_store import ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import report

OUTCOME = "outcome"  # kind of report
TELLING = "safe_to_tell"  # core field: may others hear of it?
NOT_AT_ALL, WITHOUT_NAMES, TO_ALL = "no", "without_names", "yes"
CAUTION = {NOT_AT_ALL: 0, WITHOUT_NAMES: 1, TO_ALL: 3}  # the most cautious first
OTHERWISE = 2  # whatever else a flow lets people say

# What a report says of that; of other kinds than outcomes few flows ask it.
UNSAID: ColumnElement[str] = case((report.c.kind == OUTCOME, NOT_AT_ALL), else_=TO_ALL)
SAID: ColumnElement[str] = func.coalesce(coded(TELLING), UNSAID)


def most_cautious(said: Iterable[str]) -> str:
    """Of what the reports of an event say; that it may not be told, if there is none."""
    return min(said, key=lambda each: CAUTION.get(each, OTHERWISE), default=NOT_AT_ALL)


def may_be_told_to_all(stores: Stores, row: ReportRow) -> bool:
    """Whether all that the report tells may be told, names as well: so say all that stand of its kind and event."""
    events = told_of(stores, events_of(stores, [row.id]).values())
    standing = select(SAID).where(report.c.kind == row.kind, report.c.status == "filed")
    said = [
        each
        for some in in_batches(list(events))
        for each in stores.connection.scalars(standing.where(report.c.id.in_(some)))
    ]
    return most_cautious(said) == TO_ALL
