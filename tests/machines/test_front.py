"""The front with its own configuration, before stand-ins for replicas: what it lets in, and what if one dies."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.machines.composed import FILLED_IN
from tests.machines.parts import front, needs_front

AN_UPDATE = b'{"update_id": 7, "text": "' + "é".encode() * 24_000 + b'"}'
"""Longer than one read of a socket brings."""

pytestmark = needs_front


@dataclass
class StandIn:
    """A replica that notes what comes. `dies`: it reads a post and closes the connection without a word."""

    dies: bool = False
    status: int = 200
    came: list[tuple[str, bytes]] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/healthz":
            return web.Response()
        self.came.append((request.path, await request.read()))
        self.forwarded.append(request.headers.get("X-Forwarded-For", ""))
        if self.dies:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=self.status)


@dataclass
class Street:
    """The front and what stands behind it."""

    url: str
    replicas: list[StandIn]
    session: aiohttp.ClientSession

    async def status(self, method: str, path: str, data: bytes | BytesIO | None = None) -> int:
        async with self.session.request(method, self.url + path, data=data) as response:
            return response.status


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with AsyncExitStack() as cleanup:
        replicas, addresses = [StandIn(), StandIn()], []
        for each in replicas:
            application = web.Application(client_max_size=2**21)
            application.router.add_route("*", "/{path:.*}", each.answer)
            runner = web.AppRunner(application)
            await runner.setup()
            cleanup.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            addresses.append("{}:{}".format(*runner.addresses[0]))
        url, trusted = await cleanup.enter_async_context(front(tmp_path, FILLED_IN, addresses))
        connector = aiohttp.TCPConnector(ssl=trusted)
        yield Street(url, replicas, await cleanup.enter_async_context(aiohttp.ClientSession(connector=connector)))


async def test_updates_go_to_one_replica_and_the_other_by_turns(street: Street) -> None:
    assert [await street.status("POST", "/telegram", AN_UPDATE) for _ in range(4)] == [200] * 4
    assert [each.came for each in street.replicas] == [[("/telegram", AN_UPDATE)] * 2] * 2


async def test_an_update_whose_replica_dies_over_it_is_posted_to_the_other(street: Street) -> None:
    street.replicas[0].dies = True
    assert [await street.status("POST", "/telegram", AN_UPDATE) for _ in range(4)] == [200] * 4
    assert street.replicas[0].came
    assert street.replicas[1].came == [("/telegram", AN_UPDATE)] * 4


async def test_what_both_refuse_telegram_hears_of_and_posts_again(street: Street) -> None:
    for each in street.replicas:
        each.status = 503
    assert await street.status("POST", "/telegram", b"{}") == 503


async def test_nothing_but_posts_to_the_webhook_comes_in(street: Street) -> None:
    for path in ("/", "/metrics", "/healthz", "/telegram"):
        assert await street.status("GET", path) == 404
    assert await street.status("POST", "/metrics", b"{}") == 404
    with suppress(aiohttp.ClientOSError):  # it may hang up before all is said
        assert await street.status("POST", "/telegram", BytesIO(b" " * 1_100_000)) == 413
    assert [each.came for each in street.replicas] == [[], []]


async def test_what_comes_through_says_so_which_hides_the_metrics_once_more(street: Street) -> None:
    await street.status("POST", "/telegram", b"{}")
    assert [address for each in street.replicas for address in each.forwarded] == ["127.0.0.1"]
