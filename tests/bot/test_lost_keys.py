"""A key that is lost (a key store that came back from an older copy) leaves nobody stuck."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.invites import read_code
from scheduler.telling import tell
from storage.keystore import key
from storage.stores import Stores
from storage.tables import chat_message, person, session
from tests.bot.test_sender import rows
from tests.support.chat import Respondent, Town
from texts.cards import Card

CODE = "7K3F-9QAB-CDEF"


async def lose(town: Town, column: sa.Column[UUID], *which: sa.ColumnElement[bool]) -> None:
    """The keys that a column names are in the key store no more."""
    service = town.service
    lost = await service.database.read(
        lambda stores: stores.connection.scalars(sa.select(column).where(column.is_not(None), *which)).all()
    )
    with service.keystore.engine.begin() as connection:
        assert connection.execute(sa.delete(key).where(key.c.id.in_(lost))).rowcount == len(lost)
    service.keyring.forget()


@pytest.fixture
async def amina(town: Town) -> Respondent:
    """In the middle of a report."""
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")
    return amina


async def test_whoever_lost_the_key_is_told_how_to_join_whatever_they_do(town: Town, amina: Respondent) -> None:
    await lose(town, person.c.key_id)
    for text in ("hello", "/report", "/forget", "/start", "/myreports"):
        await amina.does_whatever(amina.world.say, text)
        amina.sees("invitation")
    message, button = amina.button("Back")
    await amina.does_whatever(amina.world.press, message["message_id"], button["callback_data"])
    assert "invitation" in amina.toast


async def test_they_join_again_and_have_their_draft_back(town: Town, amina: Respondent) -> None:
    await lose(town, person.c.key_id)
    await town.service.database.run(
        lambda stores: stores.invites.add(
            stores.keyring.hash_code(read_code(CODE)), "activist", "section", "germany", 1,
            stores.now.replace(year=stores.now.year + 1), None, stores.now,
        )
    )  # fmt: skip
    await amina.says(f"/start {CODE}")
    await amina.taps("English")
    await amina.taps("I agree")
    await amina.says("embassy of Uzbekistan in Berlin")
    amina.sees("Uzbekistan", "When was that")


async def test_a_turn_given_up_apologises_even_then(
    town: Town, amina: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lose(town, person.c.key_id)

    def raises(_: object) -> None:
        raise ValueError

    monkeypatch.setattr("bot.routes.joining.stranger", raises)
    await amina.does_whatever(amina.world.say, "hello")
    amina.sees("I am sorry, something went wrong")


async def test_a_draft_whose_key_is_lost_is_met_as_erased(town: Town, amina: Respondent) -> None:
    old = amina.button("Back")
    await lose(town, session.c.key_id)
    await amina.says("embassy of Uzbekistan in Berlin")
    amina.sees("Is this for a report")
    await amina.taps_data(old[0]["message_id"], old[1]["callback_data"])
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("5,000")
    amina.sees("How exact is 5.000")


async def test_the_button_that_began_it_begins_another(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    message, began = amina.button("Petition delivery")
    old = message["message_id"], began["callback_data"]
    await amina.taps_data(*old)
    await amina.says("37,181")
    await lose(town, session.c.key_id)
    await amina.taps_data(*old)
    await amina.taps_data(*old)  # twice, as ever
    await amina.says("450")
    amina.sees("Signatures: 450", "To whom")
    found = sa.select(session.c.code).where(session.c.status == "open")
    assert len(await town.service.database.read(lambda stores: stores.connection.scalars(found).all())) == 2


async def clara_lost_hers(town: Town) -> None:
    """She coordinates; Amina, of her section and at risk, has just blocked the bot."""
    clara, amina = await town.member(600, role="coordinator", name="Clara"), await town.member()
    lookup = town.service.keyring.lookup
    await lose(town, person.c.key_id, person.c.lookup == lookup(clara.id))
    await town.service.database.run(
        lambda stores: stores.connection.execute(
            sa.update(person).where(person.c.lookup == lookup(amina.id)).values(at_risk=True)
        )
    )
    town.world.block(amina.id)


async def tried(town: Town, *people: int) -> list[str]:
    """What becomes of a word to each, once the bot knows."""

    def say(stores: Stores) -> None:
        for each in people:
            found = stores.people.find(stores.keyring.lookups(each))
            assert found is not None
            tell(stores, town.world.bot["id"], found, Card("hello"))

    await town.service.database.run(say)
    town.service.sender.wake()
    await town.marked()
    return [row.status for row in await rows(town) if row.lane == "bulk" and row.status != "held"]


async def test_what_can_not_be_told_to_them_keeps_no_mark_from_being_written(town: Town) -> None:
    await clara_lost_hers(town)
    assert await tried(town, 501) == ["parked"]


async def test_nor_does_a_notice_that_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no words")

    monkeypatch.setattr("bot.marks.keep_safe", fails)
    bruno = await town.member(502, name="Bruno")
    await bruno.says("/help")
    await clara_lost_hers(town)
    assert await tried(town, 501, 502) == ["parked", "sent"]
    amina = await town.service.database.read(lambda stores: stores.people.find(stores.keyring.lookups(501)))
    assert not amina.reachable


async def test_their_messages_stay_and_those_of_others_are_deleted(town: Town) -> None:
    clara, bruno = await town.member(600, name="Clara"), await town.member(502, name="Bruno")
    for each in (clara, bruno):
        await each.says("/help")
    await town.marked()
    await town.service.database.run(
        lambda stores: stores.connection.execute(sa.update(chat_message).values(delete_at=stores.now))
    )
    await lose(town, person.c.key_id, person.c.lookup == town.service.keyring.lookup(clara.id))
    assert await town.service.housekeeping.delete_messages() == 4
    town.service.sender.wake()
    await town.marked()
    assert (len(clara.history), len(bruno.history)) == (2, 0)
