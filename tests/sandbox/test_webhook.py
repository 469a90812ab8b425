"""Webhooks: posted with the secret, tried again until taken, in turn to several addresses, side by side."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox.api import BotApi
from sandbox.clock import ManualClock
from sandbox.server import Server
from sandbox.world import World
from tests.sandbox.conftest import AMINA, Call, refusal, until
from tests.support.patience import PATIENCE


class Receiver:
    """A bot's web server: keeps what is posted and answers what it is told to."""

    def __init__(self) -> None:
        self.posts: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.headers: dict[str, str] = {}
        self.statuses: list[int] = []
        self.reply: dict[str, Any] | None = None
        self.gate: asyncio.Event | None = None
        self.waiting = 0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.headers = dict(request.headers)
        await self.posts.put({"path": request.path_qs, **await request.json()})
        if self.gate is not None:
            self.waiting += 1
            await self.gate.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status)

    async def next(self) -> dict[str, Any]:
        """The next post, told by its text."""
        return await asyncio.wait_for(self.posts.get(), PATIENCE)


@pytest.fixture
async def receivers() -> AsyncIterator[list[Receiver]]:
    """Two web servers."""
    receivers, runners = [Receiver(), Receiver()], []
    for receiver in receivers:
        app = web.Application()
        app.router.add_post("/{path:.*}", receiver.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        runners.append(runner)
    yield receivers
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
def receiver(receivers: list[Receiver]) -> Receiver:
    return receivers[0]


async def hook(world: World, url: str, **params: Any) -> dict[str, Any]:
    return (await BotApi(world).call("setWebhook", {"url": url, **params})).body


async def info(world: World) -> dict[str, Any]:
    found: dict[str, Any] = (await BotApi(world).call("getWebhookInfo", {})).body["result"]
    return found


async def until_taken(world: World) -> None:
    await until(lambda: not len(world.updates))


async def test_updates_are_posted_with_the_secret(server: Server, world: World, receiver: Receiver) -> None:
    await hook(world, f"{receiver.url}/hook/a?b=c", secret_token="s3cret_-")
    assert (await receiver.next())["message"]["text"] == "/start"
    assert receiver.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    world.say(AMINA, "Hello")
    post = await receiver.next()
    assert (post["path"], post["message"]["text"]) == ("/hook/a?b=c", "Hello")
    await until_taken(world)


async def test_pending_updates_may_be_dropped(server: Server, world: World, receiver: Receiver) -> None:
    await hook(world, receiver.url, drop_pending_updates=True)
    world.say(AMINA, "Hello")
    assert (await receiver.next())["message"]["text"] == "Hello"


async def test_a_refused_update_is_tried_again_later_and_later(
    server: Server, world: World, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.statuses = [500, 500]
    await hook(world, receiver.url)
    for pause in (1, 2):
        await receiver.next()
        await until(lambda: world.settings["webhook"].get("last_error_date") == int(clock.now().timestamp()))
        assert (await info(world))["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
        assert (await info(world))["pending_update_count"] == 1
        clock.forward(pause)
    await receiver.next()
    await until_taken(world)


async def test_several_addresses_are_used_in_turn(server: Server, world: World, receivers: list[Receiver]) -> None:
    world.webhook_balance = [receiver.url for receiver in receivers]
    await hook(world, "https://bot.example.org/hook")
    for number in range(3):
        await until_taken(world)
        world.say(AMINA, str(number))
    await until_taken(world)
    assert [receiver.posts.qsize() for receiver in receivers] == [2, 2]
    assert (await receivers[1].next())["path"] == "/hook"


async def test_a_dead_address_is_passed_over(server: Server, world: World, receivers: list[Receiver]) -> None:
    world.webhook_balance = ["http://127.0.0.1:9", receivers[0].url]
    await hook(world, "https://bot.example.org/hook")
    world.say(AMINA, "Hello")
    texts = {(await receivers[0].next())["message"]["text"] for _ in range(2)}
    assert texts == {"/start", "Hello"}


async def test_only_so_many_are_posted_at_once(server: Server, world: World, receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    await hook(world, receiver.url, max_connections=3)
    for number in range(5):
        world.say(AMINA, str(number))
    await until(lambda: receiver.waiting == 3)
    assert receiver.posts.qsize() == 3
    receiver.gate.set()
    await until_taken(world)
    assert receiver.posts.qsize() == 6


async def test_an_answer_may_hold_a_call(server: Server, world: World, receiver: Receiver) -> None:
    screen = world.subscribe(AMINA)
    receiver.reply = {"method": "sendMessage", "chat_id": AMINA, "text": "Welcome"}
    await hook(world, receiver.url)
    assert (await screen.next("message"))["message"]["text"] == "Welcome"


async def test_an_update_may_be_posted_twice(server: Server, world: World, receiver: Receiver) -> None:
    world.faults.add("duplicate")
    await hook(world, receiver.url)
    assert (await receiver.next())["update_id"] == (await receiver.next())["update_id"]


async def test_a_deleted_webhook_gets_nothing_more(server: Server, world: World, receiver: Receiver) -> None:
    await hook(world, receiver.url, drop_pending_updates=True)
    await hook(world, "")
    assert (await info(world))["url"] == ""
    world.say(AMINA, "Hello")
    assert (await BotApi(world).call("getUpdates", {"timeout": 0})).body["result"][0]["message"]["text"] == "Hello"
    assert receiver.posts.empty()


async def test_what_was_set_is_told(call: Call) -> None:
    await call("setWebhook", url="https://bot.example.org/h", max_connections=7, allowed_updates=["message"])
    assert (await call("getWebhookInfo"))["result"] == {
        "url": "https://bot.example.org/h",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"max_connections": 0}, "max_connections must be between 1 and 100"),
        ({"max_connections": 101}, "max_connections must be between 1 and 100"),
        ({"url": "ftp://bot.example.org"}, "bad webhook: invalid URL specified"),
        ({"url": "bot.example.org"}, "bad webhook: invalid URL specified"),
    ],
)
async def test_a_wrong_webhook_is_refused(call: Call, params: dict[str, Any], words: str) -> None:
    body = await call("setWebhook", **{"url": "https://bot.example.org", **params})
    assert refusal(body) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize("params", [{"secret_token": "x" * 256}, {"max_connections": 1}, {"max_connections": 100}])
async def test_limits_of_a_webhook(call: Call, params: dict[str, Any]) -> None:
    assert (await call("setWebhook", url="https://bot.example.org", **params))["ok"]
