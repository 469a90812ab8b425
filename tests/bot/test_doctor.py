"""`afteraction doctor`: what is wrong, and how to mend it; nothing wrong, nothing said."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from bot import doctor
from bot.doctor import Finding, examine
from bot.settings import Settings
from storage import keystore
from storage.crypto import new_secret
from storage.stores import Stores
from tests.support.chat import Town


async def told(settings: Settings) -> dict[str, list[Finding]]:
    """Everything that is not well, by area."""
    found: dict[str, list[Finding]] = {}
    async for each in examine(settings):
        if each.level != "ok":
            found.setdefault(each.area, []).append(each)
    return found


@pytest.fixture(autouse=True)
def _clock_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town's clock is a file, of which the doctor warns."""

    async def well(*_: Any) -> list[Finding]:
        return []

    monkeypatch.setattr(doctor, "clock", well)


async def test_a_sound_installation_has_nothing_to_mend_but_what_its_people_still_do(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await town.member(7002)
        found = await told(town.make_settings())
    assert [each.says for area in found.values() for each in area] == ["0 admins"]
    assert "invite --role admin" in found["organisation"][0].mend


async def test_a_wrong_secret_is_named_before_anything_else(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        found = await told(town.make_settings(secret_keys="nonsense"))
    assert list(found) == ["settings"]
    assert "SECRET_KEYS" in found["settings"][0].says


async def test_another_secret_does_not_open_the_database(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        found = await told(town.make_settings(secret_keys=new_secret()))
    assert "SECRET_KEYS" in found["database"][0].says


async def test_what_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        missing = {"database_url": f"sqlite:///{tmp_path / 'none.db'}", "keys": f"sqlite:///{tmp_path / 'no-keys.db'}"}
        found = await told(town.make_settings(**missing))
    assert "afteraction setup" in found["database"][0].mend
    assert not list(tmp_path.glob("no*"))


async def test_lost_keys_are_counted(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await town.member(7002)
        with town.service.keystore.engine.begin() as connection:
            connection.execute(delete(keystore.key))
        found = await told(town.make_settings())
    assert found["keys"][0].says == "1 of 1 keys are not in the key store: what they sealed cannot be read"
    assert "copy of the key store" in found["keys"][0].mend


async def test_an_unknown_token_and_a_server_that_is_not_there(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        unknown = await told(town.make_settings(bot_token="7000000001:wrong"))
        nobody = await told(town.make_settings(bot_api_url="http://127.0.0.1:9"))
    assert unknown["telegram"][0].says == "Telegram does not know this token"
    assert "cannot be reached" in nobody["telegram"][0].says


async def test_what_was_given_up_is_told(tmp_path: Path) -> None:
    def park(stores: Stores) -> None:
        stores.connection.execute(
            text("INSERT INTO \"update\" VALUES (1, 1, NULL, 'parked', NULL, 3, 'KeyError', '2014-10-22 12:00:00')")
        )

    async with Town(tmp_path) as town:
        await town.service.database.run(park)
        found = await told(town.make_settings())
    assert [each.says for each in found["traffic"]] == ["updates: 1 parked"]


async def test_a_full_disk_is_wrong_and_a_nearly_full_one_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Town(tmp_path) as town:
        settings = town.make_settings()
    for free, level in ((2e9, "ok"), (5e8, "warning"), (5e7, "wrong"), (doctor.GONE, "wrong")):
        monkeypatch.setattr(doctor, "free_bytes", lambda _, free=free: free)
        assert {each.level for each in doctor.disk(settings)} == {level}


def test_fonts_have_every_alphabet() -> None:
    assert [each.level for each in doctor.fonts()] == ["ok"]
