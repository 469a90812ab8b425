"""Intake: an update is confirmed to Telegram only once it is durable.

Polling stores each raw batch in one commit and only then asks with the next offset (python-telegram-bot's own
Updater confirms
before anything is handled). By webhook the answer 200 is given only after the turn has committed.
"""

import asyncio
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application
from telegram.request import BaseRequest

from bot.delivery import retry_after
from bot.errors import OperatorError
from bot.incoming import SHOWN, chat_of
from bot.logs import log
from bot.queues import ChatQueues
from bot.routes import ALLOWED_UPDATES
from bot.turn import Turns
from storage.clock import Clock
from storage.database import Database
from storage.stores import Stores
from storage.update_store import UpdateRow

LONG_POLL = 30  # seconds
BATCH = 100
CARD_FIELDS = ("message_id", "date", "chat")
TRIES = 3  # starts of the program with the same update still unhandled, before it is parked
PAUSE = 1.0  # seconds of real time before an update is tried again that could not be stored


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as Telegram sent it, and its chat for the queues; `stored` is who waits for its turn, by webhook."""

    chat: Hashable
    content: dict[str, Any]
    stored: asyncio.Future[bool] | None = None

    @classmethod
    def of(cls, content: dict[str, Any], stored: asyncio.Future[bool] | None = None) -> "Arrival":
        return cls(chat_of(content), content, stored)


def lean(content: dict[str, Any]) -> dict[str, Any]:
    """The update without what no turn looks at: of a tapped card only the text and what its buttons carry stay."""
    query = content.get("callback_query")
    if not isinstance(query, dict) or not isinstance(query.get("message"), dict):
        return content
    message = {name: query["message"][name] for name in CARD_FIELDS if name in query["message"]}
    rows = query["message"].get("reply_markup", {}).get("inline_keyboard", [])
    carried = [button.get("callback_data", "") for row in rows for button in row]
    message[SHOWN] = [query["message"].get("text", ""), *carried]
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
        """Work off what an earlier process had taken and not handled; what ended that process repeatedly is parked."""
        after = -1
        while waiting := await self._database.run(self._left_behind, after):
            after = waiting[-1].update_id
            for row in waiting:
                arrival = Arrival.of(orjson.loads(row.payload))
                self._queues.offer(arrival.chat, arrival)

    def _left_behind(self, stores: Stores, after: int) -> list[UpdateRow]:
        """The next updates not handled yet, their starts counted; those that had too many are parked."""
        while waiting := stores.updates.waiting(self._bot_id, BATCH, after=after):
            fit = [row for row in waiting if stores.updates.count_attempt(self._bot_id, row.update_id) <= TRIES]
            for row in waiting:
                if row not in fit:
                    log.error("update parked: it ended the program before", update=row.update_id)
                    stores.updates.park(self._bot_id, row.update_id, "crash", row.payload, stores.now)
            if fit:
                return fit
            after = waiting[-1].update_id
        return []

    def _park_unreadable(self, stores: Stores, content: dict[str, Any]) -> None:
        stores.updates.park(self._bot_id, content["update_id"], "unreadable", None, stores.now)

    async def poll(self, request: BaseRequest) -> None:
        """Ask for updates for ever. Raises OperatorError if the token is wrong or somebody else polls."""
        offset = 0
        while True:
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
        """One commit for the batch; the next offset. Tries until it is durable: nothing else may be asked for
        before.
        """
        arrivals = {content["update_id"]: Arrival.of(content) for content in batch}
        while True:
            try:
                new = await self._database.run(self._insert, arrivals)
                break
            except Exception as error:
                log.error("updates not stored", error=error)
                await asyncio.sleep(PAUSE)
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
        while not await self._settle(arrival.content):  # noqa: ASYNC110 (nothing tells when the database is back)
            await asyncio.sleep(PAUSE)

    async def _settle(self, content: dict[str, Any]) -> bool:
        """The same as `_handle`; never raises, or the chat's queue would stand still."""
        try:
            return await self._handle(content)
        except Exception as error:
            log.error("update not handled", update=content["update_id"], error=error)
            return False

    async def _handle(self, content: dict[str, Any]) -> bool:
        """Whether the update's turn is stored (done, or parked)."""
        try:
            update = Update.de_json(lean(content), self._application.bot)
        except Exception as error:
            log.error("update parked: it can not be read", update=content["update_id"], error=error)
            await self._database.run(self._park_unreadable, content)
            return True
        await self._application.process_update(update)
        stored = update.update_id not in self._turns.unfinished
        self._turns.unfinished.discard(update.update_id)
        return stored

    async def _refill(self, chat: Hashable) -> list[Arrival]:
        """A flooding chat's queue is worked off: go on with what was left in the table."""
        if not isinstance(chat, int):
            return []
        while True:
            try:
                return self._read(await self._database.run(self._waiting_of, chat))
            except Exception as error:
                log.error("updates not read", error=error)
                await asyncio.sleep(PAUSE)

    def _waiting_of(self, stores: Stores, chat: int) -> list[bytes]:
        found = stores.updates.waiting(self._bot_id, BATCH, chat=stores.keyring.lookup(chat))
        return [row.payload for row in found]

    @staticmethod
    def _read(payloads: Iterable[bytes]) -> list[Arrival]:
        return [Arrival.of(orjson.loads(payload)) for payload in payloads]
