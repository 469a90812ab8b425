"""Exports in the chat, one after the other, beside an activist who goes on talking: memory and answering times.

    python -m benchmarks.exports [--reports 10000] [--exports 100]
"""

import argparse
import asyncio
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from sandbox.limits import RateLimits
from sandbox.server import serve
from sandbox.world import World
from tests.chaos.replicas import Installation, Replica
from tests.chaos.script import buttons_of

STAFF, ACTIVIST = 9001, 9002
PATIENCE = 600.0  # real seconds for one export
WARM = 10  # exports after which memory is looked at first


@dataclass
class Measured:
    """Megabytes after each export; seconds of each answer meanwhile."""

    resident: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


class Chat:
    """One person's chat with the bot."""

    def __init__(self, world: World, person: int) -> None:
        self.world = world
        self.person = person
        world.add_person(person, f"Person {person}", language_code="en")
        self.events = world.subscribe(person)

    async def card(self, wanted: str, timeout: float = 30.0) -> dict[str, Any]:
        """The next message or edit of the bot in which the pattern stands, among text and buttons."""
        while True:
            event = await self.events.next("message", "edited", timeout=timeout)
            message: dict[str, Any] = event["message"]
            if message["from"]["is_bot"] and re.search(wanted, json.dumps(message, ensure_ascii=False)):
                return message

    def press(self, message: dict[str, Any], label: str) -> None:
        button = next(each for each in buttons_of(message) if re.search(label, each["text"]))
        self.world.press(self.person, message["message_id"], button["callback_data"])

    async def join(self, start: str) -> None:
        self.world.say(self.person, start)
        self.press(await self.card("choose your language"), "English")
        self.press(await self.card("Before we begin"), "I agree")
        await self.card("What would you like to report")


def lines(count: int) -> Iterator[str]:
    """Deliveries of one section."""
    for number in range(count):
        filed = datetime.now(UTC) - timedelta(days=1, minutes=number)
        day = filed - timedelta(days=number % 300 + 1)
        answers = {"signatures": 1001 + number * 7 % 90_000 * 100 + 1, "target": "embassy_uz_berlin"}
        answers |= {"occurred_on": day.date().isoformat(), "story": f"Number {number}. Nobody went home."}
        yield json.dumps(
            {
                "id": str(number),
                "flow": "petition_delivery",
                "section": "germany",
                "filed_at": filed.isoformat(),
                "answers": answers,
            }
        )


async def main(reports: int, exports: int) -> None:
    with tempfile.TemporaryDirectory(prefix="afteraction-exports-") as name:
        folder, world = Path(name), World(rates=RateLimits(0, 0, 0, 0, 0))
        async with serve(world) as server:
            urls = [f"sqlite:///{folder / each}.db" for each in ("main", "keys")]
            installation = Installation(folder, server.url, world.token, *urls)
            await installation.command("setup", "--sample")
            (folder / "reports.jsonl").write_text("\n".join(lines(reports)))
            print((await installation.command("import", "reports.jsonl")).strip(), flush=True)
            invitation = await installation.command("invite", "--role", "staff", "--section", "germany")
            bot = Replica(installation, "bot")
            await bot.start()
            try:
                measured = await measure(world, bot, invitation, exports)
            finally:
                await bot.kill()
    show(measured)


async def measure(world: World, bot: Replica, invitation: str, exports: int) -> Measured:
    measured = Measured()
    staff, activist = Chat(world, STAFF), Chat(world, ACTIVIST)
    link = re.search(r"start=(\S+)", invitation)
    assert link is not None, invitation
    await staff.join(f"/start {link[1]}")
    await activist.join("/start")
    talking = asyncio.create_task(talk(activist, measured.answers))
    for number in range(exports):
        begun = perf_counter()
        world.say(STAFF, "/reports")
        staff.press(await staff.card("Export these"), "Export these")
        await staff.card("file_id", timeout=PATIENCE)
        measured.took.append(perf_counter() - begun)
        measured.resident.append(resident(bot.pid))
        print(f"{number + 1}: {measured.took[-1]:.1f} s, {measured.resident[-1]:.0f} MB", flush=True)
    talking.cancel()
    return measured


async def talk(activist: Chat, answers: list[float]) -> None:
    """Ask for the menu, again and again, at the pace of an eager person."""
    while True:
        begun = perf_counter()
        activist.world.say(ACTIVIST, "/report")
        await activist.card("What would you like to report", timeout=PATIENCE)
        answers.append(perf_counter() - begun)
        await asyncio.sleep(0.2)


def resident(pid: int) -> float:
    """Megabytes of memory that the process holds at its highest."""
    status = Path(f"/proc/{pid}/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak is not None
    return int(peak[1]) / 1024


def show(measured: Measured) -> None:
    resident = measured.resident
    warm = min(WARM, len(resident)) - 1
    p99 = quantiles(measured.answers, n=100)[98]
    print(f"{len(resident)} exports, {sum(measured.took) / len(measured.took):.1f} s each")
    print(f"peak RSS after {warm + 1}: {resident[warm]:.0f} MB, at the end: {resident[-1]:.0f} MB")
    print(f"grown by {resident[-1] - resident[warm]:.0f} MB")
    print(f"answers meanwhile: {len(measured.answers)}, p99 {p99 * 1000:.0f} ms, worst {max(measured.answers):.2f} s")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--exports", type=int, default=100)
    given = options.parse_args()
    asyncio.run(main(given.reports, given.exports))
