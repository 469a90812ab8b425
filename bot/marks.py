"""What came of letters, written with the next commit after they were tried."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from bot import calls
from bot.delivery import NO_CHAT, NO_PLACE
from bot.letters import Letter
from bot.logs import log
from bot.notices import digest_stopped, keep_safe
from scheduler.apart import apart
from scheduler.last_look import unheard
from storage.database import Database
from storage.outbox_store import Dropped, Outcome, Parked, Sent
from storage.stores import Stores

UNREACHABLE = "unreachable"
PAUSE = 0.5  # seconds of real time while the database is away


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an attempt; after `Retry` the letter stays in hand."""

    letter: Letter
    mark: Outcome
    message_ids: tuple[int, ...] = ()

    @property
    def unreachable(self) -> bool:
        """Whether the person has blocked the bot or is gone, or the group is."""
        return isinstance(self.mark, Parked) and (
            self.mark.error == UNREACHABLE or (self.letter.in_group and self.mark.error == NO_CHAT)
        )

    @property
    def no_place(self) -> bool:
        """Whether the topic is closed or gone, or the group lets the bot write no more."""
        return self.letter.in_group and isinstance(self.mark, Parked) and self.mark.error in NO_PLACE


class Marks:
    """Collects what came of letters while a commit is under way. `on_written` is told of each batch."""

    def __init__(self, database: Database, on_written: Callable[[list[Done]], None]) -> None:
        self._database = database
        self._on_written = on_written
        self._done: list[Done] = []
        self._something_done = asyncio.Event()

    def note(self, done: Done) -> None:
        """To be written."""
        self._done.append(done)
        self._something_done.set()

    async def go_on(self) -> None:
        """Write until cancelled."""
        while True:
            await self._something_done.wait()
            self._something_done.clear()
            try:
                await self.write()
            except Exception as error:
                log.error("sent marks not written", error=error)
                await asyncio.sleep(PAUSE)  # the database is away; what was sent stays known here
                self._something_done.set()

    async def write(self) -> None:
        """Write what is known now. Raises what the database raises; then nothing is forgotten."""
        done, self._done = self._done, []
        if not done:
            return
        try:
            await self._database.run(write_marks, done)
        except BaseException:
            self._done[:0] = done
            raise
        self._on_written(done)


def write_marks(stores: Stores, done: Iterable[Done]) -> None:
    """What came of letters, and the ids of new messages to people, so that they can be deleted. Whatever else is to be
    told about it may fail, and keeps no mark from being written.
    """
    done = list(done)
    stores.outbox.mark([each.mark for each in done], stores.now)
    stores.reminders.heard(each.letter.id for each in done if each.letter.since and isinstance(each.mark, Sent))
    unheard(stores, [each.letter.id for each in done if each.letter.since and each.unreachable])
    lost = [each.letter for each in done if each.unreachable]
    for letter in lost:
        _lose(stores, letter)
    for bot_id, chat in {(each.bot_id, each.chat) for each in lost}:
        unheard(stores, stores.outbox.park_bulk(bot_id, chat, UNREACHABLE))
    for letter in [each.letter for each in done if each.no_place]:
        _stop_in_topic(stores, letter)
    for letter in [each.letter for each in done if each.letter.moved_from is not None]:
        apart(stores, partial(_move, stores, letter), None, outbox=letter.id)
    shown = [
        (each.letter.chat, message_id, each.letter.delete_at)
        for each in done
        if each.letter.person_id is not None
        for message_id in each.message_ids
    ]
    if shown:
        stores.messages.add_sent(done[0].letter.bot_id, shown, stores.now)
    over = [each.letter for each in done if isinstance(each.mark, (Sent, Dropped))]  # what is parked may be retried
    files = [UUID(file) for letter in over if letter.method in calls.FILED for file in calls.attachments(letter.params)]
    if files:
        stores.attachments.drop_made(files)


def _lose(stores: Stores, letter: Letter) -> None:
    """A person has blocked the bot, or a group has put it out or is gone."""
    if letter.in_group:
        for row in stores.subscriptions.stop_in_group(letter.bot_id, stores.keyring.lookups(letter.chat_id)):
            _tell(stores, letter, partial(digest_stopped, stores, letter.bot_id, row, in_group=True))
    elif letter.person_id is not None and stores.people.lose(letter.person_id, stores.now, letter.bot_id):
        _tell(stores, letter, partial(keep_safe, stores, letter.bot_id, letter.person_id))


def _stop_in_topic(stores: Stores, letter: Letter) -> None:
    """Digests posted where nothing can be posted end; whoever asked for one hears of it once."""
    chats, thread_id = stores.keyring.lookups(letter.chat_id), letter.params.get("message_thread_id")
    for row in stores.subscriptions.stop_in_topic(letter.bot_id, chats, thread_id):
        _tell(stores, letter, partial(digest_stopped, stores, letter.bot_id, row, in_group=False))


def _tell(stores: Stores, letter: Letter, notice: Callable[[], None]) -> None:
    """What came of the letter holds, whether those it concerns can be told or not."""
    apart(stores, notice, None, outbox=letter.id)


def _move(stores: Stores, letter: Letter) -> None:
    """A group has another id now."""
    assert letter.moved_from is not None
    keyring, chat_id = stores.keyring, letter.chat_id
    stores.subscriptions.move(letter.bot_id, keyring.lookups(letter.moved_from), keyring.lookup(chat_id), chat_id)
