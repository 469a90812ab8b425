"""What counts, and how a change of a report moves the running totals.

Reports of one event are joint: those under the same `event_id`, and those linked (`same_as`, `share_of`) to the first
of them. What several joint reports tell, the same key, basis and measure, is one total: it counts once, by the report
that `storage.movements.holders` says, and the others' `figure.counts` is false. When that one is withdrawn, the next
one's counts instead. Nothing else decides it, so whoever adds up figures of all reports reads only rows that count, and
whoever looks at some of them asks what counts among these (`counted_within`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Executable,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from storage.movements import (
    CORRECTED,
    EVENT,
    FILED,
    RESTORED,
    WITHDRAWN,
    FigureRow,
    Held,
    Movement,
    Owner,
    told_across,
    totals_told,
    unlike,
)
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
# Of one event are the reports of which this is the same.
EVENT_ID = func.coalesce(report.c.event_id, link.c.action_id, report.c.id)
LINKED_REPORTS = report.outerjoin(link, and_(link.c.report_id == report.c.id, link.c.kind.in_(JOINT)))
EVENTS_OF = (
    select(report.c.id, EVENT_ID)
    .select_from(LINKED_REPORTS)
    .where(report.c.id.in_(bindparam("reports", expanding=True)))
)
AMONG: BindParameter[Any] = bindparam("events", expanding=True)
# All reports (`id`) of the events AMONG (`event`).
TOLD_OF = union_all(  # each has an index of its own
    select(report.c.id.label("id"), report.c.event_id.label("event")).where(report.c.event_id.in_(AMONG)),
    select(link.c.report_id, link.c.action_id).where(link.c.action_id.in_(AMONG), link.c.kind.in_(JOINT)),
    select(report.c.id, report.c.id).where(report.c.id.in_(AMONG)),
)
SHARE = link.alias("share")
IS_SHARE = select(SHARE.c.report_id).where(SHARE.c.report_id == report.c.id, SHARE.c.kind == SHARE_OF).exists()
HELD_COLUMNS = (
    *(report.c[name].label(f"report_{name}") for name in OWNER),
    report_field.c.value.label("ended_on"),
    IS_SHARE.label("share"),
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
OF_REPORTS = update(report).where(report.c.id.in_(bindparam("reports", expanding=True)))
SET_CHANGED = OF_REPORTS.values(differs_since=bindparam("since"))
SET_DIFFERS = SET_CHANGED.where(report.c.differs_since.is_(None))
SET_ACROSS = OF_REPORTS.where(report.c.across != bindparam("to_across")).values(across=bindparam("to_across"))
SET_AGREES = OF_REPORTS.where(report.c.differs_since.is_not(None)).values(differs_since=None)
ADD_DELTA = insert(figure_delta)


def first_of(stores: Stores, report_id: UUID) -> UUID:
    """The report that this one is linked to as being of the same event; itself if it is the first or alone."""
    return stores.connection.execute(FIRST, {"report": report_id}).scalar() or report_id


def joint_with(stores: Stores, row: ReportRow) -> list[UUID]:
    """All reports of the same event, this one among them, in no order."""
    if row.event_id is not None:
        return list(stores.connection.scalars(OF_EVENT, {"event": row.event_id}))
    return list(stores.connection.scalars(JOINED, {"first": first_of(stores, row.id)}))


def events_of(stores: Stores, reports: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of each report the event that it tells of: the same for joint ones."""
    return _pairs(stores, EVENTS_OF, "reports", reports)


def told_of(stores: Stores, events: Iterable[UUID]) -> dict[UUID, UUID]:
    """All reports of these events, and of which."""
    return _pairs(stores, TOLD_OF, "events", events)


def counted_within(stores: Stores, reports: Iterable[UUID], inside: Callable[[Owner], bool]) -> list[Held]:
    """What of the events of these reports counts by a report `inside`, but only if nothing else is looked at, because
    among all reports another one counts. What counts among all counts inside as well."""
    events = told_of(stores, events_of(stores, reports).values())
    held: dict[UUID, list[Held]] = defaultdict(list)
    for each in _told(stores, list(events)):
        held[events[each.owner.id]].append(each)
    return [each for event in held.values() for each in _apart(event, inside)]


def count_in(stores: Stores, report_id: UUID, day: date) -> None:
    """Count a report just filed, stored with its fields and figures, that no other can be joint with."""
    write(stores, moved_between([], held_by(stores, [report_id]), FILED), day)


@contextmanager
def recounted(stores: Stores, row: ReportRow, day: date, new: bool = False) -> Iterator[None]:
    """Whatever is done within to the report (figures and fields added or replaced, amended, withdrawn, restored) is
    written as the difference that it makes in the running totals on `day`, a day in the section's zone. The report is
    stored, and linked to the first of its event, before. `new`: it was filed just now, and counts for the first time.
    """
    joint = alone_with(stores, row)
    before = held_by(stores, [each for each in joint if not (new and each == row.id)])
    yield
    after = settled_by(stores, joint, before)
    cause = FILED if new else _cause(row.id, before, after)
    write(stores, moved_between(before, after, cause), day)


def alone_with(stores: Stores, row: ReportRow) -> list[UUID]:
    """All reports of the same event, this one among them; until the end of the transaction nobody else changes one: of
    two reports filed at once only one may count."""
    stores.one_at_a_time(_lock(row.event_id or first_of(stores, row.id)))
    return joint_with(stores, row)


def settled_by(stores: Stores, reports: Sequence[UUID], before: Sequence[Held] = ()) -> list[Held]:
    """What the reports of one event tell, with `counts` as it must be, and stored so; and since when their totals
    differ, if they told others `before`, and whether it is told of from several places."""
    found = _settled(stores, held_by(stores, reports))
    _mark(stores, before, found)
    return found


def held_by(stores: Stores, reports: Sequence[UUID]) -> list[Held]:
    """What the reports of one event tell, the event itself included, as it stands in the rows."""
    return _decided(list(_told(stores, reports)))


def held_in(rows: Iterable[Any]) -> list[Held]:
    """The same from rows of HELD_COLUMNS, those of a report together."""
    return _decided(list(_in_rows(rows)))


def write(stores: Stores, moved: Sequence[Movement], day: date) -> None:
    """The movements as rows that no folding has added yet, of that day; of reports that were filed later, as in another
    zone they may be, of the day of their filing."""
    rows = [
        asdict(each.thing)
        | {"report_id": each.report_id, "version": each.version, "cause": each.cause}
        | {"day": max(day, each.filed_on), "value": each.value, "reports": each.reports}
        | {"created_at": stores.now, "fold": None}
        for each in moved
    ]
    if rows:
        stores.connection.execute(ADD_DELTA, rows)


def _pairs(stores: Stores, statement: Executable, name: str, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    rows = (stores.connection.execute(statement, {name: list(some)}) for some in in_batches(sorted(set(ids))))
    return {row[0]: row[1] for some in rows for row in some}


def _told(stores: Stores, reports: Sequence[UUID]) -> Iterator[Held]:
    return _in_rows(
        row for some in in_batches(reports) for row in stores.connection.execute(HELD, {"reports": list(some)})
    )


def _in_rows(rows: Iterable[Any]) -> Iterator[Held]:
    return (each for _, some in groupby(rows, key=lambda row: row[0]) for each in _of_one(some))


def _decided(held: list[Held]) -> list[Held]:
    """By whom the event counts no row says."""
    return [now if now.id is None else each for each, now in zip(held, settle(held), strict=True)]


def _apart(event: Sequence[Held], inside: Callable[[Owner], bool]) -> Iterator[Held]:
    everywhere = [each for each in settle(event) if inside(each.owner)]
    for each, alone in zip(everywhere, settle(everywhere), strict=True):
        if alone.counts and alone.stands and not each.counts:
            yield alone


def _of_one(rows: Iterator[Any]) -> Iterator[Held]:
    first = next(rows)
    cut = len(OWNER) + 1
    owner = Owner(*first[:cut])
    yield Held(owner, None, True, EVENT)  # a share of one is told of the whole event
    for row in (first, *rows):
        share, figure_id, counts, *told = row[cut:]
        if figure_id is not None:
            yield Held(owner, figure_id, counts, FigureRow(*told), share)


def _settled(stores: Stores, held: list[Held]) -> list[Held]:
    """The same with `counts` as it must be, and stored so."""
    found = settle(held)
    for old, new in zip(held, found, strict=True):
        if old.counts != new.counts and new.id is not None:
            stores.connection.execute(SET_COUNTS, {"figure": new.id, "to_counts": new.counts})
    return found


def _mark(stores: Stores, before: Sequence[Held], after: Sequence[Held]) -> None:
    """In the reports what finds them without looking at all joint ones: from how many places the event is told of, and
    since when totals differ, in each that tells one: since it told its own of what is disputed, or another one counts
    of that, or any came to differ."""
    was, told = totals_told(before), totals_told(after)
    disputed = unlike(told.values())
    told = told if disputed else {}
    changed = {
        each for each, totals in told.items()
        if any(was.get(each, {}).get(thing) != totals.get(thing) for thing in disputed)
    }  # fmt: skip
    if _counting(before, disputed) != _counting(after, disputed):
        changed = set(told)
    every = {each.owner.id for each in after}
    marks = (
        (SET_CHANGED, changed),
        (SET_DIFFERS, told.keys() - changed),
        (SET_AGREES, every - told.keys()),
        (SET_ACROSS, every),
    )
    named = {"since": stores.now, "to_across": told_across(after)}
    for statement, reports in marks:
        for some in in_batches(sorted(reports)):
            stores.connection.execute(statement, {"reports": list(some), **named})


def _counting(held: Iterable[Held], things: Collection[tuple[str, str, str]]) -> set[tuple[UUID, FigureRow]]:
    """What counts of these things, and by which report."""
    counting = (each for each in held if each.id is not None and each.stands and each.counts)
    return {(each.owner.id, each.figure) for each in counting if each.thing in things}


def _cause(report_id: UUID, before: Sequence[Held], after: Sequence[Held]) -> str:
    was, now = (next(each.owner.status for each in held if each.owner.id == report_id) for held in (before, after))
    if was == now:
        return CORRECTED
    return WITHDRAWN if now == "withdrawn" else RESTORED


def _lock(event: UUID) -> int:
    return int.from_bytes(event.bytes[8:], signed=True)
