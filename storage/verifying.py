"""Whether everything that is counted agrees with the reports: the movements with what each report tells, the marks of
what counts with the rule, the running totals with the movements. Some reports at a time, and the totals of some scopes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, select, true

from storage.counting import EVENT_ID, HELD_COLUMNS, HELD_FROM, JOINT, alone_with, held_by, held_in, settled_by, write
from storage.movements import (
    ADDITIVE,
    CORRECTED,
    FILED,
    Held,
    Movement,
    Thing,
    movements,
    settled,
    told_across,
    totals_differ,
    totals_told,
)
from storage.running_store import CAMPAIGN, COUNTRY, EVERYTHING, MOVEMENTS, PARTS, SECTION, Running, spread
from storage.stores import Stores
from storage.tables import ACROSS, DIFFERS, RUNNING, figure_delta, link, report, running_total

AT_ONCE = 500  # reports, but those of one event together
STREAM = 1_000  # rows fetched at a time
Both = tuple[Decimal, int]  # a value, and of how many reports
DIFFER, ELSEWHERE = "whether totals of its event differ", "whether its event is told of from several places"
MARKS = {DIFFER: DIFFERS, ELSEWHERE: ACROSS}
NOTHING: Both = (Decimal(0), 0)
BY_EVENT = (
    select(EVENT_ID.label("event"), *HELD_COLUMNS)
    .select_from(HELD_FROM.outerjoin(link, and_(link.c.report_id == report.c.id, link.c.kind.in_(JOINT))))
    .order_by(EVENT_ID, report.c.filed_at, report.c.id)
)
THING = tuple(Thing.__dataclass_fields__)
MOVED = select(
    figure_delta.c.report_id, *(figure_delta.c[name] for name in THING), figure_delta.c.value, figure_delta.c.reports
).where(figure_delta.c.report_id.in_(bindparam("reports", expanding=True)))
STRANGERS = (
    select(figure_delta.c.report_id, func.count())
    .where(~select(report.c.id).where(report.c.id == figure_delta.c.report_id).exists())
    .group_by(figure_delta.c.report_id)
)
FOLDED = MOVEMENTS.where(figure_delta.c.fold.is_not(None))
SECTIONS = select(figure_delta.c.section_id).distinct()
TOTALS = select(*(running_total.c[name] for name in RUNNING), running_total.c.value, running_total.c.reports)


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` (a report's movements of a thing, a mark, a running total) is `kept` so and should be `counted`."""

    what: str
    kept: str
    counted: str


def differences(stores: Stores) -> Iterator[Difference]:
    """All of them. Read on a connection that sees one instant."""
    marked = _marked(stores)
    for events in _at_once(stores):
        for held in events:
            yield from _marks(held, marked)
        yield from _reports(stores, _settled(events))
    for report_id, number in stores.connection.execute(STRANGERS):
        yield Difference(f"report {report_id}, which is not known", f"{number} movements", "none")
    for condition, scopes in _passes(stores):
        yield from _totals(stores, condition, *scopes)


def otherwise_counted(stores: Stores) -> list[UUID]:
    """A report of each event that is not counted as the rules of today say, but by those of an earlier version."""
    found = []
    marked = _marked(stores)
    for events in _at_once(stores):
        unlike = {report_id for report_id, *_ in _unlike(stores, _settled(events))}
        differ = (held for held in events if any(_marks(held, marked)) or any(each.owner.id in unlike for each in held))
        found += [held[0].owner.id for held in differ]
    return found


def recount(stores: Stores, report_id: UUID) -> None:
    """Count the event of a report as the rules of today say; what that moves is a correction of today."""
    row = stores.reports.get(report_id)
    if row is None:
        return
    joint = alone_with(stores, row)
    held = settled_by(stores, joint, held_by(stores, joint))
    home = next((each for each in stores.organisation.sections() if each.id == row.section_id), None)
    owners = {each.owner.id: each.owner for each in held}
    moved = [
        Movement(
            each, owners[each].version, owners[each].filed_on, thing, CORRECTED, told[0] - kept[0], told[1] - kept[1]
        )
        for each, thing, kept, told in _unlike(stores, held)
    ]
    write(stores, moved, stores.now.astimezone(ZoneInfo(home.zone) if home else UTC).date())


def _at_once(stores: Stores) -> Iterator[list[list[Held]]]:
    some: list[list[Held]] = []
    reports = 0
    for held in _events(stores):
        some.append(held)
        reports += sum(each.id is None for each in held)
        if reports >= AT_ONCE:
            yield some
            some, reports = [], 0
    yield some


def _settled(events: Iterable[Sequence[Held]]) -> list[Held]:
    return [each for held in events for each in settled(held)]


def _events(stores: Stores) -> Iterator[list[Held]]:
    """What the reports of each event tell."""
    found = stores.connection.execute(BY_EVENT.execution_options(yield_per=STREAM))
    for _, rows in groupby(found, key=lambda row: row.event):
        yield held_in(row[1:] for row in rows)


def _marked(stores: Stores) -> Mapping[str, Collection[UUID]]:
    """The reports that are marked: some of the joint ones."""
    return {what: set(stores.connection.scalars(select(report.c.id).where(mark))) for what, mark in MARKS.items()}


def _marks(held: Sequence[Held], marked: Mapping[str, Collection[UUID]]) -> Iterator[Difference]:
    for kept, counted in zip(held, settled(held), strict=True):
        if kept.counts != counted.counts and kept.id is not None:
            what = f"report {kept.owner.id}: {kept.figure.key}: whether it counts"
            yield Difference(what, str(kept.counts).lower(), str(counted.counts).lower())
    every = dict.fromkeys(each.owner.id for each in held)
    differing = totals_told(held).keys() if totals_differ(held) else ()
    across = every if told_across(held) else ()
    for what, reports in ((DIFFER, differing), (ELSEWHERE, across)):
        for report_id in every:
            is_marked, ought = report_id in marked[what], report_id in reports
            if is_marked != ought:
                yield Difference(f"report {report_id}: {what}", str(is_marked).lower(), str(ought).lower())


def _reports(stores: Stores, held: Sequence[Held]) -> Iterator[Difference]:
    for report_id, which, kept, told in _unlike(stores, held):
        what = f"report {report_id}: {which.key}, {which.basis}, {which.measure}, {which.qualifier}"
        yield Difference(what, _words(kept), _words(told))


def _unlike(stores: Stores, held: Sequence[Held]) -> Iterator[tuple[UUID, Thing, Both, Both]]:
    """Where what the movements of some reports come to is not what they tell."""
    told: dict[tuple[UUID, Thing], Both] = {}
    ids = list(dict.fromkeys(each.owner.id for each in held))
    for each in movements([], held, FILED):
        told[each.report_id, each.thing] = each.value, each.reports
    kept: dict[tuple[UUID, Thing], Both] = {}
    if ids:
        for report_id, *thing, value, number in stores.connection.execute(MOVED, {"reports": ids}):
            before = kept.get((report_id, Thing(*thing)), NOTHING)
            kept[report_id, Thing(*thing)] = before[0] + value, before[1] + number
    for report_id, which in sorted(told.keys() | kept.keys(), key=str):
        both = kept.get((report_id, which), NOTHING), told.get((report_id, which), NOTHING)
        if both[0] != both[1]:
            yield report_id, which, *both


def _passes(stores: Stores) -> Iterator[tuple[ColumnElement[bool], tuple[str, str | None]]]:
    """Movements, and the running totals that they make up: scope and key (None: all of that scope)."""
    yield true(), (EVERYTHING, None)
    for section_id in stores.connection.scalars(SECTIONS).all():
        yield figure_delta.c.section_id == section_id, (SECTION, section_id.hex)
    for scope, column in ((COUNTRY, figure_delta.c.country), (CAMPAIGN, figure_delta.c.campaign_key)):
        yield column != "", (scope, None)
        yield column != "", (PARTS[scope], None)


def _totals(stores: Stores, condition: ColumnElement[bool], scope: str, key: str | None) -> Iterator[Difference]:
    folded = stores.connection.execute(FOLDED.where(condition).execution_options(yield_per=STREAM))
    counted = {each: both for each, both in spread(folded, scope).items() if _told_by(each, both)}
    kept = TOTALS.where(running_total.c.scope == scope)
    if key is not None:
        kept = kept.where(running_total.c.scope_key == key)
    for row in stores.connection.execute(kept.execution_options(yield_per=STREAM)):
        running, both = Running(*row[:-2]), (row.value, row.reports)
        expected = counted.pop(running, NOTHING)
        if both != expected:
            yield Difference(_of(running), _words(both), _words(expected))
    yield from (Difference(_of(running), "none", _words(both)) for running, both in counted.items())


def _told_by(running: Running, both: Both) -> bool:
    """Of figures that do not add up the row itself tells that one moved."""
    return any(both) or running.measure != ADDITIVE


def _of(running: Running) -> str:
    since = "" if running.span == "ever" else f" of {running.since}"
    thing = f"{running.kind}, {running.key}, {running.basis}, {running.qualifier}, {running.cause}"
    return f"{running.scope} {running.scope_key}, {running.span}{since}: {thing}".replace(" ,", ",")


def _words(both: Both) -> str:
    return f"{both[0].normalize():f} from {both[1]} reports"
