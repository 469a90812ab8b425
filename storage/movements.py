"""What a change of reports moves in what they count. Pure: what reports held before and after in, movements out.

Reports of one event are joint. What several of them tell, the same key, basis and measure, counts once: by the report
that was filed first of those that stand. A section's share is part of the total that others tell, and never added to
it; where nobody tells the total any more, the shares of the sections make it up. The event itself is such a thing:
every report tells of one.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

ADDITIVE = "in_period"  # the measure that adds up; "so far" and "level now" of two reports do not
NO_SECTION = UUID(int=0)

FILED, CORRECTED, WITHDRAWN, RESTORED = "filed", "corrected", "withdrawn", "restored"
MOVED = "moved"  # to other days on which it happened; by filing day nothing changes
CAUSES = (FILED, CORRECTED, WITHDRAWN, RESTORED)  # by filing day


Surely = tuple[Decimal, str, str]
"""A total, and the first and the last of its qualifiers by name."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A counted number of a report, as answered at `question`."""

    question: str
    key: str
    value: Decimal
    qualifier: str
    basis: str
    measure: str


# Every report counts: value 1 for its event if no earlier report tells of it, `reports` 1 in any case. No flow can have
# a key like this one.
EVENTS = "*events"
EVENT = FigureRow("", EVENTS, Decimal(1), "exactly", "events", ADDITIVE)


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
    filed_on: date
    occurred_on: date | None
    period: str | None  # of a section update: YYYY-MM
    ended_on: str | None  # the last day of something that took several

    def happened(self) -> tuple[date, date]:
        """The first and last day that it tells of: of a section update its month; the filing day if none is told."""
        if self.period and (month := _month(self.period)):
            return month
        first = self.occurred_on or self.filed_on
        last = _day(self.ended_on)
        return first, max(first, last) if last else first


@dataclass(frozen=True, slots=True)
class Held:
    """A figure in the hands of a report; `id` of its row, None for the event; `share`: it is the section's part of a
    joint total."""

    owner: Owner
    id: UUID | None
    counts: bool
    figure: FigureRow
    share: bool = False

    @property
    def thing(self) -> tuple[str, str, str]:
        """What belongs together."""
        return self.figure.key, self.figure.basis, self.figure.measure

    @property
    def stands(self) -> bool:
        """Whether its report is not withdrawn."""
        return self.owner.status == "filed"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a movement belongs to."""

    happened_from: date
    happened_to: date
    section_id: UUID
    campaign_key: str
    country: str
    kind: str
    key: str
    basis: str
    measure: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Movement:
    """By how much a report's version moves a thing; `filed_on`: no day of a movement is before that of its filing."""

    report_id: UUID
    version: int
    filed_on: date
    thing: Thing
    cause: str
    value: Decimal
    reports: int


def holders(held: Iterable[Held]) -> dict[tuple[str, str, str], set[UUID]]:
    """For each key, basis and measure the reports that count: of those that stand the first filed that tells the total;
    if all that stand are shares, the first of each section. If none stands, the first."""
    found: dict[tuple[str, str, str], list[Held]] = {}
    for each in sorted(held, key=lambda each: (not each.stands, each.share, each.owner.filed_at, each.owner.id)):
        counting = found.setdefault(each.thing, [each])
        sections = {one.owner.section_id for one in counting}
        if each.stands and counting[0].share and each.owner.section_id not in sections:
            counting.append(each)
    return {thing: {each.owner.id for each in counting} for thing, counting in found.items()}


def settled(held: Sequence[Held]) -> list[Held]:
    """The same with `counts` as it must be; `held` is everything that the reports of one event tell."""
    holding = holders(held)
    return [replace(each, counts=each.owner.id in holding[each.thing]) for each in held]


def totals_differ(held: Iterable[Held]) -> bool:
    """Whether two reports of the event that stand tell another total of one thing, or not as surely."""
    return bool(unlike(totals_told(held).values()))


def told_across(held: Iterable[Held]) -> bool:
    """Whether reports of the event, standing or not, are of several sections, countries or campaigns."""
    return len({(each.owner.section_id, each.owner.country, each.owner.campaign_key) for each in held}) > 1


def unlike(totals: Iterable[Mapping[tuple[str, str, str], Surely]]) -> set[tuple[str, str, str]]:
    """Of which things two of these reports tell another total, or not as surely."""
    found: dict[tuple[str, str, str], set[Surely]] = defaultdict(set)
    for told in totals:
        for thing, total in told.items():
            found[thing].add(total)
    return {thing for thing, each in found.items() if len(each) > 1}


def totals_told(held: Iterable[Held]) -> dict[UUID, dict[tuple[str, str, str], Surely]]:
    """The totals that reports tell that stand, and how surely; one may be told in several parts."""
    found: dict[UUID, dict[tuple[str, str, str], list[tuple[Decimal, str]]]] = defaultdict(lambda: defaultdict(list))
    for each in held:
        if each.stands and each.id is not None and not each.share:
            found[each.owner.id][each.thing].append((each.figure.value, each.figure.qualifier))
    return {of: {thing: surely(parts) for thing, parts in told.items()} for of, told in found.items()}


def surely(parts: Iterable[tuple[Decimal, str]]) -> Surely:
    """What parts of one thing, each with its qualifier, come to."""
    values, qualifiers = zip(*parts, strict=True)
    return sum(values, Decimal(0)), min(qualifiers), max(qualifiers)


def movements(before: Iterable[Held], after: Iterable[Held], cause: str) -> list[Movement]:
    """What changed, one movement for each report and thing, none for what is as it was. Of all that a report tells of
    one key, basis and measure it counts as one report, whatever the questions and qualifiers: with the first. What a
    report that is filed moves in others corrects them."""
    before = list(before)
    known = {each.owner.id for each in before}
    owners: dict[UUID, Owner] = {}
    moved: dict[tuple[UUID, Thing], tuple[Decimal, int]] = {}
    for sign, some in ((-1, before), (1, after)):
        told: set[tuple[UUID, tuple[str, str, str]]] = set()
        for each in sorted(_told_once(some), key=lambda each: each.figure.question):
            if not each.stands or not (each.counts or each.id is None):
                continue
            owners[each.owner.id] = each.owner
            value, reports = moved.get((each.owner.id, thing_of(each)), (Decimal(0), 0))
            more = 0 if (each.owner.id, each.thing) in told else sign
            told.add((each.owner.id, each.thing))
            value += sign * (each.figure.value if each.counts else 0)
            moved[each.owner.id, thing_of(each)] = value, reports + more
    found = [
        Movement(
            report_id, owners[report_id].version, owners[report_id].filed_on, thing,
            _caused(cause, report_id in known), value, reports,
        )
        for (report_id, thing), (value, reports) in moved.items()
        if value or reports
    ]  # fmt: skip
    return [replace(each, cause=MOVED) if cause == CORRECTED and _only_days(each, found) else each for each in found]


def _caused(cause: str, known: bool) -> str:
    return CORRECTED if known and cause == FILED else cause


def _told_once(held: Iterable[Held]) -> list[Held]:
    """Without running totals and levels that a report tells by another question too: the last holds, as in
    `reports.totals`, because they do not add up."""
    every = list(held)
    last: dict[tuple[UUID, tuple[str, str, str]], str] = {}
    for each in every:
        of = each.owner.id, each.thing
        last[of] = max(last.get(of, ""), each.figure.question)
    return [
        each for each in every
        if each.figure.measure == ADDITIVE or each.figure.question == last[each.owner.id, each.thing]
    ]  # fmt: skip


def thing_of(held: Held) -> Thing:
    """What a figure of a report is counted by."""
    owner, figure = held.owner, held.figure
    return Thing(
        *owner.happened(),
        owner.section_id or NO_SECTION,
        owner.campaign_key or "",
        owner.country or "",
        owner.kind,
        figure.key,
        figure.basis,
        figure.measure,
        figure.qualifier,
    )


def _only_days(one: Movement, all_of_them: Sequence[Movement]) -> bool:
    """Whether the report's movements of this thing come to nothing but other days."""
    same = [each for each in all_of_them if each.report_id == one.report_id and _dayless(each) == _dayless(one)]
    return not any((sum(each.value for each in same), sum(each.reports for each in same)))


def _dayless(movement: Movement) -> Thing:
    return replace(movement.thing, happened_from=date.min, happened_to=date.min)


def _month(text: str) -> tuple[date, date] | None:
    first = _day(f"{text}-01")
    return (first, first.replace(day=monthrange(first.year, first.month)[1])) if first else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
