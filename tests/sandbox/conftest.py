"""A local Telegram whose clock moves only when told, with Amina, who has written, and Karim, who has not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from sandbox.api import BotApi
from sandbox.clock import ManualClock
from sandbox.pictures import jpeg
from sandbox.server import Server, serve
from sandbox.world import World
from tests.support.patience import PATIENCE

AMINA = 501
KARIM = 502
GROUP = -77

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> Iterator[World]:
    world = World(clock=clock)
    world.add_person(AMINA, "Amina", language_code="ar")
    world.add_person(KARIM, "Karim")
    world.add_group(GROUP, "Section Berlin", [AMINA, KARIM])
    world.start(AMINA)
    yield world
    world.close()


@pytest.fixture
def call(world: World, clock: ManualClock) -> Call:
    """Make one call of the bot and return the answer's body; time passes first, so that rates do not matter."""
    api = BotApi(world)

    async def made(method: str, *, later: float = 60, **params: Any) -> dict[str, Any]:
        clock.forward(later)
        return (await api.call(method, params)).body

    return made


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    async with serve(world) as server:
        yield server


async def until(condition: Callable[[], object]) -> None:
    """Return once the condition holds; TimeoutError if it never does."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - whatever makes it true sets no event
            await asyncio.sleep(0.001)


def refusal(body: dict[str, Any]) -> tuple[int, str]:
    """Status and text of a refused call."""
    assert body["ok"] is False, body
    return body["error_code"], body["description"]


@pytest.fixture
def photo(world: World) -> str:
    """The file_id of a picture that Amina has sent."""
    world.send_photos(AMINA, [jpeg(200, 100)])
    file_id: str = world.history(AMINA)[-1]["photo"][-1]["file_id"]
    return file_id
