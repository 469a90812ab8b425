"""The demo's people and reports: a sample section with an activist in each language, staff, and a newcomer."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.app import Service
from bot.commands.data import SAMPLE
from bot.handlers.filing import store_report
from bot.handlers.joining import CONSENT_VERSION
from bot.invites import read_code
from flows.context import Context
from flows.engine import advance, start
from flows.inputs import Tapped, Verb
from flows.session import Response
from storage import setup
from storage.ids import new_id
from storage.people_store import Person
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.locale import voice
from texts.numbers import Qualifier

TOKEN = "1000001:demo-token-of-the-local-telegram"
INVITATION = "DEM0-DEM0-DEM0"
FLOW = "petition_delivery"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Someone of the demo; `role` None: has not joined yet. `section` is a key of the sample organisation."""

    id: int
    first_name: str
    last_name: str
    username: str
    language: str
    section: str
    role: str | None
    note: str


PEOPLE = (
    SamplePerson(7002, "Lena", "Vogt", "lena", "en", "germany", "activist", "Activist, Germany"),
    SamplePerson(7001, "Amina", "Haddad", "amina", "ar", "morocco", "activist", "ناشطة، المغرب"),
    SamplePerson(7003, "Camille", "Laurent", "camille", "fr", "france", "activist", "Activiste, France"),
    SamplePerson(7004, "Piotr", "Zielinski", "piotr", "en", "poland", "staff", "Staff, Poland"),
    SamplePerson(7005, "Sofia", "Nielsen", "sofia", "en", "denmark", None, "Newcomer, invitation code"),
)

# Days ago, person, signatures, qualifier, target, days between the delivery and its report.
REPORTS: tuple[tuple[int, int, int, Qualifier, str, int], ...] = (
    (41, 7002, 37181, "exactly", "embassy_uz_berlin", 2),
    (33, 7003, 12400, "about", "embassy_ma_paris", 1),
    (26, 7001, 3622, "exactly", "embassy_mx_rabat", 0),
    (19, 7004, 8150, "exactly", "embassy_uz_warsaw", 3),
    (12, 7002, 2000, "over", "embassy_ng_berlin", 1),
    (5, 7003, 961, "exactly", "embassy_ph_paris", 0),
    (2, 7004, 15000, "almost", "embassy_mx_warsaw", 1),
)


def people_of_the_page() -> list[dict[str, Any]]:
    """The people that the chat page offers."""
    return [
        {
            "id": each.id,
            "first_name": each.first_name,
            "last_name": each.last_name,
            "username": each.username,
            "language_code": each.language,
            "note": each.note if each.role else f"{each.note} {INVITATION}",
            "dir": "rtl" if each.language == "ar" else "ltr",
        }
        for each in PEOPLE
    ]


async def prepare(service: Service) -> None:
    """Bring everything in, once; whoever has joined or erased themselves since is left alone."""
    organisation = setup.read_organisation(SAMPLE.read_text("utf-8"))
    if await service.database.read(lambda stores: stores.organisation.version()):
        return
    await service.database.run(setup.apply, organisation)
    await service.database.run(_invite)
    for each in PEOPLE:
        if each.role:
            await service.database.run(_join, each)
    revision = await service.database.run(_revision_id)
    for sample in REPORTS:
        await service.database.run(_file, service, revision, *sample)


def _invite(stores: Stores) -> None:
    hashed = stores.keyring.hash_code(read_code(INVITATION) or "")
    stores.invites.add(
        hashed, "activist", "section", "denmark", 1000, stores.now + timedelta(days=3650), None, stores.now
    )


def _join(stores: Stores, each: SamplePerson) -> None:
    section = stores.organisation.section(each.section)
    assert section is not None and each.role is not None  # the sample organisation has it
    person = stores.people.add_pending(stores.keyring.lookup(each.id), each.language, stores.now)
    name = f"{each.first_name} {each.last_name}"
    key_id = stores.keyring.take()
    stores.people.consent(person.id, key_id, str(each.id), name, section.id, None, CONSENT_VERSION, stores.now)
    stores.roles.grant(person.id, each.role, "section", each.section, stores.now)


def _revision_id(stores: Stores) -> UUID:
    return next(row.id for row in stores.flows.published() if row.flow_key == FLOW)


def _file(
    stores: Stores,
    service: Service,
    revision_id: UUID,
    days_ago: int,
    person_id: int,
    signatures: int,
    qualifier: Qualifier,
    target: str,
    late: int,
) -> None:
    """Answer the flow as the person would have, and file it."""
    person = stores.people.find(stores.keyring.lookups(person_id))
    assert person is not None
    sample = next(each for each in PEOPLE if each.id == person_id)
    filed_at = stores.now.astimezone(UTC) - timedelta(days=days_ago)
    stores.now = filed_at
    revision = service.desk.revision(stores, revision_id)
    context = _context(stores, service, person, sample)
    at = filed_at.isoformat()
    known = {
        "signatures": Response(int(Decimal(signatures)), at, qualifier),
        "target": Response(target, at),
        "occurred_on": Response((filed_at - timedelta(days=late)).date().isoformat(), at),
        "pictures": Response(None, at, skipped=True),
    }
    begun = start(revision, context, known=known).session
    filed = advance(revision, begun, Tapped(Verb.FILE, begun.version), context)
    filing = next(effect.filing for effect in filed.effects if hasattr(effect, "filing"))
    row = _session_row(stores, person, revision_id, filed.session.version)
    stores.sessions.add(row)
    store_report(stores, person, row, filing, context.zone)
    stores.sessions.close(row.id, "filed")


def _context(stores: Stores, service: Service, person: Person, sample: SamplePerson) -> Context:
    assert person.section is not None
    return Context(
        now=stores.now,
        zone=ZoneInfo(person.section.zone),
        voice=voice(sample.language, person.section.country),
        tables=service.desk.tables(stores),
        person_name=f"{sample.first_name} {sample.last_name}",
        country=person.section.country,
    )


def _session_row(stores: Stores, person: Person, revision_id: UUID, version: int) -> SessionRow:
    now, row_id = stores.now, new_id(stores.now)
    return SessionRow(
        row_id,
        person.id,
        revision_id,
        row_id.hex[-10:],
        stores.keyring.take(),
        "open",
        version,
        None,
        None,
        None,
        now,
        now,
        now,
    )
