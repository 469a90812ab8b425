"""Misfortune on demand: each kind does what it says, as often as it says, to whom it says."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.faults import FaultPlan
from sandbox.server import Server, serve
from sandbox.world import World
from tests.sandbox.conftest import AMINA, GROUP, until
from tests.support.patience import PATIENCE


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{server.token}/", timeout=PATIENCE, verify=False) as client:
        yield client


async def say(bot: httpx.AsyncClient, chat_id: int = AMINA) -> httpx.Response:
    return await bot.post("sendMessage", json={"chat_id": chat_id, "text": "Hello"})


def arrived(world: World) -> int:
    return sum(message["from"]["is_bot"] for message in world.history(AMINA))


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("too_many_requests", 429, "Too Many Requests: retry after 7"),
        ("forbidden", 403, "Forbidden: bot was blocked by the user"),
        ("server_error", 502, "Bad Gateway"),
    ],
)
async def test_an_error_strikes_as_often_as_planned(
    bot: httpx.AsyncClient, world: World, kind: str, status: int, words: str
) -> None:
    world.faults.add(kind, times=2, retry_after=7)
    answers = [await say(bot) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["description"] == words
    assert arrived(world) == 1
    assert world.faults.struck == {kind: 2}


async def test_too_many_requests_says_how_long(bot: httpx.AsyncClient, world: World) -> None:
    world.faults.add("too_many_requests", retry_after=7)
    assert (await say(bot)).json()["parameters"] == {"retry_after": 7}


@pytest.mark.parametrize(("after", "messages"), [(False, 0), (True, 1)])
async def test_a_connection_is_cut_before_or_after_the_effect(
    bot: httpx.AsyncClient, world: World, after: bool, messages: int
) -> None:
    world.faults.add("drop", after=after)
    with pytest.raises(httpx.TransportError):
        await say(bot)
    assert arrived(world) == messages
    assert (await say(bot)).status_code == 200


@pytest.mark.parametrize(("after", "messages"), [(False, 0), (True, 1)])
async def test_an_answer_is_held_back_until_the_caller_gives_up(
    bot: httpx.AsyncClient, world: World, after: bool, messages: int
) -> None:
    world.faults.add("timeout", after=after)
    soon = httpx.Timeout(PATIENCE, read=0.1)
    with pytest.raises(httpx.ReadTimeout):
        await bot.post("sendMessage", json={"chat_id": AMINA, "text": "Hello"}, timeout=soon)
    await until(lambda: world.faults.struck)  # the caller may have given up before the server had read the call
    await until(lambda: arrived(world) == messages)
    assert (await say(bot)).status_code == 200


async def test_a_fault_may_be_about_one_method_and_chat(bot: httpx.AsyncClient, world: World) -> None:
    world.faults.add("server_error", method="sendMessage", chat_id=GROUP)
    assert (await say(bot)).status_code == 200
    assert (await bot.post("getMe")).status_code == 200
    assert (await say(bot, GROUP)).status_code == 502


def test_a_percentage_is_drawn_from_a_seed() -> None:
    def struck(seed: int) -> list[bool]:
        plan = FaultPlan(seed)
        plan.add("server_error", percent=30)
        return [plan.call("sendMessage", AMINA) is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_a_percentage_may_be_limited() -> None:
    plan = FaultPlan()
    plan.add("server_error", percent=50, times=3)
    assert sum(plan.call("sendMessage", AMINA) is not None for _ in range(100)) == 3


async def test_faults_are_planned_by_http(bot: httpx.AsyncClient, server: Server, world: World) -> None:
    address = f"{server.url}/sandbox/faults"
    planned = [{"kind": "server_error", "times": 1}, {"kind": "forbidden", "percent": 10}]
    answer = await bot.post(address, json=planned)
    assert [fault["kind"] for fault in answer.json()["faults"]] == ["server_error", "forbidden"]
    assert (await say(bot)).status_code == 502
    assert (await bot.get(address)).json()["struck"] == {"server_error": 1}
    assert (await bot.delete(address)).json()["faults"] == []
    assert (await say(bot)).status_code == 200


@pytest.mark.parametrize("wrong", [{"kind": "earthquake"}, {"kind": "drop", "force": 9}, {}, 5])
async def test_an_unknown_fault_is_refused(bot: httpx.AsyncClient, server: Server, wrong: object) -> None:
    assert (await bot.post(f"{server.url}/sandbox/faults", json=wrong)).status_code == 400


async def test_a_held_answer_does_not_hold_up_the_end(world: World) -> None:
    async with serve(world) as server, httpx.AsyncClient(timeout=PATIENCE, verify=False) as client:
        world.faults.add("timeout")
        call = asyncio.create_task(client.post(f"{server.url}/bot{server.token}/getMe"))
        await until(lambda: world.faults.struck)
    with pytest.raises(httpx.TransportError) as cut:
        await call
    assert not isinstance(cut.value, httpx.TimeoutException), "the end waited until the caller gave up"
