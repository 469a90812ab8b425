"""A key that is lost (a key store that came back from an older copy) leaves nobody stuck."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from bot.invites import read_code
from storage.keystore import key
from storage.tables import person, session
from tests.support.chat import Respondent, Town

CODE = "7K3F-9QAB-CDEF"


async def lose(town: Town, column: sa.Column[UUID]) -> None:
    """The keys that a column names are in the key store no more."""
    service = town.service
    lost = await service.database.read(
        lambda stores: stores.connection.scalars(sa.select(column).where(column.is_not(None))).all()
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
