"""Invitations opened by those who are in already, and consent to words that have changed since."""

from typing import Any

from bot.handlers.joining import CONSENT_VERSION
from tests.bot.test_joining import agree_button, invitation, joins
from tests.support.chat import Respondent, Town


async def known(town: Town, person: Respondent) -> Any:
    return await town.service.database.read(lambda stores: stores.people.find(stores.keyring.lookups(person.id)))


async def test_a_member_who_opens_the_invitation_again_does_not_use_it_up(town: Town) -> None:
    code = await invitation(town, uses=2)
    amina, bruno = town.person(501), town.person(502)
    await joins(amina, code)
    for _ in range(3):
        await amina.does(town.world.start, code)
        amina.sees("joined already", "Petition delivery")
    await joins(bruno, code)
    bruno.sees("You have joined Germany")


async def test_an_admin_without_a_section_gets_that_of_the_next_invitation(town: Town) -> None:
    amina = town.person()
    await joins(amina, await invitation(town, "admin", "everything", ""))
    assert (await known(town, amina)).section is None
    await amina.does(town.world.start, await invitation(town))
    amina.sees("The invitation is accepted")
    assert (await known(town, amina)).section.key == "germany"


async def test_a_member_stays_in_the_first_section(town: Town) -> None:
    amina = town.person()
    await joins(amina, await invitation(town))
    await amina.does(town.world.start, await invitation(town, key="france"))
    assert (await known(town, amina)).section.key == "germany"


async def test_consent_is_to_the_words_that_stand_now(town: Town) -> None:
    amina = town.person()
    await amina.does(town.world.start, await invitation(town))
    await amina.taps("English")
    message, data = agree_button(amina)
    older = data.replace(f":{CONSENT_VERSION}:", f":{CONSENT_VERSION - 1}:")
    assert older != data
    town.world.remove(amina.id, message)  # the old card shows other words than today's
    await amina.does(town.world.press, message, older)
    amina.sees("Before we begin", "stay in the totals", "I agree")
    assert (await known(town, amina)).status == "pending"
    await amina.taps("I agree")
    assert (await known(town, amina)).consent_version == CONSENT_VERSION


async def test_an_old_consent_card_of_an_invitation_used_up_meanwhile(town: Town) -> None:
    code = await invitation(town)
    amina, bruno = town.person(501), town.person(502)
    await amina.does(town.world.start, code)
    await amina.taps("English")
    message, data = agree_button(amina)
    await joins(bruno, code)
    await amina.does(town.world.press, message, data.replace(f":{CONSENT_VERSION}:", ":1:"))
    assert "no longer valid" in amina.toast
