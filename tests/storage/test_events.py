"""Events: what is planned, who came by the link, what came in."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.erasure import erase_person
from storage.event_store import EventDraft, EventRow
from storage.ids import new_id
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.session_store import SessionRow
from storage.stores import Stores
from storage.tables import event, section

DAY = date(2014, 10, 21)
TOKEN = "E7K3F9QABCDEFGHJKMNPQ"
NAME, PLACE = "Candles before the embassy", "Perleberger Straße 62"


def home(stores: Stores, key: str = "germany") -> UUID:
    """A section of that key."""
    row = {"id": new_id(stores.now), "key": key, "name": {"en": key}, "country": "DE"}
    stores.connection.execute(sa.insert(section), row | {"zone": "Europe/Berlin", "language": "en"})
    found: UUID = row["id"]  # type: ignore[assignment]
    return found


def draft(stores: Stores, section_id: UUID, token: str = TOKEN, code: str = "EV-7K3F9Q") -> EventDraft:
    return EventDraft(
        id=new_id(stores.now),
        code=code,
        token=token,
        token_hash=stores.keyring.hash_code(token),
        flow_key="petition_delivery",
        name=NAME,
        occurs_on=DAY,
        section_id=section_id,
        section_ids=(section_id,),
        campaign_key="stop_torture",
        target_key="embassy_uz_berlin",
        country="UZ",
        place=PLACE,
        known={"activity": "petition_delivery"},
    )


def someone(stores: Stores, telegram_id: int, section_id: UUID | None) -> UUID:
    person = stores.people.add_pending(stores.keyring.lookup(telegram_id), "en", stores.now).id
    stores.people.consent(person, stores.keyring.take(), "1", "Amina", section_id, None, 1, stores.now)
    return person


async def test_a_planned_event_is_found_by_id_code_and_token(database: Database) -> None:
    def plan(stores: Stores) -> EventRow:
        return stores.events.plan(draft(stores, home(stores)), stores.now)

    planned = await database.run(plan)
    hashes = database.keyring.hash_codes(TOKEN)
    assert (planned.name, planned.place, planned.status) == (NAME, PLACE, "planned")
    assert await database.read(lambda stores: stores.events.get(planned.id)) == planned
    assert await database.read(lambda stores: stores.events.by_code("EV-7K3F9Q")) == planned
    assert await database.read(lambda stores: stores.events.by_token(hashes)) == planned
    assert await database.read(lambda stores: stores.events.token(planned.id)) == TOKEN
    assert planned.answers() == {
        "occurred_on": "2014-10-21",
        "campaign": "stop_torture",
        "target": "embassy_uz_berlin",
        "country": "UZ",
        "place": PLACE,
        "activity": "petition_delivery",
    }


async def test_what_is_free_and_the_token_are_sealed(database: Database) -> None:
    await database.run(lambda stores: stores.events.plan(draft(stores, home(stores)), stores.now))
    row = await database.read(lambda stores: stores.connection.execute(sa.select(event)).one())
    stored = b"".join(each for each in row if isinstance(each, bytes))
    for secret in (NAME, PLACE, TOKEN):
        assert secret.encode() not in stored


async def test_a_forged_token_finds_nothing(database: Database) -> None:
    await database.run(lambda stores: stores.events.plan(draft(stores, home(stores)), stores.now))
    forged = database.keyring.hash_codes(TOKEN[:-1] + "R")
    assert await database.read(lambda stores: stores.events.by_token(forged)) is None


@pytest.mark.parametrize("again", [{}, {"token": TOKEN[:-1] + "R"}], ids=["the same token", "the same code"])
async def test_codes_and_tokens_are_unique(database: Database, again: dict[str, str]) -> None:
    def twice(stores: Stores) -> None:
        here = home(stores)
        stores.events.plan(draft(stores, here), stores.now)
        stores.events.plan(draft(stores, here, code="EV-7K3F9Q" if again else "EV-AAAAAA", **again), stores.now)

    with pytest.raises(IntegrityError):
        await database.run(twice)


async def test_a_section_sees_what_it_takes_part_in_the_next_first_and_the_last_past_first(database: Database) -> None:
    def plan(stores: Stores) -> None:
        germany, france, _ = (home(stores, key) for key in ("germany", "france", "poland"))
        for number, days in enumerate((-9, -2, 0, 3)):
            one = draft(stores, germany, token=f"{TOKEN[:-1]}{number}", code=f"EV-{number}")
            with_france = (germany, france) if days >= 0 else (germany,)
            joint = replace(one, id=new_id(stores.now), occurs_on=DAY + timedelta(days=days), section_ids=with_france)
            stores.events.plan(joint, stores.now)

    await database.run(plan)

    def listed(stores: Stores, within: list[Within] | None, limit: int = 100) -> list[list[str]]:
        both = (stores.events.upcoming(DAY, within, limit), stores.events.past(DAY, within, limit))
        return [[each.code for each in found] for found in both]

    every = [["EV-2", "EV-3"], ["EV-1", "EV-0"]]
    for scope, key in (
        ("section", "germany"),
        ("country", "UZ"),
        ("campaign", "stop_torture"),
        ("everything", ""),
    ):
        assert await database.read(listed, [Within(scope, key)]) == every
    assert await database.read(listed, [Within("section", "france")]) == [["EV-2", "EV-3"], []]
    for scope, key in (("section", "poland"), ("country", "DE"), ("campaign", "other"), ("planet", "")):
        assert await database.read(listed, [Within(scope, key)]) == [[], []]
    assert await database.read(listed, []) == [[], []]
    assert await database.read(listed, None) == every
    assert await database.read(listed, None, 1) == [["EV-2"], ["EV-1"]]


async def test_what_is_planned_may_change_until_it_is_cancelled(database: Database) -> None:
    def life(stores: Stores) -> tuple[EventRow, EventRow | None, list[UUID], list[bool]]:
        germany, france = home(stores), home(stores, "france")
        planned = stores.events.plan(draft(stores, germany), stores.now)
        later = replace(draft(stores, france, "other", "EV-OTHER"), occurs_on=DAY + timedelta(days=1), place="the gate")
        done = [stores.events.change(planned.id, later, version, stores.now) for version in (1, 1)]
        changed, taking_part = stores.events.get(planned.id), stores.events.sections_of(planned.id)
        done += [stores.events.cancel(planned.id, stores.now), stores.events.cancel(planned.id, stores.now)]
        done += [stores.events.change(planned.id, later, 2, stores.now)]
        return planned, changed, [each for each in taking_part if each not in (germany, france)], done

    planned, changed, others, done = await database.run(life)
    assert done == [True, False, True, False, False]
    assert changed == replace(planned, occurs_on=DAY + timedelta(days=1), place="the gate", version=2)
    assert others == []


async def test_who_joined_is_counted_once_by_section_and_forgotten_with_the_person(database: Database) -> None:
    await database.keyring.refill()

    def join(stores: Stores) -> tuple[EventRow, UUID, UUID, list[bool]]:
        germany, france = home(stores), home(stores, "france")
        planned = stores.events.plan(draft(stores, germany), stores.now)
        amina, bruno = someone(stores, 1, germany), someone(stores, 2, france)
        came = [stores.events.join(planned.id, each, stores.now) for each in (amina, bruno, amina)]
        return planned, amina, germany, came

    planned, amina, germany, came = await database.run(join)
    assert came == [True, True, False]
    counted = await database.read(lambda stores: stores.events.joined(planned.id))
    assert sorted(counted.values()) == [1, 1]
    assert await database.read(lambda stores: stores.events.has_joined(planned.id, amina))
    await database.run(lambda stores: erase_person(stores, amina))
    assert not await database.read(lambda stores: stores.events.has_joined(planned.id, amina))
    assert germany not in await database.read(lambda stores: stores.events.joined(planned.id))


async def test_what_came_in(database: Database) -> None:
    await database.keyring.refill()

    def file(stores: Stores) -> UUID:
        germany = home(stores)
        planned = stores.events.plan(draft(stores, germany), stores.now)
        person = someone(stores, 1, germany)
        revision = stores.flows.publish("petition_delivery", "{}", "hash", None, stores.now).id
        for number, at_event in enumerate((planned.id, None, planned.id)):
            _report(stores, person, revision, f"AR-00000{number}-0", at_event)
        return planned.id

    event_id = await database.run(file)
    rows = await database.read(lambda stores: stores.events.reports(event_id))
    assert [each.reference for each in rows] == ["AR-000002-0", "AR-000000-0"]
    (author,) = {each.person_id for each in rows}
    assert author is not None
    assert await database.read(lambda stores: stores.events.reported(event_id, author)) == rows[0]
    assert await database.read(lambda stores: stores.events.reported(event_id, event_id)) is None
    of_event = ReportFilter(event_ids=[event_id])
    within = replace(of_event, within=[], or_person_id=author)
    assert await database.read(lambda stores: stores.reports.listed(of_event, 9)) == rows
    assert await database.read(lambda stores: stores.reports.listed(within, 1, 1)) == rows[1:]
    assert await database.read(lambda stores: stores.reports.count(replace(of_event, within=[]))) == 0


def _report(stores: Stores, person: UUID, revision: UUID, reference: str, event_id: UUID | None) -> None:
    now, session_id = stores.now, new_id(stores.now)
    code, key_id = session_id.hex[-8:], stores.keyring.take()
    stores.sessions.add(
        SessionRow(session_id, person, revision, code, key_id, "filed", 1, None, None, None, now, now, now, event_id)
    )
    row = ReportRow(
        id=session_id,
        reference=reference,
        kind="petition_delivery",
        status="filed",
        person_id=person,
        section_id=None,
        group_id=None,
        revision_id=revision,
        key_id=key_id,
        version=1,
        language="en",
        occurred_on=DAY,
        country=None,
        campaign_key=None,
        case_key=None,
        target_key=None,
        filed_at=now,
        filed_on=DAY,
        event_id=event_id,
    )
    stores.reports.add(row, b"{}")
