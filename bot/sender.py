"""The sender: outbox messages to Telegram, in order within a chat, within the rates, at least once.

A turn hands over what it has just committed, already leased to this process; what an earlier process left behind is
claimed from the outbox. Bulk comes from its own lane (`bot.bulk`). Sent marks and message ids go into the next commit.
"""

import asyncio
import random
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from telegram import Bot

from bot import calls, delivery, media
from bot.bulk import BulkLane, Look
from bot.leading import Leadership
from bot.letters import ChatQueue, Letter
from bot.logs import log
from bot.marks import UNREACHABLE, Done, Marks
from bot.media_files import MediaFiles
from bot.metrics import Metrics
from bot.pacing import OwnRates, Rates, SharedRates
from bot.rates import Limits, counts, instant, micros
from storage.clock import Clock
from storage.database import Database
from storage.files import Files, StoredFile
from storage.outbox_store import Dropped, GivenBack, Later, OutboxRow, Parked, Retry, Sent
from storage.stores import Stores

LEASE = timedelta(seconds=10)
CLAIM_EVERY = timedelta(seconds=0.5)
CLAIM_LIMIT = 200
LAST_CALLS = 5.0  # seconds of real time that calls under way get at the end
KNOWN_IDS = 20_000  # message ids of recently sent outbox messages, kept to save a query


class Sender:
    """Sends letters; one task per chat with something to send."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        limits: Limits,
        files: Files,
        worker: str,
        shared: bool,
        metrics: Metrics,
        look: Look,
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._clock = clock
        self._limits = limits
        self._rates: Rates = OwnRates(limits, clock)
        self._files = files
        self._worker = worker
        self._shared = shared
        self._media = MediaFiles(database)
        self._bot: Bot | None = None
        self._stop: Callable[[str], None] = lambda reason: None
        self._held: dict[int, Letter] = {}  # by outbox id: everything whose mark is not committed
        self._queues: dict[bytes, ChatQueue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._marks = Marks(database, self._written)
        self._wake = asyncio.Event()
        self._message_ids: OrderedDict[int, int | None] = OrderedDict()
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self.leadership = Leadership(database, worker, alone=not shared, on_change=self.wake)
        self._bulk = BulkLane(database, clock, self.leadership, worker, limits.bulk.limit, self, look)

    async def start(self, bot: Bot, stop: Callable[[str], None]) -> None:
        """Begin sending; `stop` is called when Telegram refuses the program itself (token, second poller)."""
        self._bot, self._stop = bot, stop
        self._stopping.clear()
        if self._shared and not self._limits.off:
            self._rates = SharedRates(self._limits, self._database, bot.id)
        if not self._shared:
            await self._database.run(lambda stores: stores.outbox.release_all(bot.id))
        await self.leadership.start(bot.id)
        while await self._claim_once():  # before any turn: what an earlier process left comes first
            pass
        loops = (self._claim(), self._bulk.go_on(bot.id, self._rates))
        self._loops = [asyncio.create_task(each) for each in loops]
        self._marking = asyncio.create_task(self._marks.go_on())

    async def stop(self) -> None:
        """Begin nothing more, let calls under way end, write their marks, and give back the rest."""
        self._stopping.set()
        await ended(self._loops)
        self._bulk.let_go()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_CALLS)
        await ended([*self._tasks, self._marking])
        self._let_slip(list(self._held.values()))
        await self._marks.write()
        await self._database.run(lambda stores: stores.outbox.release(self._worker))
        await self.leadership.stop()

    def holds(self, outbox_id: int) -> bool:
        """Whether this process has that message in hand, so that order within its chat is kept here."""
        letter = self._held.get(outbox_id)
        return letter is not None and self._is_ours(letter)

    def take(self, rows: Iterable[OutboxRow]) -> list[Letter]:
        """Have in hand what was just claimed; what was not yet, as letters."""
        letters = [Letter.of(row) for row in rows if row.id not in self._held]
        for letter in letters:
            if letter.is_bulk and self._limits.pays:
                letter.pay()
        self._held.update({each.id: each for each in letters})
        return letters

    def is_busy(self, chat: bytes) -> bool:
        """Whether anything is under way, or waits, for the chat."""
        return chat in self._queues

    def give_back(self, letters: Iterable[Letter]) -> None:
        """What was not begun with, because others may now."""
        for letter in letters:
            self._note(Done(letter, GivenBack(letter.id, self._worker)))

    def wake(self) -> None:
        """Something was left in the outbox for whoever claims it."""
        self._wake.set()
        self._bulk.wake()

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
            self._held[letter.id] = letter
            self.send(letter)
        for letter in letters:
            await letter.attempted.wait()

    def send(self, letter: Letter) -> None:
        """Send what is in hand, after what waits for the chat already."""
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
            self._queues.pop(chat, None)
            self._let_slip(queue.letters)

    def _let_slip(self, letters: Iterable[Letter]) -> None:
        """Cut off: nobody need wait for them here, and whoever claims them when their lease is over sends them."""
        for letter in letters:
            letter.attempted.set()
            self._held.pop(letter.id, None)
            self._bulk.ended(letter)

    async def _send(self, letter: Letter, queue: ChatQueue) -> None:
        """Send one letter for good: until it is sent, dropped, parked or given back."""
        done: Done | None = None
        while done is None:
            try:
                done = await self._attempt(letter)
            except Exception as error:
                self._leave(letter)
                done = await self._decide(letter, queue, error)
        self._leave(letter)
        queue.hold(waiting=False)
        if isinstance(done.mark, Sent):
            self._remember(letter.id, done.mark.message_id)
            for kind, since in letter.since:
                self._metrics.came_due(kind, (self._clock.now() - since).total_seconds())
        elif isinstance(done.mark, (GivenBack, Later)):  # or what comes after it would overtake
            self.give_back(self._bulk.forget(letter.chat) if letter.is_bulk else queue.cut_off())
        letter.attempted.set()
        self._note(done)

    def _note(self, done: Done) -> None:
        self._metrics.tried(done.letter.method, type(done.mark).__name__.lower())
        if isinstance(done.mark, GivenBack):
            done.letter.leased_until = None
        self._marks.note(done)

    async def _attempt(self, letter: Letter) -> Done:
        assert self._bot is not None
        if (over := self._over(letter)) is not None:
            return over
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
        files = {each: await self._given(each) for each in media.references(params, (calls.ATTACH, media.MEDIA))}
        await self._wait_for_rates(letter)
        if (over := self._over(letter)) is not None:
            return over
        messages = await calls.call(self._bot, letter.method, params, files)
        for each in files:
            self._media.sent(each, messages[0])
        ids = [message["message_id"] for message in messages]
        return Done(letter, Sent(letter.id, ids[0] if ids else None), tuple(ids) if letter.card is None else ())

    def _over(self, letter: Letter) -> Done | None:
        """What becomes of it without a call; None if there is to be one."""
        if not self._may_begin(letter):
            return Done(letter, GivenBack(letter.id, self._worker))
        return Done(letter, Dropped(letter.id)) if letter.lapsed else None

    def _may_begin(self, letter: Letter) -> bool:
        return not self._stopping.is_set() and (self.leadership.holds or not letter.is_bulk) and self._is_ours(letter)

    def _is_ours(self, letter: Letter) -> bool:
        """Whether no other process can have claimed it, as they do when we stood still until its lease was over."""
        return not self._shared or (letter.leased_until is not None and self._clock.now() < letter.leased_until)

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
                letter.move(chat_id)
                return None
            case delivery.Unreachable():
                return self._unreachable(letter, queue)
            case delivery.Again(at, counted):
                letter.attempts += counted
                if not counted:
                    self._bulk.pause(at)
                if letter.is_bulk:
                    return Done(letter, Later(letter.id, at, letter.attempts))
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
        await self._wait_until(at, letter)

    async def _wait_until(self, at: datetime, letter: Letter) -> None:
        """Until then, or until the letter may not be begun with any more."""
        while self._shared and self._may_begin(letter) and (lease := letter.leased_until) is not None and lease < at:
            await self._clock.wait_until(lease, self._stopping)  # unless it was renewed meanwhile
        if self._may_begin(letter):
            await self._clock.wait_until(at, self._stopping)

    def _unreachable(self, letter: Letter, queue: ChatQueue) -> Done:
        """Blocked: park what else waits for the chat; the person is marked with the same commit."""
        for later in (*queue.cut_off(), *self._bulk.forget(letter.chat)):
            later.attempted.set()
            self._note(Done(later, Parked(later.id, UNREACHABLE)))
        return Done(letter, Parked(letter.id, UNREACHABLE))

    async def _wait_for_rates(self, letter: Letter) -> None:
        """Until it may go; bulk has its slot when it comes here for the first time."""
        if not counts(letter.method):
            return
        while self._may_begin(letter) and (letter.slot is None or not letter.slot.granted):
            letter.slot = await self._rates.ask(letter.to)
            if letter.slot.at > micros(self._clock.now()):
                if not self._clock.ticks:
                    letter.attempted.set()
                await self._wait_until(instant(letter.slot.at), letter)

    def _leave(self, letter: Letter) -> None:
        """Its place in the rates is of the past: it went, or never will."""
        if letter.slot is not None:
            self._rates.went(letter.slot)
            letter.slot = None

    async def _message_id(self, outbox_id: int | None) -> int | None:
        assert outbox_id is not None
        if outbox_id in self._message_ids:
            return self._message_ids[outbox_id]
        return await self._database.read(lambda stores: stores.outbox.message_id_of(outbox_id))

    def _remember(self, outbox_id: int, message_id: int | None) -> None:
        self._message_ids[outbox_id] = message_id
        if len(self._message_ids) > KNOWN_IDS:
            self._message_ids.popitem(last=False)

    def _written(self, done: list[Done]) -> None:
        """These marks are committed."""
        for each in done:
            if not isinstance(each.mark, Retry):
                self._held.pop(each.letter.id, None)
                self._bulk.ended(each.letter)
        if any(each.unreachable or each.no_place for each in done):
            self.wake()  # somebody may have to be told

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
        assert self._bot is not None
        bot_id, now = self._bot.id, self._clock.now()
        free = await self._database.read(lambda stores: stores.outbox.any_free(bot_id, stores.now))
        ending = self._ending(now)
        if not (free or ending):
            return 0
        until, in_hand = now + LEASE, [each.id for each in ending]
        renewed, rows = await self._database.run(self._renew_and_claim, bot_id, in_hand, until)
        for each in ending:
            if each.leased_until is not None:  # given back meanwhile
                each.leased_until = until if each.id in renewed else None
        for letter in self.take(rows):
            self.send(letter)
        return len(rows)

    def _renew_and_claim(
        self, stores: Stores, bot_id: int, ending: list[int], until: datetime
    ) -> tuple[set[int], list[OutboxRow]]:
        renewed = stores.outbox.renew(self._worker, ending, until)
        return renewed, stores.outbox.claim(bot_id, self._worker, CLAIM_LIMIT, stores.now, LEASE)

    def _ending(self, now: datetime) -> list[Letter]:
        # Only what is in hand: a turn that was committed and then not delivered must run out and be claimed.
        held = list(self._held.values())
        return [each for each in held if each.leased_until is not None and each.leased_until - now < LEASE / 2]


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel them, and return when they are at their end."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
