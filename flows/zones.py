"""The table `zones`: IANA's time zones, found by their cities in every language we speak."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from flows.context import Row, Table
from texts.bidi import begun, isolate
from texts.locale import LANGUAGES

NAME = "zones"
REGIONS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)


@lru_cache(maxsize=1)
def zones() -> Table:
    """The zones named by region and city, such as Europe/Berlin, with CLDR's names of the cities. A zone of several
    names (Europe/Kyiv, Europe/Kiev) stands there once and is found by each."""
    named = _named(key for key in available_timezones() if key.partition("/")[0] in REGIONS)
    locales = {language: Locale(language) for language in LANGUAGES}
    territories = get_global("zone_territories")
    return Table(
        NAME,
        {
            key: Row(
                {each: _label(key, former, locale) for each, locale in locales.items()},
                {"country": territories.get(key, "")},  # those of the section's country are offered first
                tuple(_last(each) for each in former),
            )
            for key, former in named.items()
        },
    )


def zone_label(key: str, language: str) -> str:
    """"Berlin (Europe/Berlin)", also for a zone that goes by a former name."""
    return zones().label(key if key in zones() else get_global("zone_aliases").get(key, key), language)


def _named(keys: Iterable[str]) -> Mapping[str, list[str]]:
    """Each zone by its name of today, and its former ones: as far as this machine knows today's."""
    known, today = frozenset(keys), get_global("zone_aliases")
    named: dict[str, list[str]] = {}
    for key in sorted(known):
        current = today.get(key, key)
        former = named.setdefault(current if current in known else key, [])
        if current != key and current in known:
            former.append(key)
    return dict(sorted(named.items()))


def _label(key: str, former: Iterable[str], locale: Locale) -> str:
    """"Berlin (Europe/Berlin)"; the key tells apart cities of one name."""
    direction = locale.text_direction
    return begun(f"{isolate(_city(key, former, locale), direction)} ({isolate(key, direction)})", direction)


def _city(key: str, former: Iterable[str], locale: Locale) -> str:
    """CLDR names some cities under a former name of their zone."""
    for each in (key, *former):
        if city := locale.time_zones.get(each, {}).get("city"):
            return str(city)
    return _last(get_timezone_location(key, locale=locale, return_city=True))


def _last(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")
