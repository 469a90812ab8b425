"""What waits in the outbox is looked at once more before it goes: not if it is done or stopped, at night or late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from scheduler.last_look import LastLook, Looked, unheard
from scheduler.manners import in_days
from storage.database import Database
from storage.digest_store import DigestRow
from storage.ids import new_id
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from storage.tables import digest, outbox, person, reminder
from tests.scheduler.test_digests import subscribed
from tests.scheduler.test_due import ZONE, drafts, rows
from tests.support.databases import Hands
from tests.support.reminding import OURS, Mouth
from tests.support.stored import BOT, reply

NOT_OURS = "france"
LOOK = LastLook(OURS, "UTC", lambda stores, person, scope, key, in_group: person is not None and key != NOT_OURS)
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def mouth(database: Database) -> Mouth:
    return Mouth(database)


def look(stores: Stores) -> Looked:
    """As the bulk lane does when it claims what waits."""
    waiting = stores.connection.scalars(select(outbox.c.id).where(outbox.c.status == "waiting")).all()
    return LOOK(stores, waiting)


async def look_on(mouth: Mouth) -> Looked:
    return await mouth.database.run(look)


def the_row(stores: Stores) -> ReminderRow:
    [row] = rows(stores)
    return row


async def test_what_is_as_it_was_goes_and_its_lateness_is_known(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1, seconds=-10)
    assert await mouth.texts() == []
    due = hands.move(seconds=30)
    assert len(await mouth.texts()) == 1
    hands.move(minutes=5)
    looked = await look_on(mouth)
    [(kind, since)] = next(iter(looked.since.values()))
    assert (looked.lapsed, kind, (due - since).total_seconds()) == (set(), "draft", 20)


async def test_what_was_finished_while_it_waited_does_not_go_but_the_rest_does(mouth: Mouth, hands: Hands) -> None:
    finished, _ = await mouth.database.run(drafts, 2)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1
    await mouth.database.run(lambda stores: stores.sessions.close(finished.id, "filed"))
    assert len((await look_on(mouth)).lapsed) == 1
    hands.move(seconds=30)
    [text] = await mouth.texts()
    assert text.count("Petition") + text.count("[Continue]") == 1  # one draft is left
    assert [each.status for each in await mouth.database.read(rows)] == ["sent"]
    assert (await look_on(mouth)).lapsed == set()


@sqlite_only
@pytest.mark.parametrize("wish", ["stop", "snooze"])
async def test_stopped_or_put_off_by_an_older_button_it_does_not_go(mouth: Mouth, hands: Hands, wish: str) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1

    def tap(stores: Stores) -> None:
        if wish == "stop":
            stores.reminders.stop([the_row(stores)])
        else:
            stores.reminders.snooze([the_row(stores)], in_days(stores.now, ZONE, 7))

    await mouth.database.run(tap)
    assert len((await look_on(mouth)).lapsed) == 1
    assert all(each.sent_at is None for each in await mouth.database.read(rows))  # of three a week it was none
    for _ in range(2):
        hands.move(days=3)
        assert await mouth.texts() == []
    hands.move(days=1)
    assert len(await mouth.texts()) == (1 if wish == "snooze" else 0)


@sqlite_only
@pytest.mark.parametrize(("at", "goes"), [("20:59:59", True), ("21:00", False), ("07:59:59", False), ("08:00", True)])
async def test_by_night_it_does_not_go(mouth: Mouth, hands: Hands, at: str, goes: bool) -> None:
    now = datetime.fromisoformat(f"2014-10-22T{at}").replace(tzinfo=ZONE).astimezone(UTC)
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1
    # Written on that day, at whatever hour: only the hour is in question here.
    await mouth.database.run(lambda stores: stores.connection.execute(update(reminder).values(sent_at=now)))
    hands.set(now)
    assert (not (await look_on(mouth)).lapsed) == goes


async def test_what_telegram_did_not_take_for_a_week_is_one_message_that_speaks_of_today(
    mouth: Mouth, hands: Hands
) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1
    hands.move(days=2)
    assert len(await mouth.texts()) == 2
    hands.move(days=6)
    assert len((await look_on(mouth)).lapsed) == 2
    [text] = await mouth.texts()
    assert "21 Oct" in text and "yesterday" not in text
    assert (await look_on(mouth)).lapsed == set()
    assert sorted(each.status for each in await mouth.database.read(rows)) == ["done", "sent"]


@sqlite_only
async def test_what_is_held_for_somebody_at_risk_goes_with_what_says_so(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    await mouth.database.run(lambda stores: stores.safety.mark(draft.person_id, True))
    hands.move(days=1)
    assert await mouth.texts() == ["You have a message. [Read]"]
    await mouth.database.run(lambda stores: stores.sessions.close(draft.id, "filed"))
    assert len((await look_on(mouth)).lapsed) == 1
    assert await mouth.database.read(lambda stores: stores.safety.unread(draft.person_id)) == 0
    assert await mouth.texts() == []


@sqlite_only
async def test_who_read_it_before_it_was_announced_is_told_nothing_twice(mouth: Mouth, hands: Hands) -> None:
    [draft] = await mouth.database.run(drafts)
    await mouth.database.run(lambda stores: stores.safety.mark(draft.person_id, True))
    hands.move(days=1)
    await mouth.texts()
    assert await mouth.database.run(lambda stores: stores.safety.read(draft.person_id)) is not None
    hands.move(days=1)
    assert len((await look_on(mouth)).lapsed) == 1
    hands.move(minutes=1)
    assert await mouth.texts() == []
    assert (await mouth.database.read(the_row)).status == "sent"


@sqlite_only
async def test_nothing_goes_to_who_was_erased_meanwhile(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    await mouth.texts()
    gone = update(person).values(status="erased", reachable=False)
    await mouth.database.run(lambda stores: stores.connection.execute(gone))
    hands.move(days=1)
    assert len((await look_on(mouth)).lapsed) == 1
    assert await mouth.texts() == []


@sqlite_only
async def test_what_nobody_is_reminded_by_goes_as_it_is(mouth: Mouth, hands: Hands) -> None:
    assert await mouth.database.run(lambda stores: LOOK(stores, [1, 2, 3])) == Looked()


async def test_what_reached_nobody_counts_for_nothing_and_is_found_anew(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    assert len(await mouth.texts()) == 1
    await mouth.database.run(lambda stores: unheard(stores, [the_row(stores).outbox_id or 0]))
    assert await mouth.database.read(rows) == []
    hands.move(hours=1)
    assert len(await mouth.texts()) == 2


@sqlite_only
async def test_what_was_put_off_and_reached_nobody_waits_for_them(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    await mouth.texts()
    await mouth.database.run(lambda stores: stores.reminders.snooze([the_row(stores)], in_days(stores.now, ZONE, 1)))
    hands.move(days=1, hours=1)
    assert len(await mouth.texts()) == 2
    said = lambda stores: max(each.outbox_id for each in rows(stores))  # noqa: E731
    await mouth.database.run(lambda stores: unheard(stores, [said(stores)]))
    assert sorted(each.status for each in await mouth.database.read(rows)) == ["sent", "waiting"]


@sqlite_only
async def test_the_weekly_maximum_counts_by_when_telegram_took_it(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(drafts)
    hands.move(days=1)
    await mouth.texts()
    taken = hands.move(hours=5)
    await mouth.database.run(lambda stores: stores.reminders.heard([the_row(stores).outbox_id or 0]))
    assert (await mouth.database.read(the_row)).sent_at == taken


def digest_waits(stores: Stores, key: str, *periods: str) -> tuple[UUID, list[int]]:
    """Digests of a new subscription, one a day, that did not go out yet; which, and their messages."""
    row = stores.subscriptions.get(subscribed(stores))
    assert row is not None
    messages = stores.outbox.add(
        [replace(reply(b"clara", each), lane="bulk") for each in periods], None, None, stores.now
    )
    for number, (period, message) in enumerate(zip(periods, messages, strict=True)):
        slot, made = stores.now + timedelta(days=number), new_id(stores.now)
        days = (slot.date(), slot.date(), slot, slot)
        stores.digests.add(DigestRow(made, row.id, row.person_id, row.scope, key, period, *days), [])
        stores.digests.sent_as(made, message)
    return row.id, messages


async def test_of_digests_that_waited_the_latest_goes_to_who_still_wants_and_may_have_it(mouth: Mouth) -> None:
    def wait(stores: Stores) -> tuple[list[int], list[int]]:
        _, (*older, latest) = digest_waits(stores, "germany", "2014-10-21", "2014-10-22", "2014-10-23")
        _, no_longer = digest_waits(stores, NOT_OURS, "2014-W43")
        stopped, unwanted = digest_waits(stores, "germany", "2014-W43")
        stores.subscriptions.stop(stopped)
        gone, of_nobody = digest_waits(stores, "germany", "2014-W43")
        stores.connection.execute(update(digest).where(digest.c.subscription_id == gone).values(subscription_id=None))
        return [latest], [*older, *no_longer, *unwanted, *of_nobody]

    stand, lapsed = await mouth.database.run(wait)
    looked = await look_on(mouth)
    assert (looked.lapsed, list(looked.since)) == (set(lapsed), stand)
    assert await mouth.database.run(lambda stores: stores.outbox.waiting_among([*stand, *lapsed])) == set(stand)


@sqlite_only
@pytest.mark.parametrize(("minutes", "goes"), [(60, True), (61, False), (11 * 60, False), (11 * 60 + 30, True)])
async def test_a_digest_that_waited_into_the_night_is_made_anew_in_the_morning(
    mouth: Mouth, hands: Hands, minutes: int, goes: bool
) -> None:
    """Chosen for half past eight in the evening."""
    evening = datetime(2014, 10, 22, 20, 30, tzinfo=ZONE).astimezone(UTC)
    hands.set(evening)
    one, [message] = await mouth.database.run(digest_waits, "germany", "2014-W42")
    moved = {"zone": "Europe/Berlin", "next_at": evening + timedelta(days=7)}
    await mouth.database.run(lambda stores: stores.subscriptions.change(one, **moved))
    hands.move(minutes=minutes)
    looked = await look_on(mouth)
    assert (looked.lapsed, list(looked.since)) == (set() if goes else {message}, [message] if goes else [])
    row = await mouth.database.read(lambda stores: stores.subscriptions.get(one))
    made = await mouth.database.read(lambda stores: stores.digests.made(one, "2014-W42"))
    assert row is not None and (row.next_at == evening, made) == (not goes, goes)


async def test_what_waits_for_somebody_who_writes_to_another_bot_by_now_is_sent_by_that_one(
    mouth: Mouth, hands: Hands
) -> None:
    """They moved while it waited, and again while it was written."""
    [draft] = await mouth.database.run(drafts)
    hands.move(days=1)
    await mouth.texts()
    waiting = lambda stores, bot: stores.outbox.claim(bot, "w", 9, stores.now, timedelta(seconds=1), True)  # noqa: E731
    await mouth.database.run(lambda stores: stores.people.set_bot(draft.person_id, BOT + 1))
    assert await mouth.database.run(waiting, BOT) == []
    moved = update(person).values(bot_id=BOT + 2)
    await mouth.database.run(lambda stores: stores.connection.execute(moved))
    [row] = await mouth.database.run(waiting, BOT + 1)
    assert (await look_on(mouth)).lapsed == {row.id}
    [row] = await mouth.database.run(waiting, BOT + 2)
    assert (await look_on(mouth)).lapsed == set()
