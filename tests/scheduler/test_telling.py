"""What is too long for one message: nothing of it is left out, and each message is of what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
import pytest

from scheduler.sources import Candidate, Hearer, Part
from scheduler.telling import tell
from storage.database import Database
from storage.reminder_store import ReminderRow
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.reminding import Mouth, in_berlin
from tests.support.stored import BOT
from texts.cards import Card
from texts.locale import Html

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LONG = [f"({number}) " + "word " * 150 for number in range(12)]


def to_somebody_at_risk(stores: Stores) -> tuple[UUID, int]:
    amina = in_berlin(stores)
    stores.safety.mark(amina.id, True)
    person = stores.people.get(amina.id)
    assert person is not None
    notice = tell(stores, BOT, person, Card("\n\n".join(LONG)))
    assert notice is not None
    return amina.id, notice


async def test_somebody_at_risk_reads_all_of_it_one_part_after_the_other(database: Database) -> None:
    amina, notice = await database.run(to_somebody_at_risk)
    assert await database.read(lambda stores: stores.outbox.waiting_of(BOT, stores.keyring.lookup(501))) == [notice]
    words: list[str] = []
    parts = 0
    while (held := await database.run(lambda stores: stores.safety.read(amina))) is not None:
        words += orjson.loads(held[1])["text"].split()
        parts += 1
        assert await database.run(lambda stores: stores.safety.take_back(amina, notice))  # which is too late now
    assert (words, parts) == (" ".join(LONG).split(), 3)


async def test_what_is_not_read_yet_is_taken_back_whole(database: Database) -> None:
    amina, notice = await database.run(to_somebody_at_risk)
    assert not await database.run(lambda stores: stores.safety.take_back(amina, notice))
    assert await database.run(lambda stores: stores.safety.read(amina)) is None


@dataclass
class Wordy:
    """Has much to say of each of twelve things."""

    people: Sequence[UUID]
    kind: str = "wordy"
    at_ten: bool = False

    def due(self, stores: Stores, people: Sequence[UUID] | None = None, since: object = None) -> list[Candidate]:
        return [
            Candidate(self.kind, str(subject), each, "1", stores.now) for each in self.people for subject in range(12)
        ]

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        return Part(Html("\n\n".join(LONG[int(each.subject)] for each in rows)), (), tuple(rows))


async def test_reminders_that_are_too_much_for_one_message_come_in_several_each_with_its_own(
    database: Database, hands: Hands
) -> None:
    amina = await database.run(in_berlin)
    mouth = Mouth(database, sources=(Wordy([amina.id]),))
    for count in (1, 2, 3):
        texts = await mouth.texts()
        assert len(texts) == count and all(len(each) < 4096 for each in texts)
        hands.move(minutes=1)
    told = " ".join(texts)
    assert all(told.count(f"({number})") == 1 for number in range(12))

    def said(stores: Stores) -> list[int]:
        waiting = stores.outbox.waiting_of(BOT, stores.keyring.lookup(501))
        return [len(rows) for _, rows in sorted(stores.reminders.said_in(waiting).items())]

    assert sum(await database.read(said)) == 12
