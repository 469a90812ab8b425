"""What must be said to whom by now, what may be, and what must not: worked out from what people did."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.year import rules
from tests.year.organisation import Member, Organisation, Section

NEVER = datetime.max.replace(tzinfo=UTC)
Key = tuple[str, str]  # kind and subject, as the program names them


@dataclass
class Moment:
    """One of the times of a matter: no sooner than `low`, and due for certain from `high` on."""

    name: str
    low: datetime
    high: datetime


@dataclass
class Matter:
    """Something that a person is told of at some moments, until it is over."""

    kind: str
    subject: str
    member: Member
    moments: list[Moment]
    told: int = 0  # of the moments
    put_off: datetime | None = None
    along_at: datetime | None = None  # asked about together with another that was due then
    over: bool = False

    def __str__(self) -> str:
        moments = ", ".join(f"{each.name} {each.high:%m-%d %H:%M:%S}" for each in self.moments[self.told :])
        return f"[to come: {moments}; put off {self.put_off}; along {self.along_at}; over {self.over}]"

    @property
    def key(self) -> Key:
        return self.kind, self.subject

    def ready(self, surely: bool) -> datetime | None:
        """From when on it may be told, or is due for certain; None if no more."""
        if self.over:
            return None
        if self.put_off is not None:
            return self.put_off
        if self.told == len(self.moments):
            return None
        moment = self.moments[self.told]
        at = moment.high if surely else moment.low
        return at if self.along_at is None else min(at, self.along_at)

    def say(self, slot: str, by: datetime) -> None:
        """It was told by then, for the moment of that name, or again after it was put off."""
        self.put_off = None
        named = [at for at, each in enumerate(self.moments, 1) if each.high <= by or slot.startswith(each.name)]
        self.told = max([self.told, *named])


@dataclass
class Hearing:
    """One person: what they wait to be told of, and when they were told anything: no sooner than, for certain by."""

    member: Member
    matters: dict[Key, Matter] = field(default_factory=dict)
    told: list[tuple[datetime, datetime]] = field(default_factory=list)

    def first_moment(self, at: datetime, surely: bool) -> datetime:
        return rules.first_moment(at, self.member.section, [each[surely] for each in self.told[-2 * rules.AT_MOST :]])

    def due(self, at: datetime) -> set[Key]:
        """What must have been told at a tick of this instant."""
        ready = {key for key, each in self.matters.items() if (since := each.ready(True)) and since <= at}
        return ready if ready and self.first_moment(at, True) == at else set()

    def allowed(self, since: datetime, until: datetime) -> set[Key]:
        """What may have been told at ticks of these instants."""
        ready = {key for key, each in self.matters.items() if (low := each.ready(False)) and low <= until}
        return ready if ready and self.first_moment(since, False) <= until else set()

    def next_due(self, after: datetime) -> datetime | None:
        """When something must be told next."""
        ready = [since for each in self.matters.values() if (since := each.ready(True)) is not None]
        return self.first_moment(max(min(ready), after), True) if ready else None


class Oracle:
    """Everybody's."""

    def __init__(self, organisation: Organisation, section_ids: dict[str, str]) -> None:
        self.organisation = organisation
        self.section_ids = section_ids  # by key, in hexadecimal
        self.hearings = {each.id: Hearing(each) for each in organisation.members}
        self._about: defaultdict[Key, list[Matter]] = defaultdict(list)
        self._next: dict[int, datetime] = {}
        self._lacking: dict[str, set[str]] = {}  # what coordinators would hear of, by section and month
        self._follow_ups: defaultdict[int, list[Matter]] = defaultdict(list)  # not asked yet, by person

    def add(self, matter: Matter) -> None:
        """Something to be told of from now on."""
        self.hearings[matter.member.id].matters[matter.key] = matter
        self._about[matter.key].append(matter)
        self._next.pop(matter.member.id, None)

    def end(self, key: Key, member: Member | None = None) -> None:
        """It is over, for everybody or for one."""
        for each in self._about[key]:
            if member is None or each.member == member:
                each.over = True
                self.hearings[each.member.id].matters.pop(key, None)
                self._next.pop(each.member.id, None)

    def put_off(self, keys: Iterable[Key], member: Member, until: datetime) -> None:
        """What of it is not over comes again then, and not before."""
        for key in keys:
            if (matter := self.hearings[member.id].matters.get(key)) is not None:
                matter.put_off = until
        self._next.pop(member.id, None)

    def draft_begun(self, member: Member, subject: str, low: datetime, high: datetime) -> None:
        """It was gone on with last at some time between."""
        names = ("1d", "3d", "end")  # as the slots begin
        moments = [Moment(name, low + each, high + each) for name, each in zip(names, rules.DRAFT_TOLD, strict=True)]
        self.add(Matter("draft", subject, member, moments))

    def event_joined(self, member: Member, subject: str, day: date) -> None:
        at = rules.forenoon(day + timedelta(days=1), member.zone)
        self.add(Matter("event", subject, member, [Moment("event", at, at)]))

    def filed(self, section: Section, subject: str, occurred_on: date, filed_on: date) -> None:
        """A report that something may come of."""
        day = max(occurred_on + rules.FOLLOWED_UP, filed_on + rules.AFTER_FILING)
        for member in self.organisation.staff_of(section):
            at = rules.forenoon(day, member.zone)
            matter = Matter("follow_up", subject, member, [Moment("due", at, at)])
            self._follow_ups[member.id].append(matter)
            self.add(matter)

    def month_begins(self, month: date, begin: datetime) -> None:
        """All that is expected for a month (its first day), of moments after `begin`."""
        days = rules.expected_on(month)
        for section in self.organisation.sections:
            for member in self.organisation.staff_of(section):
                times = [(name, rules.forenoon(day, member.zone)) for name, day in days.items()]
                moments = [Moment(name, at, at) for name, at in times if at > begin]
                for area in section.areas:
                    self.add(Matter("area", self.expected(section, area, month), member, list(moments)))
        for member in self.organisation.members:
            for section in filter(member.hears_of, self.organisation.sections):
                late = rules.late_on(month, section.calendar)
                at = rules.forenoon(late, member.zone)
                if section.areas and at > begin:
                    subject = f"{self.section_ids[section.key]}:{month:%Y-%m}"
                    self._lacking[subject] = {self.expected(section, area, month) for area in section.areas}
                    self.add(Matter("late_area", subject, member, [Moment("late", at, at)]))

    def expected(self, section: Section, area: str, month: date) -> str:
        """The subject of an area's matters."""
        return f"{self.section_ids[section.key]}:{area}:{month:%Y-%m}"

    def received(self, subject: str) -> None:
        """A section update."""
        self.end(("area", subject))
        section_id, _, month = subject.split(":")
        late = f"{section_id}:{month}"
        lacking = self._lacking.get(late, {subject})
        lacking.discard(subject)
        if not lacking:
            self.end(("late_area", late))

    def next_due(self, after: datetime) -> datetime:
        """When somebody must be told something."""
        self._refresh(after)
        return min(self._next.values(), default=NEVER)

    def waits_since(self, member: Member, after: datetime) -> datetime:
        """From when on they must be told something."""
        self._refresh(after)
        return self._next.get(member.id, NEVER)

    def people_due(self, at: datetime) -> set[int]:
        """Whom something must have been told."""
        return {person for person, since in self._next.items() if since <= at}

    def judged(self, person: int) -> None:
        """What they were to be told by now has come or is missing; when they must be told next is to be found anew."""
        self._next.pop(person, None)

    def _refresh(self, after: datetime) -> None:
        for person, hearing in self.hearings.items():
            if person not in self._next and hearing.matters:
                self._next[person] = hearing.next_due(after) or NEVER

    def look(self, at: datetime) -> None:
        """A tick at this instant: whoever is asked what came of one action is asked about those of the next days."""
        for waiting in self._follow_ups.values():
            if any(not each.over and each.moments[0].high <= at for each in waiting):
                for each in waiting:
                    if each.moments[0].high <= at + rules.ALONG:
                        each.along_at = at
                waiting[:] = [each for each in waiting if each.along_at is None and not each.over]

    def told(self, member: Member, keys: dict[Key, str], since: datetime, until: datetime) -> None:
        """One message told them of these, each for a slot, at a tick between the two."""
        hearing = self.hearings[member.id]
        hearing.told.append((since, until))
        for key, slot in keys.items():
            if key in hearing.matters:
                hearing.matters[key].say(slot, since)
        self._next.pop(member.id, None)

    def give_up(self, member: Member, key: Key, by: datetime) -> None:
        """What should have been told by then is waited for no longer."""
        self.hearings[member.id].matters[key].say("", by)
        self._next.pop(member.id, None)

    def is_over(self, key: Key, member: Member) -> bool:
        return any(each.over for each in self._about[key] if each.member == member)
