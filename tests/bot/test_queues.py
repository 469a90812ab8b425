"""Order per chat, fairness between chats, a bound that a flood meets, and nothing lost behind it."""

import asyncio
from collections import defaultdict
from collections.abc import Hashable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.queues import ChatQueues
from tests.support.patience import PATIENCE

Item = tuple[int, int]  # chat, number


class Hall:
    """Handles items when it is let; remembers the order, and how many were under way at once."""

    def __init__(self, slots: int = 2, bound: int = 4) -> None:
        self.handled: dict[Hashable, list[int]] = defaultdict(list)
        self.gates: dict[int, asyncio.Event] = {}
        self.under_way = self.most = 0
        self.left: dict[int, list[int]] = defaultdict(list)  # what is durable and not handled, by chat
        self.open = asyncio.Event()
        self.asked = asyncio.Event()  # a refill is under way
        self.answered = asyncio.Event()
        self.answered.set()
        self.queues: ChatQueues[Item] = ChatQueues(self.handle, slots=slots, bound=bound, refill=self.refill)

    async def handle(self, item: Item) -> None:
        chat, number = item
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.gates.get(chat, self.open).wait()
        self.under_way -= 1
        self.handled[chat].append(number)
        self.left[chat].remove(number)

    def arrives(self, chat: int, number: int) -> bool:
        """First durable, then queued: as intake does it."""
        self.left[chat].append(number)
        return self.queues.offer(chat, (chat, number))

    async def refill(self, chat: Hashable) -> list[Item]:
        assert isinstance(chat, int)
        found = [(chat, number) for number in self.left[chat][:5]]
        self.asked.set()
        await asyncio.sleep(0)
        await self.answered.wait()
        return found

    async def finish(self) -> None:
        self.open.set()
        await asyncio.wait_for(self.queues.finish(), PATIENCE)


async def test_a_flooding_chat_does_not_delay_another() -> None:
    hall = Hall(slots=2, bound=64)
    for number in range(50):
        hall.arrives(1, number)
    hall.gates[2] = asyncio.Event()
    hall.gates[2].set()
    hall.arrives(2, 0)
    async with asyncio.timeout(PATIENCE):
        while not hall.handled[2]:  # noqa: ASYNC110 (each turn of the loop is work going on)
            await asyncio.sleep(0)
    assert hall.handled[1] == []
    await hall.finish()
    assert hall.handled[1] == list(range(50))


async def test_no_more_are_under_way_than_there_are_slots() -> None:
    hall = Hall(slots=2)
    for chat in range(6):
        hall.arrives(chat, 0)
    await asyncio.sleep(0)
    await hall.finish()
    assert hall.most == 2
    assert all(hall.handled[chat] == [0] for chat in range(6))


async def test_what_does_not_fit_is_refused_and_found_again_in_order() -> None:
    hall = Hall(bound=4)
    taken = [hall.arrives(1, number) for number in range(20)]
    assert taken == [True] * 4 + [False] * 16
    await asyncio.sleep(0)
    await hall.finish()
    assert hall.handled[1] == list(range(20))


async def test_what_arrives_while_the_refused_are_looked_up_does_not_overtake_them() -> None:
    hall = Hall(bound=2)
    for number in range(5):
        hall.arrives(1, number)
    hall.answered.clear()
    hall.open.set()
    await asyncio.wait_for(hall.asked.wait(), PATIENCE)
    assert not hall.arrives(1, 5)
    hall.answered.set()
    await hall.finish()
    assert hall.handled[1] == [0, 1, 2, 3, 4, 5]
    assert hall.arrives(1, 6)
    await hall.finish()


@settings(max_examples=60)
@given(st.lists(st.one_of(st.integers(1, 3), st.none()), max_size=60))
def test_order_is_kept_and_nothing_is_lost_or_done_twice(arrivals: list[int | None]) -> None:
    async def scenario() -> None:
        hall, numbers = Hall(slots=2, bound=3), defaultdict(int)
        hall.open.set()
        for chat in arrivals:
            if chat is None:
                await asyncio.sleep(0)
            else:
                hall.arrives(chat, numbers[chat])
                numbers[chat] += 1
        await hall.finish()
        assert {chat: hall.handled[chat] for chat in numbers} == {
            chat: list(range(count)) for chat, count in numbers.items()
        }

    asyncio.run(scenario())
