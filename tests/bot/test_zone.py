"""/zone: by which clock a person lives; their section's, unless they say."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.chat import Respondent, Town

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
