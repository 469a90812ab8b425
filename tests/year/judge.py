"""What came, held against what had to come."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from tests.year import rules
from tests.year.counts import Counts
from tests.year.oracle import Hearing, Key, Oracle
from tests.year.organisation import Organisation, Wish
from tests.year.post import Doubt, Letter

SECOND = timedelta(seconds=1)  # Telegram's dates are whole ones
BEGUN = timedelta(minutes=2)  # so long before a digest was accepted it may have been begun with, at most
Slot = tuple[datetime, str]  # when, and of which period


class Judge:
    """Looks at every instant at which the clock stood still."""

    def __init__(
        self, organisation: Organisation, oracle: Oracle, counts: Counts, begin: datetime, end: datetime
    ) -> None:
        self.oracle, self.counts = oracle, counts
        self.wishes: dict[UUID, Wish] = {}  # by subscription
        self._slots = {wish: list(rules.slots(wish, begin, end)) for wish in organisation.wishes}
        self._missed: dict[Wish, Slot] = {}  # the latest, which waits for the morning
        self._told: set[tuple[Wish, str]] = set()
        self.looked_at = begin
        self.back_at = begin  # when the processes were all down last, until then

    def next_digest(self) -> datetime | None:
        """The first slot that was not looked at, or the end of a night for which one waits."""
        mornings = (rules.next_morning(self.looked_at, each.member.zone) for each in self._missed)
        return min((*mornings, *(slots[0][0] for slots in self._slots.values() if slots)), default=None)

    def expected(self, at: datetime) -> int:
        """How many messages a tick at this instant brings."""
        digests = sum(bool(slots) and slots[0][0] <= at for slots in self._slots.values())
        return digests + len(self._missed) + len(self.oracle.people_due(at))

    def look(self, since: datetime, until: datetime, letters: list[Letter], doubts: list[Doubt]) -> None:
        """What came of ticks between the two, the first at `since`; `doubts`: of the processes that died meanwhile."""
        self.looked_at = since
        bulk = [each for each in letters if each.lane == "bulk"]
        for each in bulk:
            if not each.reminders and each.digest is None:
                self.counts.harm("unasked", f"to {each.chat} at {each.at}: {each.messages[0].get('text')!r}")
            self._repeats(each, doubts)
        self._digests(since, until, [each for each in bulk if each.digest is not None])
        self._reminders(since, until, [each for each in bulk if each.reminders])

    def _repeats(self, letter: Letter, doubts: list[Doubt]) -> None:
        if not letter.repeats:
            return
        kinds = ["digest"] if letter.digest else [kind for kind, _ in letter.reminders]
        if letter.repeats <= sum(each.explains(letter) for each in doubts):
            self.counts.repeated.update(kinds * letter.repeats)
        else:
            self.counts.harm(
                "twice", f"to {letter.chat} at {letter.at}, {letter.repeats} more, {len(doubts)} doubts: {kinds}"
            )

    def _digests(self, since: datetime, until: datetime, letters: list[Letter]) -> None:
        came: defaultdict[Wish, list[Letter]] = defaultdict(list)
        for each in letters:
            assert each.digest is not None
            came[self.wishes[each.digest[0]]].append(each)
        for wish, slots in self._slots.items():
            to_come = [*([self._missed.pop(wish)] if wish in self._missed else []), *slots]
            by_now = [slot for slot in to_come if slot[0] <= since]
            may = {name: at for at, name in to_come if at <= until}
            for letter in came[wish]:
                self._digest(wish, letter, may)
            slots[:] = [slot for slot in slots if slot[0] > since]
            if by_now:
                self.counts.skipped += len(by_now) - 1
                self._latest(wish, by_now[-1], since, until)

    def _latest(self, wish: Wish, slot: Slot, since: datetime, until: datetime) -> None:
        """Of those due by now it has come; or it is late, and waits for the morning."""
        told = (wish, slot[1]) in self._told
        if not told and any(rules.digest_moment(slot[0], at, wish.member.zone) > at for at in (since, until)):
            self._missed[wish] = slot
            return
        self.counts.due["digest"] += 1
        if not told:
            self.counts.harm("missing", f"digest of {slot} to {wish.chat} ({wish.member}) at {since}")

    def _digest(self, wish: Wish, letter: Letter, may: dict[str, datetime]) -> None:
        assert letter.digest is not None
        name = letter.digest[1]
        if (wish, name) in self._told:
            self.counts.harm("twice", f"digest of {name} to {wish.chat} ({wish.member})")
        elif name not in may:
            self.counts.harm("unasked", f"digest of {name} to {wish.chat} ({wish.member}) at {letter.at}, may be {may}")
        else:
            self._in_its_hours(wish, letter, may[name])
        if letter.chat != wish.chat:
            self.counts.harm("unasked", f"digest of {wish.chat} came to {letter.chat}")
        self._told.add((wish, name))
        self.counts.sent["digest"] += 1

    def _in_its_hours(self, wish: Wish, letter: Letter, slot: datetime) -> None:
        """Whether the hour is the one asked for, or it is day for whoever asked."""
        zone = wish.member.zone
        if rules.digest_moment(slot, letter.at - BEGUN, zone) > letter.at:
            place = letter.at.astimezone(zone)
            self.counts.harm("in quiet hours", f"digest of {slot} to {wish.chat} ({wish.member}) at {place}")
        self._late(letter, rules.digest_moment(slot, max(slot, self.back_at), zone))

    def _late(self, letter: Letter, since: datetime) -> None:
        self.counts.late = max(self.counts.late, letter.at - max(since, self.back_at))

    def _reminders(self, since: datetime, until: datetime, letters: list[Letter]) -> None:
        self.oracle.look(since)
        came: defaultdict[int, list[Letter]] = defaultdict(list)
        for each in letters:
            came[each.chat].append(each)
        for person in sorted(self.oracle.people_due(since) | came.keys()):
            self._person(self.oracle.hearings[person], since, until, came[person])
            self.oracle.judged(person)

    def _person(self, hearing: Hearing, since: datetime, until: datetime, letters: list[Letter]) -> None:
        due, allowed = hearing.due(since), hearing.allowed(since, until)
        seen: set[Key] = set()
        for letter in letters:
            self.counts.messages += 1
            self.counts.sent.update(kind for kind, _ in letter.reminders)
            self._late(letter, self.oracle.waits_since(hearing.member, since))
            for key, slot in letter.reminders.items():
                if key in seen:
                    self.counts.harm("twice", self._words(hearing, letter, key, slot))
                elif key not in allowed:
                    self.counts.harm(self._why_not(hearing, letter, key), self._words(hearing, letter, key, slot))
            seen |= letter.reminders.keys()
        self.counts.due.update(kind for kind, _ in due | (seen & allowed))
        if len(letters) > 1 and seen <= due:
            self.counts.harm("apart", f"{len(letters)} messages of {sorted(seen)} to {hearing.member} at {since}")
        for key in due - seen:
            self.counts.harm(
                "missing", f"{key} to {hearing.member} at {since} {hearing.matters[key]}; {lately(hearing)}"
            )
            self.oracle.give_up(hearing.member, key, since)
        for letter in letters:
            self.oracle.told(hearing.member, letter.reminders, min(since, letter.at), letter.at + SECOND)

    def _words(self, hearing: Hearing, letter: Letter, key: Key, slot: str) -> str:
        place = letter.at.astimezone(hearing.member.zone)
        return f"{key} {slot} to {hearing.member} at {place} {hearing.matters.get(key)}; {lately(hearing)}"

    def _why_not(self, hearing: Hearing, letter: Letter, key: Key) -> str:
        """What forbids it."""
        section = hearing.member.section
        matter = hearing.matters.get(key)
        if self.oracle.is_over(key, hearing.member):
            return "after done"
        if matter is None or (low := matter.ready(False)) is None or low > letter.at:
            return "unasked"
        if rules.is_night(letter.at, section.zone):
            return "in quiet hours"
        if rules.blocked(letter.at, section.zone, section.calendar):
            return "in a block"
        return "too often"


def lately(hearing: Hearing) -> str:
    """When they were told anything."""
    return "told before: " + ", ".join(f"{until:%Y-%m-%d %H:%M:%S}" for _, until in hearing.told[-4:])
