"""A replica that stood still while another took over what it had in hand: woken, it sends nothing of that again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.util import await_only
from telegram import Bot
from telegram.error import RetryAfter

from bot.letters import Letter
from bot.metrics import Metrics
from bot.rates import Limits
from bot.sender import LEASE, Sender
from bot.settings import Settings
from scheduler.last_look import Looked
from storage.database import Database
from storage.files import Files
from storage.outbox_store import GivenBack, Later, OutboxDraft, OutboxRow
from storage.postgres import AT_LEISURE
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.patience import PATIENCE
from tests.support.stored import BOT

CHAT = b"amina"
BUSY = RetryAfter(60)
WAITS_FOR_A_LOCK = text(
    "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
)


@dataclass
class Telegram:
    """What a replica told it; it answers with `errors` first."""

    errors: list[Exception] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    id: int = BOT

    async def do_api_request(self, _: str, params: dict[str, Any]) -> dict[str, Any]:
        if self.errors:
            raise self.errors.pop(0)
        self.told.append(params["text"])
        return {"message_id": len(self.told)}


class Replica(Sender):
    """A sender whose loops do not run: it looks when it is told to, and stands still in between."""

    def __init__(self, database: Database, folder: Path, name: str) -> None:
        settings = Settings(_env_file=None, bot_token=SecretStr("1:x"), rate_all=0, rate_chat=0, rate_group=0)
        files, metrics = Files(folder, database.keyring), Metrics()
        look = lambda stores, rows: Looked()  # noqa: E731
        super().__init__(database, database.clock, Limits(settings), files, name, True, metrics, look)
        self.telegram = Telegram()
        self._bot = cast(Bot, self.telegram)

    async def looks(self) -> None:
        """Renew what is in hand, claim what is free, and send what may go."""
        await self._claim_once()
        async with asyncio.timeout(PATIENCE):
            for letter in list(self._held.values()):
                await letter.attempted.wait()
        await self._marks.write()


@pytest.fixture
def one(database: Database, tmp_path: Path) -> Replica:
    return Replica(database, tmp_path, "one")


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Replica:
    return Replica(database, tmp_path, "other")


def say(stores: Stores, *texts: str) -> None:
    drafts = [
        OutboxDraft(BOT, CHAT, "reply", "sendMessage", orjson.dumps({"chat_id": 1, "text": each})) for each in texts
    ]
    stores.outbox.add(drafts, None, None, stores.now)


def answered(stores: Stores, worker: str, text: str) -> list[Letter]:
    """As a turn's answer is handed over."""
    until, params = stores.now + LEASE, {"chat_id": 1, "text": text}
    draft = OutboxDraft(BOT, CHAT, "reply", "sendMessage", orjson.dumps(params))
    [row] = stores.outbox.add([draft], worker, until, stores.now)
    return [Letter(row, BOT, CHAT, None, "reply", draft.method, params, leased_until=until)]


async def at_rest(replica: Replica) -> None:
    """Until nothing is under way in it."""
    async with asyncio.timeout(PATIENCE):
        while replica._tasks:
            await asyncio.wait(replica._tasks)
    await replica._marks.write()


async def test_what_another_replica_sent_meanwhile_is_not_sent_again(
    database: Database, one: Replica, other: Replica, hands: Hands
) -> None:
    one.telegram.errors = [BUSY]
    await database.run(say, "first", "second")
    await one.looks()
    hands.move(seconds=60)  # Telegram would take it now, but its lease was over long ago
    await other.looks()
    await at_rest(one)
    assert (one.telegram.told, other.telegram.told) == ([], ["first", "second"])


async def test_what_nobody_took_over_goes_later_and_in_order(database: Database, one: Replica, hands: Hands) -> None:
    one.telegram.errors = [BUSY]
    await database.run(say, "first")
    await one.looks()
    hands.move(seconds=9)
    await one.deliver(await database.run(answered, "one", "second"))  # of a turn, and so with a lease of its own
    hands.move(seconds=2)
    await at_rest(one)
    assert one.telegram.told == [], "the second must not overtake"
    hands.move(seconds=60)
    await one.looks()
    await at_rest(one)
    assert one.telegram.told == ["first", "second"]


def renews(stores: Stores, row: int) -> None:
    assert stores.outbox.renew("one", [row], stores.now + LEASE) == {row}


def tries_later(stores: Stores, row: int) -> None:
    stores.outbox.mark([Later(row, stores.now + LEASE, 1)], stores.now)


def gives_back(stores: Stores, row: int) -> None:
    stores.outbox.mark([GivenBack(row, "one")], stores.now)


def releases(stores: Stores, _: int) -> None:
    stores.outbox.release("one")


@pytest.mark.parametrize(
    ("writes", "claimed"),
    [(renews, []), (tries_later, []), (gives_back, ["first", "second"]), (releases, ["first", "second"])],
)
async def test_what_a_woken_replica_is_just_writing_about_is_not_overtaken(
    database: Database, hands: Hands, writes: Callable[[Stores, int], None], claimed: list[str]
) -> None:
    await database.run(say, "first", "second")
    first, _ = await database.run(claims, "one")
    hands.move(seconds=LEASE.total_seconds() + 1)
    written, over = asyncio.Event(), asyncio.Event()

    def writing(stores: Stores) -> None:
        stores.connection.exec_driver_sql(AT_LEISURE)
        writes(stores, first.id)
        written.set()
        await_only(over.wait())

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as both:
        both.create_task(database.run(writing))
        await written.wait()
        other = both.create_task(database.run(claims, "other"))
        while not other.done() and not await database.read(somebody_waits):  # noqa: ASYNC110 (the server is not ours)
            await asyncio.sleep(0.01)
        over.set()
    assert [orjson.loads(row.payload)["text"] for row in other.result()] == claimed


def claims(stores: Stores, worker: str) -> list[OutboxRow]:
    return stores.outbox.claim(BOT, worker, 10, stores.now, LEASE)


def somebody_waits(stores: Stores) -> bool:
    return stores.connection.execute(WAITS_FOR_A_LOCK).first() is not None
