"""All strings of a flow as PO, gettext's format for translators: one file for each language.

`msgctxt` is the string's key, `msgid` its wording in the default language. What is outdated is marked `fuzzy`, and what
comes back so marked is not taken.
"""

import io
from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from flows.definition import Flow
from flows.problems import Problem
from flows.translations.context import context_of
from flows.translations.handed import HandedBack, Translation
from flows.translations.strings import outdated, strings
from flows.xlsform.languages import code_of
from texts.said import said

#: A date in the header would make two equal exports differ.
_UNDATED = datetime(2014, 10, 21, tzinfo=UTC)
_LINE_WIDTH = 120
_NO_PROJECT = "PROJECT"  # what Babel says of a file without one


def to_po(flow: Flow, language: str, old: Flow | None = None) -> bytes:
    """What is to be translated into the language. `old`: an earlier revision; what is outdated since is `fuzzy`."""
    catalog = Catalog(
        locale=_locale(language),
        project=flow.key,
        version=flow.version,
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        fuzzy=False,
        header_comment=f"# {flow.title.get(flow.default_language, flow.key)}",
    )
    stale = {each.key for each in outdated(old, flow) if each.language == language} if old is not None else set()
    questions = {each.name: each for each in flow.questions()}
    for each in strings(flow):
        if source := each.words.get(flow.default_language):
            catalog.add(
                source,
                each.words.get(language, ""),
                auto_comments=[context_of(each, flow, questions)],
                flags={"fuzzy"} if each.key in stale else set(),
                context=each.key,
            )
    file = io.BytesIO()
    write_po(file, catalog, width=_LINE_WIDTH)
    text = file.getvalue().decode()
    if catalog.locale is None:
        text = text.replace('"MIME-Version:', f'"Language: {language}\\n"\n"MIME-Version:', 1)
    return text.encode()


def from_po(data: bytes) -> HandedBack:
    """The translations in a PO file that began as `to_po`. Never raises."""
    try:
        catalog = read_po(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError, TypeError, AttributeError) as error:
        wrong = said("this is no PO file: {error}", error=str(error))
        mend = said("send the file as the translation program saves it")
        return HandedBack(problems=(Problem(said("file"), wrong, mend),))
    headers = dict(catalog.mime_headers)
    language = catalog.locale_identifier or headers.get("Language", "")
    if not language:
        wrong = said("the file does not say which language it is in")
        return HandedBack(problems=(Problem(said("file"), wrong, said("write it in the header: `Language: fr`")),))
    found = {
        message.context: Translation(message.string, message.id, unsure=message.fuzzy)
        for message in catalog
        if message.context and isinstance(message.id, str) and isinstance(message.string, str) and message.string
    }
    return HandedBack(
        {code_of(str(language))[0]: found}, flow=None if catalog.project in ("", _NO_PROJECT) else catalog.project
    )


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
