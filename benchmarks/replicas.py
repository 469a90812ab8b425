"""Turns a second, and what each costs, of one process on SQLite and of one and two replicas on PostgreSQL.

    python -m benchmarks.replicas [--seconds 30] [--people 40] [--database sqlite|postgresql] [--replicas 2]

Real processes against the sandbox, rates off; everybody tells of one delivery after the other. All of it shares this
machine's cores, so the CPU of a turn says more than turns a second. PostgreSQL waits for the disk, as in production.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

import asyncpg
from sqlalchemy import make_url

from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from tests.chaos.counts import Counts
from tests.chaos.people import Person
from tests.chaos.replicas import Installation, serving
from tests.chaos.tales import Event, Telling, delivery, joining
from tests.support.databases import CARELESS, ask, empty_database, postgres, text_of

TICKS = os.sysconf("SC_CLK_TCK")
FLEETING = ("update", "outbox", "chat_message", "session")
"""Tables whose rows are forgotten again after hours, days or, of drafts, weeks."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run came to; CPU in milliseconds a turn, `busy` the share of a core that the sandbox took."""

    name: str
    turns: int
    seconds: float
    reports: int
    bot: float
    database: float
    busy: float
    more: str

    def line(self) -> str:
        """For people, and docs/scaling.md."""
        return (
            f"{self.name}: {self.turns / self.seconds:.0f} turns/s ({self.turns} turns, {self.reports} reports); "
            f"CPU a turn {self.bot:.2f} ms in the bot, {self.database:.2f} ms in PostgreSQL; "
            f"sandbox {self.busy:.0%} of a core; {self.more}"
        )


def cpu(pids: Iterable[int]) -> float:
    """Seconds that these processes, and those of theirs that have ended, have computed."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(each) for each in fields[11:15])
    return total / TICKS


def family(parent: int) -> list[int]:
    """A process and its children."""
    found = [parent]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
        except FileNotFoundError:
            continue
    return found


def of_server(postmaster: int | None) -> float:
    """Seconds that PostgreSQL has computed; 0 where there is none."""
    return cpu(family(postmaster)) if postmaster else 0.0


async def asked(url: str, query: str) -> list[asyncpg.Record]:
    """What PostgreSQL answers."""
    connection = await asyncpg.connect(text_of(make_url(url).set(drivername="postgresql")))
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


def server_pid(folder: str) -> int:
    """Of the PostgreSQL server with this data folder."""
    return int(Path(folder, "postmaster.pid").read_text().split()[0])


async def measure(dialect: str, replicas: int, people: int, seconds: float, folder: Path) -> Measured:
    """Everybody joins, then tells for so long."""
    async with AsyncExitStack() as cleanup:
        world = World(rates=RateLimits(0, 0, 0, 0, 0))
        server = await cleanup.enter_async_context(serve(world))
        urls = [cleanup.enter_context(empty_database(dialect, folder)) for _ in range(2)]
        installation = Installation(folder, server.url, world.token, *urls)
        await installation.command("setup", "--sample")
        bots = await serving(cleanup, installation, world, 0 if dialect == "sqlite" else replicas)
        counts = Counts()
        crowd = [Person(world, 501 + number, "en", counts) for number in range(people)]
        await asyncio.gather(*(person.converse(joining("en")) for person in crowd))
        pids = [bot.pid for bot in bots]
        postmaster = server_pid((await asked(urls[0], "SHOW data_directory"))[0][0]) if dialect != "sqlite" else None
        before = cpu(pids), of_server(postmaster), process_time(), counts.turns
        lay = await sizes(urls[0])
        began, numbers = perf_counter(), count(20_001, 2)
        told = await asyncio.gather(*(tells(person, numbers, began + seconds) for person in crowd))
        took = perf_counter() - began
        turns = counts.turns - before[3]
        of_bot = (cpu(pids) - before[0]) / turns * 1000
        of_database = (of_server(postmaster) - before[1]) / turns * 1000
        busy = (process_time() - before[2]) / took
        kept, fleeting = ((now - then) / sum(told) / 1000 for now, then in zip(await sizes(urls[0]), lay, strict=True))
        held = await connections(urls)
        more = f"connections {held}; kB a report {kept:.1f} kept, {fleeting:.1f} for a while"
        return Measured(f"{dialect}, {len(bots)}", turns, took, sum(told), of_bot, of_database, busy, more)


async def tells(person: Person, numbers: "count[int]", until: float) -> int:
    """One delivery after the other; how many."""
    done = 0
    while perf_counter() < until:
        telling = Telling("en", next(numbers), Event("", date(2014, 10, 20)), again=bool(done))
        await person.converse(delivery(telling).script)
        done += 1
    return done


def of_file(url: str) -> int:
    """Bytes of an SQLite database, what is in its log included."""
    return sum(Path(f"{make_url(url).database}{end}").stat().st_size for end in ("", "-wal"))


async def sizes(url: str) -> tuple[int, int]:
    """Bytes of tables and indexes: what is kept, and what is forgotten again; of SQLite the file, all as kept."""
    if url.startswith("sqlite"):
        return of_file(url), 0
    rows = await asked(url, "SELECT relname, pg_total_relation_size(oid) AS size FROM pg_class WHERE relkind = 'r'")
    found = {row["relname"]: row["size"] for row in rows if not row["relname"].startswith(("pg_", "sql_"))}
    fleeting = sum(found.get(name, 0) for name in FLEETING)
    return sum(found.values()) - fleeting, fleeting


async def connections(urls: list[str]) -> str:
    """How many the bot's processes hold, to the database and to the key store."""
    if urls[0].startswith("sqlite"):
        return "none"
    of_this = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return " + ".join([str(len(await asked(url, of_this))) for url in urls])


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser("python -m benchmarks.replicas")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--replicas", type=int)
    given = parser.parse_args()
    runs = [("sqlite", 1), ("postgresql", 1), ("postgresql", 2)]
    if given.database:
        runs = [(given.database, given.replicas or 1)]
    if any(dialect == "postgresql" for dialect, _ in runs):
        settings = [setting.split(" = ")[0] for setting in CARELESS]
        ask(postgres(), *(f"ALTER SYSTEM RESET {name}" for name in settings), "SELECT pg_reload_conf()")
    for dialect, replicas in runs:
        with tempfile.TemporaryDirectory() as folder:
            measured = asyncio.run(measure(dialect, replicas, given.people, given.seconds, Path(folder)))
        print(measured.line(), flush=True)


if __name__ == "__main__":
    main()
