"""One run: the clock goes from one instant to the next that counts, processes are killed, and everything is judged."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import select

from sandbox.clock import FileClock
from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from scheduler.digests import comes_at
from storage.crypto import Secrets
from storage.database import Database
from storage.keys import Keyring
from storage.keystore import KeyStore
from storage.stores import Stores
from storage.subscription_store import SubscriptionRow
from storage.tables import outbox
from tests.chaos.replicas import Installation, Replica, end_quietly
from tests.support.databases import Hands, empty_database, opened
from tests.support.ports import free_port
from tests.year.counts import Counts
from tests.year.founding import found
from tests.year.judge import Judge
from tests.year.life import Life
from tests.year.oracle import NEVER, Oracle
from tests.year.plan import Act, Plan, months
from tests.year.post import Doubt, Letter, Post

REPLICAS = {"sqlite": 1, "postgresql": 2}
FASTER = 3  # the clock goes so many times as fast as real time, between the jumps
MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = 31  # seconds of the clock after which there is another tick
PATIENCE = 240.0  # real seconds until what is under way must be done
STILL = 20.0  # real seconds that a stopped process stands still
OUTAGE = timedelta(days=2)
MANY = 1_000  # more than there are subscriptions
BUSY = 4  # a kill waits until so many messages are to go out,
OVERDUE = timedelta(hours=12)  # but no longer than this
BURST = 3.0  # real seconds to wait for the messages among which a kill falls
ROUNDS = 200  # of the event loop: a call takes the sandbox less than ten
IN_A_BURST = 0.8  # this share of kills falls among messages that go out, the others while a process starts


@dataclass
class Year:
    """The sandbox, the processes and the people of one run."""

    plan: Plan
    world: World
    hands: Hands
    database: Database
    replicas: list[Replica]
    urls: list[str]
    http: aiohttp.ClientSession
    counts: Counts
    oracle: Oracle
    judge: Judge
    life: Life
    post: Post
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.hands.clock.now()

    async def pass_by(self) -> None:
        """From the first instant to the last."""
        plan, agenda = self.plan, Agenda.of(self.plan)
        members = {each.id: each for each in plan.organisation.members}
        await self.settle(self.now)
        while (at := self._next_instant(agenda)) <= plan.end:
            if due(agenda.outages, at):
                at = await self._outage(at)
            self.hands.set(at)
            self.counts.instants += 1
            await self._disturb(agenda, at)
            letters = await self.look(at)
            await self.life.answer(letters, members)
            await self.life.act(agenda.acts_until(at))
            await self.settle(at)
            if due(agenda.weeks, at):
                plan.tell(f"{at:%Y-%m-%d}: {self.counts.line()}")

    def _next_instant(self, agenda: "Agenda") -> datetime:
        """The first at which something is to come, or to be done, or nothing may come."""
        found = [self.judge.next_digest() or NEVER, self.oracle.next_due(self.now), agenda.next_at()]
        return max(rounded_up(min(found), self.plan.every), self.now + MINUTE)

    async def _disturb(self, agenda: "Agenda", at: datetime) -> None:
        """Kill, or stop for a while, what should speak now; rather where much is to be said."""
        expected = self.judge.expected(at)
        if due(agenda.stills, at):
            await self._stand_still()
        elif agenda.kills and (agenda.kills[0] <= at - OVERDUE or (agenda.kills[0] <= at and expected >= BUSY)):
            agenda.kills.pop(0)
            await self._kill(expected)

    async def look(self, at: datetime) -> list[Letter]:
        """Wait until all that is due at this instant was said, and judge it."""
        await self.settle(at)
        letters, unaccounted = await self.database.read(self.post.letters)
        for each in unaccounted:
            self.counts.harm("unaccounted", str(each)[:300])
        self.judge.look(at, self.now, letters, self.doubts)
        self.doubts.clear()
        return letters

    async def settle(self, at: datetime) -> None:
        """Until every process has ticked at this instant or later, and nothing is under way."""
        begun, behind = time.monotonic(), self.urls
        while True:
            ticks = await asyncio.gather(*(self._ticked(url) for url in behind))
            behind = [url for url, tick in zip(behind, ticks, strict=True) if tick is None or tick < at]
            if not behind:
                under_way, digests = await self.database.read(unfinished, self.world.bot["id"])
                if not under_way and not len(self.world.updates):
                    if not digests:
                        return
                    self.hands.move(seconds=TICK)
            lives = all(each.running for each in self.replicas)
            assert lives and time.monotonic() - begun < PATIENCE, f"nothing moves at {at}: {self._last_words()}"
            await asyncio.sleep(0.03)

    async def go_on(self) -> None:
        """Let the clock go by itself, between the jumps, until cancelled."""
        moved = time.monotonic()
        while True:
            await asyncio.sleep(0.03)
            now = time.monotonic()
            self.hands.move(seconds=(now - moved) * FASTER)
            moved = now

    async def _ticked(self, url: str) -> datetime | None:
        try:
            async with self.http.get(f"{url}/healthz") as answer:
                ticked = (await answer.json()).get("last_tick")
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
        return None if ticked is None else datetime.fromisoformat(ticked)

    async def _kill(self, expected: int) -> None:
        """SIGKILL, one replica or all of them, among the messages that go out or at their start; they start again."""
        chance = self.plan.chance
        if chance.random() < IN_A_BURST:
            await self._burst(chance.randint(0, expected))
            await asyncio.sleep(chance.uniform(0, 0.05))
        victims = chance.choice([*([each] for each in self.replicas), self.replicas])
        await self._down(victims)
        for victim in victims:
            await victim.start()
        self.counts.kills += 1
        if chance.random() > IN_A_BURST and len(victims) == len(self.replicas):
            await asyncio.sleep(chance.uniform(0, 1.5))
            await self._down(victims)
            for victim in victims:
                await victim.start()
            self.counts.kills += 1

    async def _burst(self, count: int) -> None:
        """Until so many messages were accepted."""
        begun = time.monotonic()
        while self.post.accepted() < count and time.monotonic() - begun < BURST:  # noqa: ASYNC110
            await asyncio.sleep(0.002)

    async def _down(self, victims: list[Replica]) -> None:
        for victim in victims:
            await victim.kill()
        await self._note_doubt()

    async def _note_doubt(self, woken: bool = False) -> None:
        """What was not known to be sent: only that may be sent again."""
        await asyncio.sleep(0.2)  # what the database was told is done,
        for _ in range(ROUNDS):  # and the sandbox, in this very loop, has taken in what was on the wire
            await asyncio.sleep(0)
        waits = frozenset(await self.database.read(waiting))
        self.doubts.append(Doubt(waits, None if woken else self.post.known()))

    async def _stand_still(self) -> None:
        """One process stops among the messages that go out, and goes on later."""
        replica = self.plan.chance.choice(self.replicas)
        await self._burst(1)
        os.kill(replica.pid, signal.SIGSTOP)
        await self._note_doubt(woken=True)
        await asyncio.sleep(STILL)
        os.kill(replica.pid, signal.SIGCONT)
        self.counts.standstills += 1

    async def _outage(self, at: datetime) -> datetime:
        """Everything is down for a while."""
        await self._down(self.replicas)
        at = min(at + OUTAGE, self.plan.end)
        self.hands.set(at)
        for replica in self.replicas:
            await replica.start()
        self.counts.outages += 1
        self.judge.back_at = at
        return at

    def _last_words(self) -> str:
        return "\n".join(f"{each.log.name}: {each.last_words()}" for each in self.replicas)


def rounded_up(at: datetime, every: timedelta) -> datetime:
    """The next instant of so many."""
    return at if at == NEVER else at + (EPOCH - at) % every


def unfinished(stores: Stores, bot_id: int) -> tuple[int, int]:
    """Updates and outbox messages under way; digests that are due."""
    under_way = stores.updates.count_waiting(bot_id) + len(waiting(stores))
    return under_way, sum(comes_now(stores, each) for each in stores.subscriptions.due(bot_id, stores.now, MANY))


def comes_now(stores: Stores, row: SubscriptionRow) -> bool:
    """Whether a digest that is due does not wait for the morning."""
    return row.zone is None or comes_at(row, ZoneInfo(row.zone), stores.now) <= stores.now


def waiting(stores: Stores) -> list[int]:
    """Outbox messages not known to be sent."""
    return list(stores.connection.scalars(WAITING))


WAITING = select(outbox.c.id).where(outbox.c.status == "waiting")


@dataclass
class Agenda:
    """What stands before us: all in order, what is over taken away."""

    acts: list[Act]
    looks: list[datetime]
    kills: list[datetime]
    stills: list[datetime]
    outages: list[datetime]
    weeks: list[datetime]

    @classmethod
    def of(cls, plan: Plan) -> "Agenda":
        weeks = [plan.begin + timedelta(weeks=each + 1) for each in range(plan.weeks)]
        kills, stills, outages = (plan.spread(each) for each in (plan.kills, plan.standstills, plan.outages))
        return cls(list(plan.acts), list(plan.looks), kills, stills, outages, weeks)

    def next_at(self) -> datetime:
        found = [each[0] for each in (self.looks, self.weeks) if each] + [each.at for each in self.acts[:1]]
        return min(found, default=NEVER)

    def acts_until(self, at: datetime) -> list[Act]:
        found = [each for each in self.acts if each.at <= at]
        del self.acts[: len(found)]
        while due(self.looks, at):
            pass
        return found


def due(instants: list[datetime], at: datetime) -> bool:
    """Whether the first of them has come; it is taken away."""
    return bool(instants) and instants[0] <= at and instants.pop(0) <= at


async def run(plan: Plan, folder: Path) -> Counts:
    """A year, or less; Counts of a run that came to its end. Raises AssertionError if it did not."""
    async with stage(plan, folder) as year:
        going = asyncio.create_task(year.go_on())
        try:
            await year.pass_by()
        finally:
            going.cancel()
        for replica in year.replicas:
            await replica.stop()
    return year.counts


@asynccontextmanager
async def stage(plan: Plan, folder: Path) -> AsyncIterator[Year]:
    """Everything running; killed at the end whatever happens."""
    async with AsyncExitStack() as cleanup:
        hands = Hands(folder / "clock", plan.begin)
        world = World(rates=RateLimits(0, 0, 0, 0, 0), clock=FileClock(hands.path))
        server = await cleanup.enter_async_context(serve(world))
        database_url, keys_url = [cleanup.enter_context(empty_database(plan.dialect, folder)) for _ in range(2)]
        installation = Installation(folder, server.url, world.token, database_url, keys_url)
        installation.settings |= {"CLOCK": str(hands.path), "OPEN_JOIN": plan.organisation.sections[0].key}
        ports = [free_port() for _ in range(REPLICAS[plan.dialect])]
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        if plan.dialect == "sqlite":
            installation.settings["LISTEN"] = f"127.0.0.1:{ports[0]}"
        (folder / "organisation.yaml").write_text(plan.organisation.as_yaml())
        await installation.command("setup", "organisation.yaml")
        keystore = KeyStore(keys_url)
        cleanup.push_async_callback(keystore.run, keystore.close)
        keyring = Keyring(Secrets.parse(installation.settings["SECRET_KEYS"]), keystore, hands.clock)
        database = await cleanup.enter_async_context(opened(database_url, keyring, hands.clock))
        counts = Counts(people=len(plan.organisation.members), sections=len(plan.organisation.sections))
        founded = await found(database, world, plan)
        oracle = Oracle(plan.organisation, founded.section_ids)
        for month in months(plan.begin, plan.end):
            oracle.month_begins(month, plan.begin)
        judge = Judge(plan.organisation, oracle, counts, plan.begin, plan.end)
        judge.wishes = founded.wishes
        life = Life(world, database, hands.clock, oracle, counts, plan.seed)
        life.people, life.events = founded.people, founded.events
        webhooks = ports if plan.dialect == "postgresql" else [None]
        replicas = [Replica(installation, f"bot-{number}", port) for number, port in enumerate(webhooks)]
        world.webhook_balance = urls if plan.dialect == "postgresql" else []
        http = await cleanup.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)))
        for replica in replicas:
            await replica.start()
            cleanup.push_async_callback(end_quietly, replica)
        post = Post(world, founded.chats)
        yield Year(plan, world, hands, database, replicas, urls, http, counts, oracle, judge, life, post)
