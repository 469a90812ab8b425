"""Who has left the section meanwhile neither files nor changes anything: not by a card that still stands, either."""

import pytest
import sqlalchemy as sa

from storage.stores import Stores
from storage.tables import figure, report
from tests.bot.test_amending import ask, files
from tests.bot.test_doubles import QUESTION, tells
from tests.support.chat import Respondent, Town


async def is_removed(town: Town, name: str) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await stella.says("/people")
    await stella.taps(name)
    await stella.taps("Leave the section")
    await stella.taps("Yes, let them leave")


@pytest.mark.parametrize("answer", ["Yes, it is the same", "No, another"])
async def test_nothing_is_filed_by_the_question_about_doubles(town: Town, answer: str) -> None:
    await files(await town.member())
    bruno = await town.member(502, name="Bruno")
    await tells(bruno, "12,345")
    bruno.sees(QUESTION)
    card, button = bruno.button(answer)
    await is_removed(town, "Bruno")
    await bruno.taps_data(card["message_id"], button["callback_data"])
    bruno.sees("You belong to no section at the moment, so this can not be filed. It is kept.", "Signatures: 12.345")
    assert len(await ask(town, sa.select(report.c.id))) == 1


async def test_nothing_is_changed_by_the_review_card(town: Town) -> None:
    amina = await town.member()
    await files(amina)
    await amina.taps("Open this report")
    await amina.taps("Change something")
    await amina.taps("Signatures")
    await amina.says("55")
    card, button = amina.button("Save the changes")
    await is_removed(town, "Amina")
    await amina.taps_data(card["message_id"], button["callback_data"])
    amina.sees("the changes can not be saved. They are kept here.", "Signatures: 55")
    assert await ask(town, sa.select(report.c.version)) == [(1,)]
    assert await ask(town, sa.select(figure.c.value)) == [(37181,)]
    await returns(town, amina)
    await amina.taps("Save the changes")
    amina.sees("Your changes are saved")


async def returns(town: Town, amina: Respondent) -> None:
    def grant(stores: Stores) -> None:
        person = stores.people.find(stores.keyring.lookups(amina.id))
        assert person is not None
        stores.roles.grant(person.id, "activist", "section", "germany", stores.now)

    await town.service.database.run(grant)
