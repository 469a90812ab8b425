"""Attachments: fetched by one worker, finished once; ids of messages; the audit."""

import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from storage.attachment_store import AttachmentDraft, AttachmentRow
from storage.database import Database
from storage.ids import new_id
from storage.session_store import SessionRow
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.stored import BOT, begun, joined

LEASE = timedelta(minutes=2)


def accept(stores: Stores, session: SessionRow, group: bytes | None = None) -> AttachmentDraft:
    source = b'{"file_id": "secret"}'
    draft = AttachmentDraft(
        new_id(stores.now), session.id, session.person_id, session.key_id, "pictures", "photo", source, group
    )
    stores.attachments.add(draft, stores.now)
    return draft


def claim(stores: Stores, worker: str, limit: int = 10) -> list[AttachmentRow]:
    return stores.attachments.claim(worker, limit, stores.now, LEASE)


async def session_in(database: Database) -> SessionRow:
    return await database.run(lambda stores: begun(stores, joined(stores, 1)))


async def test_a_file_is_fetched_by_one_worker_and_again_when_that_one_died(
    database: Database, hands: Hands
) -> None:
    session = await session_in(database)
    drafts = [await database.run(accept, session) for _ in range(5)]
    claimed = await asyncio.gather(*(database.run(claim, f"worker {number}", 2) for number in range(4)))
    assert sorted(row.id for rows in claimed for row in rows) == [draft.id for draft in drafts]
    assert {row.source for rows in claimed for row in rows} == {b'{"file_id": "secret"}'}
    assert await database.run(claim, "late") == []
    hands.move(minutes=2)
    assert [row.id for row in await database.run(claim, "late")] == [draft.id for draft in drafts]


async def test_what_was_sent_to_a_bot_is_fetched_by_that_one_only(database: Database) -> None:
    """A file of a report, and an order that is about files; whatever needs none of the bot's is made by any."""
    session = await session_in(database)

    def leave(stores: Stores, session_id: UUID | None, kind: str, bot_id: int | None) -> UUID:
        draft = AttachmentDraft(
            new_id(stores.now), session_id, session.person_id, session.key_id, None, kind, b"{}", bot_id=bot_id
        )
        stores.attachments.add(draft, stores.now)
        return draft.id

    def claim_as(stores: Stores, bot_id: int, made: str | None) -> list[UUID]:
        return [row.id for row in stores.attachments.claim("w", 9, stores.now, LEASE, made, bot_id)]

    photo = await database.run(leave, session.id, "photo", BOT)
    flow, export = [await database.run(leave, None, kind, bot) for kind, bot in (("flow", BOT), ("export", None))]
    for bot_id, found in ((BOT + 1, [[], [], [export]]), (BOT, [[photo], [flow], []])):
        assert [await database.run(claim_as, bot_id, made) for made in (None, "flow", "export")] == found


async def test_a_source_is_stored_sealed_and_gone_once_the_file_is_here(database: Database) -> None:
    session = await session_in(database)
    draft = await database.run(accept, session)
    source = text("SELECT source FROM attachment")
    assert b"secret" not in await database.read(lambda stores: stores.connection.execute(source).scalar())

    def store(stores: Stores) -> bool:
        return stores.attachments.stored(draft.id, "name", "image/jpeg", 3)

    assert [await database.run(store) for _ in range(2)] == [True, False]
    assert await database.read(lambda stores: stores.connection.execute(source).scalar()) is None
    row = await database.read(lambda stores: stores.attachments.get(draft.id))
    assert row is not None
    assert (row.status, row.file_name, row.media_type, row.size) == ("stored", "name", "image/jpeg", 3)
    assert await database.read(lambda stores: stores.attachments.file_names()) == {"name"}


async def test_a_file_that_cannot_be_fetched_is_tried_again_and_then_given_up(
    database: Database, hands: Hands
) -> None:
    session = await session_in(database)
    draft = await database.run(accept, session)
    await database.run(claim, "w")
    await database.run(lambda stores: stores.attachments.retry(draft.id, stores.now + timedelta(minutes=1)))
    assert await database.run(claim, "w") == []
    hands.move(minutes=1)
    assert [row.attempts for row in await database.run(claim, "w")] == [1]
    give_up = [await database.run(lambda stores: stores.attachments.give_up(draft.id, "failed")) for _ in range(2)]
    assert give_up == [True, False]
    hands.move(minutes=5)
    assert await database.run(claim, "w") == []


async def test_a_released_file_is_free_at_once(database: Database) -> None:
    session = await session_in(database)
    await database.run(accept, session)
    await database.run(claim, "leaving")
    assert await database.run(lambda stores: stores.attachments.release("leaving")) == 1
    assert len(await database.run(claim, "other")) == 1


async def test_the_parts_of_an_album_are_found(database: Database, hands: Hands) -> None:
    session = await session_in(database)
    parts = []
    for _ in range(3):
        parts.append((await database.run(accept, session, b"album")).id)
        hands.move(seconds=1)
    await database.run(accept, session)
    found = await database.read(lambda stores: stores.attachments.of_album(session.id, b"album"))
    assert [row.id for row in found] == parts
    assert len(await database.read(lambda stores: stores.attachments.of_session(session.id))) == 4
    last = await database.read(lambda stores: stores.attachments.latest_of_album(session.person_id, b"album"))
    assert last is not None
    assert last.id == parts[-1]


async def test_message_ids_are_kept_once_and_only_as_long_as_they_can_be_deleted(
    database: Database, hands: Hands
) -> None:
    chat = database.keyring.lookup(1)

    def note(stores: Stores, *message_ids: int) -> None:
        stores.messages.add(BOT, chat, message_ids, stores.now)

    def known(stores: Stores) -> list[int]:
        return stores.messages.of_chat(BOT, chat, stores.now - timedelta(hours=48))

    await database.run(joined, 1)
    await database.run(note)
    await database.run(note, 2, 1)
    hands.move(hours=1)
    await database.run(note, 2, 3)
    assert await database.read(known) == [1, 2, 3]
    hands.move(hours=47, seconds=1)
    assert await database.read(known) == [3]
    before = hands.clock.now() - timedelta(hours=48)
    assert [await database.run(lambda stores: stores.messages.purge(before)) for _ in range(2)] == [2, 0]


async def test_the_audit_tells_who_did_what_in_order(database: Database, hands: Hands) -> None:
    person = await database.run(joined, 1)
    await database.run(lambda stores: stores.audit.add("filed", "report", "r1", stores.now, person.id))
    hands.move(hours=1)
    await database.run(lambda stores: stores.audit.add("exported", "report", "r1", stores.now))
    rows = await database.read(lambda stores: stores.audit.of("report", "r1"))
    assert [(row.act, row.actor_id) for row in rows] == [("filed", person.id), ("exported", None)]
    assert rows[1].at == hands.clock.now()


async def test_words_take_the_place_of_those_their_writer_knew_only(database: Database) -> None:
    session = await session_in(database)
    draft = await database.run(accept, session)
    await database.run(lambda stores: stores.attachments.stored(draft.id, "name", "audio/ogg", 3))

    def write(stores: Stores, words: str, over: str) -> bool:
        row = stores.attachments.get(draft.id)
        assert row is not None
        return stores.attachments.write_down(row, words, over)

    async def mark() -> str:
        return await database.read(lambda stores: stores.attachments.writing(draft.id))

    assert await mark() == ""
    wrote = await asyncio.gather(*(database.run(write, words, "") for words in ("one", "two")))
    assert sorted(wrote) == [False, True]
    known = await mark()
    assert [await database.run(write, "three", each) for each in ("", known, known)] == [False, True, False]
    [kept] = (await database.read(lambda stores: stores.attachments.transcripts([session.id])))[session.id]
    assert kept.words == "three"
