"""Posting updates to the bot's webhook, or in turn to the several addresses behind it, as a balancer would."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from sandbox.api import BotApi
from sandbox.clock import sleep_until
from sandbox.ground import Ground
from sandbox.polling import mishandled

TIMEOUT = 60.0
"""Real seconds an address has to answer."""
LONGEST_PAUSE = 64
"""Seconds, on the clock, between two attempts at most."""

Update = dict[str, Any]
Webhook = dict[str, Any]


class WebhookDelivery:
    """Posts every waiting update, several at once, until it is answered with 2xx; order is not kept.

    An update that fails goes to the next address at once; when all have failed it waits, longer each time.
    """

    def __init__(self, world: Ground, api: BotApi) -> None:
        self._world = world
        self._api = api
        self._news = world.updates.listen()
        self._turn = itertools.count()
        self._posting: dict[asyncio.Task[None], int] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._news.set()
        try:
            async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
                while True:
                    await self._news.wait()
                    self._news.clear()
                    self._begin(session)
        finally:
            for task in self._posting:
                task.cancel()
            await asyncio.gather(*self._posting, return_exceptions=True)

    def _begin(self, session: aiohttp.ClientSession) -> None:
        webhook = self._world.settings.get("webhook")
        if webhook is None:
            return
        free = max(0, webhook["max_connections"] - len(self._posting))
        waiting = self._world.updates.waiting(free, set(self._posting.values()))
        for update in mishandled(self._world, waiting):
            task = asyncio.create_task(self._deliver(session, webhook["url"], update))
            self._posting[task] = update["update_id"]
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._posting[task]
        self._news.set()

    async def _deliver(self, session: aiohttp.ClientSession, url: str, update: Update) -> None:
        turn = next(self._turn)
        for attempt in itertools.count(1):
            webhook = self._world.settings.get("webhook")
            if webhook is None or webhook["url"] != url:
                return
            addresses = self._addresses(url)
            address = addresses[(turn + attempt) % len(addresses)]
            failure = await self._post(session, address, webhook, update)
            if failure is None:
                return
            self._note(failure)
            if attempt % len(addresses) == 0:
                rounds = attempt // len(addresses)
                pause = timedelta(seconds=min(2 ** (rounds - 1), LONGEST_PAUSE))
                await sleep_until(self._world.clock, self._world.clock.now() + pause)

    def _addresses(self, url: str) -> list[str]:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return [base.rstrip("/") + path for base in self._world.webhook_balance] or [url]

    async def _post(
        self, session: aiohttp.ClientSession, address: str, webhook: Webhook, update: Update
    ) -> str | None:
        """Post once; None when taken, else what went wrong."""
        headers = {"Content-Type": "application/json"}
        if webhook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret_token"]
        try:
            async with session.post(address, data=orjson.dumps(update), headers=headers) as response:
                body = await response.read()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection closed"
        if not 200 <= response.status < 300:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        with self._world.together():
            self._world.updates.confirm(update["update_id"])
        await self._obey(body)
        return None

    async def _obey(self, body: bytes) -> None:
        """Carry out the method call that an answer may hold; what comes of it nobody is told."""
        try:
            call = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self._api.call(call.pop("method"), call)

    def _note(self, failure: str) -> None:
        if "webhook" in self._world.settings:
            date = int(self._world.clock.now().timestamp())
            noted = {"last_error_date": date, "last_error_message": failure}
            self._world.settings["webhook"] = {**self._world.settings["webhook"], **noted}
