"""The sender: outbox messages to Telegram, in order within a chat, within the rates, at least once.

A turn hands over what it has just committed, already leased to this process; what an earlier process left behind is
claimed from the outbox. Sent marks and message ids go into the next commit.
"""

import asyncio
import random
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from telegram import Bot

from bot import calls, delivery, media
from bot.letters import ChatQueue, Letter
from bot.logs import log
from bot.media_files import MediaFiles
from bot.metrics import Metrics
from bot.notices import keep_safe
from bot.rates import Rates, counts
from storage.clock import Clock
from storage.database import Database
from storage.files import Files, StoredFile
from storage.outbox_store import Dropped, OutboxRow, Outcome, Parked, Retry, Sent
from storage.stores import Stores

LEASE = timedelta(seconds=10)
CLAIM_EVERY = timedelta(seconds=0.5)
CLAIM_LIMIT = 200
UNREACHABLE = "unreachable"
KNOWN_IDS = 20_000  # message ids of recently sent outbox messages, kept to save a query


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an attempt, to be written with the next commit; after `Retry` the letter stays in hand."""

    letter: Letter
    mark: Outcome
    message_ids: tuple[int, ...] = ()

    @property
    def unreachable(self) -> bool:
        """Whether the person has blocked the bot or is gone."""
        return isinstance(self.mark, Parked) and self.mark.error == UNREACHABLE


class Sender:
    """Sends letters; one task per chat with something to send."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rates: Rates,
        files: Files,
        worker: str,
        shared: bool,
        metrics: Metrics,
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._clock = clock
        self._rates = rates
        self._files = files
        self._worker = worker
        self._shared = shared
        self._media = MediaFiles(database)
        self._bot: Bot | None = None
        self._stop: Callable[[str], None] = lambda reason: None
        self._held: dict[int, Letter] = {}  # by outbox id: everything whose mark is not committed
        self._queues: dict[bytes, ChatQueue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._done: list[Done] = []
        self._something_done = asyncio.Event()
        self._wake = asyncio.Event()
        self._message_ids: OrderedDict[int, int | None] = OrderedDict()
        self._loops: list[asyncio.Task[None]] = []

    async def start(self, bot: Bot, stop: Callable[[str], None]) -> None:
        """Begin sending; `stop` is called when Telegram refuses the program itself (token, second poller)."""
        self._bot, self._stop = bot, stop
        if not self._shared:
            await self._database.run(lambda stores: stores.outbox.release_all())
        while await self._claim_once():  # before any turn: what an earlier process left comes first
            pass
        self._loops = [asyncio.create_task(self._write_marks()), asyncio.create_task(self._claim())]

    async def stop(self) -> None:
        """Let calls under way end, write their marks, and give back the rest."""
        for queue in self._queues.values():
            queue.hold(waiting=True)
            while len(queue.letters) > 1:
                self._held.pop(queue.letters.pop().id, None)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for task in (*self._tasks, *self._loops):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._loops, return_exceptions=True)
        await self._write_marks_now()
        await self._database.run(lambda stores: stores.outbox.release(self._worker))

    def holds(self, outbox_id: int) -> bool:
        """Whether this process has that message in hand, so that order within its chat is kept here."""
        return outbox_id in self._held

    def wake(self) -> None:
        """Something was left in the outbox for whoever claims it."""
        self._wake.set()

    async def forget_erased(self) -> None:
        """Something was erased: what tells of it is not said any more, though it is in hand already."""
        in_hand = list(self._held)
        if in_hand:
            waiting = await self._database.read(lambda stores: stores.outbox.waiting_among(in_hand))
            for outbox_id in in_hand:
                if outbox_id not in waiting and (letter := self._held.get(outbox_id)) is not None:
                    letter.lapsed = True

    async def deliver(self, letters: Iterable[Letter]) -> None:
        """Queue them, and return when each was attempted (or waits for a clock that does not run by itself)."""
        letters = list(letters)
        for letter in letters:
            self._queue(letter)
        for letter in letters:
            await letter.attempted.wait()

    def _queue(self, letter: Letter) -> None:
        self._held[letter.id] = letter
        if letter.lane == "toast":
            self._run(self._send(letter, ChatQueue(deque((letter,)))))
            return
        queue = self._queues.get(letter.chat)
        if queue is None:
            queue = self._queues[letter.chat] = ChatQueue()
            self._run(self._send_chat(letter.chat, queue))
        queue.add(letter)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_chat(self, chat: bytes, queue: ChatQueue) -> None:
        try:
            while queue.letters:
                await self._send(queue.letters[0], queue)
                queue.letters.popleft()
        finally:
            del self._queues[chat]

    async def _send(self, letter: Letter, queue: ChatQueue) -> None:
        """Send one letter for good: until it is sent, dropped or parked."""
        done: Done | None = Done(letter, Dropped(letter.id)) if letter.lapsed else None
        while done is None:
            try:
                done = await self._attempt(letter)
            except Exception as error:
                done = await self._decide(letter, queue, error)
        queue.hold(waiting=False)
        if isinstance(done.mark, Sent):
            self._remember(letter.id, done.mark.message_id)
        letter.attempted.set()
        self._note(done)

    def _note(self, done: Done) -> None:
        self._metrics.tried(done.letter.method, type(done.mark).__name__.lower())
        self._done.append(done)
        self._something_done.set()

    async def _attempt(self, letter: Letter) -> Done:
        assert self._bot is not None
        params = dict(letter.params)
        if letter.card is not None:
            message_id = letter.edits or await self._message_id(letter.edits_outbox_id)
            if message_id is not None:
                params["message_id"] = message_id
            elif letter.method in media.EDITING:  # the card never arrived
                letter.send_anew()
                params = dict(letter.params)
            else:
                return Done(letter, Dropped(letter.id))
        await self._wait_for_rates(letter)
        if letter.lapsed:
            return Done(letter, Dropped(letter.id))
        files = {each: await self._given(each) for each in media.references(params, (calls.ATTACH, media.MEDIA))}
        messages = await calls.call(self._bot, letter.method, params, files)
        for each in files:
            self._media.sent(each, messages[0])
        ids = [message["message_id"] for message in messages]
        return Done(letter, Sent(letter.id, ids[0] if ids else None), tuple(ids) if letter.card is None else ())

    async def _given(self, named: str) -> StoredFile | str:
        """What stands for a file that a call names."""
        if named.startswith(media.MEDIA):
            return await self._media.given(named)
        return await self._files.read(UUID(named.removeprefix(calls.ATTACH)))

    async def _decide(self, letter: Letter, queue: ChatQueue, error: Exception) -> Done | None:
        """What the error means for this letter: what ends it, or None to try again."""
        now = self._clock.now()
        match delivery.decide(error, letter.method, letter.attempts, now, random.random()):
            case delivery.Delivered():
                return Done(letter, Sent(letter.id, letter.edits))
            case delivery.Drop():
                return Done(letter, Dropped(letter.id))
            case delivery.Anew():
                letter.send_anew()
                return None
            case delivery.Moved(chat_id):
                letter.params["chat_id"] = chat_id
                return None
            case delivery.Unreachable():
                return self._unreachable(letter, queue)
            case delivery.Again(at, counted):
                letter.attempts += counted
                await self._wait(letter, queue, at)
                return None
            case delivery.Stop(reason):
                log.error("telegram refuses the program", reason=reason)
                self._stop(reason)
                await self._wait(letter, queue, now + delivery.LONGEST_WAIT)
                return None
            case delivery.Park() if self._show_otherwise(letter):
                return None
            case delivery.Park(reason):
                log.error("message parked", outbox=letter.id, method=letter.method, reason=reason, error=error)
                return Done(letter, Parked(letter.id, reason))

    def _show_otherwise(self, letter: Letter) -> bool:
        """A picture of a flow was refused: send it afresh where only its id was sent, else go on with the words."""
        shown = media.references(letter.params, media.MEDIA)
        return any(self._media.forget(each) for each in shown) or (bool(shown) and letter.say_in_words())

    async def _wait(self, letter: Letter, queue: ChatQueue, at: datetime) -> None:
        """It was attempted, and is tried again at `at`; its lease is renewed meanwhile."""
        letter.attempted.set()
        queue.hold(waiting=True)
        self._note(Done(letter, Retry(letter.id, at, letter.attempts)))
        await self._clock.wait_until(at)

    def _unreachable(self, letter: Letter, queue: ChatQueue) -> Done:
        """Blocked: park what else waits for the chat; the person is marked with the same commit."""
        while len(queue.letters) > 1:
            later = queue.letters.pop()
            later.attempted.set()
            self._note(Done(later, Parked(later.id, UNREACHABLE)))
        return Done(letter, Parked(letter.id, UNREACHABLE))

    async def _wait_for_rates(self, letter: Letter) -> None:
        if not counts(letter.method):
            return
        chat_id = letter.params["chat_id"]
        while (at := self._rates.reserve(chat_id, now := self._clock.now())) > now:
            if not self._clock.ticks:
                letter.attempted.set()
            await self._clock.wait_until(at)

    async def _message_id(self, outbox_id: int | None) -> int | None:
        assert outbox_id is not None
        if outbox_id in self._message_ids:
            return self._message_ids[outbox_id]
        return await self._database.read(lambda stores: stores.outbox.message_id_of(outbox_id))

    def _remember(self, outbox_id: int, message_id: int | None) -> None:
        self._message_ids[outbox_id] = message_id
        if len(self._message_ids) > KNOWN_IDS:
            self._message_ids.popitem(last=False)

    async def _write_marks(self) -> None:
        while True:
            await self._something_done.wait()
            self._something_done.clear()
            try:
                await self._write_marks_now()
            except Exception as error:
                log.error("sent marks not written", error=error)
                await asyncio.sleep(0.5)  # the database is away; what was sent stays known here
                self._something_done.set()

    async def _write_marks_now(self) -> None:
        done, self._done = self._done, []
        if not done:
            return
        try:
            await self._database.run(write_marks, done)
        except BaseException:
            self._done[:0] = done
            raise
        for each in done:
            if not isinstance(each.mark, Retry):
                self._held.pop(each.letter.id, None)
        if any(each.unreachable for each in done):
            self._wake.set()  # somebody may have to be told

    async def _claim(self) -> None:
        """Take over what is due and in nobody's hands; keep our own leases fresh."""
        while True:
            self._wake.clear()
            try:
                await self._claim_once()
            except Exception as error:
                log.error("outbox not claimed", error=error)
            await self._clock.wait_until(self._clock.now() + CLAIM_EVERY, self._wake)

    async def _claim_once(self) -> int:
        """How many letters were claimed."""
        if await self._database.read(lambda stores: stores.outbox.next_due()) is None:
            return 0
        rows = await self._database.run(self._renew_and_claim)
        for row in rows:
            if row.id not in self._held:
                self._queue(Letter.of(row, self._clock.now() + LEASE))
        return len(rows)

    def _renew_and_claim(self, stores: Stores) -> list[OutboxRow]:
        # Only what is in hand: a turn that was committed and then not delivered must run out and be claimed.
        until = stores.now + LEASE
        ending = [each for each in list(self._held.values()) if until - (each.leased_until or stores.now) > LEASE / 2]
        stores.outbox.renew([each.id for each in ending], until)
        for each in ending:
            each.leased_until = until
        return stores.outbox.claim(self._worker, CLAIM_LIMIT, stores.now, LEASE)


def write_marks(stores: Stores, done: Iterable[Done]) -> None:
    """What came of letters, and the ids of new messages to people, so that they can be deleted."""
    done = list(done)
    stores.outbox.mark([each.mark for each in done], stores.now)
    for person_id in {each.letter.person_id for each in done if each.unreachable and each.letter.person_id}:
        if stores.people.lose(person_id, stores.now):
            keep_safe(stores, done[0].letter.bot_id, person_id)
    shown = [
        (each.letter.chat, message_id, each.letter.delete_at)
        for each in done
        if each.letter.person_id is not None
        for message_id in each.message_ids
    ]
    if shown:
        stores.messages.add_sent(done[0].letter.bot_id, shown, stores.now)
    over = [each.letter for each in done if not isinstance(each.mark, Retry) and each.letter.method in calls.FILED]
    files = [UUID(file) for letter in over for file in calls.attachments(letter.params)]
    if files:
        stores.attachments.drop_made(files)
