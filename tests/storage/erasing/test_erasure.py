"""Erasing: what goes, what stays, and that it is finished whatever happens in between."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.erasure import erase_again, erase_person, erase_reports, finish_erasures, replay_tombstones
from storage.files import Files, FilesError
from storage.ids import new_id
from storage.keys import KeyGone, Keyring
from storage.keystore import KeyStore, Tombstone
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from storage.tables import (
    attachment,
    audit,
    figure_delta,
    metadata,
    outbox,
    person,
    report,
    report_version,
    session,
    tombstone,
    update,
)
from storage.verifying import differences
from tests.support.planted import BOT, FIGURE, TELEGRAM_ID, Planted

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the kind makes no difference


async def rows(database: Database, table: sa.Table) -> Sequence[Any]:
    return await database.read(lambda stores: stores.connection.execute(sa.select(table)).all())


async def keys_of(database: Database) -> set[UUID]:
    found = [*await rows(database, person), *await rows(database, session)]
    return {row.key_id for row in found if row.key_id is not None}


async def forget_person(database: Database, files: Files, planted: Planted) -> None:
    await database.run(erase_person, planted.person)
    await finish_erasures(database, files)


async def test_an_erased_report_keeps_its_coded_row_and_figures_and_nothing_else(
    database: Database, files: Files, planted: Planted
) -> None:
    before = await rows(database, figure_delta)
    await database.run(erase_reports, [planted.report])
    await finish_erasures(database, files)
    (kept,) = await rows(database, report)
    assert (kept.kind, kept.campaign_key, kept.target_key) == ("petition_delivery", "against_torture", "embassy_uz_de")
    assert (kept.reference, kept.person_id) == (None, None)
    assert kept.erased_at is not None
    assert [row.content for row in await rows(database, report_version)] == [None]
    assert await database.read(lambda stores: stores.figures.of(planted.report)) == [FIGURE]
    assert await rows(database, figure_delta) == before
    assert await database.read(lambda stores: list(differences(stores))) == []


async def test_nothing_leads_from_an_erased_report_to_the_person_who_stays(
    database: Database, files: Files, planted: Planted
) -> None:
    await database.run(erase_reports, [planted.report])
    await finish_erasures(database, files)
    for table in metadata.sorted_tables:
        for row in await rows(database, table):
            ids = {str(value) for value in row}
            assert not {str(planted.report), str(planted.person)} <= ids, table.name
    assert await database.read(lambda stores: stores.people.name(planted.person)) is not None


@ON_SQLITE
async def test_erasing_a_draft_ends_it(database: Database, files: Files, planted: Planted) -> None:
    stale = await database.read(lambda stores: stores.sessions.get(planted.draft))
    assert stale is not None
    await database.run(erase_reports, [planted.draft])
    assert not await database.run(lambda stores: stores.sessions.save(stale, stale.version))
    await finish_erasures(database, files)
    assert await database.read(lambda stores: stores.sessions.open_of(planted.person)) is None
    (row,) = [row for row in await rows(database, session) if row.id == planted.draft]
    assert (row.status, row.state, row.person_id) == ("deleted", None, None)


@ON_SQLITE
async def test_its_photo_goes_from_the_folder_and_its_waiting_file_is_not_fetched(
    database: Database, files: Files, planted: Planted
) -> None:
    await database.run(erase_reports, [planted.report, planted.draft])
    await finish_erasures(database, files)
    assert list(files.folder.iterdir()) == []
    assert {(row.status, row.source, row.file_name) for row in await rows(database, attachment)} == {
        ("erased", None, None)
    }
    with pytest.raises(FilesError):
        await files.read(planted.photo)


@ON_SQLITE
async def test_an_erased_person_is_not_found_and_may_come_back_as_another(
    database: Database, files: Files, keyring: Keyring, planted: Planted
) -> None:
    await forget_person(database, files, planted)
    lookups = keyring.lookups(TELEGRAM_ID)
    assert await database.read(lambda stores: stores.people.find(lookups)) is None
    assert await database.read(lambda stores: stores.people.get(planted.person)) is None
    again = await database.run(lambda stores: stores.people.add_pending(lookups[0], "en", stores.now))
    assert again.id != planted.person
    assert await database.read(lambda stores: stores.sessions.open_of(again.id)) is None


async def test_of_an_erased_person_every_free_field_is_blank(
    database: Database, files: Files, planted: Planted
) -> None:
    await forget_person(database, files, planted)
    left = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for row in await rows(database, table)
        for column, value in zip(table.columns, row, strict=True)
        if isinstance(column.type, sa.LargeBinary) and value is not None
    }
    of_events = {"event.token_hash", "event.token", "event.content"}
    of_chats = {"outbox.chat", "update.chat", "update.payload"}
    assert left == {"installation.key_check", "case.content", "invite.code_hash"} | of_events | of_chats
    assert [row.status for row in await rows(database, update) if row.payload is not None] == ["new"]
    (row,) = await rows(database, person)
    assert [name for name, value in row._mapping.items() if value is not None] == [
        "id", "status", "reachable", "at_risk", "created_at"
    ]


@ON_SQLITE
async def test_nothing_more_is_sent_to_an_erased_person_but_the_farewell_stored_after(
    database: Database, files: Files, planted: Planted
) -> None:
    await forget_person(database, files, planted)
    assert await database.read(lambda stores: stores.outbox.waiting_of(BOT, planted.chat)) == []
    assert {row.status for row in await rows(database, outbox)} == {"dropped", "sent"}


async def test_every_key_is_destroyed_and_no_cached_one_serves(
    database: Database, files: Files, keystore: KeyStore, keyring: Keyring, planted: Planted
) -> None:
    keys = await keys_of(database)
    assert len(keys) == 3  # the person's, the report's, the draft's
    for key_id in keys:
        await keystore.run(keyring.sealer, key_id)
    await forget_person(database, files, planted)
    assert await keystore.run(keystore.missing, keys) == keys
    for key_id in keys:
        with pytest.raises(KeyGone):
            await keystore.run(keyring.sealer, key_id)


@ON_SQLITE
async def test_audit_rows_stay_without_who_did_it(database: Database, files: Files, planted: Planted) -> None:
    await forget_person(database, files, planted)
    (row,) = await rows(database, audit)
    assert (row.act, row.subject_id, row.actor_id) == ("file", str(planted.report), None)


async def test_somebody_else_keeps_everything(database: Database, files: Files, planted: Planted) -> None:
    def join(stores: Stores) -> UUID:
        other = stores.people.add_pending(stores.keyring.lookup(5), "fr", stores.now)
        stores.people.consent(other.id, stores.keyring.take(), "5", "Bakhtiyor", None, None, version=1, now=stores.now)
        stores.roles.grant(other.id, "staff", "everything", "", stores.now)
        return other.id

    other = await database.run(join)
    await forget_person(database, files, planted)
    assert await database.read(lambda stores: stores.people.name(other)) == "Bakhtiyor"
    found = await database.read(lambda stores: stores.people.get(other))
    assert [role.role for role in found.roles] == ["staff"]


async def test_an_erasure_cut_short_after_its_commit_is_finished_at_the_next_start(
    database: Database, files: Files, keystore: KeyStore, planted: Planted
) -> None:
    keys = await keys_of(database)
    await database.run(erase_person, planted.person)
    assert await keystore.run(keystore.missing, keys) == set()  # killed here
    assert await finish_erasures(database, files) == 3
    assert await keystore.run(keystore.missing, keys) == keys
    assert await finish_erasures(database, files) == 0


@ON_SQLITE
async def test_an_erasure_cut_short_before_its_mark_is_finished_again(
    database: Database, files: Files, keystore: KeyStore, planted: Planted
) -> None:
    await database.run(erase_person, planted.person)
    graves = [Tombstone(row.subject_id, row.subject, row.key_id, row.at) for row in await rows(database, tombstone)]
    await keystore.run(keystore.destroy, graves)  # killed here
    assert await finish_erasures(database, files) == 3
    assert len(await keystore.run(keystore.tombstones)) == 3


async def test_an_erasure_rolled_back_erases_nothing(
    database: Database, files: Files, keystore: KeyStore, planted: Planted
) -> None:
    def change_of_mind(stores: Stores) -> None:
        erase_person(stores, planted.person)
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(change_of_mind)
    assert await finish_erasures(database, files) == 0
    assert await database.read(lambda stores: stores.people.name(planted.person)) is not None
    assert (await files.read(planted.photo)).data != b""


async def test_erasing_twice_is_as_good_as_once(database: Database, files: Files, planted: Planted) -> None:
    await forget_person(database, files, planted)
    once = {table.name: await rows(database, table) for table in metadata.sorted_tables}
    await forget_person(database, files, planted)
    await database.run(erase_reports, [planted.report])
    twice = {table.name: await rows(database, table) for table in metadata.sorted_tables}
    assert {name for name in once if once[name] != twice[name]} <= {"session"}  # its version grew


async def test_a_key_store_back_from_a_copy_loses_the_erased_keys_again(
    database: Database, files: Files, keystore: KeyStore, planted: Planted
) -> None:
    keys = await keys_of(database)
    wrapped = [(key_id, await keystore.run(keystore.wrapped, key_id)) for key_id in keys]
    await forget_person(database, files, planted)

    def back_to_the_copy() -> None:
        with keystore.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM tombstone"))
        keystore.add([(key_id, value) for key_id, value in wrapped if value is not None], database.clock.now())

    await keystore.run(back_to_the_copy)
    assert await replay_tombstones(database) == 3
    assert await finish_erasures(database, files) == 3
    assert await keystore.run(keystore.missing, keys) == keys
    assert await replay_tombstones(database) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite's statements take more
async def test_more_erasures_are_taken_up_at_once_than_one_statement_can_list(
    database: Database, files: Files, planted: Planted
) -> None:
    """An installation of many years, back from a backup."""
    now = database.clock.now()
    lost = [Tombstone(uuid4(), "report", None, now) for _ in range(33_000)]
    graves = [*lost, Tombstone(planted.report, "report", None, now)]
    assert await database.run(erase_again, graves) == len(graves)
    assert await replay_tombstones(database) == len(graves)  # the key store has not heard of them
    (kept,) = await rows(database, report)
    assert kept.erased_at is not None
    assert await finish_erasures(database, files) == len(graves)


async def test_what_waits_to_be_said_of_an_erased_report_goes_with_it(
    database: Database, planted: Planted
) -> None:
    def say(stores: Stores, text: bytes, who: UUID, of: UUID | None = None) -> int:
        drafts = [OutboxDraft(BOT, planted.chat, "reply", "sendMessage", text, who, tells_of=of)]
        return stores.outbox.add(drafts, None, None, stores.now)[0]

    other = await database.run(lambda stores: stores.people.add_pending(b"another", "en", stores.now))
    told = await database.run(say, b"<b>AR-7K3F9Q-2</b> 37,181 signatures", planted.person, planted.report)
    several = await database.run(say, b"AR-7K3F9Q-2, AR-9Q7K3F-4", planted.person, planted.person)
    kept = [
        await database.run(say, b"<b>AR-9Q7K3F-4</b> 412 signatures", planted.person, planted.draft),
        await database.run(say, b"Here is the spreadsheet you asked for", planted.person),
        await database.run(say, b"a reply", other.id),
    ]
    await database.run(erase_reports, [planted.report])
    kept.append(await database.run(say, b"The report is erased.", planted.person))
    found = {row.id: row for row in await rows(database, outbox)}
    assert [(found[each].status, found[each].payload) for each in (told, several)] == [("dropped", None)] * 2
    assert [found[each].status for each in kept] == ["waiting"] * 4


@ON_SQLITE
async def test_a_person_erased_before_consent_leaves_no_key_behind(database: Database, files: Files) -> None:
    pending = await database.run(lambda stores: stores.people.add_pending(new_id(stores.now).bytes, "en", stores.now))
    await database.run(erase_person, pending.id)
    assert await finish_erasures(database, files) == 1
