"""getUpdates: one consumer, waiting for news."""

import asyncio
from typing import Any

from sandbox.errors import conflict
from sandbox.ground import Ground
from sandbox.limits import POLL_SECONDS, UPDATES_AT_ONCE

Params = dict[str, Any]
SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Poller:
    """Gives waiting updates to whoever asked last; the one who asked before is told 409."""

    def __init__(self, world: Ground) -> None:
        self._world = world
        self._news = world.updates.listen()
        self._latest = 0

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        """Updates from `offset` on, at most `limit`; waits up to `timeout` real seconds for the first one."""
        self._check_webhook()
        self._latest += 1
        mine = self._latest
        self._news.set()
        if "allowed_updates" in params:
            self._world.updates.allow(params["allowed_updates"])
        loop = asyncio.get_running_loop()
        end = loop.time() + min(max(params.get("timeout", 0), 0), POLL_SECONDS)
        while not (batch := self._batch(params)) and loop.time() < end:
            self._news.clear()
            try:
                async with asyncio.timeout_at(end):
                    await self._news.wait()
            except TimeoutError:
                continue
            if mine != self._latest:
                raise conflict(SECOND_POLLER)
            self._check_webhook()
        return batch

    def _batch(self, params: Params) -> list[dict[str, Any]]:
        limit = min(max(params.get("limit", UPDATES_AT_ONCE), 1), UPDATES_AT_ONCE)
        with self._world.together():
            found = self._world.updates.first(params.get("offset", 0), limit)
        return mishandled(self._world, found)

    def _check_webhook(self) -> None:
        if "webhook" in self._world.settings:
            raise conflict(WEBHOOK_ACTIVE)


def mishandled(world: Ground, updates: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The updates as they are delivered: doubled or out of order where the fault plan says so."""
    batch: list[dict[str, Any]] = []
    late: list[dict[str, Any]] = []
    for chat_id, update in updates:
        reordered = len(updates) > 1 and world.faults.update(chat_id, "reorder")
        copies = 2 if world.faults.update(chat_id, "duplicate") else 1
        (late if reordered else batch).extend([update] * copies)
    return batch + late
