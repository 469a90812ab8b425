"""The `type` column: every spelling that pyxform knows, to the types a chat can run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pyxform.aliases import select, settings_header
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_SELECT
from rapidfuzz import fuzz, process

from flows.definition import QuestionType
from flows.xlsform.unsupported import UNSUPPORTED

_BEGIN = re.compile(RE_BEGIN_CONTROL.pattern.replace(r"(\s|_)", r"[\s_-]"), re.IGNORECASE)
_END = re.compile(RE_END_CONTROL.pattern.replace(r"(\s|_)", r"[\s_-]"), re.IGNORECASE)
_SELECT = re.compile(RE_SELECT.pattern, re.IGNORECASE)
_MATRIX_END = "end_kobomatrix"
_REPEATS = {"repeat", "lgroup", "looped group"}
_PRELOADS = {
    "username": QuestionType.USERNAME,
    "deviceid": QuestionType.DEVICEID,
    "phonenumber": QuestionType.PHONENUMBER,
    "email": QuestionType.EMAIL,
    "start": QuestionType.START,
    "end": QuestionType.END,
    "today": QuestionType.TODAY,
}
_UPLOADS = {
    "image/*": QuestionType.IMAGE,
    "audio/*": QuestionType.AUDIO,
    "video/*": QuestionType.VIDEO,
    "application/*": QuestionType.FILE,
}
_INPUTS = {
    "string": QuestionType.TEXT,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.DATETIME,
    "geopoint": QuestionType.GEOPOINT,
    "barcode": QuestionType.BARCODE,
}
_CHOOSING = {
    "select one": QuestionType.SELECT_ONE,
    "select all that apply": QuestionType.SELECT_MULTIPLE,
    "rank": QuestionType.RANK,
}
_SELECTING = {
    "select1": QuestionType.SELECT_ONE,
    "select": QuestionType.SELECT_MULTIPLE,
    "odk:rank": QuestionType.RANK,
}
_LIKE = 75


@dataclass(frozen=True, slots=True)
class Kind:
    """What a row is: `question` (with its `type`), `begin` or `end` (with `group`: group or repeat), `setting` (named
    by `source`), `table` (csv-external), `refused` (named by `source`), or `unknown`.

    `written`: the type in pyxform's own spelling. `source`: the list or file of a select. `other`: or_other.
    `constraint`, `hint`: what a type such as `percentage` brings along.
    """

    what: str
    written: str
    type: QuestionType | None = None
    group: str = ""
    source: str = ""
    other: bool = False
    from_file: bool = False
    brings: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def kind_of(text: str) -> Kind:
    """What a cell of the `type` column means; its spaces are plain ones (`mending.plain`)."""
    lower = text.lower()
    first = lower.split(" ", 1)[0]
    if first in UNSUPPORTED or lower in UNSUPPORTED:
        return Kind("refused", text, source=lower if lower in UNSUPPORTED else first)
    if (begin := _BEGIN.match(text)) is not None:
        group = begin["type"].lower()
        if group == "loop":
            return Kind("refused", text, source="begin loop")
        group = "repeat" if group in _REPEATS else "group"
        return Kind("begin", f"begin {group}", group=group)
    if lower == _MATRIX_END:
        return Kind("end", text, group="group")
    if (end := _END.match(text)) is not None:
        group = "repeat" if end["type"].lower() in _REPEATS else "group"
        return Kind("end", f"end {group}", group=group)
    if (selecting := _SELECT.match(text)) is not None:
        return _select(selecting)
    if lower in settings_header:
        return Kind("setting", lower, source=str(settings_header[lower]))
    spellings = (text, lower, _spellings().get(_folded(text), ""))
    found = next((each for each in spellings if each in QUESTION_TYPE_DICT), "")
    return _simple(found) if found else Kind("unknown", text)


def alike(text: str) -> str:
    """The type that an unknown one may have been meant for, '' if there is none near."""
    known = [*(each.value for each in QuestionType if each is not QuestionType.REPEAT), "begin_group", "end_group"]
    found = process.extractOne(text.lower().split(" ", 1)[0], known, scorer=fuzz.ratio, score_cutoff=_LIKE)
    return found[0] if found else ""


def _select(found: re.Match[str]) -> Kind:
    command, source = found["select_command"].lower(), found["list_name"]
    other = " or_other" if found["specify_other"] else ""
    if "${" in source:
        return Kind("refused", found[0], source="select from answers")
    from_file = "from_file" in command or "from file" in command
    if not from_file and source.lower().endswith((".csv", ".xml", ".geojson")):
        from_file, command = True, f"{'select_multiple' if 'all' in select[command] else 'select_one'}_from_file"
    type_ = _CHOOSING[select[command]]
    return Kind("question", f"{command} {source}{other}", type_, source=source, other=bool(other), from_file=from_file)


def _simple(name: str) -> Kind:
    entry: Mapping[str, Any] = QUESTION_TYPE_DICT[name]
    if name == "csv-external":
        return Kind("table", name)
    bind, control = entry.get("bind", {}), entry.get("control", {})
    brings = {column: text for column, text in
              (("constraint", bind.get("constraint")), ("hint", entry.get("hint"))) if text}
    return Kind("question", name, _type(name, bind, control), brings=brings)


def _type(name: str, bind: Mapping[str, str], control: Mapping[str, str]) -> QuestionType:
    if "jr:preload" in bind:
        return _PRELOADS.get(bind["jr:preloadParams"].removeprefix("uri:"), QuestionType.HIDDEN)
    match control.get("tag"):
        case "select1" | "select" | "odk:rank" as tag:
            return _SELECTING[tag]
        case "upload":
            return _UPLOADS[control["mediatype"]]
        case "trigger":
            return QuestionType.ACKNOWLEDGE
        case "range":
            return QuestionType.RANGE
        case "input" if "readonly" in bind:
            return QuestionType.NOTE
        case "input":
            return _INPUTS[bind["type"]]
        case _:
            return QuestionType.CALCULATE if "calculate" in name else QuestionType.HIDDEN


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Types without spaces, underscores and case, as they are mistyped; the plainest spelling wins."""
    return {_folded(name): name for name in sorted(QUESTION_TYPE_DICT, key=lambda name: (" " not in name, name))} | {
        "datetime": "dateTime", "integer": "integer", "number": "decimal",
    }  # fmt: skip


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]", "", text.lower())
