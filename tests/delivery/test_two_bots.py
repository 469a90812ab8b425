"""Two sections' bots on one database: a person is written to only by the bot that they wrote to."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from scheduler.telling import tell
from storage.stores import Stores
from tests.support.chat import JPEG, Respondent, Town, buttons, waiting
from tests.support.databases import empty_database
from tests.support.reminding import said
from texts.cards import Card

OTHER_TOKEN = "1000099:token-of-another-bot"
MONDAY = datetime(2014, 10, 27, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
NEWS = "There is news for you. /help"

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def two_towns(folder: Path) -> AsyncIterator[tuple[Town, Town]]:
    """Two bots, each in a Telegram of its own, on one database."""
    north, south = folder / "north", folder / "south"
    north.mkdir()
    south.mkdir()
    with empty_database("postgresql", folder) as url:
        shared = {"database_url": url, "keys_url": f"sqlite:///{folder / 'keys.db'}"}
        async with Town(north, **shared) as one, Town(south, token=OTHER_TOKEN, **shared) as other:
            yield one, other


def told(person: Respondent) -> list[str]:
    """What the bot has said unasked."""
    return [message["text"] for message in person.history if message.get("text") == NEWS]


async def tell_amina(town: Town) -> None:
    """Something falls due, and this bot's process is the one that sees it."""

    def say(stores: Stores) -> None:
        person = stores.people.find(stores.keyring.lookups(501))
        assert person is not None and tell(stores, town.world.bot["id"], person, Card(NEWS)) is not None

    await town.service.database.run(say)


async def test_a_person_hears_from_the_bot_they_wrote_to_last(tmp_path: Path) -> None:
    async with two_towns(tmp_path) as (north, south):
        in_north = await north.member()
        in_south = south.person()
        await in_north.says("/report")
        await in_north.taps("Petition delivery")
        heard = north.world.subscribe(in_north.id)
        await tell_amina(south)
        north.service.sender.wake()
        assert (await heard.next("message"))["message"]["text"] == NEWS

        await in_south.says("/help")
        heard = south.world.subscribe(in_south.id)
        await tell_amina(north)
        south.service.sender.wake()
        assert (await heard.next("message"))["message"]["text"] == NEWS
        assert (len(told(in_north)), len(told(in_south))) == (1, 1)


async def test_what_is_due_is_composed_by_the_persons_own_bot(tmp_path: Path) -> None:
    async with two_towns(tmp_path) as (north, south):
        amina = await north.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await north.marked()
        for town in (south, north):
            town.pass_time(days=1)
        await south.service.tick()
        assert not await south.service.database.read(waiting), "nothing that only the other bot could have said"
        await north.service.tick()
        await north.marked()
        assert said(amina) == 1


async def test_a_private_digest_follows_its_person_to_the_bot_they_write_to_and_stops_there(tmp_path: Path) -> None:
    async with two_towns(tmp_path) as (north, south):
        at_north = await north.member(600, role="coordinator", name="Clara")
        await at_north.says("/digest")
        await at_north.taps("Get it regularly")
        await at_north.taps("Have one sent")
        at_south = south.person(600)
        await at_south.says("/digest")
        await at_south.taps("Get it regularly")
        at_south.sees("Tap one to change or stop it")
        heard = len(at_north.history)
        for town in (north, south):
            town.set_clock(MONDAY)
            await town.service.unprompted.tick()
            await town.marked()
        at_south.sees("Germany · Week 43", "A quiet week")
        assert len(at_north.history) == heard, "the bot that it was asked of is not needed any more"
        await at_south.says("/digest")
        await at_south.taps("Get it regularly")
        await at_south.taps("Germany")
        await at_south.taps("Stop it")
        at_south.sees("Stopped")


def test_a_link_to_the_bot_is_rendered_only_in_turns_which_are_its_own() -> None:
    """What is said unasked may be composed for somebody whom another bot serves: no bot is named in it."""
    packages = ("bot", "scheduler", "reports", "storage", "flows", "texts")
    naming = {
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"desk\.bot_username", path.read_text("utf-8"))
    }
    assert naming, "the rule has lost what it is about"
    assert {each for each in naming if not each.startswith("bot/handlers/")} == {"bot/app.py"}


async def test_a_file_is_fetched_by_the_bot_it_was_sent_to(tmp_path: Path) -> None:
    async with two_towns(tmp_path) as (north, south):
        amina = await north.member()
        await north.service.downloads.stop()
        await amina.does(north.world.send_photos, [JPEG], None)
        assert any(buttons(message) for message in amina.history)
        await amina.taps("Petition delivery")
        south.service.downloads.wake()
        assert await south.service.database.run(south.service.downloads._claim) == []
        assert len(await north.service.database.run(north.service.downloads._claim)) == 1
