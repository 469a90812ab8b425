"""No draft is deleted that its person was not told about two days before: whatever the telling had to wait for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from scheduler.housekeeping import expire_drafts
from scheduler.manners import in_days
from storage.database import Database
from storage.organisation_store import Block
from storage.session_store import SessionRow
from storage.stores import Stores
from storage.tables import person, reminder, session
from tests.support.databases import Hands
from tests.support.reminding import Mouth, berlin, in_berlin
from tests.support.stored import begun

BERLIN = ZoneInfo("Europe/Berlin")
ENDS = "I delete it"
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def mouth(database: Database) -> Mouth:
    return Mouth(database)


def draft(stores: Stores) -> SessionRow:
    """Begun on Tuesday the 21st of October at eleven, to be deleted on the 20th of November."""
    return begun(stores, in_berlin(stores), "paused")


async def live(mouth: Mouth, hands: Hands, until: datetime) -> dict[str, str]:
    """Every day at the same hour; what was said when."""
    heard: dict[str, str] = {}
    known = len(await mouth.texts())
    while hands.clock.now() < until:
        hands.move(days=1)
        texts = await mouth.texts()
        if len(texts) > known:
            heard[f"{hands.clock.now():%m-%d}"] = texts[-1]
        known = len(texts)
        await mouth.database.run(expire_drafts)
    return heard


async def stands(mouth: Mouth, row: SessionRow) -> bool:
    found = await mouth.database.read(lambda stores: stores.sessions.get(row.id))
    return found is not None and found.status == "paused"


async def test_told_behind_a_block_of_the_calendar_it_is_kept_two_days_longer(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)
    exams = Block("exams", date(2014, 11, 15), date(2014, 12, 5))
    await mouth.database.run(lambda stores: stores.organisation.set_calendar(berlin(stores), [exams]))
    heard = await live(mouth, hands, datetime(2014, 12, 7, 9, tzinfo=UTC))
    assert list(heard) == ["10-22", "10-24", "12-06"]
    assert "is kept until Mon 8 Dec" in heard["12-06"] and "“exams”" in heard["12-06"]
    assert await stands(mouth, row)
    await live(mouth, hands, datetime(2014, 12, 9, 9, tzinfo=UTC))
    assert not await stands(mouth, row)


@sqlite_only
async def test_after_three_messages_of_a_week_it_waits_and_so_does_the_end(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)

    def busy(stores: Stores) -> None:
        for days in (23, 24, 25):
            at = row.created_at + timedelta(days=days)
            added = stores.reminders.add("event", f"{days}", in_berlin(stores).id, "1", at, at)
            assert added is not None
            stores.connection.execute(
                reminder.update().where(reminder.c.id == added.id).values(status="sent", sent_at=at, outbox_id=days)
            )

    await live(mouth, hands, datetime(2014, 11, 16, 9, tzinfo=UTC))
    await mouth.database.run(busy)
    heard = await live(mouth, hands, datetime(2014, 11, 21, 9, tzinfo=UTC))
    assert list(heard) == ["11-20"] and "kept until Sat 22 Nov" in heard["11-20"]
    assert await stands(mouth, row)


async def test_a_program_that_was_down_when_it_ended_tells_first(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)
    hands.move(days=37)
    await mouth.database.run(expire_drafts)  # whichever comes first
    [text] = await mouth.texts()
    assert ENDS in text and "kept until Sat 29 Nov" in text
    hands.move(days=1, hours=23)
    await mouth.database.run(expire_drafts)
    assert await stands(mouth, row)
    hands.move(hours=1)
    await mouth.database.run(expire_drafts)
    assert not await stands(mouth, row)


async def test_put_off_until_next_week_it_is_there_next_week(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)
    await live(mouth, hands, datetime(2014, 11, 18, 9, tzinfo=UTC))

    def snooze(stores: Stores) -> None:
        said = stores.reminders.said_in([each.outbox_id for each in stores.connection.execute(reminder.select())])
        stores.reminders.snooze(said[max(said)], in_days(stores.now, BERLIN, 7))

    await mouth.database.run(snooze)
    heard = await live(mouth, hands, datetime(2014, 11, 26, 9, tzinfo=UTC))
    assert list(heard) == ["11-25"] and "kept until Thu 27 Nov" in heard["11-25"]
    assert await stands(mouth, row)
    await live(mouth, hands, datetime(2014, 11, 27, 9, tzinfo=UTC))
    assert not await stands(mouth, row)


@sqlite_only
async def test_gone_on_with_after_it_was_told_of_it_is_told_of_again(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)
    await live(mouth, hands, datetime(2014, 11, 19, 9, tzinfo=UTC))

    def go_on(stores: Stores) -> None:
        found = stores.sessions.get(row.id)
        assert found is not None
        values = {"version": 2, "updated_at": stores.now, "expires_at": stores.now + timedelta(days=30)}
        fields = {name: getattr(found, name) for name in SessionRow.__dataclass_fields__}
        stores.sessions.save(SessionRow(**fields | values), 1)

    await mouth.database.run(go_on)
    heard = await live(mouth, hands, datetime(2014, 12, 25, 9, tzinfo=UTC))
    assert list(heard) == ["12-17"] and ENDS in heard["12-17"]
    assert not await stands(mouth, row)


@sqlite_only
async def test_one_that_can_not_be_read_any_more_ends_in_its_time(mouth: Mouth, hands: Hands) -> None:
    """Its key is lost: nothing can be told of it."""
    row = await mouth.database.run(draft)
    lost = session.update().values(key_id=uuid4())
    await mouth.database.run(lambda stores: stores.connection.execute(lost))
    assert await live(mouth, hands, row.expires_at - timedelta(hours=1)) == {}
    await live(mouth, hands, row.expires_at + timedelta(days=5))
    assert await mouth.database.read(statuses) == ["expired"]


def statuses(stores: Stores) -> Sequence[str]:
    return stores.connection.scalars(session.select().with_only_columns(session.c.status)).all()


@sqlite_only
async def test_of_a_flow_that_was_withdrawn_it_is_told_as_of_any(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(draft)
    await mouth.database.run(lambda stores: stores.flows.withdraw("delivery"))
    heard = await live(mouth, hands, datetime(2014, 11, 19, 9, tzinfo=UTC))
    assert list(heard) == ["10-22", "10-24", "11-18"] and ENDS in heard["11-18"]
    assert await stands(mouth, row)


@sqlite_only
@pytest.mark.parametrize("why", ["unreachable", "stopped"])
async def test_who_can_not_be_told_or_does_not_want_to_keeps_nothing_longer(
    mouth: Mouth, hands: Hands, why: str
) -> None:
    row = await mouth.database.run(draft)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1

    def no_more(stores: Stores) -> None:
        if why == "stopped":
            rows = stores.connection.execute(reminder.select()).all()
            stores.reminders.stop(stores.reminders.said_in([rows[0].outbox_id])[rows[0].outbox_id])
        else:
            stores.connection.execute(person.update().values(reachable=False, unreachable_at=stores.now))

    await mouth.database.run(no_more)
    assert await live(mouth, hands, datetime(2014, 11, 20, 9, tzinfo=UTC)) == {}
    assert not await stands(mouth, row)
