"""Erasing a report, or a person with everything: what is blanked, and in which order the key goes.

First a transaction of the main database writes the tombstone and blanks the rows; then the tombstone is written in
the key store and the key destroyed there; then files go. Whatever is interrupted is taken up again by
`finish_erasures`, which is called after each erasing transaction and at every start. The coded row and the figures of
an erased report stay, so that totals do not move; nothing leads from them to a person or a text.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from storage.database import Database
from storage.files import Files
from storage.keystore import Tombstone
from storage.store import in_batches, per_dialect
from storage.stores import Stores
from storage.tables import (
    attachment,
    audit,
    chat_message,
    digest,
    event,
    event_person,
    flow_approval,
    flow_draft,
    flow_edit,
    flow_upload,
    invite,
    outbox,
    person,
    rate,
    reminder,
    report,
    report_version,
    revision,
    role,
    session,
    subscription,
    tombstone,
    update,
)

BURY = per_dialect(tombstone, lambda insert: insert.on_conflict_do_nothing())
BURIED = sa.select(tombstone.c.subject_id, tombstone.c.subject, tombstone.c.key_id, tombstone.c.at)
UNFINISHED = BURIED.where(tombstone.c.done_at.is_(None))
SUBJECTS: sa.BindParameter[Any] = sa.bindparam("subjects", expanding=True)
FINISH = sa.update(tombstone).where(tombstone.c.subject_id.in_(SUBJECTS)).values(done_at=sa.bindparam("now"))
REOPEN = sa.update(tombstone).where(tombstone.c.subject_id.in_(SUBJECTS)).values(done_at=None)

IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
# What changes a filed report is sealed under the report's key: abandoned, it leaves that key alone.
KEYS = sa.select(session.c.id, sa.case((session.c.amends.is_(None), session.c.key_id)).label("key_id")).where(
    session.c.id.in_(IDS)
)
CHANGES = sa.select(session.c.id).where(session.c.amends.in_(IDS))
DROPPED = {
    "payload": None,
    "tells_of": None,
    "status": sa.case((outbox.c.status == "waiting", "dropped"), else_=outbox.c.status),
}
ERASED_FILE = dict.fromkeys(("person_id", "transcript", "source", "media_group", "leased_by")) | {"status": "erased"}
BLANK_FILES = sa.update(attachment).where(attachment.c.id.in_(IDS)).values(ERASED_FILE)
UNDECIDED = session.c.status.in_(["open", "paused", "offered", "handed"])
BLANK_REPORTS = (
    # What waits to be said to the person, and tells of the report, is sealed under the person's key, which stays.
    sa.update(outbox)
    .where(
        outbox.c.person_id.in_(sa.select(session.c.person_id).where(session.c.id.in_(IDS))),
        sa.or_(outbox.c.tells_of.in_(IDS), outbox.c.tells_of == outbox.c.person_id),
        outbox.c.payload.is_not(None),  # of a busy chat thousands of rows have said theirs
    )
    .values(DROPPED),
    sa.update(session)
    .where(session.c.id.in_(IDS))
    .values(
        person_id=None,
        state=None,
        card_message_id=None,
        card_outbox_id=None,
        status=sa.case((UNDECIDED, "deleted"), else_=session.c.status),
        version=session.c.version + 1,  # whoever read it before cannot save it any more
    ),
    sa.update(report)
    .where(report.c.id.in_(IDS))
    .values(reference=None, person_id=None, erased_at=sa.func.coalesce(report.c.erased_at, sa.bindparam("now"))),
    sa.update(report_version).where(report_version.c.report_id.in_(IDS)).values(content=None, person_id=None),
    sa.update(attachment).where(attachment.c.session_id.in_(IDS)).values(ERASED_FILE),
)
FORGET_ACTORS = sa.update(audit).where(audit.c.subject_id.in_(SUBJECTS)).values(actor_id=None)

THIS: sa.BindParameter[Any] = sa.bindparam("person")
KEY_OF = sa.select(person.c.key_id).where(person.c.id == THIS).with_for_update()  # see `storage.message_store`
SESSIONS_OF = sa.select(session.c.id).where(session.c.person_id == THIS)
CHAT_OF = sa.select(person.c.lookup).where(person.c.id == THIS).scalar_subquery()
WROTE_FLOWS = (
    revision.c.person_id,
    flow_draft.c.updated_by,
    flow_edit.c.person_id,
    flow_edit.c.undone_by,
    flow_approval.c.asked_by,
    flow_approval.c.approved_by,
    flow_upload.c.person_id,
)
BLANK_PERSON = (
    sa.update(attachment).where(attachment.c.person_id == THIS).values(ERASED_FILE),
    sa.update(outbox).where(sa.or_(outbox.c.person_id == THIS, outbox.c.chat == CHAT_OF)).values(DROPPED),
    sa.update(update).where(update.c.chat == CHAT_OF, update.c.status == "parked").values(payload=None),
    sa.delete(chat_message).where(chat_message.c.chat == CHAT_OF),
    sa.delete(rate).where(rate.c.chat == CHAT_OF),
    sa.delete(role).where(role.c.person_id == THIS),
    sa.update(invite).where(invite.c.created_by == THIS).values(created_by=None, uses_left=0),
    sa.delete(reminder).where(reminder.c.person_id == THIS),
    sa.update(digest).where(digest.c.person_id == THIS).values(person_id=None, subscription_id=None),
    sa.delete(subscription).where(subscription.c.person_id == THIS),
    sa.delete(event_person).where(event_person.c.person_id == THIS),
    sa.update(event).where(event.c.person_id == THIS).values(person_id=None),
    sa.update(report_version).where(report_version.c.person_id == THIS).values(person_id=None),
    *(sa.update(each.table).where(each == THIS).values({each.name: None}) for each in WROTE_FLOWS),
    sa.update(person)
    .where(person.c.id == THIS)
    .values(
        status="erased",
        lookup=None,
        key_id=None,
        address=None,
        name=None,
        language=None,
        section_id=None,
        group_id=None,
        zone=None,
        bot_id=None,
        reachable=False,
        unreachable_at=None,
        at_risk=False,
        panic=None,
        consent_version=None,
        consent_at=None,
    ),
)
CLOSE_UPDATES = (
    sa.update(update)
    .where(update.c.chat == CHAT_OF, update.c.status == "new", update.c.received_at <= sa.bindparam("at"))
    .values(status="done", payload=None)
)
ERASED_FILES = sa.select(attachment.c.file_name).where(
    attachment.c.status == "erased", attachment.c.file_name.is_not(None)
)
FORGET_FILES = sa.update(attachment).where(attachment.c.file_name.in_(IDS)).values(file_name=None)


def erase_reports(stores: Stores, report_ids: Sequence[UUID]) -> None:
    """Erase reports with all changes of them, or drafts (a draft has the id of the report it would become). May be
    repeated.

    What still waits to be said to their persons and holds words of theirs is dropped (`outbox.tells_of`); whatever
    else waits is sent.
    """
    for reports in in_batches(report_ids):
        some = list(dict.fromkeys([*reports, *stores.connection.scalars(CHANGES, {"ids": reports})]))
        keys = stores.connection.execute(KEYS, {"ids": some}).all()
        _bury(stores, [Tombstone(row.id, "report", row.key_id, stores.now) for row in keys])
        for statement in BLANK_REPORTS:
            stores.connection.execute(statement, {"ids": some, "now": stores.now})
        stores.connection.execute(FORGET_ACTORS, {"subjects": [str(each) for each in some]})


def erase_attachments(stores: Stores, attachment_ids: Sequence[UUID]) -> None:
    """Erase some files of a report that stays."""
    for some in in_batches(attachment_ids):
        stores.connection.execute(BLANK_FILES, {"ids": some})


def erase_person(stores: Stores, person_id: UUID) -> None:
    """Erase a person with all drafts and reports, and drop all that waits to be sent to them. May be repeated.

    Message ids of the chat go too: read them before, if the chat is to be cleaned; store the farewell after.
    """
    keys = stores.connection.scalars(KEY_OF, {"person": person_id}).all()
    _bury(stores, [Tombstone(person_id, "person", key_id, stores.now) for key_id in keys])
    erase_reports(stores, stores.connection.scalars(SESSIONS_OF, {"person": person_id}).all())
    for statement in BLANK_PERSON:
        stores.connection.execute(statement, {"person": person_id})


async def finish_erasures(database: Database, files: Files) -> int:
    """Destroy the keys and files of all that is buried; returns how many erasures were finished. Idempotent."""
    buried = await database.read(_buried, UNFINISHED)
    names = await database.read(_erased_files)
    keyring = database.keyring
    if buried:
        await keyring.store.run(keyring.store.destroy, buried)
        keyring.forget()
    for name in names:
        await asyncio.to_thread(files.delete_named, name)
    if buried or names:
        await database.run(_finish, [grave.subject_id for grave in buried], names)
    return len(buried)


async def replay_tombstones(database: Database) -> int:
    """Make the database and the key store agree on who is erased; returns how many were erased again.

    Called before the bot starts: either of them may have come back from a backup made before an erasure.
    `finish_erasures` then does the rest.
    """
    store = database.keyring.store
    return await database.run(_replay, await store.run(store.tombstones))


def tombstones(stores: Stores) -> list[Tombstone]:
    """Everything that the database knows to be erased."""
    return _buried(stores, BURIED)


def erase_again(stores: Stores, graves: Sequence[Tombstone]) -> int:
    """Erase whatever of these the database does not know to be erased; returns how many."""
    here = {grave.subject_id for grave in tombstones(stores)}
    missing = [grave for grave in graves if grave.subject_id not in here]
    _bury(stores, missing)
    for grave in missing:
        if grave.subject == "person":  # what a backup holds as still to be handled was handled before the erasure
            stores.connection.execute(CLOSE_UPDATES, {"person": grave.subject_id, "at": grave.at})
            erase_person(stores, grave.subject_id)
    erase_reports(stores, [grave.subject_id for grave in missing if grave.subject == "report"])
    return len(missing)


def _replay(stores: Stores, known: list[Tombstone]) -> int:
    """`known`: what the key store knows. What only the database knows is finished once more."""
    unheard = {grave.subject_id for grave in tombstones(stores)} - {grave.subject_id for grave in known}
    for some in in_batches(list(unheard)):
        stores.connection.execute(REOPEN, {"subjects": some})
    return erase_again(stores, known) + len(unheard)


def _bury(stores: Stores, graves: list[Tombstone]) -> None:
    rows = [
        {"subject_id": grave.subject_id, "subject": grave.subject, "key_id": grave.key_id, "at": grave.at}
        for grave in graves
    ]
    if rows:
        stores.connection.execute(BURY[stores.dialect], rows)


def _buried(stores: Stores, which: sa.Select) -> list[Tombstone]:
    return [Tombstone(*row) for row in stores.connection.execute(which)]


def _erased_files(stores: Stores) -> list[str]:
    return list(stores.connection.scalars(ERASED_FILES))


def _finish(stores: Stores, subjects: list[UUID], names: list[str]) -> None:
    for some in in_batches(subjects):
        stores.connection.execute(FINISH, {"subjects": some, "now": stores.now})
    for few in in_batches(names):
        stores.connection.execute(FORGET_FILES, {"ids": few})
