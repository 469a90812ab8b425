"""Keep the gettext catalogs in step with the code: `python -m texts.catalogs update` or `compile`.

`update` collects the texts marked in the code (`voice("...")`, `voice.html`, `voice.plural`, `voice.button`, `N_`,
`said`) into `texts/locale/<language>/LC_MESSAGES/afteraction.po`, where people translate; `compile` writes the .mo
files beside them, which are read at run time.
"""

import io
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from texts.locale import BUTTON_CONTEXT, CATALOGS, DOMAIN, LANGUAGES, SOURCE_LANGUAGE

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "scheduler", "reports", "flows", "texts")
#: How to read the calls that mark a text: argument numbers of singular and plural.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "voice": None, "html": None, "N_": None, "said": None, "plural": (1, 2), "said_plural": (1, 2),
}  # fmt: skip
BUTTON_KEYWORDS: dict[str, tuple[int, ...] | None] = {"button": None}
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
_LINE_WIDTH = 120
_PARAMETERS_AND_TAGS = re.compile(r"{\w+}|</?\w+>")
#: Dates in the headers would only make noise in the history.
_UNDATED = datetime(2014, 10, 21, tzinfo=UTC)


def extract() -> Catalog:
    """Every text marked in the code, with the places where it stands."""
    catalog = _new(None)
    for package in PACKAGES:
        folder = ROOT / package
        for keywords, context in ((KEYWORDS, None), (BUTTON_KEYWORDS, BUTTON_CONTEXT)):
            found = extract_from_dir(folder, [("**.py", "python")], keywords=keywords, comment_tags=("Translators:",))
            for file, _line, message, comments, _context in found:
                if not _has_words(message):
                    continue
                catalog.add(message, locations=[(f"{package}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def po_path(language: str) -> Path:
    return CATALOGS / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_path(language: str) -> Path:
    return po_path(language).with_suffix(".mo")


def read(language: str) -> Catalog:
    """The language's catalog; an empty one if it has none yet."""
    path = po_path(language)
    if not path.exists():
        return _new(language)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    catalog.mime_headers = [("Plural-Forms", plural_forms(language))]
    return catalog


def write(language: str, catalog: Catalog) -> None:
    """Write the language's .po file."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=_LINE_WIDTH, sort_output=True, include_lineno=False)


def plural_forms(language: str) -> str:
    """CLDR's plural categories of the language (zero, one, two, few, many, other: those it has) as gettext's header."""
    # "e" is the exponent of a number like "2M", which we never write.
    return re.sub(r"\be\b", "0", to_gettext(Locale(language).plural_form))


def update() -> None:
    """Add new texts to every catalog, untranslated, and drop those no longer in the code."""
    extracted = extract()
    for language in TRANSLATED:
        catalog = read(language)
        catalog.update(extracted, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        write(language, catalog)
        print(f"{language}: {sum(not is_translated(message.string) for message in catalog if message.id)} to translate")


def compiled(language: str) -> bytes:
    """The .mo file as it should be."""
    file = io.BytesIO()
    write_mo(file, read(language))
    return file.getvalue()


def compile_all() -> None:
    """Write every .mo file."""
    for language in TRANSLATED:
        mo_path(language).write_bytes(compiled(language))


def _has_words(message: str | tuple[str, ...]) -> bool:
    """Whether there is anything to translate: in "<b>{title}</b>" there is not, in "{label}: {answer}" the colon is."""
    text = message if isinstance(message, str) else " ".join(message)
    return bool(_PARAMETERS_AND_TAGS.sub("", text).strip())


def _new(language: str | None) -> Catalog:
    catalog = Catalog(
        locale=language,
        project="Afteraction",
        version="0",
        header_comment="# Texts of Afteraction.",
        msgid_bugs_address="none",
        last_translator="Afteraction",
        language_team="none",
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        fuzzy=False,
    )
    if language:
        catalog.mime_headers = [("Plural-Forms", plural_forms(language))]
    return catalog


def is_translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether a translation, in all its plural forms, is there."""
    return all(string) if isinstance(string, list | tuple) else bool(string)


def main(arguments: list[str]) -> int:
    commands: dict[str, Callable[[], None]] = {"update": update, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        print("usage: python -m texts.catalogs update|compile", file=sys.stderr)
        return 2
    commands[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
