"""The mended form given to pyxform: what it refuses is refused, for its reason and at the row it names."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from flows.xlsform.columns import CHOICES, SETTINGS, SURVEY, language_column
from flows.xlsform.findings import Findings, shown
from flows.xlsform.lines import Line, Sheet
from flows.xlsform.settings import Tongues
from texts.said import said

_SURVEY = frozenset({
    "type", "name", "required", "relevant", "constraint", "calculation", "default", "choice_filter", "appearance",
    "parameters", "repeat_count", "read_only", "trigger", "save_to",
})  # fmt: skip
_OURS_OF_CHOICES = frozenset({"retired", "was"})
_WORDED = frozenset({"label", "hint", "guidance_hint", "required_message", "constraint_message"})
_SETTINGS = frozenset({"form_id", "version", "instance_name", "allow_choice_duplicates", "name", "style"})
_CHOICES_MAX = 10
_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet, ")
_COLUMN = re.compile(r"the '([\w: ]+)' value")
_QUOTED = re.compile(r"'([^'\s]+)'")
_MEND = said("mend it as pyxform says, which KoboToolbox and ODK convert forms with")
_language = lru_cache(maxsize=64)(language_column)
Row = dict[str, str]


def accept(book: dict[str, Sheet], settings: Line, tongues: Tongues, findings: Findings) -> None:
    """Run pyxform's whole conversion; what it says of a row that is to be mended anyway is not repeated."""
    survey = [line for line in book[SURVEY].lines if line.get("type")]
    choices = [line for line in book[CHOICES].lines if line.get("list_name") and line.get("name")]
    told = {column: text for column, text in settings.cells.items() if column in _SETTINGS}
    if told.get("form_id"):
        told["form_title"] = told["form_id"]
    told["default_language"] = _language(tongues.default)
    try:
        data = workbook_to_json(
            DefinitionData(
                sheet_names=[SURVEY, CHOICES, SETTINGS],
                **_sheet(SURVEY, [_row(line, tongues, _SURVEY) for line in survey]),
                **_sheet(CHOICES, [_choice(line, tongues) for line in choices]),
                **_sheet(SETTINGS, [told]),
            ),
            warnings=[],
        )
        for listed in data.get("choices", {}).values():
            del listed[_CHOICES_MAX:]  # all were looked at by now; writing thousands as XML takes its time
        create_survey_element_from_dict(data).to_xml(validate=False, warnings=[], pretty_print=False)
    except PyXFormError as error:
        for words in str(error).splitlines():
            _tell(words, {SURVEY: survey, CHOICES: choices}, findings)
    except Exception as error:  # pyxform promises no kind of error for what it did not foresee
        if not findings.must_be_mended():
            wrong = said("pyxform cannot convert the form ({error})", error=type(error).__name__)
            mend = said("try it on xlsform.org/validate or in KoboToolbox, which say more")
            findings.refuse(said("file"), wrong, mend)


def _sheet(name: str, rows: list[Row]) -> dict[str, Any]:
    rows = rows if any(rows) else []
    return {name: rows, f"{name}_header": [dict.fromkeys(column for row in rows for column in row)]}


def _row(line: Line, tongues: Tongues, columns: Iterable[str]) -> Row:
    row = {column: line.cells[column] for column in columns if line.cells.get(column)}
    for column in _WORDED & line.worded.keys():
        row |= {f"{column}::{_language(code)}": text for code, text in tongues.words(line.worded[column]).items()}
    for kind, files in line.media.items():
        row |= {f"media::{kind}::{_language(code)}": name for code, name in tongues.words(files).items()}
    return row


def _choice(line: Line, tongues: Tongues) -> Row:
    return _row(line, tongues, [column for column in line.cells if column not in _OURS_OF_CHOICES])


def _tell(words: str, lines: dict[str, list[Line]], findings: Findings) -> None:
    row, sheet, column = _ROW.search(words), _SHEET.search(words), _COLUMN.search(words)
    name = sheet[1] if sheet and sheet[1] in lines else SURVEY
    at = int(row[1]) - 2 if row else -1
    line = lines[name][at] if 0 <= at < len(lines[name]) else _named(words, lines[SURVEY])
    where = line.at(column[1] if column else "") if line is not None else said("file")
    if findings.must_be_mended(line.at() if line is not None else ""):
        return
    told = _SHEET.sub("", _ROW.sub("", words)).strip()
    if told:
        findings.refuse(where, said("pyxform says: {words}", words=_whole(told)), _MEND)


def _named(words: str, survey: list[Line]) -> Line | None:
    """The line of a question that is only named."""
    named = set(_QUOTED.findall(words))
    return next((line for line in survey if line.get("name") in named), None)


def _whole(told: str) -> str:
    """Its own words, without the row as data that it prints behind them."""
    return shown(told.split(" {", 1)[0]) if len(told) > 400 else " ".join(told.split())
