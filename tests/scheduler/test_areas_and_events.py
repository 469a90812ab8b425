"""Section updates not yet received, and events that have passed: who is asked, when, and until when."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from storage.database import Database
from storage.event_store import EventDraft
from storage.ids import new_id
from storage.stores import Stores
from storage.tables import event, report, section
from tests.support.databases import Hands
from tests.support.reminding import Mouth, berlin, in_berlin
from tests.support.stored import filed

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COORDINATOR = 502


@pytest.fixture
def mouth(database: Database) -> Mouth:
    return Mouth(database)


def section_at_work(stores: Stores) -> None:
    """Germany reports on advocacy and media; it has staff and a coordinator."""
    stores.organisation.set_areas(berlin(stores), ["advocacy", "media"])
    for telegram_id, role in ((501, "staff"), (COORDINATOR, "coordinator")):
        person = in_berlin(stores, telegram_id)
        stores.roles.grant(person.id, role, "section", "germany", stores.now)


def receive(stores: Stores, area: str, month: str = "2014-10", kind: str = "section_update") -> None:
    """An update comes in, by whomever."""
    row = filed(stores, in_berlin(stores, 503), f"AR-{kind[0]}-{area}")
    coded = {"area": area, "period": month, "kind": kind}
    stores.connection.execute(update(report).where(report.c.id == row.id).values(coded))


def at(month: int, day: int, hour: int = 9) -> datetime:
    """UTC: in Berlin it is an hour later in winter."""
    return datetime(2014, month, day, hour, tzinfo=UTC)


async def test_staff_hear_three_times_of_a_month_and_the_coordinator_once(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(section_at_work)
    heard: dict[str, str] = {}
    for day in range(1, 31):
        hands.set(at(11, day))
        known = len(heard)
        for text in (await mouth.texts())[known:]:
            heard[f"{hands.clock.now():%d}"] = text
    assert list(heard) == ["04", "07", "10", "14"]
    assert "Section update of Germany for October 2014" in heard["04"]
    assert "Not yet received: Advocacy, Media. The update is expected by Fri 7 Nov" in heard["04"]
    assert "is expected today" in heard["07"]
    assert "Whenever you find the time" in heard["10"]
    assert "Not yet received, expected by Fri 7 Nov: Advocacy, Media. Perhaps the section could" in heard["14"]
    assert "[Ask me tomorrow]" in heard["10"]
    assert "[Ask me tomorrow]" in heard["14"] and "[Report it]" not in heard["14"]


@sqlite_only
async def test_what_has_come_is_not_asked_for_whoever_sent_it(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(section_at_work)
    hands.set(at(11, 4))
    await mouth.database.run(receive, "advocacy")
    await mouth.database.run(receive, "media", "2014-10", "action")  # tells of that area, but is no update
    [text] = await mouth.texts()
    assert "Not yet received: Media." in text
    await mouth.database.run(receive, "media")
    hands.set(at(11, 20))
    assert len(await mouth.texts()) == 1


@sqlite_only
async def test_a_section_that_is_excused_is_not_asked(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(section_at_work)
    await mouth.database.run(lambda stores: stores.organisation.set_areas(berlin(stores), []))
    hands.set(at(11, 20))
    assert await mouth.texts() == []


@sqlite_only
async def test_nobody_is_asked_about_what_was_due_before_they_were_staff(mouth: Mouth, hands: Hands) -> None:
    hands.set(at(10, 25))
    await mouth.database.run(section_at_work)
    assert await mouth.texts() == []


@sqlite_only
async def test_of_another_section_than_their_own_staff_are_not_reminded(mouth: Mouth, hands: Hands) -> None:
    """What they tell is filed for their own."""
    await mouth.database.run(section_at_work)

    def second(stores: Stores) -> None:
        france = {"key": "france", "name": {"en": "France"}, "country": "FR", "zone": "Europe/Paris", "language": "fr"}
        stores.organisation.put(section, [france])
        stores.roles.grant(in_berlin(stores, 501).id, "staff", "section", "france", stores.now)

    await mouth.database.run(second)
    hands.set(at(11, 4))
    [text] = await mouth.texts()
    assert "Germany" in text and "France" not in text


def planned(stores: Stores, name: str = "Vigil", day: date = date(2014, 10, 22)) -> UUID:
    """An event of Germany that two people came to by its link."""
    home, event_id = berlin(stores), new_id(stores.now)
    draft = EventDraft(
        event_id, name[:12].upper(), name, name.encode(), "delivery", name, day, home, [home], campaign_key=None
    )
    stores.events.plan(draft, stores.now)
    for telegram_id in (501, COORDINATOR):
        stores.events.join(event_id, in_berlin(stores, telegram_id).id, stores.now)
    return event_id


async def test_the_day_after_an_event_who_came_by_its_link_is_asked_how_it_went(mouth: Mouth, hands: Hands) -> None:
    event_id = await mouth.database.run(planned)

    def tell(stores: Stores) -> None:
        row = filed(stores, in_berlin(stores, COORDINATOR), "AR-1")
        stores.connection.execute(update(report).where(report.c.id == row.id).values(event_id=event_id))

    await mouth.database.run(tell)
    hands.set(at(10, 23, 7) + timedelta(minutes=59))
    assert await mouth.texts() == []
    hands.set(at(10, 23, 8))  # ten in Berlin, in summer
    [text] = await mouth.texts()
    assert "Vigil (Wed 22 Oct)\nHow did it go?" in text
    assert "[Report it] [I was not there] [Ask me tomorrow]" in text
    hands.move(days=7)
    assert len(await mouth.texts()) == 1


@sqlite_only
async def test_an_event_put_off_is_asked_about_after_its_new_day(mouth: Mouth, hands: Hands) -> None:
    event_id = await mouth.database.run(planned)

    def put_off(stores: Stores) -> None:
        stores.connection.execute(update(event).where(event.c.id == event_id).values(occurs_on=date(2014, 10, 30)))

    await mouth.database.run(put_off)
    hands.set(at(10, 24))
    assert await mouth.texts() == []
    hands.set(at(10, 31))
    assert len(await mouth.texts()) == 2


@sqlite_only
async def test_of_an_event_that_was_cancelled_or_is_long_past_nobody_is_asked(mouth: Mouth, hands: Hands) -> None:
    event_id = await mouth.database.run(planned)
    await mouth.database.run(planned, "March", date(2014, 10, 25))
    await mouth.database.run(lambda stores: stores.events.cancel(event_id, stores.now))
    hands.set(at(10, 24))
    assert await mouth.texts() == []
    hands.set(at(11, 9))
    assert await mouth.texts() == []


@sqlite_only
async def test_two_events_are_one_message(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(planned)
    await mouth.database.run(planned, "March")
    hands.set(at(10, 23, 8))
    texts = await mouth.texts()
    assert len(texts) == 2  # two people
    assert all("Vigil (" in text and "[Report on March]" in text for text in texts)
