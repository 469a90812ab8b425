"""A database with a secret text in every free field, belonging to one person."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from storage.attachment_store import AttachmentDraft
from storage.counting import count_in
from storage.database import Database
from storage.figure_store import FigureRow
from storage.files import Files
from storage.ids import new_id
from storage.outbox_store import OutboxDraft, Sent
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from storage.tables import attachment as attachments
from storage.tables import event, event_person, section, subscription

TELEGRAM_ID = 7_310_042_917
BOT = 4_200_000_001
FIGURE = FigureRow("signatures", "signatures", Decimal(37181), "exactly", "signatures", "in_this_period")
SECRETS = {
    "address": str(TELEGRAM_ID),
    "name": "Amina Yusupova of Samarkand",
    "answer": "We met behind the bakery in Chorsu",
    "draft": "Her brother told me where he hides",
    "caption": "the guard with the scar is Rustam",
    "transcript": "he says he was beaten in the cellar",
    "file": "photographed from Dilnoza's balcony",
    "file name": "dilnoza-balcony.jpg",
    "group": "-1007310042917",
    "message": "You wrote: behind the bakery, at six",
    "sent message": "Good morning, dear Amina Yusupova",
    "raw update": "the words as Amina typed them",
    "alias": "Hajji of the old town",
    "case": "Prisoner of conscience Muhammad B.",
}


@dataclass(frozen=True, slots=True)
class Planted:
    """Ids of what was planted."""

    person: UUID
    report: UUID
    draft: UUID
    photo: UUID
    chat: bytes


def stored(text: str) -> bytes:
    """The secret of that name, as bytes."""
    return SECRETS[text].encode()


async def plant(database: Database, files: Files) -> Planted:
    """Fill every free field through the stores, and the folder of attachments."""
    await database.keyring.refill()
    planted, key_id = await database.run(_plant_rows)
    size = await files.write(planted.photo, key_id, stored("file"), SECRETS["file name"])
    name = database.keyring.file_name(planted.photo)
    await database.run(lambda stores: stores.attachments.stored(planted.photo, name, "image/jpeg", size))
    return planted


def _plant_rows(stores: Stores) -> tuple[Planted, UUID]:
    chat = stores.keyring.lookup(TELEGRAM_ID)
    now = stores.now
    person = stores.people.add_pending(chat, "en", now).id
    stores.people.consent(
        person, stores.keyring.take(), SECRETS["address"], SECRETS["name"], None, None, version=1, now=now
    )
    stores.roles.grant(person, "activist", "everything", "", now)
    stores.invites.add(b"hash", "activist", "everything", "", 5, now + timedelta(days=30), person, now)
    revision = stores.flows.publish("petition_delivery", "{}", "hash", None, now).id
    draft = _session(stores, person, revision, "open", stored("draft"))
    session = _session(stores, person, revision, "open", stored("draft"))
    stores.sessions.close(session.id, "filed")
    _report(stores, session)
    photo, _pending = _attachment(stores, session), _attachment(stores, draft)
    _event(stores, person)
    _flow_changed(stores, person)
    _messages(stores, person, chat, session.id)
    stores.audit.add("file", "report", session.id, now, person)
    case = {"key": "muhammad", "name": {"en": SECRETS["case"]}, "aliases": [SECRETS["alias"]]}
    stores.organisation.put_cases([case | {"campaign_key": None, "country": None}])
    assert session.key_id is not None
    return Planted(person, session.id, draft.id, photo, chat), session.key_id


def _flow_changed(stores: Stores, person: UUID) -> None:
    now = stores.now
    stores.flows.publish("vigil", "{}", "hash", None, now, person)
    draft = stores.flow_drafts.begin("vigil", person, now)
    for content in ("first", "second"):
        draft = stores.flow_drafts.save(draft, content, "{}", person, now) or draft
    stores.flow_drafts.undo(draft, person, now)
    approval = stores.flow_drafts.ask(draft, "audience", person, now)
    stores.flow_drafts.approve(approval, person, now)
    stores.flow_uploads.add("vigil", None, "{}", person, now)


def _session(stores: Stores, person: UUID, revision: UUID, status: str, state: bytes) -> SessionRow:
    now, later = stores.now, stores.now + timedelta(days=30)
    session_id = new_id(now)
    code, key_id = session_id.hex[-8:], stores.keyring.take()
    row = SessionRow(session_id, person, revision, code, key_id, status, 1, state, 11, None, now, now, later)
    stores.sessions.add(row)
    return row


def _report(stores: Stores, session: SessionRow) -> None:
    now = stores.now
    row = ReportRow(
        id=session.id,
        reference="PD-2014-AB12",
        kind="petition_delivery",
        status="filed",
        person_id=session.person_id,
        section_id=None,
        group_id=None,
        revision_id=session.revision_id,
        key_id=session.key_id,
        version=1,
        language="en",
        occurred_on=now.date(),
        country="uz",
        campaign_key="against_torture",
        case_key=None,
        target_key="embassy_uz_de",
        filed_at=now,
        filed_on=now.date(),
    )
    stores.reports.add(row, stored("answer"))
    stores.figures.add(session.id, [FIGURE], now)
    count_in(stores, row.id, now.date())


def _attachment(stores: Stores, session: SessionRow) -> UUID:
    attachment = new_id(stores.now)
    draft = AttachmentDraft(
        attachment, session.id, session.person_id, session.key_id, "photo", "photo", stored("caption"), b"album"
    )
    stores.attachments.add(draft, stores.now)
    transcript = stores.keyring.sealer(session.key_id).seal(stored("transcript"), "")
    stores.connection.execute(
        sa.update(attachments).where(attachments.c.id == attachment).values(transcript=transcript)
    )
    return attachment


def _event(stores: Stores, person: UUID) -> None:
    """One that the person planned and joined."""
    now, seal = stores.now, stores.keyring.installation.seal
    germany = {"id": new_id(now), "key": "germany", "name": {"en": "Germany"}, "country": "DE"}
    stores.connection.execute(sa.insert(section), germany | {"zone": "Europe/Berlin", "language": "en"})
    planned = {
        "id": new_id(now),
        "code": "EV7K3F",
        "token_hash": b"hash",
        "token": seal(b"token", ""),
        "flow_key": "petition_delivery",
        "occurs_on": now.date(),
        "content": seal(b"{}", ""),
        "section_id": germany["id"],
        "person_id": person,
        "status": "planned",
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    stores.connection.execute(sa.insert(event), planned)
    joined = {"event_id": planned["id"], "person_id": person, "joined_at": now}
    stores.connection.execute(sa.insert(event_person), joined)
    _subscribed(stores, person)


def _subscribed(stores: Stores, person: UUID) -> None:
    """To the digest of a group's chat."""
    now, values = stores.now, {"scope": "everything", "scope_key": "", "cadence": "weekly", "status": "active"}
    values |= {"weekday": 0, "hour": 9, "minute": 0, "next_at": now, "created_at": now}
    address = stores.keyring.installation.seal(stored("group"), "subscription.address")
    whose = {"id": new_id(now), "bot_id": BOT, "person_id": person, "chat": b"group", "address": address}
    stores.connection.execute(sa.insert(subscription), values | whose)


def _messages(stores: Stores, person: UUID, chat: bytes, report: UUID) -> None:
    key_id = stores.people.get(person).key_id  # type: ignore[union-attr]
    waiting = OutboxDraft(BOT, chat, "reply", "sendMessage", stored("message"), person, key_id, tells_of=report)
    sent = replace(waiting, payload=stored("sent message"))
    _, sent_id = stores.outbox.add([waiting, sent], None, None, stores.now)
    stores.outbox.mark([Sent(sent_id, 12)], stores.now)
    stores.messages.add(BOT, chat, [11, 12], stores.now)
    stores.updates.insert_new(BOT, [(1, chat, stored("raw update")), (2, chat, stored("raw update"))], stores.now)
    stores.updates.park(BOT, 2, "KeyError", stored("raw update"), stores.now)
