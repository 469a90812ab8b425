"""What counts, and how a change of a report moves the running totals.

Reports of one event are joint: those under the same `event_id`, and those linked (`same_as`, `share_of`) to the first
of them. What several joint reports tell, the same key, basis and measure, is one total: it counts once, by the report
that was filed first of those that stand, and the others' `figure.counts` is false. When that one is withdrawn, the next
one's counts instead. Nothing else decides it, so whoever adds up figures reads only rows that count.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from storage.figure_store import ADD_DELTA, ADDITIVE, Counted, FigureRow, counted_of, counted_values
from storage.figure_store import FIELDS as FIGURE
from storage.report_store import ReportRow
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import figure, link, report

SAME_AS, SHARE_OF = "same_as", "share_of"
JOINT = (SAME_AS, SHARE_OF)
REPORT = ("id", "version", "status", "section_id", "kind", "campaign_key", "country", "filed_at")

FIRST = select(link.c.action_id).where(link.c.report_id == bindparam("report"), link.c.kind.in_(JOINT))
LINKED = select(link.c.report_id).where(link.c.action_id == bindparam("first"), link.c.kind.in_(JOINT))
JOINED = select(report.c.id).where(or_(report.c.id == bindparam("first"), report.c.id.in_(LINKED)))
OF_EVENT = select(report.c.id).where(report.c.event_id == bindparam("event"))
HELD = (
    select(
        *(report.c[name].label(f"report_{name}") for name in REPORT),
        figure.c.id,
        figure.c.counts,
        *(figure.c[name] for name in FIGURE),
    )
    .select_from(report.join(figure, figure.c.report_id == report.c.id))
    .where(report.c.id.in_(bindparam("reports", expanding=True)))
    .order_by(report.c.filed_at, report.c.id, figure.c.question)
)
SET_COUNTS = update(figure).where(figure.c.id == bindparam("figure")).values(counts=bindparam("to_counts"))


@dataclass(frozen=True, slots=True)
class Owner:
    """A report, as far as its figures are counted by it."""

    id: UUID
    version: int
    status: str
    section_id: UUID | None
    kind: str
    campaign_key: str | None
    country: str | None
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A figure in the hands of a report."""

    owner: Owner
    id: UUID
    counts: bool
    figure: FigureRow


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


@contextmanager
def recounted(stores: Stores, row: ReportRow, day: date) -> Iterator[None]:
    """Whatever is done within to the report (figures added or replaced, amended, withdrawn, restored) is written as the
    difference that it makes in the running totals on `day`, a day in the section's zone. The report is stored, and
    linked to the first of its event, before.
    """
    # One change of an event at a time: of two reports filed at once only one may count.
    stores.one_at_a_time(_lock(row.event_id or first_of(stores, row.id)))
    joint = joint_with(stores, row)
    before = _counting(_held(stores, joint))
    yield
    held = _settled(stores, _held(stores, joint))
    _correct(stores, before, _counting(held), day)


def holders(held: Iterable[Held]) -> dict[tuple[str, str, str], UUID]:
    """For each key, basis and measure the report that counts: the first filed of those that stand, else the first."""
    found: dict[tuple[str, str, str], UUID] = {}
    for each in sorted(held, key=lambda each: (each.owner.status != "filed", each.owner.filed_at, each.owner.id)):
        found.setdefault(_thing(each), each.owner.id)
    return found


def _lock(event: UUID) -> int:
    return int.from_bytes(event.bytes[8:], signed=True)


def _thing(held: Held) -> tuple[str, str, str]:
    return held.figure.key, held.figure.basis, held.figure.measure


def _held(stores: Stores, reports: Sequence[UUID]) -> list[Held]:
    found = [row for some in in_batches(reports) for row in stores.connection.execute(HELD, {"reports": list(some)})]
    cut = len(REPORT)
    return [Held(Owner(*row[:cut]), row.id, row.counts, FigureRow(*row[cut + 2 :])) for row in found]


def _settled(stores: Stores, held: list[Held]) -> list[Held]:
    """The same with `counts` as it must be, and stored so."""
    holder = holders(held)
    settled = [Held(each.owner, each.id, holder[_thing(each)] == each.owner.id, each.figure) for each in held]
    for old, new in zip(held, settled, strict=True):
        if old.counts != new.counts:
            stores.connection.execute(SET_COUNTS, {"figure": new.id, "to_counts": new.counts})
    return settled


def _counting(held: Iterable[Held]) -> list[Held]:
    return [each for each in held if each.counts and each.owner.status == "filed" and each.figure.measure == ADDITIVE]


def _correct(stores: Stores, before: Sequence[Held], after: Sequence[Held], day: date) -> None:
    """Deltas for what changed: one row for each thing counted, none for what is as it was."""
    versions = {each.owner.id: each.owner.version for each in (*before, *after)}
    moved: dict[tuple[UUID, Counted], tuple[Decimal, int]] = {}
    for sign, some in ((-1, before), (1, after)):
        for each in some:
            thing = each.owner.id, counted_of(each.owner, each.figure, day)
            value, reports = moved.get(thing, (Decimal(0), 0))
            moved[thing] = value + sign * each.figure.value, reports + sign
    rows = [
        counted_values(counted)
        | {"report_id": report_id, "version": versions[report_id], "value": value, "reports": reports}
        | {"created_at": stores.now}
        for (report_id, counted), (value, reports) in moved.items()
        if value or reports
    ]
    if rows:
        stores.connection.execute(ADD_DELTA, rows)
