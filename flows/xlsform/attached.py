"""Files that came with a form: tables as csv, and the pictures, sounds and films that labels show."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from flows.checks.questions import SET_UP_TABLES
from flows.compiled import is_expression
from flows.definition import Choice, Group, Question
from flows.expressions import ExpressionError, compile
from flows.xlsform.delimited import decoded, table_rows
from flows.xlsform.findings import Findings
from flows.xlsform.mending import plain
from flows.xlsform.sheets import NoSpreadsheet, too_large
from flows.xlsform.unsupported import XML_FILE
from texts.said import said, said_plural

ROWS_MAX = 20_000
BYTES_MAX = 4_000_000
Items = tuple[Question | Group, ...]


@dataclass
class Attached:
    """Tables and media of a flow; `missing`: names of files that it refers to and that did not come with it."""

    tables: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def attached_to(
    items: Items, lists: Mapping[str, Iterable[Choice]], files: Mapping[str, bytes], findings: Findings
) -> Attached:
    """What of the files the flow needs."""
    given = {PurePath(name).name.casefold(): data for name, data in files.items()}
    found = Attached()
    for name in (each for each in dict.fromkeys(_tables(items)) if each not in lists and each not in SET_UP_TABLES):
        file = f"{name}.csv"
        if file.casefold() not in given:
            found.missing.append(file)
            continue
        rows = _rows(file, given[file.casefold()], findings)
        if rows is not None:
            found.tables[name] = rows
    for name in dict.fromkeys(_media(items, lists)):
        if name.casefold() in given:
            found.media[name] = hashlib.sha256(given[name.casefold()]).hexdigest()
        else:
            found.missing.append(name)
    return found


def _rows(file: str, data: bytes, findings: Findings) -> tuple[dict[str, str], ...] | None:
    if len(data) > BYTES_MAX:
        findings.refuse(file, too_large(data), said("at most {size} MB", size=f"{BYTES_MAX / 1e6:.0f}"))
        return None
    try:
        written = [row for row in table_rows(decoded(data)) if any(map(str.strip, row))]
    except NoSpreadsheet:
        findings.refuse(file, said("this is no csv file"), XML_FILE[1])
        return None
    if len(written) > ROWS_MAX:
        wrong = said_plural("there is {n} row", "there are {n} rows", len(written))
        findings.refuse(file, wrong, said("at most {most}", most=ROWS_MAX))
        return None
    headings = [plain(each) for each in written[0]] if written else []
    if len(headings) != len(set(headings) - {""}) + headings.count(""):
        mend = said("give each column a heading of its own")
        findings.refuse(file, said("two columns have the same heading"), mend)
        return None
    return tuple(
        {heading: cell.strip() for heading, cell in zip(headings, row, strict=False) if heading and cell.strip()}
        for row in written[1:]
    )


def _media(items: Items, lists: Mapping[str, Iterable[Choice]]) -> Iterator[str]:
    shown = [question.media for question in _questions(items)]
    shown += [choice.media for choices in lists.values() for choice in choices]
    for media in shown:
        for by_language in media.values():
            yield from by_language.values()


def _tables(items: Items) -> Iterator[str]:
    """Those that selects offer and that expressions look into."""
    for question in _questions(items):
        if question.table:
            yield question.table
        default = question.default if question.default and is_expression(question.default) else None
        required = question.required if isinstance(question.required, str) else None
        yield from _looked_into(question.relevant, question.constraint, question.calculation, question.choice_filter,
                                question.first, question.ask, default, required)  # fmt: skip
    for group in _groups(items):
        yield from _looked_into(group.relevant, group.repeat_count)


def _looked_into(*texts: str | None) -> Iterator[str]:
    for text in texts:
        # Most expressions look into no table, and compiling is not free.
        if text and ("pulldata" in text or "instance" in text):
            try:
                yield from sorted(compile(text).tables)
            except ExpressionError:
                continue


def _questions(items: Items) -> Iterator[Question]:
    for item in items:
        if isinstance(item, Group):
            yield from _questions(item.items)
        else:
            yield item


def _groups(items: Items) -> Iterator[Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from _groups(item.items)
