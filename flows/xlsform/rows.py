"""A flow as rows of cells, by heading: what stands in its spreadsheet, whatever the file looks like."""

from collections.abc import Iterator, Mapping

from flows.definition import Choice, Flow, Group, Question, QuestionType, Words
from flows.xlsform.base import Base
from flows.xlsform.columns import (
    CHOICE_COLUMNS,
    EXPRESSIONS,
    MEDIA_KINDS,
    OTHER_TITLES,
    OUR_CHOICE_COLUMNS,
    OUR_COLUMNS,
    SETTINGS_COLUMNS,
    TITLE,
    WORDED,
    XLSFORM_COLUMNS,
    language_column,
)
from flows.xlsform.pulldata import spaced

Row = dict[str, str]
_FROM_FILE = {
    QuestionType.SELECT_ONE: "select_one_from_file",
    QuestionType.SELECT_MULTIPLE: "select_multiple_from_file",
}


def survey_headings(flow: Flow) -> list[str]:
    """All columns, also empty ones: whoever adds to the flow finds them. Media only where the flow shows any."""
    kinds = {kind for question in flow.questions() for kind in question.media}
    return [
        *_over_languages(flow, XLSFORM_COLUMNS),
        *_media_headings(flow, kinds),
        *_over_languages(flow, OUR_COLUMNS),
    ]


def survey_rows(flow: Flow) -> Iterator[Row]:
    """Questions and the begin and end of groups, in order."""
    yield from _rows(flow, flow.items)


def choice_headings(flow: Flow) -> list[str]:
    """Those of every list, with the further columns that any choice has."""
    choices = [choice for listed in flow.choice_lists.values() for choice in listed]
    further = dict.fromkeys(column for choice in choices for column in choice.columns)
    kinds = {kind for choice in choices for kind in choice.media}
    fixed = [*_over_languages(flow, CHOICE_COLUMNS), *_media_headings(flow, kinds), *OUR_CHOICE_COLUMNS]
    return [*fixed, *(column for column in further if column not in fixed)]


def choice_rows(flow: Flow) -> Iterator[Row]:
    """List after list."""
    for name, choices in flow.choice_lists.items():
        for choice in choices:
            yield _choice_row(name, choice)


def settings_row(flow: Flow, base: Base | None) -> Row:
    """The one row of the settings; empty cells included, so that their headings stand."""
    told = {
        TITLE: flow.title.get(flow.default_language, ""),
        "form_id": flow.key,
        "version": flow.version,
        "default_language": language_column(flow.default_language),
        "languages": " ".join(flow.languages),
        "files": flow.files,
        "audience": " ".join(flow.audience),
        "follow_up": flow.follow_up or "",
        "extends": flow.extends or "",
        "section": flow.section or "",
    }
    others = {code: words for code, words in flow.title.items() if code != flow.default_language}
    titles = {f"{OTHER_TITLES}::{language_column(code)}": others.get(code, "") for code in _languages(flow)}
    del titles[f"{OTHER_TITLES}::{language_column(flow.default_language)}"]
    origin = {"base_key": base.key, "base_revision": str(base.number), "base_hash": base.hash} if base else {}
    return {column: told[column] for column in SETTINGS_COLUMNS} | titles | origin


def _rows(flow: Flow, items: tuple[Question | Group, ...]) -> Iterator[Row]:
    for item in items:
        if isinstance(item, Question):
            yield _question_row(flow, item)
        else:
            yield _group_row(flow, item)
            yield from _rows(flow, item.items)
            yield {"type": f"end_{item.type}", "name": item.name}


def _question_row(flow: Flow, question: Question) -> Row:
    row = {"type": _type(question), "name": question.name}
    for column in WORDED:
        row |= _worded(column, getattr(question, column))
    row |= _media(question.media)
    for column in ("appearance", "fills", "figure", "basis", "measure", "was"):
        row[column] = getattr(question, column) or ""
    for column in ("relevant", "constraint", "calculation", "default", "choice_filter", "first"):
        row[column] = getattr(question, column) or ""
    for column in ("sensitive", "reconstructed", "retired"):
        row[column] = "yes" if getattr(question, column) else ""
    row["required"] = question.required if isinstance(question.required, str) else "yes" if question.required else ""
    row["ask"] = "" if question.ask == "always" else question.ask
    row["kept"] = "" if question.kept else "no"
    row["parameters"] = " ".join(f"{name}={value}" for name, value in question.parameters.items())
    return _with_expressions_spaced(row, flow)


def _group_row(flow: Flow, group: Group) -> Row:
    row = {"type": f"begin_{group.type}", "name": group.name, **_worded("label", group.label)}
    row |= {"relevant": group.relevant or "", "repeat_count": group.repeat_count or ""}
    return _with_expressions_spaced(row, flow)


def _choice_row(list_name: str, choice: Choice) -> Row:
    own = {"list_name": list_name, "name": choice.name, **_worded("label", choice.label), **_media(choice.media)}
    marks = {"retired": "yes" if choice.retired else "", "was": choice.was or ""}
    return {**choice.columns, **own, **marks}


def _type(question: Question) -> str:
    if question.table and question.type in _FROM_FILE:
        return f"{_FROM_FILE[question.type]} {question.table}.csv"
    return f"{question.type.value} {question.list_name}" if question.list_name else question.type.value


def _with_expressions_spaced(row: Row, flow: Flow) -> Row:
    return row | {column: spaced(row[column], flow.choice_lists) for column in EXPRESSIONS if column in row}


def _worded(column: str, words: Words) -> Row:
    return {f"{column}::{language_column(code)}": text for code, text in words.items()}


def _media(media: Mapping[str, Words]) -> Row:
    row: Row = {}
    for kind, files in media.items():
        row |= _worded(f"media::{kind}", files)
    return row


def _over_languages(flow: Flow, columns: tuple[str, ...]) -> Iterator[str]:
    for column in columns:
        if column in WORDED:
            yield from (f"{column}::{language_column(code)}" for code in _languages(flow))
        else:
            yield column


def _media_headings(flow: Flow, kinds: set[str]) -> list[str]:
    known = [*MEDIA_KINDS, *sorted(kinds - set(MEDIA_KINDS))]
    return [f"media::{kind}::{language_column(code)}" for kind in known if kind in kinds for code in _languages(flow)]


def _languages(flow: Flow) -> list[str]:
    """Those of the flow, the default one first, and any further that a wording has."""
    wordings = [flow.title]
    for question in flow.questions():
        wordings += [getattr(question, column) for column in WORDED] + list(question.media.values())
    for choice in (choice for listed in flow.choice_lists.values() for choice in listed):
        wordings += [choice.label, *choice.media.values()]
    wordings += _group_labels(flow.items)
    stray = (code for words in wordings for code in words)
    return list(dict.fromkeys((flow.default_language, *flow.languages, *stray)))


def _group_labels(items: tuple[Question | Group, ...]) -> list[Words]:
    groups = [item for item in items if isinstance(item, Group)]
    return [words for group in groups for words in (group.label, *_group_labels(group.items))]
