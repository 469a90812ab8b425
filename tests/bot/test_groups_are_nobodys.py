"""What happens to a message in a group says nothing about the person whose command it answers."""

from typing import Any

import pytest
import sqlalchemy as sa
from telegram.error import Forbidden

from bot import calls
from storage.tables import chat_message, outbox, person
from tests.support.chat import Respondent, Town

GROUP = -100_200_300


@pytest.fixture
async def amina(town: Town) -> Respondent:
    amina = await town.member()
    town.world.add_group(GROUP, "Berlin group", [amina.id])
    return amina


async def column(town: Town, of: sa.Column[Any]) -> list[Any]:
    found = await town.service.database.read(lambda stores: stores.connection.scalars(sa.select(of)).all())
    return list(found)


async def command_in_group(town: Town, amina: Respondent) -> None:
    town.world.say(amina.id, "/report", GROUP)
    await town.pump()


async def test_where_the_bot_was_thrown_out_of_the_group_the_person_can_still_be_reached(
    town: Town, amina: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def thrown_out(*_: object) -> None:
        raise Forbidden("bot was kicked from the group chat")

    with monkeypatch.context() as patch:
        patch.setattr(calls, "call", thrown_out)
        await command_in_group(town, amina)
    assert await column(town, person.c.reachable) == [True]


async def test_nor_does_a_command_in_a_group_show_that_the_private_chat_is_open(town: Town, amina: Respondent) -> None:
    await town.service.database.run(
        lambda stores: stores.connection.execute(sa.update(person).values(reachable=False))
    )
    await command_in_group(town, amina)
    assert await column(town, person.c.reachable) == [False]
    await amina.says("/help")
    assert await column(town, person.c.reachable) == [True]


async def test_messages_of_a_group_are_not_noted(town: Town, amina: Respondent) -> None:
    await command_in_group(town, amina)
    await town.stop()  # writes what was sent
    await town.start()
    await town.marked()
    assert await column(town, outbox.c.status) == ["sent"]
    assert await column(town, outbox.c.person_id) == [None]
    assert await column(town, chat_message.c.message_id) == []
