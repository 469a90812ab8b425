"""What counts, and how a change of a report moves the running totals.

Reports of one event are joint: those under the same `event_id`, and those linked (`same_as`, `share_of`) to the first
of them. What several joint reports tell, the same key, basis and measure, is one total: it counts once, by the report
that was filed first of those that stand, and the others' `figure.counts` is false. When that one is withdrawn, the next
one's counts instead. Nothing else decides it, so whoever adds up figures reads only rows that count.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, insert, or_, select, update

from storage.movements import CORRECTED, EVENT, FILED, RESTORED, WITHDRAWN, FigureRow, Held, Movement, Owner
from storage.movements import movements as moved_between
from storage.movements import settled as settle
from storage.report_store import ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import figure, figure_delta, link, report, report_field

SAME_AS, SHARE_OF = "same_as", "share_of"
JOINT = (SAME_AS, SHARE_OF)
OWNER = tuple(name for name in Owner.__dataclass_fields__ if name != "ended_on")
FIGURE = tuple(FigureRow.__dataclass_fields__)

FIRST = select(link.c.action_id).where(link.c.report_id == bindparam("report"), link.c.kind.in_(JOINT))
LINKED = select(link.c.report_id).where(link.c.action_id == bindparam("first"), link.c.kind.in_(JOINT))
JOINED = select(report.c.id).where(or_(report.c.id == bindparam("first"), report.c.id.in_(LINKED)))
OF_EVENT = select(report.c.id).where(report.c.event_id == bindparam("event"))
HELD_COLUMNS = (
    *(report.c[name].label(f"report_{name}") for name in OWNER),
    report_field.c.value.label("ended_on"),
    figure.c.id.label("figure_id"),
    figure.c.counts,
    *(figure.c[name] for name in FIGURE),
)
HELD_FROM = report.outerjoin(figure, figure.c.report_id == report.c.id).outerjoin(
    report_field, and_(report_field.c.report_id == report.c.id, report_field.c.field == "ended_on")
)
HELD = (
    select(*HELD_COLUMNS)
    .select_from(HELD_FROM)
    .where(report.c.id.in_(bindparam("reports", expanding=True)))
    .order_by(report.c.filed_at, report.c.id, figure.c.question)
)
SET_COUNTS = update(figure).where(figure.c.id == bindparam("figure")).values(counts=bindparam("to_counts"))
ADD_DELTA = insert(figure_delta)


def is_joint(stores: Stores, row: ReportRow) -> bool:
    """Whether other reports may tell of the same event."""
    return row.event_id is not None or stores.connection.execute(FIRST, {"report": row.id}).first() is not None


def first_of(stores: Stores, report_id: UUID) -> UUID:
    """The report that this one is linked to as being of the same event; itself if it is the first or alone."""
    return stores.connection.execute(FIRST, {"report": report_id}).scalar() or report_id


def joint_with(stores: Stores, row: ReportRow) -> list[UUID]:
    """All reports of the same event, this one among them, in no order."""
    if row.event_id is not None:
        return list(stores.connection.scalars(OF_EVENT, {"event": row.event_id}))
    return list(stores.connection.scalars(JOINED, {"first": first_of(stores, row.id)}))


def count_in(stores: Stores, report_id: UUID, day: date) -> None:
    """Count a report just filed, stored with its fields and figures, that no other can be joint with."""
    write(stores, moved_between([], held_by(stores, [report_id]), FILED), day)


@contextmanager
def recounted(stores: Stores, row: ReportRow, day: date, new: bool = False) -> Iterator[None]:
    """Whatever is done within to the report (figures and fields added or replaced, amended, withdrawn, restored) is
    written as the difference that it makes in the running totals on `day`, a day in the section's zone. The report is
    stored, and linked to the first of its event, before. `new`: it was filed just now, and counts for the first time.
    """
    # One change of an event at a time: of two reports filed at once only one may count.
    stores.one_at_a_time(_lock(row.event_id or first_of(stores, row.id)))
    joint = joint_with(stores, row)
    before = held_by(stores, [each for each in joint if not (new and each == row.id)])
    yield
    after = _settled(stores, held_by(stores, joint))
    cause = FILED if new else _cause(row.id, before, after)
    write(stores, moved_between(before, after, cause), day)


def held_by(stores: Stores, reports: Sequence[UUID]) -> list[Held]:
    """What the reports of one event tell, the event itself included, as it stands in the rows."""
    return held_in(
        row for some in in_batches(reports) for row in stores.connection.execute(HELD, {"reports": list(some)})
    )


def held_in(rows: Iterable[Any]) -> list[Held]:
    """The same from rows of HELD_COLUMNS, those of a report together. Whose event it is no row says: it is decided."""
    held = [each for _, some in groupby(rows, key=lambda row: row[0]) for each in _of_one(some)]
    return [now if now.id is None else each for each, now in zip(held, settle(held), strict=True)]


def write(stores: Stores, moved: Sequence[Movement], day: date) -> None:
    """The movements as rows that no folding has added yet."""
    rows = [
        asdict(each.thing)
        | {"report_id": each.report_id, "version": each.version, "cause": each.cause, "day": day}
        | {"value": each.value, "reports": each.reports, "created_at": stores.now, "fold": None}
        for each in moved
    ]
    if rows:
        stores.connection.execute(ADD_DELTA, rows)


def _of_one(rows: Iterator[Any]) -> Iterator[Held]:
    first = next(rows)
    cut = len(OWNER) + 1
    owner = Owner(*first[:cut])
    yield Held(owner, None, True, EVENT)
    for row in (first, *rows):
        figure_id, counts, *told = row[cut:]
        if figure_id is not None:
            yield Held(owner, figure_id, counts, FigureRow(*told))


def _settled(stores: Stores, held: list[Held]) -> list[Held]:
    """The same with `counts` as it must be, and stored so."""
    found = settle(held)
    for old, new in zip(held, found, strict=True):
        if old.counts != new.counts and new.id is not None:
            stores.connection.execute(SET_COUNTS, {"figure": new.id, "to_counts": new.counts})
    return found


def _cause(report_id: UUID, before: Sequence[Held], after: Sequence[Held]) -> str:
    was, now = (next(each.owner.status for each in held if each.owner.id == report_id) for held in (before, after))
    if was == now:
        return CORRECTED
    return WITHDRAWN if now == "withdrawn" else RESTORED


def _lock(event: UUID) -> int:
    return int.from_bytes(event.bytes[8:], signed=True)
