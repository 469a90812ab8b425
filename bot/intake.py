"""Intake: an update is confirmed to Telegram only once it is durable.

Polling stores each raw batch in one commit and only then asks with the next offset (python-telegram-bot's own Updater
confirms before anything is handled). By webhook the answer 200 is given only after the turn has committed.
"""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application
from telegram.request import BaseRequest

from bot.delivery import retry_after
from bot.errors import OperatorError
from bot.incoming import PICTURED, PICTURES, SHOWN, chat_of, read
from bot.logs import log
from bot.queues import BOUND, ChatQueues
from bot.routes import ALLOWED_UPDATES
from bot.turns import Turns
from storage.clock import Clock
from storage.database import Database
from storage.stores import Stores
from storage.update_store import UpdateRow

Given = TypeVar("Given")
Found = TypeVar("Found")

LONG_POLL = 30  # seconds
BATCH = 100
CARD_FIELDS = ("message_id", "date", "chat")
TRIES = 5  # so often a program may end while the same update's turn runs, before it is parked
PAUSE = 1.0  # seconds of real time before an update is tried again that could not be stored


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as Telegram sent it, and its chat for the queues."""

    chat: Hashable
    content: dict[str, Any]
    stored: asyncio.Future[bool] | None = None  # who waits for its turn, by webhook
    again: bool = False  # it comes from the table, so its turn may have ended a program before

    @classmethod
    def of(cls, content: dict[str, Any], stored: asyncio.Future[bool] | None = None) -> "Arrival":
        return cls(chat_of(content), content, stored)

    @classmethod
    def left(cls, row: UpdateRow) -> "Arrival":
        """One that was stored and not handled."""
        content = orjson.loads(row.payload)
        return cls(chat_of(content), content, again=True)


def lean(content: dict[str, Any]) -> dict[str, Any]:
    """The update without what no turn looks at: of a tapped card only the text and what its buttons carry stay."""
    query = content.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("message"), dict):
        return content
    message = {name: query["message"][name] for name in CARD_FIELDS if name in query["message"]}
    rows = query["message"].get("reply_markup", {}).get("inline_keyboard", [])
    carried = [button.get("callback_data", "") for row in rows for button in row]
    message[SHOWN] = [query["message"].get("text") or query["message"].get("caption", ""), *carried]
    if any(name in query["message"] for name in PICTURES):
        message[PICTURED] = True
    return {**content, "callback_query": {**query, "message": message}}


class Intake:
    """Takes updates in and works them off, in order per chat."""

    def __init__(self, application: Application, turns: Turns, database: Database, clock: Clock) -> None:
        self._application = application
        self._turns = turns
        self._database = database
        self._clock = clock
        self._queues: ChatQueues[Arrival] = ChatQueues(self._work, refill=self._refill)

    @property
    def _bot_id(self) -> int:
        return self._application.bot.id

    async def replay(self) -> None:
        """Take in what an earlier process had taken and not handled; returns once all is queued or handled."""
        after = -1
        while waiting := await self._database.run(self._left_behind, after):
            for row in waiting:
                arrival = Arrival.left(row)
                self._queues.offer(arrival.chat, arrival)
            after = waiting[-1].update_id
            await self._queues.room()

    def _left_behind(self, stores: Stores, after: int) -> list[UpdateRow]:
        return stores.updates.waiting(self._bot_id, BATCH, after=after)

    async def poll(self, request: BaseRequest) -> None:
        """Ask for updates for ever. Raises OperatorError if the token is wrong or somebody else polls."""
        offset = 0
        while True:
            await self._queues.room()
            try:
                batch = await self._ask(request, offset)
            except Conflict:
                raise OperatorError(
                    "another program is receiving this bot's updates: stop it, or use another token"
                ) from None
            except InvalidToken:
                raise OperatorError("BOT_TOKEN: Telegram does not know this token") from None
            except RetryAfter as error:
                await self._clock.wait_until(self._clock.now() + retry_after(error))
                continue
            except (NetworkError, TelegramError) as error:
                log.warning("no updates", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
                continue
            if batch:
                offset = await self._store(batch)

    async def _ask(self, request: BaseRequest, offset: int) -> list[dict[str, Any]]:
        asked = {
            "offset": offset,
            "limit": BATCH,
            "timeout": LONG_POLL,
            "allowed_updates": orjson.dumps(ALLOWED_UPDATES).decode(),
        }
        url = f"{self._application.bot.base_url}/getUpdates?{urlencode(asked)}"
        found = await request.post(url, read_timeout=LONG_POLL + 10)
        return found if isinstance(found, list) else []

    async def _store(self, batch: list[dict[str, Any]]) -> int:
        """One commit for the batch; the next offset: nothing else may be asked for before it is durable."""
        arrivals = {content["update_id"]: Arrival.of(content) for content in batch}
        new = await self._surely(self._insert, arrivals)
        for update_id in new:
            self._queues.offer(arrivals[update_id].chat, arrivals[update_id])
        return max(arrivals) + 1

    def _insert(self, stores: Stores, arrivals: dict[int, Arrival]) -> list[int]:
        rows = [
            (update_id, self._lookup(stores, each.chat), orjson.dumps(each.content))
            for update_id, each in arrivals.items()
        ]
        return stores.updates.insert_new(self._bot_id, rows, stores.now)

    @staticmethod
    def _lookup(stores: Stores, chat: Hashable) -> bytes | None:
        return stores.keyring.lookup(chat) if isinstance(chat, int) else None

    async def take_posted(self, content: dict[str, Any]) -> bool:
        """One update by webhook: True once its turn is stored, so that Telegram need not send it again."""
        arrival = Arrival.of(content, asyncio.get_running_loop().create_future())
        assert arrival.stored is not None
        return self._queues.offer(arrival.chat, arrival) and await arrival.stored

    async def finish(self) -> None:
        """Wait for the turns under way."""
        await self._queues.finish()

    async def _work(self, arrival: Arrival) -> None:
        """One turn. What was polled is tried until it is stored, because the chat's next update may not come
        before it.
        """
        if arrival.stored is not None:
            stored = await self._settle(arrival.content)
            if not arrival.stored.done():
                arrival.stored.set_result(stored)
            return
        turns = await self._surely(self._count, arrival.content) if arrival.again else 0
        while not await self._settle(arrival.content, hopeless=turns > TRIES):  # noqa: ASYNC110 (nothing tells it)
            await asyncio.sleep(PAUSE)

    def _count(self, stores: Stores, content: dict[str, Any]) -> int:
        """How many turns of the update have begun, with the one about to."""
        return stores.updates.count_attempt(self._bot_id, content["update_id"])

    async def _settle(self, content: dict[str, Any], hopeless: bool = False) -> bool:
        """The same as `_handle`; never raises, or the chat's queue would stand still."""
        try:
            return await self._handle(content, hopeless)
        except Exception as error:
            log.error("update not handled", update=content["update_id"], error=error)
            return False

    async def _handle(self, content: dict[str, Any], hopeless: bool) -> bool:
        """Whether the update's turn is stored (done, or parked); `hopeless` is one that is only to be parked."""
        try:
            update = Update.de_json(lean(content), self._application.bot)
            incoming = read(update, self._application.bot.username) if hopeless else None
        except Exception as error:
            return await self._park(content, "unreadable", error)
        if not hopeless:
            return await self._turn(update, content)
        if incoming is None:
            return await self._park(content, "crash")
        log.error("update parked: it ended the program before", update=update.update_id)
        await self._turns.give_up(update, incoming, "crash")
        return True

    async def _turn(self, update: Update, content: dict[str, Any]) -> bool:
        unfinished = self._turns.unfinished
        unfinished[update.update_id] = False
        await self._application.process_update(update)
        begun = unfinished.pop(update.update_id, None)
        if begun is False:
            return await self._park(content, "unreadable")
        return begun is None

    async def _park(self, content: dict[str, Any], reason: str, error: Exception | None = None) -> bool:
        """Close an update of which not even the person is known; nothing of it is kept."""
        log.error("update parked", update=content["update_id"], reason=reason, error=error)
        await self._database.run(
            lambda stores: stores.updates.park(self._bot_id, content["update_id"], reason, None, stores.now)
        )
        return True

    async def _surely(self, function: Callable[[Stores, Given], Found], given: Given) -> Found:
        """Run it in a transaction, again and again until the database takes it."""
        while True:
            try:
                return await self._database.run(function, given)
            except Exception as error:
                log.error("the database does not take updates", error=error)
                await asyncio.sleep(PAUSE)

    async def _refill(self, chat: Hashable) -> list[Arrival]:
        """A flooding chat's queue is worked off: go on with what was left in the table."""
        return await self._surely(self._left_of, chat) if isinstance(chat, int) else []

    def _left_of(self, stores: Stores, chat: int) -> list[Arrival]:
        found = stores.updates.waiting(self._bot_id, BOUND, chat=stores.keyring.lookup(chat))
        return [Arrival.left(row) for row in found]
