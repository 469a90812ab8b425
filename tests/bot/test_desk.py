"""What a process keeps at hand of the organisation is what was committed."""

import pytest

from storage.stores import Stores
from tests.support.chat import Town


class Failed(Exception):
    """The turn is rolled back."""


def zones(town: Town, stores: Stores) -> dict[str, str]:
    return {each.key: each.zone for each in town.service.desk.sections(stores) if each.key in ("germany", "france")}


def move(town: Town, stores: Stores, key: str) -> dict[str, str]:
    """What the transaction itself sees after its change."""
    section = stores.organisation.section(key)
    assert section is not None
    stores.organisation.set_zone(section.id, "Asia/Tokyo")
    town.service.desk.look_again()
    return zones(town, stores)


async def test_what_a_rolled_back_turn_saw_is_not_kept(town: Town) -> None:
    def fail(stores: Stores) -> None:
        assert move(town, stores, "germany")["germany"] == "Asia/Tokyo"
        raise Failed

    database = town.service.database
    with pytest.raises(Failed):
        await database.run(fail)
    assert (await database.read(lambda stores: zones(town, stores)))["germany"] == "Europe/Berlin"
    await database.run(lambda stores: move(town, stores, "france"))
    kept = {"france": "Asia/Tokyo", "germany": "Europe/Berlin"}
    assert await database.read(lambda stores: zones(town, stores)) == kept


async def test_of_two_changes_in_one_turn_the_second_is_seen(town: Town) -> None:
    def both(stores: Stores) -> dict[str, str]:
        move(town, stores, "france")
        return move(town, stores, "germany")

    seen = await town.service.database.run(both)
    assert seen == {"france": "Asia/Tokyo", "germany": "Asia/Tokyo"}
