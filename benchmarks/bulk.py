"""Bulk messages while people chat, rates on: 429s, what bulk got of what replies left, how long people waited.

    python -m benchmarks.bulk [--messages 10000] [--people 20] [--database sqlite|postgresql] [--replicas 2]

Real processes against the sandbox, which keeps Telegram's rates, on the system's clock.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import orjson

from bot.rates import counts
from sandbox.calls import CallLog
from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from storage.clock import SystemClock
from storage.crypto import Secrets
from storage.database import Database
from storage.keys import Keyring
from storage.keystore import KeyStore
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from tests.chaos.replicas import Installation, Replica, serving
from tests.support.databases import empty_database

BULK = "To all members, number "
FIRST_READER, FIRST_TALKER = 100_000, 501
AT_ONCE = 500  # messages stored in one transaction
EVERY = 2.5  # seconds between two acts of one person
PATIENCE = 30.0
RATES = {"RATE_ALL": "30", "RATE_CHAT": "1", "RATE_GROUP": "20"}
SETTLED = timedelta(seconds=1)  # the first window, in which thirty may go at once


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    messages: int = 10_000
    people: int = 20
    dialect: str = "sqlite"
    replicas: int = 1


class Calls(CallLog):
    """Every counted send of the bot: when, whether it was bulk, whether Telegram took it."""

    def __init__(self) -> None:
        super().__init__()
        self.sends: list[tuple[datetime, bool, bool]] = []
        self.read: Counter[str] = Counter()
        """How often each bulk message came."""

    def add(self, at: str, method: str, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        """See CallLog."""
        if counts(method):
            text, taken = str(params.get("text", "")), outcome.get("error_code") != 429
            bulk = text.startswith(BULK)
            self.sends.append((datetime.fromisoformat(at), bulk, taken))
            if bulk and taken:
                self.read[text] += 1


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out. `share`: bulk, of what replies left of thirty a second; waits in milliseconds."""

    seconds: float
    bulk: int
    replies: int
    refused: int
    share: float
    waits: list[float]

    @property
    def p99(self) -> float:
        """What one person in a hundred waited longer than."""
        return quantiles(self.waits, n=100)[98]

    def line(self) -> str:
        """For people, and the table in benchmarks/README.md."""
        return (
            f"{self.bulk} bulk messages in {self.seconds:.0f} s beside {self.replies} replies: {self.refused} of 429, "
            f"{self.share:.1%} of what replies left, replies p50 {quantiles(self.waits, n=2)[0]:.0f} ms, "
            f"p99 {self.p99:.0f} ms"
        )


@dataclass(slots=True)
class Stage:
    """The sandbox and the bot's processes."""

    world: World
    calls: Calls
    installation: Installation
    replicas: list[Replica]
    database: Database

    @property
    def bulk_sent(self) -> int:
        """How many bulk messages Telegram has taken."""
        return self.calls.read.total()

    async def fill(self, messages: int) -> None:
        """Bulk for as many people, one each."""
        for start in range(0, messages, AT_ONCE):
            await self.database.run(self._add, range(start, min(start + AT_ONCE, messages)))

    def _add(self, stores: Stores, numbers: range) -> None:
        drafts = [
            OutboxDraft(
                bot_id=self.world.bot["id"],
                chat=stores.keyring.lookup(FIRST_READER + number),
                lane="bulk",
                method="sendMessage",
                payload=orjson.dumps({"chat_id": FIRST_READER + number, "text": f"{BULK}{number}"}),
            )
            for number in numbers
        ]
        stores.outbox.add(drafts, None, None, stores.now)


@asynccontextmanager
async def stage(plan: Plan, folder: Path) -> AsyncIterator[Stage]:
    """Everything running; killed at the end whatever happens."""
    async with AsyncExitStack() as cleanup:
        world = World(rates=RateLimits())
        world.calls = calls = Calls()
        for number in range(plan.messages):
            started(world, FIRST_READER + number)
        server = await cleanup.enter_async_context(serve(world))
        urls = [cleanup.enter_context(empty_database(plan.dialect, folder)) for _ in range(2)]
        installation = Installation(folder, server.url, world.token, *urls)
        installation.settings |= RATES
        await installation.command("setup", "--sample")
        database = await cleanup.enter_async_context(opened(installation))
        replicas = await serving(cleanup, installation, world, 0 if plan.dialect == "sqlite" else plan.replicas)
        yield Stage(world, calls, installation, replicas, database)


def started(world: World, user_id: int) -> None:
    """Somebody who has written to the bot once."""
    world.add_person(user_id, f"Person {user_id}", language_code="en")
    world.people[str(user_id)] = {**world.people[str(user_id)], "started": True}


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[Database]:
    """The installation's database, beside its processes."""
    settings, clock = installation.settings, SystemClock()
    store = KeyStore(settings["KEYS"])
    keyring = Keyring(Secrets.parse(settings["SECRET_KEYS"]), store, clock)
    database = Database(settings["DATABASE_URL"], keyring, clock=clock)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()
        await store.run(store.close)


class Talker:
    """Somebody who asks for help again and again, and how long each answer took."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.id = world, FIRST_TALKER + number
        world.add_person(self.id, f"Talker {number}", language_code="en")
        self.events = world.subscribe(self.id)
        self.waits: list[float] = []

    async def ask(self) -> None:
        """One act and its answer."""
        self.events.seen()
        self.world.say(self.id, "/help")
        began = perf_counter()
        while not (await self.events.next("message", timeout=PATIENCE))["message"]["from"]["is_bot"]:
            pass
        self.waits.append((perf_counter() - began) * 1000)

    async def talk(self, first: float, over: asyncio.Event) -> None:
        """From `first` seconds on, until it is over."""
        pause = first
        while not over.is_set():
            try:
                async with asyncio.timeout(pause):
                    await over.wait()
            except TimeoutError:
                await self.ask()
            pause = EVERY


async def measure(plan: Plan, folder: Path) -> Measured:
    """People talk, then bulk begins; both until the last bulk message has gone."""
    async with stage(plan, folder) as set_up:
        talkers = [Talker(set_up.world, number) for number in range(plan.people)]
        await talkers[0].ask()  # the bot is there
        over = asyncio.Event()
        async with asyncio.TaskGroup() as everybody:
            for number, talker in enumerate(talkers):
                talker.waits.clear()
                everybody.create_task(talker.talk(EVERY * number / plan.people, over))
            await set_up.fill(plan.messages)
            while set_up.bulk_sent < plan.messages:  # noqa: ASYNC110 (other processes send)
                await asyncio.sleep(0.1)
            over.set()
        return judged(set_up.calls.sends, [wait for talker in talkers for wait in talker.waits])


def judged(sends: list[tuple[datetime, bool, bool]], waits: list[float]) -> Measured:
    """Counted from a second after the first bulk message to the last."""
    of_bulk = [at for at, bulk, taken in sends if bulk and taken]
    since, until = of_bulk[0] + SETTLED, of_bulk[-1]
    steady = [(bulk, taken) for at, bulk, taken in sends if since <= at <= until]
    bulk = sum(bulk and taken for bulk, taken in steady)
    replies = sum(not bulk and taken for bulk, taken in steady)
    seconds = (until - since).total_seconds()
    left = RateLimits().all * seconds - replies
    refused = sum(not taken for _, taken in steady)
    return Measured(seconds, len(of_bulk), replies, refused, bulk / left, waits)


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.bulk")
    usual = Plan()
    parser.add_argument("--messages", type=int, default=usual.messages)
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=usual.dialect)
    parser.add_argument("--replicas", type=int, default=2, help="on PostgreSQL")
    return parser


def main() -> None:
    """Print one line."""
    given = options().parse_args()
    plan = Plan(given.messages, given.people, given.database, given.replicas)
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(measure(plan, Path(folder)))
    print(f"{plan.dialect}: {measured.line()}")


if __name__ == "__main__":
    main()
