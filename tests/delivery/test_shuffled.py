"""One person's taps and texts, shuffled over two replicas: each is handled once and answered, answers come in the order
of the turns, and what was told stands in the report."""

import asyncio
import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from reports.export import ExportRequest, export
from sandbox.limits import RateLimits
from sandbox.world import World
from storage.database import Database
from storage.stores import Stores
from storage.tables import outbox, update
from tests.chaos.counts import Counts
from tests.chaos.people import Person
from tests.chaos.run import judge
from tests.chaos.tales import Event, Tale, Telling, action, delivery, joining
from tests.delivery.replicas import Pair, pair
from tests.support.patience import PATIENCE
from texts.locale import LANGUAGES

AGAIN = 0.5
"""This share of taps comes twice at once, and of texts together with the tap before, once more."""
DOUBLED = 25
"""Percent of updates that Telegram posts to both replicas."""
ENDLESS = 90
"""Real seconds: whoever has not ended then waits for an answer that does not come."""
NO_EVENT = Event("", date(2014, 10, 20))


class Hasty(World):
    """Its people do the next thing before they have seen what came of the last."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(rates=RateLimits(0, 0, 0, 0, 0))
        self.faults.random.seed(chance.random())
        self.faults.add("duplicate", percent=DOUBLED)
        self._chance = chance
        self._tapped: dict[int, tuple[int, str]] = {}
        self.in_a_hurry = False
        self.acts: list[int] = []
        """The updates that people have caused."""

    def press(self, user_id: int, message_id: int, callback_data: str, chat_id: int | None = None) -> int:
        """See World."""
        self._tapped[user_id] = message_id, callback_data
        for _ in range(1 + self._again()):
            self.acts.append(super().press(user_id, message_id, callback_data, chat_id))
        return self.acts[-1]

    def say(self, user_id: int, text: str, *more: Any, **named: Any) -> int:
        """See World."""
        if user_id in self._tapped and not text.startswith("/") and self._again():
            self.acts.append(super().press(user_id, *self._tapped[user_id]))
        self.acts.append(super().say(user_id, text, *more, **named))
        return self.acts[-1]

    def _again(self) -> bool:
        return self.in_a_hurry and self._chance.random() < AGAIN

    def send_photos(self, user_id: int, photos: Sequence[bytes], *more: Any, **named: Any) -> list[int]:
        """See World."""
        sent = super().send_photos(user_id, photos, *more, **named)
        self.acts += sent
        return sent


async def test_whatever_comes_to_two_replicas_at_once_is_told_once_and_in_order(tmp_path: Path) -> None:
    world, counts, told = Hasty(random.Random(20141021)), Counts(), list[Tale]()
    async with pair(tmp_path, world) as replicas:
        people = [Person(world, 501 + number, language, counts) for number, language in enumerate(LANGUAGES)]
        async with asyncio.timeout(ENDLESS):
            await asyncio.gather(*(person.converse(joining(person.language)) for person in people))
            world.in_a_hurry = True
            numbers = range(20_001, 30_000, 100)
            await asyncio.gather(*(reports(*each, told) for each in zip(people, numbers, strict=False)))
        assert counts.harm() == {}, "\n\n".join(counts.incidents)
        await settled(replicas)
        database = replicas.services[0].database
        assert sorted(await database.read(handled)) == sorted(world.acts)
        assert all(query["answer"] is not None for query in world.queries.values())
        for sent in (await database.read(sent_by_chat)).values():
            assert sent == sorted(sent)
        judge(told, await exported(database, tmp_path), counts)
        assert counts.harm() == {}, "\n\n".join(counts.incidents)
        assert all(turns(each) > len(world.acts) / 5 for each in replicas.services)


async def reports(person: Person, number: int, told: list[Tale]) -> None:
    """Tell of a delivery and of an action."""
    for offset, tell in enumerate((delivery, action)):
        tale = tell(Telling(person.language, number + offset, NO_EVENT))
        await person.converse(tale.script)
        told.append(tale)


async def settled(replicas: Pair) -> None:
    """Until Telegram has got rid of everything, and all that was said is noted."""
    async with asyncio.timeout(PATIENCE):
        while len(replicas.world.updates) or await replicas.services[0].database.read(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def waiting(stores: Stores) -> bool:
    return stores.outbox.next_due() is not None


def handled(stores: Stores) -> list[int]:
    """The updates whose turn is done."""
    return list(stores.connection.scalars(select(update.c.update_id).where(update.c.status == "done")))


def sent_by_chat(stores: Stores) -> dict[bytes, list[int]]:
    """The ids of the messages in the order in which they were decided upon."""
    wanted = select(outbox.c.chat, outbox.c.message_id).where(
        outbox.c.message_id.is_not(None), outbox.c.edits.is_(None), outbox.c.edits_outbox_id.is_(None)
    )
    found: dict[bytes, list[int]] = {}
    for row in stores.connection.execute(wanted.order_by(outbox.c.id)):
        found.setdefault(row.chat, []).append(row.message_id)
    return found


async def exported(database: Database, folder: Path) -> list[dict[str, str]]:
    """All reports, a row each."""
    await export(database, folder / "reports.csv", ExportRequest())
    with (folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def turns(service: Any) -> float:
    """How many this replica has handled."""
    return float(service.metrics.registry.get_sample_value("afteraction_turns_total", {"outcome": "done"}) or 0)
