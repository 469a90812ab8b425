"""The columns of our spreadsheets, in order: XLSForm's, then our own. The writer and the reader agree by this page."""

import re

from babel import Locale, UnknownLocaleError

SURVEY, CHOICES, SETTINGS, READ_ME = "survey", "choices", "settings", "Read me"

#: Columns of the survey sheet that are spread over languages: `label::Français (fr)`. Of media the kind stands between.
WORDED = ("label", "hint", "required_message", "constraint_message", "line", "finish")
MEDIA_KINDS = ("image", "audio", "video")

XLSFORM_COLUMNS = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "calculation", "default", "choice_filter", "appearance", "parameters", "repeat_count",
)  # fmt: skip
OUR_COLUMNS = (
    "line", "fills", "figure", "basis", "measure", "sensitive", "ask", "first", "finish", "kept", "reconstructed",
    "retired", "was",
)  # fmt: skip

#: Cells that hold an expression, as far as they are no plain word (`yes`, `review`, a default).
EXPRESSIONS = (
    "required", "relevant", "constraint", "calculation", "default", "choice_filter", "repeat_count", "ask", "first"
)  # fmt: skip

#: Of a choice, before its own further columns.
CHOICE_COLUMNS = ("list_name", "name", "label")
OUR_CHOICE_COLUMNS = ("retired", "was")

#: What no further column of a choice may be called: a spreadsheet means something else by it.
TAKEN_BY_CHOICES = frozenset(
    (*CHOICE_COLUMNS, *OUR_CHOICE_COLUMNS, *MEDIA_KINDS, "media", "big-image", "caption", "value", "list name")
)

#: The title in the default language is XLSForm's `form_title`; in the others it is `flow_title::Français (fr)`.
TITLE, OTHER_TITLES = "form_title", "flow_title"
SETTINGS_COLUMNS = (
    "form_title", "form_id", "version", "default_language", "languages", "files", "audience", "follow_up", "extends",
    "section",
)  # fmt: skip
#: Hidden: of the revision the file was made from.
BASE_COLUMNS = ("base_key", "base_revision", "base_hash")

_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\)\s*$")


def language_column(code: str) -> str:
    """How a language is named in a heading: `Français (fr)`."""
    try:
        name = Locale.parse(code, sep="-").get_display_name() or code
    except (ValueError, UnknownLocaleError):
        name = code
    return f"{name[:1].upper()}{name[1:]} ({code})"


def language_code(heading: str) -> str | None:
    """The code at the end of `Français (fr)`; None if there is none."""
    found = _CODE.search(heading)
    return found[1] if found else None
