"""Deadlines, by moving the clock: before them nothing goes, after them nothing is left, and again changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
from sqlalchemy import event, text

from scheduler.housekeeping import Housekeeping
from storage.attachment_store import AttachmentDraft
from storage.counting import count_in
from storage.database import Database
from storage.figure_store import FigureRow
from storage.files import Files
from storage.ids import new_id
from storage.keys import KeyGone
from storage.message_store import MessageStore
from storage.movements import EVENTS
from storage.outbox_store import Sent
from storage.session_store import SessionRow
from storage.store import PURGED
from storage.stores import Stores
from storage.update_store import UpdateStore
from storage.verifying import differences
from tests.support.databases import BEGINNING, Hands
from tests.support.reminding import Mouth
from tests.support.stored import BOT, begun, filed, joined, reply, signatures

DAY = date(2014, 10, 21)


def count(stores: Stores, table: str) -> int:
    return stores.connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()


def visit(stores: Stores, telegram_id: int) -> None:
    """One turn of a chat, sent: an update handled, a reply made, two message ids known."""
    chat = stores.keyring.lookup(telegram_id)
    stores.updates.begin(BOT, telegram_id, chat, stores.now)
    person = stores.people.find([chat])
    words = replace(reply(chat, "hello"), person_id=person.id if person and person.key_id else None)
    [row] = stores.outbox.add([words], None, None, stores.now)
    stores.outbox.mark([Sent(row, 1)], stores.now)
    stores.messages.add(BOT, chat, [1, 2], stores.now)


async def test_nothing_is_left_of_a_stranger_after_a_day(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    await database.run(lambda stores: stores.people.add_pending(stores.keyring.lookup(5), "fr", stores.now))
    await database.run(visit, 5)
    hands.move(hours=24)
    await housekeeping.tick()
    assert await database.read(count, "person") == 1
    hands.move(seconds=1)
    for _ in range(2):
        await housekeeping.tick()
        for table in ("person", "update", "outbox", "chat_message"):
            assert await database.read(count, table) == 0


@pytest.mark.parametrize(
    ("table", "hours", "rows"), [("update", 24, 1), ("outbox", 48, 1), ("chat_message", 48, 2)]
)
async def test_traces_of_a_turn_are_gone_when_they_are_of_no_more_use(
    database: Database, housekeeping: Housekeeping, hands: Hands, table: str, hours: int, rows: int
) -> None:
    await database.run(joined, 5)
    await database.run(visit, 5)
    hands.move(hours=hours)
    await housekeeping.tick()
    assert await database.read(count, table) == rows
    hands.move(seconds=1)
    for _ in range(2):
        await housekeeping.tick()
        assert await database.read(count, table) == 0


async def test_an_update_of_a_person_given_up_can_be_looked_at_for_48_hours(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    def give_up(stores: Stores, telegram_id: int) -> None:
        chat = stores.keyring.lookup(telegram_id)
        stores.updates.insert_new(BOT, [(telegram_id, chat, b"{}")], stores.now)
        stores.updates.park(BOT, telegram_id, "KeyError", None, stores.now)

    await database.run(joined, 5)
    await database.run(give_up, 5)
    await database.run(give_up, 6)
    for hours, left in ((24, 2), (25, 1), (48, 1), (49, 0)):
        hands.set(BEGINNING + timedelta(hours=hours))
        await housekeeping.tick()
        assert await database.read(count, "update") == left


async def test_much_is_forgotten_in_parts(
    database: Database, housekeeping: Housekeeping, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much there is, no transaction holds up the turns for long."""

    def many(stores: Stores) -> None:
        chat = stores.keyring.lookup(5)
        rows = [(number, chat, b"{}") for number in range(2 * PURGED + 1)]
        stores.updates.insert_new(BOT, rows, stores.now)
        stores.connection.execute(text("""UPDATE "update" SET status = 'done'"""))
        stores.messages.add(BOT, chat, range(2 * PURGED + 1), stores.now)

    def watch(store: type, deleted: list[int]) -> None:
        purge = store.purge

        def watched(self: object, *args: object) -> int:
            deleted.append(purge(self, *args))
            return deleted[-1]

        monkeypatch.setattr(store, "purge", watched)

    updates: list[int] = []
    messages: list[int] = []
    await database.run(joined, 5)
    await database.run(many)
    hands.move(hours=49)
    watch(UpdateStore, updates)
    watch(MessageStore, messages)
    assert await housekeeping.forget_updates() == await housekeeping.forget_messages() == 2 * PURGED + 1
    assert updates == [PURGED, PURGED, 1, 0]  # the last: those given up
    assert messages == [PURGED, PURGED, 1]


async def test_what_is_shown_for_a_time_is_deleted_from_the_chat_when_it_is_over(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    person = await database.run(joined, 5)
    chat = database.keyring.lookup(5)
    soon, later = hands.clock.now() + timedelta(days=1), hands.clock.now() + timedelta(days=2)
    shown = [(chat, 11, soon), (chat, 12, soon), (chat, 13, None), (chat, 14, later)]
    await database.run(lambda stores: stores.messages.add_sent(BOT, shown, stores.now))
    hands.move(hours=23)
    await housekeeping.tick()
    assert await database.read(count, "outbox") == 0
    hands.move(hours=1)
    for _ in range(2):
        await housekeeping.tick()
        [call] = await database.run(lambda stores: stores.outbox.claim(BOT, "w", 9, stores.now, timedelta(0)))
        assert (call.method, call.person_id) == ("deleteMessages", person.id)
        assert orjson.loads(call.payload) == {"chat_id": 5, "message_ids": [11, 12]}
        assert await database.read(count, "chat_message") == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL plans by how much there is
async def test_what_is_to_be_forgotten_is_found_without_reading_what_stays(database: Database) -> None:
    def plans(stores: Stores) -> dict[str, list[str]]:
        said: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            said.append(statement)

        event.listen(stores.connection, "before_cursor_execute", listen)
        stores.people.forget_strangers(stores.now)
        stores.updates.purge("done", stores.now)
        stores.outbox.purge(stores.now)
        stores.messages.purge(stores.now)
        event.remove(stores.connection, "before_cursor_execute", listen)
        return {each: explained(stores, each) for each in said}

    found = await database.run(plans)
    assert len(found) == 6
    for statement, plan in found.items():
        scans = {each for each in plan if "SCAN" in each}
        assert scans <= {"SCAN invite", "SCAN event"}, statement  # there are few, and they refer to who made them


def explained(stores: Stores, statement: str) -> list[str]:
    """How SQLite would find the rows."""
    values = (0,) * statement.count("?")
    return [row.detail for row in stores.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]


async def test_what_waits_is_never_forgotten(database: Database, housekeeping: Housekeeping, hands: Hands) -> None:
    def wait(stores: Stores) -> None:
        chat = stores.keyring.lookup(5)
        stores.updates.insert_new(BOT, [(1, chat, b"{}")], stores.now)
        of_person, of_group = replace(reply(chat, "hello"), person_id=person.id), reply(b"group", "digest", "bulk")
        stores.outbox.add([of_person, of_group], None, None, stores.now)

    person = await database.run(joined, 5)
    await database.run(wait)
    hands.move(days=7)
    await housekeeping.tick()
    assert await database.read(count, "update") == 1
    assert await database.read(count, "outbox") == 2


async def test_invites_go_when_they_expire(database: Database, housekeeping: Housekeeping, hands: Hands) -> None:
    def invite(stores: Stores) -> None:
        until = stores.now + timedelta(days=7)
        stores.invites.add(b"hash", "staff", "everything", "", 5, until, None, stores.now)

    await database.run(invite)
    hands.move(days=6)
    await housekeeping.tick()
    assert await database.read(count, "invite") == 1
    hands.move(days=1)
    await housekeeping.tick()
    assert await database.read(count, "invite") == 0


async def draft_with_a_picture(database: Database, files: Files) -> tuple[SessionRow, Path]:
    attachment = new_id(database.clock.now())

    def begin(stores: Stores) -> SessionRow:
        session = begun(stores, joined(stores, 5), "paused")
        source = AttachmentDraft(attachment, session.id, session.person_id, session.key_id, "pictures", "photo", b"id")
        stores.attachments.add(source, stores.now)
        return session

    session = await database.run(begin)
    size = await files.write(attachment, session.key_id, b"a picture")
    name = database.keyring.file_name(attachment)
    await database.run(lambda stores: stores.attachments.stored(attachment, name, "image/jpeg", size))
    [path] = [each for each in files.folder.rglob("*") if each.is_file()]
    return session, path


async def test_a_draft_nobody_goes_on_with_is_erased_after_30_days(
    database: Database, housekeeping: Housekeeping, hands: Hands, files: Files
) -> None:
    draft, picture = await draft_with_a_picture(database, files)
    for days in (28, 1):
        hands.move(days=days)
        await Mouth(database).due.tick()  # which says so
        await housekeeping.tick()
        assert await database.read(lambda stores: stores.sessions.unfinished(draft.person_id, 9)) == [draft]
        assert picture.exists()
    hands.move(days=1)
    for _ in range(2):
        await housekeeping.tick()
        assert await database.read(lambda stores: stores.sessions.unfinished(draft.person_id, 9)) == []
        assert not picture.exists()
        with pytest.raises(KeyGone):
            await database.run(lambda stores: stores.keyring.sealer(draft.key_id))
    row = await database.read(
        lambda stores: stores.connection.execute(text("SELECT status, state FROM session")).one()
    )
    assert tuple(row) == ("expired", None)


async def test_running_totals_are_folded_and_agree_with_the_reports(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    def file(stores: Stores, number: int, figure: FigureRow) -> None:
        report = filed(stores, joined(stores, number), f"AR-{number}", country="UZ")
        stores.figures.add(report.id, [figure], stores.now)
        count_in(stores, report.id, stores.now.date())

    await database.run(file, 1, signatures(37181))
    await database.run(file, 2, signatures("0.1"))
    await housekeeping.tick()
    await database.run(file, 3, signatures("0.2"))
    for _ in range(2):
        await housekeeping.tick()
        hands.move(minutes=1)
        found = await database.read(lambda stores: stores.running.ever("everything", ""))
        assert [(each.value, each.reports) for each in found if each.running.key != EVENTS] == [(Decimal("37181.3"), 3)]
        assert await database.read(lambda stores: list(differences(stores))) == []


async def test_a_duty_that_fails_holds_up_no_other(
    database: Database, housekeeping: Housekeeping, hands: Hands, files: Files
) -> None:
    await database.run(joined, 5)
    await database.run(visit, 5)
    await database.run(lambda stores: stores.connection.execute(text("DROP TABLE figure_delta")))
    hands.move(hours=49)
    await housekeeping.tick()
    assert await database.read(count, "update") == 0


async def test_the_key_store_is_copied_once_a_day(
    database: Database, housekeeping: Housekeeping, hands: Hands
) -> None:
    folder = Path(f"{database.keyring.store.url.database}-copies")
    for _ in range(10):
        await housekeeping.tick()
        await housekeeping.tick()
        hands.move(days=1)
    names = sorted(each.name for each in folder.iterdir())
    assert names == [f"keys-2014-10-{day}.db" for day in range(24, 31)]
