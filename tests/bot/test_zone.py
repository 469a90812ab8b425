"""/zone: by which clock a person lives; their section's, unless they say. Whoever has none is asked once."""

from pathlib import Path
from typing import Any

import pytest

from bot.handlers.joining import CONSENT_VERSION
from tests.support.chat import Respondent, Town
from tests.support.reminding import passes

SAID = {
    "en": ("/zone", "Berlin", "Another city", "In which city's time", "tashkent", "Tashkent", "Same as my section"),
    "ar": ("/tawqit", "برلين", "مدينة أخرى", "توقيت أي مدينة", "طشقند", "طشقند", "مثل توقيت الفرع"),
}


async def own_zone(person: Respondent) -> str | None:
    """As it is kept."""

    def find(stores: Any) -> Any:
        return stores.people.find(stores.keyring.lookups(person.id)).own_zone

    return await person.town.service.database.read(find)


@pytest.mark.parametrize("language", SAID)
async def test_it_is_asked_by_a_city_and_given_back_to_the_section(tmp_path: Path, language: str) -> None:
    command, home, other, asked, typed, found, back = SAID[language]
    async with Town(tmp_path, restarting=True) as town:
        amina = await town.member(language=language)
        await amina.says(command)
        amina.sees(home)
        await amina.taps(other)
        amina.sees(asked)
        await amina.says(typed)
        amina.sees(found)
        assert await own_zone(amina) == "Asia/Tashkent"
        await amina.taps(back)
        amina.sees(home)
        assert await own_zone(amina) is None


async def admin(town: Town) -> Respondent:
    """Somebody of no section."""
    ada = town.person(700, name="Ada")

    def join(stores: Any) -> None:
        known = stores.people.add_pending(stores.keyring.lookup(ada.id), "en", stores.now)
        key = stores.keyring.take()
        stores.people.consent(known.id, key, str(ada.id), "Ada", None, None, CONSENT_VERSION, stores.now)
        stores.roles.grant(known.id, "admin", "everything", "", stores.now)

    await town.service.database.run(join)
    return ada


async def test_asked_with_a_reminder_it_is_answered_below_and_the_report_goes_on(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        ada = await admin(town)
        await ada.says("/report")
        await ada.taps("Petition delivery")
        await passes(town, days=1)
        ada.sees("is not finished yet", "Which city's time is yours", "Ask me tomorrow")
        reminder = ada.card["message_id"]
        await ada.taps("Choose a city")
        ada.sees("In which city's time")
        await ada.says("tashkent")
        ada.sees("Tashkent", "Noted")
        assert await own_zone(ada) == "Asia/Tashkent"
        message, go_on = ada.button("Continue")
        assert message["message_id"] == reminder, "it has stayed"
        await ada.taps_data(reminder, go_on["callback_data"])
        [draft] = [each for each in ada.history if each["message_id"] == reminder]
        assert "How many signatures" in draft["text"]


async def test_asked_where_a_digest_is_subscribed_to_its_hour_follows(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        ada = await admin(town)
        await ada.says("/digest")
        await ada.taps("Get it regularly")
        await ada.taps("Have one sent")
        await ada.taps("All sections")
        ada.sees("Which city's time is yours", "Next on Mon 27 Oct at 09:00")
        await ada.taps("Choose a city")
        await ada.says("tashkent")
        await town.service.unprompted.tick()
        await ada.says("/digest")
        await ada.taps("Get it regularly")
        await ada.taps("All sections")
        ada.sees("Next on Mon 27 Oct at 09:00")
        assert "Which city" not in str(ada.card)
