"""In which language, and with which country's habits, the bot speaks.

Adding a language is adding data: a line in `LANGUAGES`, its tables in `number_words` and `date_words`, its catalog
(`python -m texts.catalogs update`).
"""

import gettext
import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from texts.bidi import begun, isolate
from texts.commands import spoken_commands
from texts.emphasis import Marked
from texts.marking import N_ as N_
from texts.numbers import number
from texts.said import Said

DOMAIN = "afteraction"
CATALOGS = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
BUTTON_CONTEXT = "button"

#: Language code to its own name, as it stands on the buttons, in the order of the buttons.
NATIVE_NAMES = MappingProxyType({"en": "English", "fr": "Français", "ar": "العربية", "es": "Español"})
LANGUAGES: tuple[str, ...] = tuple(NATIVE_NAMES)

Param = str | int | Decimal
_BETWEEN_LABELS = N_(", ")


class Html(str):
    """Text that is already valid HTML for Telegram; put into other HTML it is not escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A language with a country's habits. Calling it translates: `voice("Hello {name}", name="Ana")`.

    Whole and decimal numbers among the parameters are written by CLDR; commands go by their names in the language;
    parameters and commands that run against the language's direction are isolated, and a line that begins with such a
    part still runs in the language's direction; what was `said` is spoken in the language. A text without translation
    is spoken in English.
    """

    language: str
    country: str | None
    locale: Locale = field(compare=False)
    catalog: gettext.NullTranslations = field(compare=False, repr=False)
    direction: str = field(compare=False)  # "ltr" or "rtl"

    def __call__(self, msgid: str, **params: Param) -> str:
        return self._fill(self.catalog.gettext(msgid), params, str)

    def plural(self, singular: str, plural: str, n: int, **params: Param) -> str:
        """The form for the count `n`, which is also the parameter `{n}`."""
        return self._fill(self.catalog.ngettext(singular, plural, n), {"n": n, **params}, str)

    def html(self, msgid: str, **params: Param) -> Html:
        """As calling, but the text may hold tags and the parameters are escaped (those of type `Html` are not)."""
        return Html(self._fill(self.catalog.gettext(msgid), params, _escape))

    def button(self, msgid: str, **params: Param) -> str:
        """The label of a button; translated apart from running text, because it must be short."""
        label = self.catalog.pgettext(BUTTON_CONTEXT, msgid)
        return self._fill(label if label != msgid else self.catalog.gettext(msgid), params, str)

    def say(self, text: str) -> str:
        """What was said elsewhere, in this language; any other text is as it is."""
        if not isinstance(text, Said):
            return text
        one, several = text.msgid, text.plural
        spoken = self.catalog.ngettext(one, several, int(text.params["n"])) if several else self.catalog.gettext(one)
        return self._fill(spoken, text.params, str)

    def listed(self, labels: Iterable[str]) -> str:
        """Labels in a row, each in its own direction: "Leaflets, Banners"."""
        return self._joined(self.catalog.gettext(_BETWEEN_LABELS), labels)

    def beside(self, *parts: str) -> str:
        """The parts of one label side by side, each in its own direction: "AR-7K3F9Q-2 · Tue 21 Oct"; empty ones left
        out."""
        return self._joined(" · ", filter(None, parts))

    def _joined(self, between: str, parts: Iterable[str]) -> str:
        return begun(between.join(isolate(part, self.direction) for part in parts), self.direction)

    def _fill(self, template: str, params: Mapping[str, Param], escape: Callable[[str], str]) -> str:
        template = spoken_commands(template, self.language, self.direction)
        filled = template.format_map({name: self._written(value, escape) for name, value in params.items()})
        return begun(filled, self.direction)

    def _written(self, value: Param, escape: Callable[[str], str]) -> str:
        if isinstance(value, Html):
            return value
        text = self.say(value) if isinstance(value, str) else number(value, self)
        return isolate(escape(text), self.direction)


@lru_cache(maxsize=512)
def voice(language: str, country: str | None = None) -> Voice:
    """The voice for a language ("en") and a person's or section's country ("MA"); an unknown country changes nothing.

    Raises ValueError for a language we do not speak.
    """
    if language not in NATIVE_NAMES:
        raise ValueError(f"no such language: {language!r}; there are {', '.join(LANGUAGES)}")
    locale = _locale(language, country)
    return Voice(language, country, locale, _catalog(language), locale.text_direction)


def best(language_code: str | None, default: str) -> str:
    """The language we speak for a code such as "fr-CA" (Telegram's `language_code`, may be missing), or the default."""
    primary = (language_code or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in NATIVE_NAMES else default


def _locale(language: str, country: str | None) -> Locale:
    try:
        return Locale(language, (country or "").upper() or None)
    except UnknownLocaleError:
        return Locale(language)


@lru_cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, CATALOGS, [language], fallback=True)


def _escape(text: str) -> str:
    return text.html if isinstance(text, Marked) else html.escape(text, quote=False)
