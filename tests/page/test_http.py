"""What the page's server gives and refuses, without a browser."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from sandbox.page_feed import KEPT, Feed
from sandbox.server import Server, serve
from sandbox.world import World
from tests.page.bot import SmallBot
from tests.page.conftest import AMINA, HANNAH, picture
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACTS = ["/chat/clock", f"/chat/{HANNAH}/say", f"/chat/{HANNAH}/press", f"/chat/{HANNAH}/photos"]


@asynccontextmanager
async def events(client: httpx.AsyncClient, person: int, **asked: Any) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The server-sent events of a person's chat: id, event and data of each."""

    async def frames(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
        frame: dict[str, Any] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                frame[name] = value
            elif frame.pop("retry", None) is None:
                yield {**frame, "data": json.loads(frame["data"])}
                frame = {}

    async with client.stream("GET", f"/chat/{person}/events", timeout=PATIENCE, **asked) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield frames(response)


async def first(kind: str, found: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
    """The first event of a kind."""
    async with asyncio.timeout(PATIENCE):
        return await anext(frame async for frame in found if frame["event"] == kind)


async def position(client: httpx.AsyncClient, person: int) -> str:
    """Where the feed stands."""
    at: str = (await client.get(f"/chat/{person}/messages")).json()["position"]
    return at


async def test_people_come_with_all_that_the_page_shows_of_them(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/chat/people")).json()
    assert answer["bot"]["username"] == "afteraction_bot"
    hannah, amina = answer["people"]
    assert (hannah["first_name"], hannah["note"], hannah["language_code"]) == ("Hannah", "Activist, Germany", "en")
    assert amina["note"] == "ناشطة، المغرب"


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1:1", "https://example.org"])
async def test_only_the_page_itself_may_act(server: Server, path: str, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as stranger:
        assert (await stranger.post(path, json={"text": "Not I", "forward": "1 day"})).status_code == 403
    assert server.world.history(HANNAH) == []


async def test_the_page_may_load_nothing_from_elsewhere_and_be_shown_nowhere(client: httpx.AsyncClient) -> None:
    for path in ("/", "/page/chat.js", "/chat/people"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'self'" in policy
        assert headers["cross-origin-resource-policy"] == "same-origin"
    assert (await client.get("/page/../page.py")).status_code == 404
    assert (await client.get("/page/%2e%2e%2fpage.py")).status_code == 404


async def test_only_pictures_and_sound_are_shown_every_other_file_is_downloaded(
    client: httpx.AsyncClient, world: World
) -> None:
    await client.post(f"/chat/{HANNAH}/photos", files={"file": ("a.jpg", picture(), "image/jpeg")})
    page = ("a.html", b"<script>alert(1)</script>", "text/html")
    await client.post(f"/chat/{HANNAH}/document", files={"file": page}, data={"caption": "Look"})
    photo, document = world.history(HANNAH)
    assert document["caption"] == "Look"
    shown = await client.get(f"/chat/file/{photo['photo'][-1]['file_id']}")
    assert (shown.headers["content-type"], shown.headers["content-disposition"]) == ("image/jpeg", "inline")
    kept = await client.get(f"/chat/file/{document['document']['file_id']}")
    assert kept.content == page[1]
    assert (kept.headers["content-type"], kept.headers["content-disposition"]) == (
        "application/octet-stream",
        "attachment",
    )


async def test_a_recording_is_a_voice_message(client: httpx.AsyncClient, world: World) -> None:
    recording = ("voice", b"sound", "audio/webm;codecs=opus")
    await client.post(f"/chat/{HANNAH}/voice", files={"file": recording})
    assert world.history(HANNAH)[0]["voice"]["mime_type"] == "audio/webm"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/chat/9/say", {"text": "Nobody"}, 404),
        (f"/chat/{HANNAH}/say", {"text": ""}, 400),
        (f"/chat/{HANNAH}/say", ["text"], 400),
        (f"/chat/{HANNAH}/say", {}, 400),
        (f"/chat/{HANNAH}/edit", {"message_id": 99, "text": "Not there"}, 400),
        ("/chat/clock", {"forward": "-1 hour"}, 400),
    ],
)
async def test_what_cannot_be_is_refused(client: httpx.AsyncClient, path: str, body: Any, status: int) -> None:
    assert (await client.post(path, json=body)).status_code == status


async def test_a_file_that_nobody_sent_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/chat/file/unknown")).status_code == 404


async def test_events_go_on_where_a_browser_lost_them(client: httpx.AsyncClient, bot: SmallBot, begun: None) -> None:
    at = await position(client, HANNAH)
    await bot.say(HANNAH, "One")
    async with events(client, HANNAH, params={"after": at}) as found:
        one = await first("message", found)
    await bot.say(HANNAH, "Two")
    async with events(client, HANNAH, params={"after": at}, headers={"Last-Event-ID": one["id"]}) as found:
        two = await first("message", found)
    assert (one["data"]["message"]["text"], two["data"]["message"]["text"]) == ("One", "Two")


@pytest.mark.parametrize("after", ["", "another-3", "nonsense"])
async def test_a_browser_that_knows_no_position_is_told_to_load_anew(
    client: httpx.AsyncClient, begun: None, after: str
) -> None:
    async with events(client, HANNAH, params={"after": after}) as found:
        assert (await anext(found))["event"] == "reset"


async def test_a_browser_that_missed_too_much_is_told_to_load_anew(world: World) -> None:
    feed = Feed(world)
    at = feed.position()
    for number in range(KEPT + 1):
        world.show("action", HANNAH, action="typing", number=number)
    await asyncio.sleep(0)
    assert feed.position().endswith(f"-{KEPT + 1}")
    stream = feed.stream(HANNAH, at, dict)
    assert "event: reset" in [await anext(stream), await anext(stream)][1]


async def test_of_others_only_that_the_bot_wrote_is_told(client: httpx.AsyncClient, bot: SmallBot, begun: None) -> None:
    at = await position(client, HANNAH)
    await bot.say(AMINA, "For her eyes")
    async with events(client, HANNAH, params={"after": at}) as found:
        assert (await first("elsewhere", found))["data"] == {"person": AMINA}


async def test_the_clock_comes_first_and_can_be_moved(client: httpx.AsyncClient, world: World) -> None:
    before = world.clock.now()
    moved = (await client.post("/chat/clock", json={"forward": "1 hour"})).json()
    assert moved["movable"]
    assert 3600 <= (world.clock.now() - before).total_seconds() < 3660
    at = await position(client, HANNAH)
    async with events(client, HANNAH, params={"after": at}) as found:
        assert (await anext(found))["data"]["movable"]


async def test_without_a_clock_file_of_its_own_the_page_moves_nothing() -> None:
    async with (
        serve(World()) as server,
        httpx.AsyncClient(headers={"Origin": server.url}, timeout=PATIENCE) as client,
    ):
        assert (await client.post(f"{server.url}/chat/clock", json={"forward": "1 day"})).status_code == 409
        assert not (await client.get(f"{server.url}/chat/clock")).json()["movable"]
