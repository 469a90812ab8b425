"""Two replicas that tick in the same instant: what falls due is said once, by one of them."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.clock import FileClock
from sandbox.limits import RateLimits
from sandbox.world import World
from storage.ids import new_id
from storage.stores import Stores
from storage.subscription_store import ACTIVE, SubscriptionRow
from tests.chaos.counts import Counts
from tests.chaos.people import Person
from tests.chaos.script import Script, Step
from tests.chaos.tales import joining
from tests.delivery.replicas import Pair, pair
from tests.support.databases import BEGINNING
from tests.support.reminding import PUT_OFF
from texts.verbs import ChatVerb

MONDAY = datetime(2014, 10, 27, 8, 0, tzinfo=UTC)  # nine in Berlin, after the clocks changed
BEGIN = f"<{ChatVerb.BEGIN} petition_delivery "
BEGUN = Script((Step(say="/report"), Step(see=BEGIN, press=BEGIN)), done="signatures")
PEOPLE = 5


async def test_of_two_replicas_one_says_what_is_due(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text(BEGINNING.isoformat())
    world = World(rates=RateLimits(0, 0, 0, 0, 0), clock=FileClock(clock))
    async with pair(tmp_path, world, clock) as replicas:
        people = [Person(world, 501 + number, "en", Counts()) for number in range(PEOPLE)]
        for person in people:
            await person.converse(joining("en"))
            await person.converse(BEGUN)
            await replicas.services[0].database.run(subscribed, world.bot["id"], person.user_id)
        before = {person.user_id: len(world.history(person.user_id)) for person in people}
        clock.write_text(MONDAY.isoformat())
        await asyncio.gather(*(each.tick() for each in (*replicas.services, *replicas.services)))
        await sent(replicas)
        for person in people:
            said = world.history(person.user_id)[before[person.user_id] :]
            assert sorted(map(kind, said)) == ["digest", "reminder"], said


def subscribed(stores: Stores, bot_id: int, user_id: int) -> None:
    """To the digest of their section, as its coordinator: Mondays at nine."""
    person = stores.people.find(stores.keyring.lookups(user_id))
    assert person is not None
    stores.roles.grant(person.id, "coordinator", "section", "germany", stores.now)
    row = SubscriptionRow(
        new_id(stores.now), bot_id, person.id, None, None, None, "section", "germany", "weekly", 0, 9, 0, None, ACTIVE,
        MONDAY, stores.now,
    )  # fmt: skip
    stores.subscriptions.add(row)


def kind(message: dict[str, Any]) -> str:
    """Of what was said unasked."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    reminds = any(each.get("callback_data", "").startswith(PUT_OFF) for row in rows for each in row)
    return "reminder" if reminds else "digest"


async def sent(replicas: Pair) -> None:
    """Until nothing waits; the clock stands still, so whoever sends is told to look."""
    async with asyncio.timeout(30):
        while await replicas.services[0].database.read(lambda stores: stores.outbox.next_due()):
            for each in replicas.services:
                each.sender.wake()
            await asyncio.sleep(0.05)
