"""Somebody has blocked the bot; of a person at risk, perhaps to be safe: others look after them, we forget the way."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import outbox, person
from tests.bot.test_at_risk import dangerous, in_danger, said, sent, swept, told
from tests.support.chat import Respondent, Town

LOST = "A person at risk in a section of yours can no longer be reached here"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def coordinator(town: Town, user_id: int = 601, section: str = "germany") -> Respondent:
    """One who has talked to the bot, so that it may write."""
    ruth = await town.member(user_id, section=section, role="coordinator", name="Ruth")
    await ruth.says("/help")
    return ruth


async def blocks(town: Town, who: Respondent) -> None:
    """They block the bot, which finds out by the next thing it has to say."""
    town.world.block(who.id)
    await told(town, "Something nobody asked for. /help", who.id)
    await sent(town)


async def address(town: Town, who: Respondent) -> Any:
    lookup = town.service.keyring.lookup(who.id)
    column = select(person.c.address).where(person.c.lookup == lookup)
    return await town.service.database.read(lambda stores: stores.connection.execute(column).scalar_one())


async def test_the_coordinators_of_the_section_are_told_once_and_no_name(town: Town) -> None:
    ruth, elsewhere = await coordinator(town), await coordinator(town, 602, "france")
    amina = await in_danger(town)
    await blocks(town, amina)
    assert str(ruth.history).count(LOST) == 1
    assert "Amina" not in str(ruth.history) and LOST not in str(elsewhere.history)
    await sent(town)
    assert str(ruth.history).count(LOST) == 1


async def test_a_coordinator_in_a_section_at_risk_is_told_neutrally(town: Town) -> None:
    ruth = await coordinator(town)
    await dangerous(town)
    amina = await town.member()
    await amina.says("/help")
    await blocks(town, amina)
    assert LOST not in str(ruth.history)
    message, button = ruth.button("Read")
    await ruth.does_whatever(ruth.world.press, message["message_id"], button["callback_data"])
    ruth.sees(LOST)


async def test_their_address_is_forgotten_after_seven_days_and_they_are_known_when_they_write_again(town: Town) -> None:
    amina = await in_danger(town)
    await blocks(town, amina)
    town.pass_time(days=6, hours=23)
    await swept(town)
    assert await address(town, amina) is not None
    town.pass_time(hours=2)
    await swept(town)
    assert await address(town, amina) is None
    town.world.unblock(amina.id)
    await amina.says("/report")
    amina.sees("Petition delivery")
    assert await address(town, amina) is not None and said(amina) == []
    await told(town, "Welcome back. /help")
    amina.sees("You have a message")


async def test_nothing_is_sent_or_swept_while_nobody_can_be_reached(town: Town) -> None:
    amina = await in_danger(town)
    await blocks(town, amina)
    town.pass_time(hours=41)
    await swept(town)
    waiting = select(outbox.c.method).where(outbox.c.status == "waiting")
    assert await town.service.database.read(lambda stores: stores.connection.execute(waiting).all()) == []


async def test_of_others_nobody_is_told_and_nothing_is_forgotten(town: Town) -> None:
    ruth, amina = await coordinator(town), await town.member()
    await amina.says("/help")
    await blocks(town, amina)
    assert LOST not in str(ruth.history)
    town.pass_time(days=8)
    await swept(town)
    assert await address(town, amina) is not None
    town.world.unblock(amina.id)
    await amina.says("/help")
    amina.sees("How this works")
