"""Rows for tests of storage: a person who has joined, a session, a report."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from storage.figure_store import FigureRow
from storage.flow_store import RevisionRow
from storage.ids import new_id, short_code
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores

BOT = 7


def joined(stores: Stores, telegram_id: int, section_id: UUID | None = None) -> Person:
    """Someone who has consented."""
    lookups = stores.keyring.lookups(telegram_id)
    pending = stores.people.add_pending(lookups[0], "en", stores.now)
    key_id = stores.keyring.take()
    address = str(telegram_id)
    stores.people.consent(pending.id, key_id, address, "Amina", section_id, None, 1, stores.now)
    person = stores.people.find(lookups)
    assert person is not None
    return person


def begun(stores: Stores, person: Person, status: str = "open", revision: RevisionRow | None = None) -> SessionRow:
    """A session of that person, of a delivery if nothing else is said."""
    revision = revision or stores.flows.publish("delivery", "{}", "hash", None, stores.now)
    row = SessionRow(
        id=new_id(stores.now),
        person_id=person.id,
        revision_id=revision.id,
        code=short_code(),
        key_id=stores.keyring.take(),
        status=status,
        version=1,
        state=b'{"question": "signatures"}',
        card_message_id=None,
        card_outbox_id=None,
        created_at=stores.now,
        updated_at=stores.now,
        expires_at=stores.now + timedelta(days=30),
    )
    stores.sessions.add(row)
    return row


def filed(
    stores: Stores, person: Person, reference: str | None, content: bytes = b"{}", **coded: str | None
) -> ReportRow:
    """A report of that person, filed from a session of its own."""
    session = begun(stores, person)
    stores.sessions.close(session.id, "filed")
    row = ReportRow(
        id=session.id,
        reference=reference,
        kind="petition_delivery",
        status="filed",
        person_id=person.id,
        section_id=person.section.id if person.section else None,
        group_id=None,
        revision_id=session.revision_id,
        key_id=session.key_id,
        version=1,
        language="en",
        occurred_on=stores.now.date(),
        country=coded.get("country"),
        campaign_key=coded.get("campaign_key"),
        case_key=None,
        target_key=None,
        filed_at=stores.now,
        filed_on=stores.now.date(),
    )
    stores.reports.add(row, content)
    return row


def signatures(value: Decimal | int | str, qualifier: str = "exactly") -> FigureRow:
    """A counted number."""
    return FigureRow("signatures", "signatures_delivered", Decimal(value), qualifier, "signatures", "in_period")


def reply(chat: bytes, text: str, lane: str = "reply", **more: int) -> OutboxDraft:
    """A call that says `text`."""
    return OutboxDraft(BOT, chat, lane, "sendMessage", text.encode(), **more)
