"""The table `zones`: IANA's time zones, found by their cities in every language we speak."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from flows.context import Row, Table
from texts.bidi import isolate
from texts.locale import LANGUAGES

NAME = "zones"
REGIONS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)


@lru_cache(maxsize=1)
def zones() -> Table:
    """The zones named by region and city, such as Europe/Berlin, with CLDR's names of the cities."""
    keys = sorted(key for key in available_timezones() if key.partition("/")[0] in REGIONS)
    locales = {language: Locale(language) for language in LANGUAGES}
    territories = get_global("zone_territories")
    return Table(
        NAME,
        {
            key: Row(
                {each: _label(key, locale) for each, locale in locales.items()},
                {"country": territories.get(key, "")},  # those of the section's country are offered first
            )
            for key in keys
        },
    )


def _label(key: str, locale: Locale) -> str:
    """"Berlin (Europe/Berlin)"; the key tells apart cities of one name."""
    return f"{get_timezone_location(key, locale=locale, return_city=True)} ({isolate(key, locale.text_direction)})"
