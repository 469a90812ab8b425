"""The demo's bot: brings the sample organisation, people and reports in, then serves as `afteraction run` does."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.app import Service
from bot.commands.frame import one_line, opened
from bot.handlers.filing import store_report
from bot.handlers.joining import CONSENT_VERSION
from bot.importing import has_come_in, import_reports
from bot.invites import read_code
from bot.logs import set_up
from bot.run import run
from bot.sample import EVENT_TOKEN, INVITATION, PEOPLE, REPORTS, SamplePerson
from bot.sample_reports import lines
from bot.settings import Settings, load
from flows.context import Context
from flows.engine import advance, start
from flows.inputs import Tapped, Verb
from flows.session import Response
from storage import setup
from storage.event_store import EventDraft
from storage.ids import new_id
from storage.people_store import Person
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.locale import voice
from texts.numbers import Qualifier

FLOW = "petition_delivery"


@one_line
def main() -> None:
    """Prepare, then serve until stopped."""
    settings = load()
    set_up(settings.log_format)
    asyncio.run(_prepare(settings))
    run(settings)


async def _prepare(settings: Settings) -> None:
    async with opened(settings) as service:
        await service.database.run(prepare, service)
        given = list(lines(service.clock.now()))
        if not await service.database.read(has_come_in, given[-1]):
            await import_reports(service, given)


def prepare(stores: Stores, service: Service) -> None:
    """Bring everything in, once, whole or not at all; whoever erased themselves since is left alone."""
    if stores.organisation.version():
        return
    setup.apply(stores, setup.read_organisation(setup.SAMPLE.read_text("utf-8")))
    _invite(stores)
    _plan(stores)
    for each in PEOPLE:
        if each.role:
            _join(stores, each)
    revision, now = _revision_id(stores), stores.now
    for report in REPORTS:
        stores.now = now - timedelta(days=report[0])
        _file(stores, service, revision, *report[1:])


def _invite(stores: Stores) -> None:
    hashed = stores.keyring.hash_code(read_code(INVITATION) or "")
    stores.invites.add(
        hashed, "activist", "section", "denmark", 1000, stores.now + timedelta(days=3650), None, stores.now
    )


def _plan(stores: Stores) -> None:
    """An event of today, for whoever comes by its link."""
    section = stores.organisation.section("morocco")
    assert section is not None  # the sample organisation has it
    draft = EventDraft(
        id=new_id(stores.now),
        code="EV-DEM001",
        token=EVENT_TOKEN,
        token_hash=stores.keyring.hash_code(EVENT_TOKEN),
        flow_key=FLOW,
        name="توقيعات ضد التعذيب",
        occurs_on=stores.now.astimezone(ZoneInfo(section.zone)).date(),
        section_id=section.id,
        section_ids=(section.id,),
        campaign_key="stop_torture",
        target_key="embassy_mx_rabat",
        country="MX",
        place="الرباط",
    )
    stores.events.plan(draft, stores.now)


def _join(stores: Stores, each: SamplePerson) -> None:
    section = stores.organisation.section(each.section)
    assert section is not None and each.role is not None  # the sample organisation has it
    person = stores.people.add_pending(stores.keyring.lookup(each.id), each.language, stores.now)
    name = f"{each.first_name} {each.last_name}"
    key_id = stores.keyring.take()
    stores.people.consent(person.id, key_id, str(each.id), name, section.id, None, CONSENT_VERSION, stores.now)
    scope = ("everything", "") if each.role == "admin" else ("section", each.section)
    stores.roles.grant(person.id, each.role, *scope, stores.now)


def _revision_id(stores: Stores) -> UUID:
    return next(row.id for row in stores.flows.published() if row.flow_key == FLOW)


def _file(
    stores: Stores,
    service: Service,
    revision_id: UUID,
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
    revision = service.desk.revision(stores, revision_id)
    context = _context(stores, service, person, sample)
    at = stores.now.isoformat()
    known = {
        "signatures": Response(int(Decimal(signatures)), at, qualifier),
        "target": Response(target, at),
        "occurred_on": Response((stores.now - timedelta(days=late)).date().isoformat(), at),
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


if __name__ == "__main__":
    main()
