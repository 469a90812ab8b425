"""Time that passes, and what is said meanwhile: in a town, or straight out of the outbox."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from scheduler.area_reminders import AreaReminders
from scheduler.draft_reminders import DraftReminders
from scheduler.due import Due
from scheduler.event_reminders import EventReminders
from scheduler.late_areas import LateAreas
from scheduler.sources import Source
from storage.database import Database
from storage.outbox_store import context
from storage.people_store import Person
from storage.stores import Stores
from storage.tables import outbox, section
from tests.support.chat import Respondent, Town
from tests.support.promise import buttons
from tests.support.stored import BOT, joined

OURS: tuple[Source, ...] = (EventReminders(), DraftReminders(), AreaReminders(), LateAreas())
PUT_OFF = ("rt:", "rn:", "rz:")  # how the buttons of a reminder begin


async def passes(town: Town, **time: Any) -> None:
    """So much time, at the end of which the bot looks what is due; all is sent when it returns."""
    town.pass_time(**time)
    await town.service.tick()
    await town.marked()


def said(person: Respondent) -> int:
    """How many messages in the chat can be put off."""
    return sum(
        any(each.get("callback_data", "").startswith(PUT_OFF) for each in buttons(message))
        for message in person.history
        if message["from"]["is_bot"]
    )


@dataclass
class Mouth:
    """One process that reminds, and what it did."""

    database: Database
    woken: int = 0
    sources: tuple[Source, ...] = OURS

    @property
    def due(self) -> Due:
        return Due(self.database, self.sources, "UTC", lambda: BOT, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    async def texts(self) -> list[str]:
        """Tick, and read all that was ever said, in plain text, the buttons behind it."""
        await self.due.tick()
        return [text for _, text in await self.database.read(spoken)]


def spoken(stores: Stores) -> list[tuple[datetime, str]]:
    """When and what, out of the outbox."""
    rows = stores.connection.execute(select(outbox).where(outbox.c.status == "waiting").order_by(outbox.c.id))
    return [(row.created_at, _words(stores, row)) for row in rows]


def _words(stores: Stores, row: Any) -> str:
    opened = stores.outbox.open(row.key_id, row.payload, context(row.chat, row.method))
    call = orjson.loads(opened or b"{}")
    keys = [button["text"] for line in call.get("reply_markup", {}).get("inline_keyboard", []) for button in line]
    return " ".join([re.sub(r"<[^>]*>", "", call["text"]), *(f"[{each}]" for each in keys)])


def berlin(stores: Stores) -> UUID:
    """A section of its own, at the zone of Berlin."""
    row = {"key": "germany", "name": {"en": "Germany"}, "country": "DE", "zone": "Europe/Berlin", "language": "en"}
    stores.organisation.put(section, [row])
    found = stores.organisation.section("germany")
    assert found is not None
    return found.id


def in_berlin(stores: Stores, telegram_id: int = 501) -> Person:
    """Somebody of that section."""
    return stores.people.find(stores.keyring.lookups(telegram_id)) or joined(stores, telegram_id, berlin(stores))


