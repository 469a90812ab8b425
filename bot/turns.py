"""Runs stories as turns: one update, one transaction, then its messages to the sender."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from telegram import Update

from bot.desk import Desk
from bot.digesting import Digesting
from bot.downloads import Downloads
from bot.incoming import Incoming
from bot.logs import log
from bot.making import Outside, Wanted
from bot.metrics import Metrics
from bot.sender import Letter, Sender
from bot.turn import Turn
from storage.crypto import SealError
from storage.database import Database
from storage.erasure import finish_erasures
from storage.errors import Unavailable
from storage.files import Files
from storage.keys import KeyGone
from storage.people_store import Person
from storage.stores import Stores

TRIES = 3

Story = Callable[[Turn], None]


@dataclass(slots=True)
class Taken:
    """What a committed turn left to do."""

    letters: list[Letter]
    wants_downloads: bool = False
    wants_erasures: bool = False
    wants_export: bool = False
    wants_reading: bool = False
    parked: bool = False


class Turns:
    """Runs stories as turns."""

    def __init__(
        self, database: Database, desk: Desk, sender: Sender, downloads: Downloads, files: Files, metrics: Metrics
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._keyring = database.keyring
        self._desk = desk
        self._sender = sender
        self._downloads = downloads
        self._files = files
        self._outside = Outside(database, files, Digesting(database, desk, files), downloads.code_in)
        self.on_export: Callable[[], None] = lambda: None  # whoever writes spreadsheets is told that one was asked for
        self.on_reading: Callable[[], None] = lambda: None  # whoever reads spreadsheets of flows, that one came
        # Updates whose turn is not stored: False before a story was found for them, then True. Whoever takes updates
        # in adds them, and tries those again that stay.
        self.unfinished: dict[int, bool] = {}

    async def handle(self, update: Update, incoming: Incoming | None, story: Story) -> None:
        """What python-telegram-bot's handlers call; an update that needs no answer is closed without a turn."""
        self.unfinished[update.update_id] = True
        if incoming is None:
            await self._database.run(self._close, update.update_id)
        else:
            await self.take(incoming, story, lambda: update.to_json().encode())
        self.unfinished.pop(update.update_id, None)

    async def give_up(self, update: Update, incoming: Incoming, error: str) -> None:
        """Park an update whose turn must not be tried again, with an apology to the person."""
        chat = self._keyring.lookup(incoming.chat_id)
        taken = await self._database.run(self._park, incoming, chat, error, update.to_json().encode(), chat=chat)
        await self._sender.deliver(taken.letters)

    async def take(self, incoming: Incoming, story: Story, raw: Callable[[], bytes]) -> None:
        """One turn: committed, and its replies attempted, when this returns.

        A story that raises is tried again, then its update is parked and the person gets an apology. Raises
        only what the
        database raises when even that cannot be stored.
        """
        begun, chat = perf_counter(), self._keyring.lookup(incoming.chat_id)
        taken = await self._try(incoming, story, chat, raw)
        self._metrics.turn_done(begun, taken.parked)
        if taken.wants_downloads:
            self._downloads.wake()
        if taken.wants_export:
            self.on_export()
        if taken.wants_reading:
            self.on_reading()
        if taken.wants_erasures:
            await self._sender.forget_erased()
        await self._sender.deliver(taken.letters)
        if taken.wants_erasures:
            await self._finish_erasures()

    async def _finish_erasures(self) -> None:
        """Destroy the keys of what this turn buried; housekeeping repeats what fails, because the tombstone stands."""
        try:
            await finish_erasures(self._database, self._files)
        except Exception as error:
            log.error("erasure not finished", error=error)

    def _close(self, stores: Stores, update_id: int) -> None:
        stores.updates.begin(self._desk.bot_id, update_id, None, stores.now)

    async def _try(self, incoming: Incoming, story: Story, chat: bytes, raw: Callable[[], bytes]) -> Taken:
        failure: Exception | None = None
        for attempt in range(TRIES):
            try:
                return await self._run_or_find(incoming, story, chat)
            except Exception as error:
                failure = error
                log.error("turn failed", update=incoming.update_id, attempt=attempt + 1, error=error)
        assert failure is not None
        if isinstance(failure, Unavailable):  # not the turn's fault: whoever took the update in tries again
            raise failure
        return await self._database.run(self._park, incoming, chat, type(failure).__name__, raw(), chat=chat)

    async def _run_or_find(self, incoming: Incoming, story: Story, chat: bytes) -> Taken:
        """The turn's transaction; whatever it wants is found first, then it runs again."""
        found: dict[str, Any] = {}
        while True:
            try:
                return await self._database.run(self._run, incoming, story, chat, found, chat=chat)
            except Wanted as wanted:
                found[wanted.name] = await wanted.work(self._outside)

    def _run(self, stores: Stores, incoming: Incoming, story: Story, chat: bytes, found: Mapping[str, Any]) -> Taken:
        desk = self._desk
        if stores.updates.begin(desk.bot_id, incoming.update_id, chat, stores.now) == "done":
            return Taken([])
        turn = self._turn(stores, incoming, chat)
        turn.found = found
        if incoming.private and turn.person is not None and turn.person.bot_id != desk.bot_id:
            stores.people.set_bot(turn.person.id, desk.bot_id)
        if incoming.private and turn.person is not None and turn.person.status == "active":
            if not turn.person.reachable:
                stores.people.regain(turn.person.id, turn.person.key_id, str(incoming.chat_id))
            if incoming.message_id is not None and not incoming.is_tap:
                stores.messages.add(desk.bot_id, chat, [incoming.message_id], stores.now)
        story(turn)
        letters = turn.finish(self._lease(stores, chat))
        return Taken(letters, turn.wants_downloads, turn.wants_erasures, turn.wants_export, turn.wants_reading)

    def _park(self, stores: Stores, incoming: Incoming, chat: bytes, error: str, raw: bytes) -> Taken:
        """Give the update up: keep it for the operator if the person has consented, and apologise."""
        turn = self._turn(stores, incoming, chat)
        known = turn.person is not None and turn.person.status == "active"
        if not stores.updates.park(self._desk.bot_id, incoming.update_id, error, raw if known else None, stores.now):
            return Taken([])
        if incoming.private:
            apology = turn.voice(
                "I am sorry, something went wrong on my side. What you told me before is kept. Please send "
                "/report to go on."
            )
            turn.toast(apology)
        return Taken(turn.finish(self._lease(stores, chat)), parked=True)

    def _turn(self, stores: Stores, incoming: Incoming, chat: bytes) -> Turn:
        return Turn(stores, incoming, self._desk, chat, self._person(stores, incoming))

    def _person(self, stores: Stores, incoming: Incoming) -> Person | None:
        """Who it is. Somebody whose key is lost is met as if they had not consented yet, and may join again."""
        person = stores.people.meet(self._keyring.lookups(incoming.user_id))
        if person is None:
            return None
        try:
            self._keyring.sealer(person.key_id)
        except (KeyGone, SealError):
            log.error("a person's key does not open", person=person.id)
            return replace(person, status="pending", key_id=None, roles=())
        return person

    def _lease(self, stores: Stores, chat: bytes) -> str | None:
        """This process, unless another one still has an earlier message for the chat: then whoever claims it next."""
        if self._desk.settings.shared and any(
            not self._sender.holds(each) for each in stores.outbox.replies_waiting(self._desk.bot_id, chat)
        ):
            self._sender.wake()
            return None
        return self._desk.worker
