"""The settings sheet: what the flow is called, who may begin it, its languages, and the revision it was made from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.composing import addon_key
from flows.definition import Words
from flows.xlsform.base import Base
from flows.xlsform.columns import OTHER_TITLES, SETTINGS, TITLE
from flows.xlsform.findings import Findings, nothing_to_do
from flows.xlsform.languages import code_of
from flows.xlsform.lines import Line, Sheet
from flows.xlsform.mending import plain
from flows.xlsform.unsupported import SETTINGS_IGNORED
from texts.said import said

#: What an existing form that says nothing of it is taken for.
DEFAULT_KIND = "action"
DEFAULT_AUDIENCE = ("activist", "staff", "coordinator", "admin")
_KEY_MAX = 64
_FALLBACK = "en"


@dataclass(frozen=True)
class Tongues:
    """The languages of a form: code by name as headings write it ('' for a heading without language)."""

    default: str
    codes: tuple[str, ...]
    by_name: dict[str, str]

    def words(self, written: dict[str, str] | None) -> Words:
        """Wordings by code; one without language stands in only where its language has none of its own."""
        found: Words = {}
        for name, text in (written or {}).items():
            if name:
                found[self.by_name[name]] = text
        if written and "" in written:
            found.setdefault(self.by_name[""], written[""])
        return found


@dataclass(frozen=True)
class Settings:
    """What the sheet says."""

    key: str
    title: Words
    version: str
    files: str
    audience: tuple[str, ...]
    follow_up: str | None
    extends: str | None
    section: str | None
    base: Base | None


def tongues_of(sheets: Iterable[Sheet], line: Line, findings: Findings) -> Tongues:
    """The languages of all wordings and media, the default one first unless `languages` gives an order."""
    names: list[str] = []
    bare = False
    for sheet in sheets:
        for heading in sheet.headings:
            if heading.kind in ("worded", "media"):
                bare = bare or not heading.language
                names += [heading.language] if heading.language else []
    by_name = {name: _code(name, findings) for name in dict.fromkeys(names)}
    told = plain(line.get("default_language"))
    ordered = [code_of(each)[0] for each in re.split(r"[\s,;]+", line.get("languages")) if each]
    if told:
        default = by_name.get(told) or _code(told, findings)
    else:
        default = next(iter(ordered), "") or _guess(list(by_name.values()), bare, findings)
    by_name[""] = default
    codes = tuple(dict.fromkeys([*(ordered or [default]), default, *by_name.values()]))
    return Tongues(default, codes, by_name)


def _guess(codes: list[str], bare: bool, findings: Findings) -> str:
    """The language of columns that name none: English, if no other column is English; else the first that is named."""
    if codes and (not bare or _FALLBACK in codes):
        return codes[0]
    wrong = said("the form does not say in which language it is")
    mend = said("it is taken for English; write default_language, or label::Français (fr)")
    findings.warn(SETTINGS, wrong, mend)
    return _FALLBACK


def _code(name: str, findings: Findings) -> str:
    code, known = code_of(name)
    if not known:
        wrong = said("the language {name} is not known", name=name)
        mend = said("it gets the code {code}; write its own behind it: {name} (xx)", code=code, name=name)
        findings.warn(said("headings"), wrong, mend)
    return code


def settings_of(line: Line, sheet: Sheet, tongues: Tongues, name: str, findings: Findings) -> Settings:
    """What the line of the sheet says; `name`: the file's, for a form without form_id."""
    for column, why in SETTINGS_IGNORED.items():
        if line.get(column):
            wrong = said("{column} is not used: {why}", column=column, why=why)
            findings.warn(line.at(column), wrong, nothing_to_do())
    key = _key(line, name, findings)
    title = tongues.words(line.worded.get(OTHER_TITLES)) | tongues.words(line.worded.get(TITLE))
    return Settings(
        key=key,
        title=title or {tongues.default: key},
        version=line.get("version") or "1",
        files=_files(line, findings),
        audience=_audience(line, sheet, findings),
        follow_up=line.get("follow_up") or None,
        extends=line.get("extends") or None,
        section=line.get("section") or None,
        base=base_of(line),
    )


def base_of(line: Line) -> Base | None:
    """The revision that the file was made from, None if it does not say."""
    key, number, digest = (plain(line.get(column)) for column in ("base_key", "base_revision", "base_hash"))
    sound = key and digest and re.fullmatch(r"[0-9]{1,9}", number) is not None
    return Base(key, int(number), digest) if sound else None


def _key(line: Line, name: str, findings: Findings) -> str:
    if line.get("extends") and line.get("section"):
        return addon_key(plain(line.get("extends")), plain(line.get("section")))
    told = plain(next(filter(None, map(line.get, ("key", "form_id", "set_form_id", "id_string"))), ""))
    stem = re.sub(r"\.(xlsx|xlsm|xls|csv|txt)$", "", plain(name), flags=re.IGNORECASE)
    key = re.sub(r"[^A-Za-z0-9_.-]+", "_", told or stem).strip("_.-")[:_KEY_MAX] or "form"
    if told and key != told:
        why = said("a key has only letters, digits, _, - and .")
        findings.mended(line.at("form_id"), told, key, why)
    return key


def _files(line: Line, findings: Findings) -> str:
    files = plain(line.get("files")).replace(" ", "_")
    if not files:
        wrong = said("the form does not say what kind of report it files")
        mend = said("it is taken for {kind}; add a column `files` to the settings", kind=DEFAULT_KIND)
        findings.warn(_cell("files"), wrong, mend)
    return files or DEFAULT_KIND


def _audience(line: Line, sheet: Sheet, findings: Findings) -> tuple[str, ...]:
    if not sheet.has("audience"):
        wrong = said("the form does not say who may begin it")
        mend = said("taken for {roles}; add a column `audience` to the settings", roles=" ".join(DEFAULT_AUDIENCE))
        findings.warn(_cell("audience"), wrong, mend)
        return DEFAULT_AUDIENCE
    return tuple(_roles(line.get("audience")))


def _cell(column: str) -> str:
    return said("{sheet}, {column}", sheet=SETTINGS, column=column)


def _roles(text: str) -> Iterator[str]:
    yield from dict.fromkeys(each.lower() for each in re.split(r"[\s,;]+", plain(text)) if each)
