"""Headings to columns: `label::Français (fr)`, `Label : fr`, `bind::relevant`, `media::image::English (en)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyxform.aliases import list_header, settings_header, survey_header

from flows.xlsform.columns import (
    BASE_COLUMNS,
    CHOICES,
    MEDIA_KINDS,
    OTHER_TITLES,
    OUR_CHOICE_COLUMNS,
    OUR_COLUMNS,
    SETTINGS,
    SETTINGS_COLUMNS,
    SURVEY,
    TITLE,
    WORDED,
    XLSFORM_COLUMNS,
)
from flows.xlsform.findings import Findings, place
from flows.xlsform.mending import plain
from flows.xlsform.sheets import RawRow
from texts.said import said

GUIDANCE = "guidance_hint"
_WORDED = {SURVEY: {*WORDED, GUIDANCE}, CHOICES: {"label"}, SETTINGS: {TITLE, OTHER_TITLES}}
_MEDIA = frozenset(MEDIA_KINDS)
#: pyxform's names of columns that are a place in its own tree.
_PLACES = {
    ("bind", "relevant"): "relevant", ("bind", "required"): "required", ("bind", "constraint"): "constraint",
    ("bind", "jr:constraintMsg"): "constraint_message", ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "calculate"): "calculation", ("bind", "readonly"): "read_only",
    ("bind", "entities:saveto"): "save_to",
    ("control", "appearance"): "appearance", ("control", "jr:count"): "repeat_count", ("bind", "type"): "bind::type",
}  # fmt: skip
#: Columns that mean something to other programs, or nothing at all, and are passed over without a word.
_SILENT = re.compile(
    r"(sms_|body|control|bind|instance|esri|kobo--|\$|_?kuid|hxl|autoplay|rows|compact_tag|intent|query|noapperror"
    r"|no_app_error|short|accuracythreshold|tags|note|comment|remark|description|big-image|__|label_?\d+$)"
)
_KNOWN = {
    SURVEY: {*XLSFORM_COLUMNS, *OUR_COLUMNS, GUIDANCE, "read_only", "trigger", "disabled", "save_to", "bind::type",
             "kobo--score-choices", "kobo--rank-items"},
    CHOICES: {"list_name", "name", "label", *OUR_CHOICE_COLUMNS},
    SETTINGS: {*SETTINGS_COLUMNS, *BASE_COLUMNS, OTHER_TITLES, "key", "name", "style", "allow_choice_duplicates",
               "public_key", "submission_url", "instance_name", "auto_send", "auto_delete", "omit_instanceID",
               "sms_keyword", "clean_text_values", "namespaces", "instance_xmlns", "client_editable", "prefix",
               "delimiter", "add_none_option", "flat", "instance_id", "attribute", "id_string", "title"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: `kind` is `plain`, `worded` (with the language as written, '' if none), `media` (likewise), or
    `further` (of choices: what serves filters)."""

    text: str
    kind: str
    column: str
    language: str = ""


def headings_of(sheet: str, row: RawRow, findings: Findings) -> dict[int, Heading]:
    """The columns of a sheet by their place; those that nothing is known of are named once."""
    found: dict[int, Heading] = {}
    unknown, seen = [], dict[tuple[str, str], str]()
    for column, cell in row.cells.items():
        text = plain(cell.text)
        heading = _heading(sheet, text)
        if heading is None:
            if not _SILENT.match(text.lower()):
                unknown.append(text)
            continue
        key = (f"{heading.kind} {heading.column}", heading.language.casefold())
        if key in seen:
            wrong = said("two columns mean the same: {one} and {other}", one=seen[key], other=text)
            findings.refuse(place(sheet, row.number), wrong, said("delete one of them, or name its language"))
            continue
        seen[key] = text
        found[column] = heading
    if unknown:
        wrong = said("columns that mean nothing here: {columns}", columns=", ".join(unknown[:12]))
        findings.warn(place(sheet, row.number), wrong, said("nothing to do, unless one of them is misspelt"))
    return found


def _heading(sheet: str, text: str) -> Heading | None:
    for tokens in _splittings(text):
        column, rest = _column(sheet, tokens)
        if column in _MEDIA and sheet != SETTINGS:
            return Heading(text, "media", column, rest[-1] if rest else "")
        if column in _WORDED[sheet] and len(rest) <= 1:
            return Heading(text, "worded", column, rest[0] if rest else "")
        if column in _KNOWN[sheet] and not rest:
            return Heading(text, "plain", column)
    # A heading with a space cannot stand in a filter; pyxform takes such columns for notes.
    return Heading(text, "further", text) if sheet == CHOICES and text and " " not in text else None


def _splittings(text: str) -> Iterator[tuple[str, ...]]:
    yield (text,)
    if "::" in text:
        yield tuple(part.strip() for part in text.split("::"))
    elif ":" in text:
        yield tuple(part.strip() for part in text.split(":"))


def _column(sheet: str, tokens: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The column in our words, and what is left of the heading."""
    first, rest = "_".join(tokens[0].split()).lower(), tokens[1:]
    if sheet == SETTINGS:
        alias = settings_header.get(first, first)
        return {"title": TITLE, "id_string": first}.get(str(alias), str(alias)), rest
    aliases = survey_header if sheet == SURVEY else list_header
    alias = aliases.get(first, first)
    if alias == "list name":
        return "list_name", rest
    if sheet == CHOICES and alias in ("relevant", "appearance", "hint"):
        return first, rest
    path = tuple(alias) if isinstance(alias, tuple) else (alias,)
    if path in (("media",), ("bind",), ("control",)) and rest:
        path, rest = (path[0], rest[0]), rest[1:]
    if path[:1] == ("media",) and len(path) == 2:
        return path[1], rest
    return _PLACES.get(path, "::".join(path)), rest
