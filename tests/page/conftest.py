"""A sandbox with two people, a small bot, and a browser window; browser and loop live for the whole run."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, async_playwright, expect

from sandbox.clock import FileClock
from sandbox.page_people import Sample, add_people
from sandbox.server import Server, serve
from sandbox.ticking import TickingClockFile
from sandbox.world import World
from tests.page.bot import SmallBot
from tests.page.window import Window
from tests.support.patience import PATIENCE

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

HANNAH = 7001
AMINA = 7003

PEOPLE: list[Sample] = [
    {"id": HANNAH, "first_name": "Hannah", "last_name": "Berger", "language_code": "en", "note": "Activist, Germany"},
    {"id": AMINA, "first_name": "أمينة", "last_name": "بنعلي", "language_code": "ar", "note": "ناشطة، المغرب"},
]

expect.set_options(timeout=PATIENCE * 1000)

OpenWindow = Callable[..., Awaitable[Window]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(clock=FileClock(tmp_path / "clock"))
    add_people(world, PEOPLE)
    return world


@pytest_asyncio.fixture(loop_scope="session")
async def server(world: World, tmp_path: Path) -> AsyncIterator[Server]:
    ticking = TickingClockFile(tmp_path / "clock")
    ticking.write()
    async with serve(world, ticking=ticking) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, headers={"Origin": server.url}, timeout=PATIENCE) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def bot(server: Server) -> AsyncIterator[SmallBot]:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        yield SmallBot(server, client)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip("the chat page in a browser: Debian's chromium is missing (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(server: Server, chromium: Browser) -> AsyncIterator[OpenWindow]:
    """Opens windows, each of its own person; fails the test if a page reports an error or asks another server."""
    contexts, wrong = [], []

    async def open_one(person: int | None = None, start: str = "", **options: Any) -> Window:
        context = await chromium.new_context(**{"viewport": {"width": 1100, "height": 760}, **options})
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if not own(request.url) else None)
        return await Window(page, server.url).open(person, start)

    def own(url: str) -> bool:
        return url.startswith((f"{server.url}/", f"blob:{server.url}/"))

    yield open_one
    for context in contexts:
        await context.close()
    assert not wrong


def picture(colour: str = "teal", size: tuple[int, int] = (320, 240)) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest_asyncio.fixture(loop_scope="session")
async def begun(world: World, bot: SmallBot) -> None:
    """Both people have started the bot, and it has heard so."""
    for person in (HANNAH, AMINA):
        world.start(person)
        await bot.heard()
