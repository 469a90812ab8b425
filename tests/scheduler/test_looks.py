"""How often is looked for what: as a rule only at the time since the last look, which must miss nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from scheduler.area_reminders import AreaReminders
from scheduler.draft_reminders import DraftReminders
from scheduler.due import Due
from scheduler.event_reminders import EventReminders
from scheduler.follow_ups import FollowUps
from scheduler.late_areas import LateAreas
from scheduler.manners import struck_ten
from scheduler.sources import Candidate, Hearer, Part, Source, found_by
from storage.database import Database
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from tests.scheduler.test_areas_and_events import planned, section_at_work
from tests.scheduler.test_due import drafts
from tests.scheduler.test_follow_ups import ASKED_ON, STELLA, reported, working
from tests.support.databases import Hands
from tests.support.stored import BOT

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
A_TICK = timedelta(seconds=30)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2014, 10, 22, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "now", "struck"),
    [
        (None, at(9, 7), True),
        (at(8, 59, 45), at(9, 0, 15), True),
        (at(8, 59, 45), at(9), True),
        (at(9), at(9, 0, 30), False),
        (at(9, 1), at(9, 14, 59), False),
        (at(9, 14), at(9, 15), True),  # in Kathmandu it is an hour and three quarters more than in Karachi
        (at(9, 1), at(11, 1), True),
    ],
)
def test_it_becomes_ten_somewhere_only_when_a_quarter_of_an_hour_strikes(
    since: datetime | None, now: datetime, struck: bool
) -> None:
    assert struck_ten(since, now) == struck


def working_on(stores: Stores) -> None:
    working(stores, STELLA)
    reported(stores)


@pytest.mark.parametrize(
    ("source", "make", "due_at"),
    [
        (DraftReminders(), drafts, datetime(2014, 10, 22, 9, tzinfo=UTC)),
        (DraftReminders(), drafts, datetime(2014, 11, 18, 9, tzinfo=UTC)),
        (EventReminders(), planned, datetime(2014, 10, 23, 8, tzinfo=UTC)),
        (FollowUps(), working_on, ASKED_ON),
        (AreaReminders(), section_at_work, datetime(2014, 11, 4, 9, tzinfo=UTC)),
        (LateAreas(), section_at_work, datetime(2014, 11, 14, 9, tzinfo=UTC)),
    ],
)
async def test_what_comes_due_is_found_by_the_look_after_it_and_no_other_is_made_to_find_it(
    database: Database, hands: Hands, source: Source, make: Callable[[Stores], object], due_at: datetime
) -> None:
    await database.run(make)

    async def looks(now: datetime) -> list[Candidate]:
        hands.set(now)
        return await database.read(partial(found_by, source), None, now - A_TICK)

    assert await looks(due_at - timedelta(seconds=1)) == []
    hands.set(due_at + timedelta(seconds=20))
    everything = await database.read(partial(found_by, source))
    assert everything != [] and await looks(due_at + timedelta(seconds=20)) == everything
    assert await looks(due_at + timedelta(minutes=5)) == []


@dataclass
class Watched:
    """A source that notes since when it was asked to look; one person is to be reminded of something, if any."""

    person_id: UUID | None = None
    asked: list[datetime | None] = field(default_factory=list)
    kind: str = "watched"
    at_ten: bool = False

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        if people is None:
            self.asked.append(since)
        return [Candidate(self.kind, "x", self.person_id, "1", stores.now)] if self.person_id else []

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        return None


@sqlite_only
async def test_all_is_looked_for_at_the_start_every_hour_and_when_the_clock_was_set_back(
    database: Database, hands: Hands
) -> None:
    source, begin = Watched(), hands.clock.now()
    due = Due(database, (source,), "UTC", lambda: BOT, lambda: None)
    for minutes in (0, 20, 40, 60, 80, 30, 31):
        hands.set(begin + timedelta(minutes=minutes))
        await due.tick()
    since = [each and (each - begin) // timedelta(minutes=1) for each in source.asked]
    assert since == [None, 0, 20, None, 60, None, 30]


@sqlite_only
@pytest.mark.parametrize("trouble", ["failed", "somebody was passed over"])
async def test_what_was_not_finished_is_looked_for_from_the_start(
    database: Database, hands: Hands, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    [draft] = await database.run(drafts)
    source = Watched(draft.person_id)
    due = Due(database, (source,), "UTC", lambda: BOT, lambda: None)

    def remind(self: Due, stores: Stores, people: Sequence[UUID]) -> int:
        if trouble == "failed":
            raise RuntimeError("the database was away")
        return whole(self, stores, [*people, UUID(int=0)])

    whole = Due.remind
    monkeypatch.setattr(Due, "remind", remind)
    try:
        await due.tick()
    except RuntimeError:
        assert trouble == "failed"
    monkeypatch.undo()
    hands.move(seconds=30)
    await due.tick()
    hands.move(seconds=30)
    await due.tick()
    assert source.asked == [None, None, hands.clock.now() - A_TICK]
