"""One run: people talk, processes are killed, everybody finishes, and the books are compared."""

import asyncio
import csv
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.watching import Subscription
from sandbox.world import World
from tests.chaos.counts import Counts
from tests.chaos.people import PATIENCE, Activist
from tests.chaos.replicas import Installation, Replica, free_port
from tests.chaos.script import JOINING, delivery
from tests.support.databases import empty_database

REPLICAS = {"sqlite": 1, "postgresql": 2}
MOST_EVENTS = 60
"""A kill comes after 1 to so many events of the chats,"""
LONGEST_DELAY = 0.05
"""and up to so many seconds later, so that it falls anywhere within a turn."""
WHILE_STARTING = 0.1
"""This share of kills meets a process that is still starting, within"""
STARTING = 1.5
"""so many seconds."""
LOOK_EVERY = 5.0
"""Real seconds of silence after which one looks whether the processes are still there."""


@dataclass
class Plan:
    """What a run shall be. The same seed kills after the same numbers of events."""

    dialect: str
    kills: int
    seed: int
    people: int = 12
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)


@dataclass
class Stage:
    """The sandbox, the processes and the people of one run."""

    plan: Plan
    folder: Path
    world: World
    installation: Installation
    replicas: list[Replica]
    counts: Counts
    told: list[int] = field(default_factory=list)


async def run(plan: Plan, folder: Path) -> Counts:
    """Kill as often as planned; Counts of a run that came to its end. Raises AssertionError if it did not."""
    async with stage(plan, folder) as set_up:
        over = asyncio.Event()
        numbers = iter(number for number in range(20_001, 10**6) if number % 100)
        async with asyncio.TaskGroup() as everybody:
            for user_id in range(501, 501 + plan.people):
                everybody.create_task(report_until(over, set_up, user_id, numbers))
            await kill_as_planned(set_up)
            over.set()
        for replica in set_up.replicas:
            await replica.stop()
        await compare(set_up)
    return set_up.counts


@asynccontextmanager
async def stage(plan: Plan, folder: Path) -> AsyncIterator[Stage]:
    """Everything running; killed at the end whatever happens."""
    async with AsyncExitStack() as cleanup:
        world = World(rates=RateLimits(0, 0, 0, 0, 0))
        server = await cleanup.enter_async_context(serve(world))
        urls = [cleanup.enter_context(empty_database(plan.dialect, folder)) for _ in range(2)]
        installation = Installation(folder, server.url, world.token, *urls)
        await installation.command("setup", "--sample")
        ports = [None] if plan.dialect == "sqlite" else [free_port() for _ in range(REPLICAS[plan.dialect])]
        replicas = [Replica(installation, f"bot-{number}", port) for number, port in enumerate(ports)]
        world.webhook_balance = [replica.url for replica, port in zip(replicas, ports, strict=True) if port]
        light_faults(world, plan)
        for replica in replicas:
            await replica.start()
            cleanup.push_async_callback(end_quietly, replica)
        yield Stage(plan, folder, world, installation, replicas, Counts())


def light_faults(world: World, plan: Plan) -> None:
    """Now and then Telegram refuses a call, without having done anything."""
    world.faults.random.seed(plan.seed)
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        world.faults.add("server_error", method=method, percent=0.5)
        world.faults.add("drop", method=method, percent=0.5)
    world.faults.add("duplicate", percent=1)


async def end_quietly(replica: Replica) -> None:
    if replica.running:
        await replica.kill()


async def report_until(over: asyncio.Event, stage: Stage, user_id: int, numbers: Iterator[int]) -> None:
    """Join, then tell of one delivery after the other."""
    person = Activist(stage.world, user_id, stage.counts)
    await person.converse(JOINING)
    while not over.is_set():
        number = next(numbers)
        stage.told.append(number)
        await person.converse(delivery(number))
        stage.counts.conversations += 1


async def kill_as_planned(stage: Stage) -> None:
    """SIGKILL, one replica or all of them, and start again at once."""
    events, chance = stage.world.subscribe(), stage.plan.chance
    while stage.counts.kills < stage.plan.kills:
        if chance.random() < WHILE_STARTING:
            await asyncio.sleep(chance.uniform(0, STARTING))
        else:
            await until_seen(events, chance.randint(1, MOST_EVENTS), stage)
            await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
        victims = chance.choice([*([replica] for replica in stage.replicas), stage.replicas])
        for victim in victims:
            await victim.kill()
        for victim in victims:
            await victim.start()
        stage.counts.kills += 1
    events.close()


async def until_seen(events: Subscription, count: int, stage: Stage) -> None:
    """Return after so many events of the chats; AssertionError with what the processes said if nothing moves."""
    events.seen()
    still = 0.0
    while count:
        try:
            await events.next(timeout=LOOK_EVERY)
            count, still = count - 1, 0.0
        except TimeoutError:
            still += LOOK_EVERY
            if still >= PATIENCE or not all(replica.running for replica in stage.replicas):
                words = "\n".join(f"{replica.log.name}: {replica.last_words()}" for replica in stage.replicas)
                raise AssertionError(f"nothing moves after {stage.counts.kills} kills; {words}") from None


async def compare(stage: Stage) -> None:
    """What came out of the export against what was told."""
    await stage.installation.command("export", "reports.csv")
    with (stage.folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    filed = Counter(int(row["signatures"]) for row in rows)
    counts = stage.counts
    counts.lost += sum(number not in filed for number in stage.told)
    counts.doubled += sum(times - 1 for times in filed.values())
    counts.wrong += sum(number not in stage.told for number in filed)
    counts.wrong += sum(not as_told(row) for row in rows)
    counts.incidents += [f"not in the export: {number}" for number in stage.told if number not in filed]
    counts.incidents += [f"in the export, not as told: {row}" for row in rows if not as_told(row)]


def as_told(row: dict[str, str]) -> bool:
    """Whether every other answer of the script is in the row."""
    day = datetime.fromisoformat(row["filed_at"]).astimezone(UTC).date()
    return (
        row["target"] == "embassy_uz_berlin"
        and row["signatures_qualifier"] == "exactly"
        and row["pictures"] == "1"
        and row["publish"] == "internal"
        and abs((datetime.fromisoformat(row["occurred_on"]).date() - day).days) <= 1
    )
