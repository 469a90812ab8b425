"""Rates as the sender asks for them: alone in a process, or together with the replicas of the same bot."""

import asyncio
from typing import Protocol

from bot.logs import log
from bot.rates import ON_ITS_WAY, PAID, Arrived, Ask, Chat, Limits, Slot, forget_ahead, idle_at, instant, micros, settle
from storage.clock import Clock, SetBack
from storage.database import Database
from storage.rate_store import ALL, SENT
from storage.stores import Stores

MANY = 10_000  # chats known before those at rest are forgotten


class Rates(Protocol):
    """Whom the sender asks before each send."""

    async def ask(self, chat: Chat, bulk: bool = False) -> Slot:
        """When a send may go. Raises what the database raises."""
        ...

    def went(self, slot: Slot) -> None:
        """What was granted has arrived by now, at the latest, or will never go."""
        ...


class OnTheWay:
    """Sends of this process that were granted and have not ended: Telegram may count them at any moment until then."""

    def __init__(self) -> None:
        self._sends: dict[int, Arrived] = {}  # by the slot's identity, which whoever has the slot keeps

    def add(self, chat: Chat, slot: Slot) -> None:
        """It was granted."""
        self._sends[id(slot)] = Arrived(chat, slot.at, slot.at)

    def end(self, slot: Slot, now: int) -> list[Arrived]:
        """It has arrived; what is to be moved."""
        send = self._sends.pop(id(slot), None)
        return [Arrived(send.chat, send.entered, now)] if send and now - send.entered > ON_ITS_WAY else []

    def still(self, now: int) -> list[Arrived]:
        """Those that may arrive now or later: entered anew before anybody is given a place a second behind them."""
        found = [(key, each) for key, each in self._sends.items() if now - each.entered > ON_ITS_WAY]
        for key, each in found:
            self._sends[key] = Arrived(each.chat, max(each.entered, now - ON_ITS_WAY), now)
        return [Arrived(each.chat, each.entered, now) for _, each in found]


class OwnRates:
    """Of a bot with one process."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._on_the_way = OnTheWay()
        self._set_back = SetBack(clock)
        self._known: dict[bytes, SENT] = {}
        self._groups: set[bytes] = set()

    async def ask(self, chat: Chat, bulk: bool = False) -> Slot:
        """See Rates."""
        now = micros(self._clock.now())
        if self._limits.off:
            return Slot(now, granted=True)
        if self._set_back.noticed():
            forget_ahead(self._known, now)
        if len(self._known) > MANY:
            self._forget_idle(now)
        if chat.group:
            self._groups.add(chat.key)
        slot = settle(self._known, self._limits, [Ask(chat, bulk)], self._on_the_way.still(now), now)[0]
        if slot.granted:
            self._on_the_way.add(chat, slot)
        return slot

    def went(self, slot: Slot) -> None:
        """See Rates."""
        now = micros(self._clock.now())
        settle(self._known, self._limits, (), self._on_the_way.end(slot, now), now)

    def _forget_idle(self, now: int) -> None:
        for key in [key for key in self._known if key not in (ALL, PAID)]:
            if idle_at(self._known, self._limits, Chat(key, key in self._groups)) <= now:
                del self._known[key]
                self._groups.discard(key)


class SharedRates:
    """Of a bot with replicas: what all have sent stands in the database.

    One short transaction settles everything asked for meanwhile; there are no more of them than sends, which the rates
    themselves keep few.
    """

    def __init__(self, limits: Limits, database: Database, bot_id: int) -> None:
        self._limits = limits
        self._database = database
        self._bot_id = bot_id
        self._set_back = SetBack(database.clock)
        self._asked: list[tuple[Ask, asyncio.Future[Slot]]] = []
        self._late: list[Arrived] = []
        self._on_the_way = OnTheWay()
        self._settling: asyncio.Task[None] | None = None

    async def ask(self, chat: Chat, bulk: bool = False) -> Slot:
        """See Rates."""
        future: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._asked.append((Ask(chat, bulk), future))
        self._begin()
        slot = await future
        if slot.granted:
            self._on_the_way.add(chat, slot)
        return slot

    def went(self, slot: Slot) -> None:
        """See Rates."""
        late = self._on_the_way.end(slot, micros(self._database.clock.now()))
        if late:
            self._late += late
            self._begin()

    def _begin(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        while self._asked or self._late:
            asked, late = self._asked, self._late + self._on_the_way.still(micros(self._database.clock.now()))
            self._asked, self._late = [], []
            futures = [future for _, future in asked]
            try:
                set_back = self._set_back.noticed()
                slots = await self._database.run(self._settled, [ask for ask, _ in asked], late, set_back)
            except Exception as error:
                log.warning("rates not settled", error=error)
                for future in futures:
                    if not future.done():
                        future.set_exception(error)
                continue
            for future, slot in zip(futures, slots, strict=True):
                if not future.done():
                    future.set_result(slot)

    def _settled(self, stores: Stores, asks: list[Ask], late: list[Arrived], set_back: bool) -> list[Slot]:
        chats = {each.key: each for each in (*(ask.chat for ask in asks), *(one.chat for one in late))}
        together = dict(map(self._limits.together, chats.values()))
        known = stores.rates.load(self._bot_id, (*chats, *together))
        if set_back:
            forget_ahead(known, micros(stores.now))
        slots = settle(known, self._limits, asks, late, micros(stores.now))
        idle = {key: window.idle_at(known[key]) for key, window in together.items()}
        idle |= {key: idle_at(known, self._limits, chat) for key, chat in chats.items()}
        stores.rates.save(self._bot_id, {key: (known[key], instant(at)) for key, at in idle.items()})
        return slots
