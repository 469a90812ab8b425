"""What people do in a year, and when nothing may happen: the same for the same seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.year.organisation import TARGETS, ZONES, Member, Organisation, Section

Deed = Literal["begin", "finish", "deliver", "lobby", "update", "join"]
DRAFTS, DELIVERIES = 4, 7  # begun at each of two instants a week; filed in one
JOINERS = 4
LONGEST_AGO = 27  # days: of what happened before that nothing is asked sooner than the day after it was told
LATE, LATER = 0.15, 30  # so many of the deliveries are told so many days later
LOOKS = 5  # instants a week at which perhaps nothing may come


@dataclass(frozen=True, order=True)
class Act:
    """What somebody does. `number`: days ago, or which target, area or event."""

    at: datetime
    deed: Deed = field(compare=False)
    member: Member = field(compare=False)
    number: int = field(default=0, compare=False)
    days_ago: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Gathering:
    """A planned event of a section."""

    section: Section
    day: date


@dataclass
class Plan:
    """A run: `outages`: so often all processes are down for two days; `standstills`: SIGSTOP for a while; `every`: what
    is due so close together is told at one tick, which saves many.
    """

    dialect: str
    weeks: int
    kills: int
    seed: int
    begin: datetime = datetime(2014, 10, 13, tzinfo=UTC)
    standstills: int = 0
    outages: int = 0
    every: timedelta = timedelta(minutes=1)
    tell: Callable[[str], None] = lambda words: None  # how far it has come
    acts: list[Act] = field(init=False)
    gatherings: list[Gathering] = field(init=False)
    looks: list[datetime] = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.organisation = Organisation()
        self.chance = random.Random(self.seed)
        self.gatherings = []
        activists = self.organisation.activists()
        self.chance.shuffle(activists)
        self._activists = activists
        self.acts = sorted(each for each in self._acts() if self.begin < each.at < self.end)
        self.looks = sorted(each for each in self._looks() if self.begin < each < self.end)

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(weeks=self.weeks)

    def spread(self, count: int) -> list[datetime]:
        """So many instants, one in each equal part of the time."""
        part = (self.end - self.begin) / max(count, 1)
        return [self.begin + part * (at + self.chance.random()) for at in range(count)]

    def _acts(self) -> Iterator[Act]:
        people = iter(self._activists)
        monday = self.begin - timedelta(days=self.begin.weekday())
        for week in range(self.weeks + 1):
            at = monday + timedelta(weeks=week)
            for hours in (36, 88):  # Tuesday at noon, Thursday at four
                for _ in range(DRAFTS):
                    yield from self._draft(next(people), at + timedelta(hours=hours))
            for _ in range(DELIVERIES):
                yield self._delivery(next(people), at + timedelta(days=2, hours=15))
            yield from self._gathering(at)
        yield from self._updates()

    def _draft(self, member: Member, at: datetime) -> Iterator[Act]:
        """Half of them are left alone."""
        yield Act(at, "begin", member)
        fate = self.chance.random()
        if fate < 0.25:
            yield Act(at + timedelta(hours=20), "finish", member)
        elif fate < 0.5:
            yield Act(at + timedelta(days=2), "finish", member)

    def _delivery(self, member: Member, at: datetime) -> Act:
        deed: Deed = "lobby" if self.chance.random() < 0.3 else "deliver"
        target, days_ago = self.chance.randrange(TARGETS), self.chance.randrange(1, LONGEST_AGO)
        return Act(at, deed, member, target, days_ago + LATER * (self.chance.random() < LATE))

    def _gathering(self, monday: datetime) -> Iterator[Act]:
        """One or two a week, of which some come to know on Wednesday."""
        for _ in range(2):
            section = self.chance.choice(self.organisation.sections)
            day = (monday + timedelta(days=self.chance.randrange(4, 10))).date()
            self.gatherings.append(Gathering(section, day))
            of_section = [each for each in self._activists if each.section == section]
            for member in self.chance.sample(of_section, JOINERS):
                yield Act(monday + timedelta(days=2, hours=15), "join", member, len(self.gatherings) - 1)

    def _updates(self) -> Iterator[Act]:
        """A quarter of the sections tell of their areas before they are reminded."""
        for month in months(self.begin, self.end):
            at = datetime(month.year, month.month, 2, 11, tzinfo=UTC)
            for section in self.organisation.sections:
                staff = self.organisation.staff_of(section)[0]
                if self.chance.random() < 0.25:
                    yield from (Act(at, "update", staff, number) for number in range(len(section.areas)))

    def _looks(self) -> Iterator[datetime]:
        """At any hour, and around every clock change."""
        yield from (each.replace(second=0, microsecond=0) for each in self.spread(LOOKS * self.weeks))
        for name in ZONES:
            for change in changes(ZoneInfo(name), self.begin, self.end):
                yield from (change + timedelta(minutes=each) for each in (-20, 20, 80))


def months(begin: datetime, end: datetime) -> Iterator[date]:
    """The first days of all months that the time touches, and of the one before."""
    month = (begin.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    while month <= end.date():
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When the clocks there are changed."""
    at = begin
    while at < end:
        following = at + timedelta(hours=1)
        if at.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield following
        at = following
