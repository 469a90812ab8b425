"""Somebody without a section is asked by city when it is day for them: once, and never for its own sake."""

import pytest

from storage.database import Database
from storage.people_store import Person
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.reminding import Mouth, in_berlin
from tests.support.stored import begun, joined

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ASKED = "Which city's time is yours?"


def of_no_section(stores: Stores, zone: str | None = None) -> Person:
    person = stores.people.find(stores.keyring.lookups(700)) or joined(stores, 700)
    stores.people.set_zone(person.id, zone)
    return person


async def test_it_is_asked_along_with_the_first_reminder_only(database: Database, hands: Hands) -> None:
    await database.run(of_no_section)
    hands.move(days=1)
    assert await Mouth(database).texts() == [], "nothing is said for its sake"
    await database.run(lambda stores: begun(stores, of_no_section(stores), "paused"))
    hands.move(days=1)
    [text] = await Mouth(database).texts()
    assert ASKED in text and "[Choose a city] [Ask me tomorrow]" in text
    hands.move(days=2)
    _, second = await Mouth(database).texts()
    assert ASKED not in second


@pytest.mark.parametrize("known", ["section", "city"])
async def test_whose_zone_is_known_is_not_asked(database: Database, hands: Hands, known: str) -> None:
    def begins(stores: Stores) -> None:
        begun(stores, in_berlin(stores) if known == "section" else of_no_section(stores, "Asia/Tashkent"), "paused")

    await database.run(begins)
    hands.move(days=1)
    [text] = await Mouth(database).texts()
    assert ASKED not in text
