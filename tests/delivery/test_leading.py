"""One leader per bot: who may follow and when, and that whoever was followed begins nothing more."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.util import await_only

from bot import leading
from bot.leading import LEASE, Leadership, Watch
from storage.database import Database
from storage.leader_store import GONE, NOBODY, Leading
from storage.postgres import AT_LEISURE
from storage.stores import Stores
from tests.support.patience import PATIENCE

BOT = 7
ROW = Leading("one", 3, GONE)
WAITS_FOR_A_LOCK = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Uptime:
    """Real time, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(leading, "uptime", lambda: self.seconds)


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> Uptime:
    return Uptime(monkeypatch)


def test_a_place_never_taken_or_given_back_is_free() -> None:
    assert Watch().may_follow(None, 0)
    assert Watch().may_follow(Leading(NOBODY, 3, GONE), 0)


def test_otherwise_it_is_free_once_seen_unchanged_for_a_lease_on_ones_own_watch() -> None:
    watch = Watch()
    assert not watch.may_follow(ROW, 1_000_000), "however old it is: nobody has watched it yet"
    assert not watch.may_follow(ROW, 1_000_000 + LEASE)
    assert watch.may_follow(ROW, 1_000_001 + LEASE)


def test_a_renewal_begins_the_watch_anew() -> None:
    watch = Watch()
    watch.may_follow(ROW, 0)
    assert not watch.may_follow(Leading("one", 3, leading._ahead()), LEASE + 1)
    assert not watch.may_follow(ROW, 2 * LEASE)


def replica(database: Database, name: str) -> Leadership:
    """Its part in leading, without a loop of its own: it looks when it is told to."""
    part = Leadership(database, name, alone=False)
    part._bot_id = BOT
    return part


async def test_the_fence_grows_with_every_change(database: Database, uptime: Uptime) -> None:
    one, other = replica(database, "one"), replica(database, "other")
    await one._look()
    await other._look()
    assert (one.holds, other.holds) == (True, False)
    uptime.seconds += LEASE / 2
    await one._look()
    await other._look()
    uptime.seconds += LEASE + 0.1
    assert not one.holds, "its lease is over before anybody follows"
    await other._look()
    assert other.holds
    assert await database.read(lambda stores: stores.leaders.find(BOT).fence) == 2
    await one._look()
    assert not one.holds
    await other.stop()
    await one._look()
    assert one.holds
    assert await database.read(lambda stores: stores.leaders.find(BOT).fence) == 3


async def test_who_was_followed_can_not_claim_whatever_they_believe(database: Database, uptime: Uptime) -> None:
    one, other = replica(database, "one"), replica(database, "other")
    await one._look()
    await other._look()
    uptime.seconds += LEASE + 0.1
    await other._look()
    uptime.seconds -= LEASE  # one's watch stood still
    assert one.holds
    assert not await database.run(one.stands)
    assert await database.run(other.stands)


async def test_nobody_follows_while_a_claim_is_being_written(database: Database, uptime: Uptime) -> None:
    one, other = replica(database, "one"), replica(database, "other")
    await one._look()
    await other._look()
    uptime.seconds += LEASE + 0.1
    written: list[str] = []
    stands, over = asyncio.Event(), asyncio.Event()

    def claims(stores: Stores) -> None:
        stores.connection.exec_driver_sql(AT_LEISURE)
        assert one.stands(stores)
        stands.set()
        await_only(over.wait())
        written.append("claimed")

    async def follows() -> None:
        await other._look()
        written.append("followed")

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as both:
        both.create_task(database.run(claims))
        await stands.wait()
        following = both.create_task(follows())
        while not following.done() and not await database.read(somebody_waits):  # noqa: ASYNC110 (the server is not ours)
            await asyncio.sleep(0.01)
        over.set()
    assert written == ["claimed", "followed"]
    assert other.holds


def somebody_waits(stores: Stores) -> bool:
    return stores.connection.execute(WAITS_FOR_A_LOCK).first() is not None


async def test_of_two_that_may_follow_one_does(database: Database, uptime: Uptime) -> None:
    parts = [replica(database, str(number)) for number in range(4)]
    await asyncio.gather(*(part._look() for part in parts))
    assert sum(part.holds for part in parts) == 1
