"""getUpdates: confirming by offset, waiting, one consumer, kinds, a day's keeping."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.api import BotApi
from sandbox.clock import ManualClock
from sandbox.world import World
from tests.sandbox.conftest import AMINA, Call, refusal
from tests.support.patience import PATIENCE

Updates = list[dict[str, Any]]


async def get(call: Call, **params: Any) -> Updates:
    body = await call("getUpdates", later=0, **params)
    assert body["ok"], body
    updates: Updates = body["result"]
    return updates


async def texts(call: Call, **params: Any) -> list[str]:
    return [update["message"]["text"] for update in await get(call, **params)]


async def test_an_update_comes_until_it_is_confirmed(call: Call, world: World) -> None:
    number = world.say(AMINA, "Hello")
    assert await texts(call) == ["/start", "Hello"]
    assert await texts(call) == ["/start", "Hello"]
    assert await texts(call, offset=number) == ["Hello"]
    assert await texts(call) == ["Hello"]
    assert await texts(call, offset=number + 1) == []
    assert await texts(call) == []


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(call: Call, world: World) -> None:
    for text in ("one", "two", "three"):
        world.say(AMINA, text)
    assert await texts(call, offset=-2) == ["two", "three"]
    assert await texts(call) == ["two", "three"]
    assert await texts(call, offset=-9) == ["two", "three"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (100, 100), (101, 100), (0, 1)])
async def test_up_to_a_hundred_come_at_once(call: Call, world: World, limit: int, count: int) -> None:
    for number in range(101):
        world.say(AMINA, str(number))
    assert len(await get(call, limit=limit)) == count


async def test_a_waiting_call_is_answered_by_the_next_update(call: Call, world: World) -> None:
    number = world.say(AMINA, "Hello")
    waiting = asyncio.create_task(texts(call, offset=number + 1, timeout=30))
    await asyncio.sleep(0)
    world.say(AMINA, "Are you there?")
    assert await asyncio.wait_for(waiting, PATIENCE) == ["Are you there?"]


async def test_the_earlier_of_two_pollers_is_told_to_go(world: World) -> None:
    api = BotApi(world)
    number = world.say(AMINA, "Hello")
    earlier = asyncio.create_task(api.call("getUpdates", {"offset": number + 1, "timeout": 30}))
    await asyncio.sleep(0)
    later = asyncio.create_task(api.call("getUpdates", {"offset": number + 1, "timeout": 30}))
    conflict = await asyncio.wait_for(earlier, PATIENCE)
    assert conflict.status == 409
    assert conflict.body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    world.say(AMINA, "Still there?")
    assert len((await asyncio.wait_for(later, PATIENCE)).body["result"]) == 1


async def test_no_polling_while_a_webhook_is_set(call: Call) -> None:
    assert (await call("setWebhook", url="http://127.0.0.1:9/hook"))["ok"]
    assert refusal(await call("getUpdates")) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await call("deleteWebhook", drop_pending_updates=True))["ok"]
    assert await get(call) == []


async def test_setting_a_webhook_ends_the_waiting_call(call: Call, world: World) -> None:
    waiting = asyncio.create_task(call("getUpdates", later=0, offset=99, timeout=30))
    await asyncio.sleep(0)
    await call("setWebhook", url="http://127.0.0.1:9/hook")
    assert refusal(await asyncio.wait_for(waiting, PATIENCE))[0] == 409


async def test_only_the_kinds_asked_for_come_from_then_on(call: Call, world: World) -> None:
    await get(call, offset=99, allowed_updates=["callback_query", "my_chat_member"])
    world.say(AMINA, "Hello")
    world.press(AMINA, 1, "x")
    world.block(AMINA)
    assert [set(update) - {"update_id"} for update in await get(call)] == [{"callback_query"}, {"my_chat_member"}]


async def test_an_empty_list_means_the_usual_kinds(call: Call, world: World) -> None:
    await get(call, offset=99, allowed_updates=["message"])
    await get(call, allowed_updates=[])
    world.edit_text(AMINA, 1, "/start again")
    world.block(AMINA)
    assert [set(update) - {"update_id"} for update in await get(call)] == [{"edited_message"}]


async def test_updates_are_kept_for_a_day(call: Call, world: World, clock: ManualClock) -> None:
    clock.forward(timedelta(hours=12))
    world.say(AMINA, "Hello")
    clock.forward(timedelta(hours=12))
    assert await texts(call) == ["/start", "Hello"]
    clock.forward(1)
    assert await texts(call) == ["Hello"]


async def test_numbers_are_never_given_twice(world: World) -> None:
    numbers = [world.say(AMINA, "Hello") for _ in range(5)]
    world.updates.drop_all()
    assert world.say(AMINA, "Hello") == numbers[-1] + 1


async def test_updates_may_come_twice_or_out_of_order(call: Call, world: World) -> None:
    world.updates.drop_all()
    for text in ("one", "two", "three"):
        world.say(AMINA, text)
    world.faults.add("reorder", chat_id=AMINA)
    world.faults.add("duplicate", chat_id=AMINA, times=2)
    assert await texts(call) == ["two", "two", "three", "one", "one"]
    assert await texts(call) == ["one", "two", "three"]
