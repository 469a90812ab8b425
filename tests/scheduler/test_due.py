"""Reminders: each once, at the right hour, not too often, in one message, and not when their reason is gone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from scheduler.due import Due
from scheduler.manners import MOST_IN_A_WEEK, WEEK, in_days, quiet
from storage.database import Database
from storage.organisation_store import Block
from storage.reminder_store import ReminderRow
from storage.session_store import SessionRow
from storage.stores import Stores
from storage.tables import person, reminder
from tests.support.databases import Hands, fresh_database, keys_in, opened
from tests.support.reminding import OURS, Mouth, berlin, in_berlin, spoken
from tests.support.stored import BOT, begun, joined

ZONE = ZoneInfo("Europe/Berlin")
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def mouth(database: Database) -> Mouth:
    return Mouth(database)


def rows(stores: Stores) -> list[ReminderRow]:
    names = ReminderRow.__dataclass_fields__
    return [ReminderRow(*row) for row in stores.connection.execute(select(*(reminder.c[name] for name in names)))]


def drafts(stores: Stores, count: int = 1) -> list[SessionRow]:
    """Begun by one person in Berlin."""
    person = in_berlin(stores)
    return [begun(stores, person, "paused") for _ in range(count)]


async def test_a_draft_is_told_of_at_its_three_times_and_never_twice(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    told = []
    for _ in range(31):
        told.append(len(await mouth.texts()))
        hands.move(days=1)
    assert told == [0] + [1] * 2 + [2] * 25 + [3] * 3
    assert mouth.woken == 3
    found = await mouth.database.read(rows)
    assert [(each.slot, each.status) for each in found] == [("1d", "sent"), ("3d", "sent"), ("end-2014-11-20", "sent")]
    assert all(each.not_before == each.sent_at for each in found)


@sqlite_only
async def test_what_is_filed_or_deleted_meanwhile_is_not_told_of(mouth: Mouth, hands: Hands) -> None:
    filed, deleted = await mouth.database.run(drafts, 2)
    hands.move(hours=23)
    await mouth.database.run(lambda stores: stores.sessions.close(filed.id, "filed"))
    await mouth.database.run(lambda stores: stores.sessions.close(deleted.id, "deleted"))
    hands.move(days=5)
    assert await mouth.texts() == []
    assert await mouth.database.read(rows) == []


@sqlite_only
async def test_at_night_it_waits_for_the_morning_where_the_person_is(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    await mouth.database.run(lambda stores: stores.people.set_zone(draft.person_id, "America/Mexico_City"))
    hands.move(days=1)
    assert await mouth.texts() == []  # 11 in Berlin, 4 in Mexico
    hands.move(hours=3, minutes=59)
    assert await mouth.texts() == []
    hands.move(minutes=1)
    assert len(await mouth.texts()) == 1
    [row] = await mouth.database.read(rows)
    assert row.not_before == row.sent_at


@sqlite_only
async def test_what_was_moved_is_not_said_once_its_reason_is_gone(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    hands.move(days=1, hours=-1)
    await mouth.database.run(lambda stores: stores.people.set_zone(draft.person_id, "America/Mexico_City"))
    hands.move(hours=1)
    assert await mouth.texts() == []
    await mouth.database.run(lambda stores: stores.sessions.close(draft.id, "filed"))
    hands.move(hours=8)
    assert await mouth.texts() == []
    assert await mouth.database.read(rows) == []


@sqlite_only
async def test_gone_on_with_before_it_was_said_it_is_said_a_day_after_that(mouth: Mouth, hands: Hands) -> None:
    hands.set(datetime(2014, 10, 21, 21, tzinfo=UTC))  # an hour before midnight in Berlin
    [draft] = await mouth.database.run(drafts)
    hands.move(days=1)
    assert await mouth.texts() == []  # it waits for the morning
    hands.move(hours=1)
    later = replace(draft, version=2, updated_at=hands.clock.now(), expires_at=hands.clock.now() + timedelta(days=30))
    assert await mouth.database.run(lambda stores: stores.sessions.save(later, 1))
    for hours, said in ((9, 0), (15, 0), (8, 1), (24, 1)):
        hands.move(hours=hours)
        assert len(await mouth.texts()) == said


@sqlite_only
async def test_a_block_of_the_sections_calendar_is_waited_for_and_named(mouth: Mouth, hands: Hands) -> None:
    exams = Block("exams", date(2014, 10, 20), date(2014, 10, 24))
    await mouth.database.run(lambda stores: stores.organisation.set_calendar(berlin(stores), [exams]))
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert await mouth.texts() == []
    hands.set(datetime(2014, 10, 25, 5, 59, tzinfo=UTC))
    assert await mouth.texts() == []
    hands.move(minutes=1)
    [text] = await mouth.texts()
    assert "“exams” in its calendar until Fri 24 Oct, so I have waited until now" in text


@sqlite_only
async def test_several_at_once_are_one_message(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts, 6)
    hands.move(days=1)
    [text] = await mouth.texts()
    assert text.count("is not finished yet") == 4
    assert "and 2 more: /drafts" in text
    assert "[Continue 1] [Continue 2] [Continue 3] [Continue 4] [Ask me tomorrow] [Ask me next week]" in text
    assert len({each.outbox_id for each in await mouth.database.read(rows)}) == 1


@sqlite_only
async def test_after_ten_days_of_standstill_there_is_one_message(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=2)
    await mouth.database.run(drafts)
    hands.move(days=10)
    [text] = await mouth.texts()
    assert text.count("is not finished yet") == 2
    assert {each.slot for each in await mouth.database.read(rows)} == {"3d"}


@sqlite_only
async def test_never_at_night_and_never_more_than_three_in_any_seven_days(mouth: Mouth, hands: Hands) -> None:
    for _ in range(7):  # a draft every nine hours
        await mouth.database.run(drafts)
        hands.move(hours=9)
    for _ in range(150):
        await mouth.due.tick()
        hands.move(hours=5)
    told = [at for at, _ in await mouth.database.read(spoken)]
    assert len(told) > 2 * MOST_IN_A_WEEK
    assert not any(quiet(at, ZONE) for at in told)
    assert all(sum(at - WEEK < each <= at for each in told) <= MOST_IN_A_WEEK for at in told)


async def test_a_reminder_is_put_off_with_all_of_its_message(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts, 2)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1

    def snooze(stores: Stores) -> None:
        one = rows(stores)[0]
        stores.reminders.snooze(stores.reminders.together(one), in_days(stores.now, ZONE, 7))

    for _ in range(2):  # tapped twice
        await mouth.database.run(snooze)
    hands.set(datetime(2014, 10, 29, 8, 59, tzinfo=UTC))
    assert len(await mouth.texts()) == 1  # nor after three days
    hands.move(minutes=1)
    found = await mouth.texts()
    assert len(found) == 2
    assert found[1].count("is not finished yet") == 2


@sqlite_only
async def test_what_was_stopped_is_not_told_of_any_more(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1

    def stop(stores: Stores) -> None:
        stores.reminders.snooze(rows(stores), in_days(stores.now, ZONE, 1))
        stores.reminders.stop(rows(stores)[:1])

    await mouth.database.run(stop)
    for _ in range(30):
        hands.move(days=1)
        assert len(await mouth.texts()) == 1


@sqlite_only
async def test_nobody_is_written_to_who_can_not_be_reached(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    await mouth.database.run(lambda stores: stores.people.lose(draft.person_id, stores.now))
    hands.move(days=1)
    assert await mouth.texts() == []
    assert await mouth.database.read(rows) == []

    def write(stores: Stores) -> None:
        amina = in_berlin(stores)
        stores.people.regain(amina.id, amina.key_id, "501")

    await mouth.database.run(write)
    hands.move(hours=1)
    assert len(await mouth.texts()) == 1


@sqlite_only
async def test_somebody_at_risk_is_told_only_that_there_is_something(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    await mouth.database.run(lambda stores: stores.safety.mark(draft.person_id, True))
    hands.move(days=1)
    assert await mouth.texts() == ["You have a message. [Read]"]
    _, held = await mouth.database.run(lambda stores: stores.safety.read(draft.person_id))
    assert b"is not finished yet" in held


async def test_a_process_that_dies_before_its_commit_loses_nothing(database: Database, hands: Hands) -> None:
    class Dying(Due):
        def remind(self, stores: Stores, people: Sequence[UUID]) -> int:
            super().remind(stores, people)
            raise RuntimeError("killed")

    mouth = Mouth(database)
    await database.run(drafts)
    hands.move(days=1)
    with pytest.raises(RuntimeError):
        await Dying(database, OURS, "UTC", lambda: BOT, lambda: None).tick()
    assert (await database.read(spoken), await database.read(rows)) == ([], [])
    assert len(await mouth.texts()) == 1


async def test_another_bot_writes_to_nobody_of_ours(database: Database, hands: Hands) -> None:
    def ours(stores: Stores) -> None:
        [draft] = drafts(stores)
        stores.connection.execute(update(person).where(person.c.id == draft.person_id).values(bot_id=BOT))

    await database.run(ours)
    hands.move(days=1)
    await Due(database, OURS, "UTC", lambda: BOT + 1, lambda: None).tick()
    assert await database.read(spoken) == []
    assert len(await Mouth(database).texts()) == 1


@pytest.mark.postgres
async def test_two_processes_at_once_say_each_once(tmp_path: Path) -> None:
    hands = Hands(tmp_path / "clock")

    def crowd(stores: Stores, first: int) -> None:
        home = berlin(stores)
        for number in range(first, first + 20):
            begun(stores, joined(stores, number, home), "paused")

    with fresh_database("postgresql", tmp_path) as url, keys_in(tmp_path, hands.clock) as keyring:
        async with opened(url, keyring, hands.clock) as one, opened(url, keyring, hands.clock) as other:
            for first in range(0, 60, 20):
                await one.run(crowd, 1000 + first)
            hands.move(days=1)
            mouths = [Mouth(one), Mouth(other), Mouth(one), Mouth(other)]
            assert sum(await asyncio.gather(*(mouth.due.tick() for mouth in mouths))) == 60
            assert len(await one.read(spoken)) == 60
            counted = select(func.count(reminder.c.outbox_id.distinct()), func.count())
            found = await one.read(lambda stores: stores.connection.execute(counted).one())
            assert tuple(found) == (60, 60)
