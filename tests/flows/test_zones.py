"""Time zones by their cities: each stands there once, in the letters of the person's language."""

import pytest

from flows.zones import zone_label, zones
from texts.bidi import seen
from texts.locale import LANGUAGES

NOT_IN_CLDR = {"America/Coyhaique"}  # a zone of 2025


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_zones_go_by_one_city(language: str) -> None:
    cities = [row.label(language).partition(" (")[0] for row in zones().rows.values()]
    assert sorted(cities) == sorted(set(cities))


def test_an_arabic_label_names_its_city_in_arabic_letters() -> None:
    latin = {key for key, row in zones().rows.items() if seen(row.label("ar"))[0].isascii()}
    assert latin <= NOT_IN_CLDR


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("Europe/Berlin", "Berlín (Europe/Berlin)"),
        ("Europe/Kiev", "Kiev (Europe/Kyiv)"),
        ("Asia/Calcutta", "Calcuta (Asia/Kolkata)"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires (America/Argentina/Buenos_Aires)"),
    ],
)
def test_a_zone_that_somebody_has_is_named_also_by_its_former_key(key: str, label: str) -> None:
    assert zone_label(key, "es") == label


def test_a_zone_is_found_by_the_names_it_had() -> None:
    assert {"Kiev", "Zaporozhye"} <= set(zones().rows["Europe/Kyiv"].aliases)
    assert "Belfast" in zones().rows["Europe/London"].aliases
