"""One run: people talk, processes are killed, everybody finishes, and the books are compared."""

import asyncio
import csv
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.watching import Subscription
from sandbox.world import World
from tests.chaos.counts import Counts
from tests.chaos.people import PATIENCE, Person
from tests.chaos.replicas import Installation, Replica, serving
from tests.chaos.script import Script
from tests.chaos.tales import ACTIVISTS, SECTION, STAFF, Event, Tale, Telling, joining
from tests.support.databases import empty_database
from texts.locale import LANGUAGES

WEBHOOKS = {"sqlite": 0, "postgresql": 2}
"""Replicas that updates are posted to; with none of them one process polls."""
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
ZONE = ZoneInfo("Europe/Berlin")
"""Of the section that everybody joins."""


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
    invitation: str
    event: Event
    told: list[Tale] = field(default_factory=list)


async def run(plan: Plan, folder: Path) -> Counts:
    """Kill as often as planned; Counts of a run that came to its end. Raises AssertionError if it did not."""
    async with stage(plan, folder) as set_up:
        over = asyncio.Event()
        numbers = iter(number for number in range(20_001, 10**6) if number % 100)
        async with asyncio.TaskGroup() as everybody:
            for index in range(plan.people):
                everybody.create_task(report_until(over, set_up, index, numbers))
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
        invitation, event = await asyncio.gather(staff_invited(installation), event_planned(installation))
        replicas = await serving(cleanup, installation, world, WEBHOOKS[plan.dialect])
        light_faults(world, plan)
        yield Stage(plan, folder, world, installation, replicas, Counts(), invitation, event)


async def staff_invited(installation: Installation) -> str:
    """What the deep link of an invitation for the section's staff carries."""
    said = await installation.command("invite", "--role", "staff", "--section", SECTION, "--uses", "1000")
    return carried(said)


async def event_planned(installation: Installation) -> Event:
    """A delivery that takes place today."""
    today = datetime.now(ZONE).date()
    known = ("--target", "embassy_uz_berlin", "--case", "uz_teacher")
    named = ("--name", "Signatures for Uzbekistan", "--date", today.isoformat())
    return Event(carried(await installation.command("event", "plan", "--section", SECTION, *named, *known)), today)


def carried(said: str) -> str:
    """The payload of the deep link that a command printed."""
    found = re.search(r"\?start=(\S+)", said)
    assert found is not None, said
    return found[1]


def light_faults(world: World, plan: Plan) -> None:
    """Now and then Telegram refuses a call, without having done anything."""
    world.faults.random.seed(plan.seed)
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        world.faults.add("server_error", method=method, percent=0.5)
        world.faults.add("drop", method=method, percent=0.5)
    world.faults.add("duplicate", percent=1)


async def report_until(over: asyncio.Event, stage: Stage, index: int, numbers: Iterator[int]) -> None:
    """Join, then tell one tale after the other: every third person is of the staff, neighbours speak other languages
    and begin with other tales."""
    person = Person(stage.world, 501 + index, LANGUAGES[index % len(LANGUAGES)], stage.counts)
    tales = STAFF if index % 3 == 0 else ACTIVISTS
    begin = index // 3 if index % 3 == 0 else index - index // 3 - 1
    await person.converse(joined_how(stage, person, index))
    for count, tell in enumerate(islice(cycle(tales), begin % len(tales), None)):
        if count and over.is_set():  # on a slow machine the kills may be over before somebody has joined
            break
        tale = tell(Telling(person.language, next(numbers), stage.event, again=count >= len(tales)))
        stage.told.append(tale)
        await person.converse(tale.script)
        stage.counts.conversations += 1
        stage.counts.kinds[tale.told["kind"]] += 1


def joined_how(stage: Stage, person: Person, index: int) -> Script:
    """By an invitation of the staff, or as anybody may."""
    return joining(person.language, stage.invitation if index % 3 == 0 else "")


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
    judge(stage.told, rows, stage.counts)


def judge(told: list[Tale], rows: list[dict[str, str]], counts: Counts) -> None:
    """Count what is lost, doubled, or not as it was told. Each tale has a mark of its own."""
    tales = {tale.key: tale for tale in told}
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {key: [] for key in tales}
    for row in rows:
        key = next((key for key in keys_of(row, told) if key in tales), None)
        if key is None:
            counts.wrong += 1
            counts.incidents.append(f"in the export, never told: {row}")
        else:
            found[key].append(row)
    for key, its in found.items():
        as_told = [row for row in its if tales[key].is_told_by(row)]
        counts.lost += not its
        counts.doubled += max(len(its) - 1, 0)
        counts.wrong += len(its) - len(as_told)
        if len(its) != 1 or its != as_told:
            counts.incidents.append(f"told: {key} {tales[key].told}\nin the export: {its}")


def keys_of(row: dict[str, str], told: list[Tale]) -> set[tuple[str, str, str]]:
    """By what tale this may have been told."""
    columns = {tale.mark[0] for tale in told if tale.told["kind"] == row["kind"]}
    return {(row["kind"], column, row[column]) for column in columns}
