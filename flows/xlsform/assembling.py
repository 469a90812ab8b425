"""From the sheets of a form to its flow, with all that was found on the way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from pydantic import ValidationError

from flows.checks import check
from flows.checks.lists import place_of_choice
from flows.definition import Flow
from flows.problems import Problem
from flows.xlsform.acceptance import accept
from flows.xlsform.attached import Attached, attached_to
from flows.xlsform.choices import Lists, lists_of
from flows.xlsform.columns import CHOICES, EXPRESSIONS, SETTINGS, SURVEY, TITLE
from flows.xlsform.findings import Findings, place
from flows.xlsform.kobo import unfolded
from flows.xlsform.lines import Line, Sheet, book_of
from flows.xlsform.questions import Reader
from flows.xlsform.reading import Read
from flows.xlsform.settings import Settings, Tongues, settings_of, tongues_of
from flows.xlsform.sheets import RawSheet
from flows.xlsform.survey import Survey, survey_of
from flows.xlsform.unsupported import ENTITIES
from texts.said import said

_STEP = re.compile(r"/\s*([^\W\d][\w.-]*)")
_LITERAL = re.compile(r"['\"‘’“”]([^'\"‘’“”]{1,64})['\"‘’“”]")


def assemble(raw: Iterable[RawSheet], name: str, files: Mapping[str, bytes]) -> Read:
    """The flow of these sheets."""
    findings = Findings()
    book = book_of(raw, findings)
    survey_sheet = book[SURVEY]
    if not survey_sheet.has("type"):
        return Read(None, [*_no_survey(book), *findings.problems])
    line = next(iter(book[SETTINGS].lines), None) or Line(SETTINGS, 2)
    tongues = tongues_of((survey_sheet, book[CHOICES], book[SETTINGS]), line, findings)
    lists = lists_of(book[CHOICES], tongues, _said(_LITERAL, survey_sheet.lines), findings)
    reader = Reader(tongues, lists, findings, _said(_STEP, survey_sheet.lines))
    survey = survey_of(unfolded(survey_sheet.lines, findings), reader)
    for setting, text in survey.settings.items():
        if setting == "title":
            line.worded.setdefault(TITLE, {"": text})
        line.cells.setdefault(setting, text)
    settings = settings_of(line, book[SETTINGS], tongues, name, findings)
    _refuse_entities(book, findings)
    attached = attached_to(survey.items, lists.lists, files, findings)
    flow = _flow(settings, tongues, survey, lists, attached, findings)
    if flow is None or flow.extends is None:  # an add-on speaks of what only the shared flow has
        findings.problems += _checked(flow, survey, lists, findings) if flow is not None else ()
        accept(book, line, tongues, findings)
    problems = list(dict.fromkeys(findings.problems))
    return Read(None if findings.refused else flow, problems, settings.base, tuple(attached.missing))


def _no_survey(book: Mapping[str, Sheet]) -> list[Problem]:
    sheets = ", ".join(name for name, sheet in book.items() if sheet.headings or sheet.lines)
    if book[SURVEY].headings:
        wrong = said("the sheet survey has no column type")
        return [Problem(place(SURVEY, 1), wrong, said("the first row names the columns: type, name, label"))]
    only = said("there is no sheet survey, only {sheets}", sheets=sheets)
    wrong = only if sheets else said("there is no sheet survey")
    return [Problem(said("file"), wrong, said("a form has the sheets survey, choices and settings: see xlsform.org"))]


def _said(pattern: re.Pattern[str], lines: Iterable[Line]) -> frozenset[str]:
    """What the expressions of a form say: what stands in quotes, or the steps of paths."""
    cells = (line.get(column) for line in lines for column in EXPRESSIONS)
    return frozenset(chain.from_iterable(pattern.findall(text) for text in cells if text))


def _refuse_entities(book: Mapping[str, Sheet], findings: Findings) -> None:
    for line in book["entities"].lines if "entities" in book else ():
        findings.refuse(line.at(), *ENTITIES)
    for line in book[SURVEY].lines:
        if line.get("save_to"):
            findings.refuse(line.at("save_to"), *ENTITIES)


def _flow(
    settings: Settings, tongues: Tongues, survey: Survey, lists: Lists, attached: Attached, findings: Findings
) -> Flow | None:
    try:
        return Flow(
            key=settings.key,
            title=settings.title,
            version=settings.version,
            languages=tongues.codes,
            default_language=tongues.default,
            files=settings.files,
            audience=settings.audience,
            follow_up=settings.follow_up,
            items=survey.items,
            choice_lists={name: tuple(choices) for name, choices in lists.lists.items()},
            tables=attached.tables,
            media=attached.media,
            extends=settings.extends,
            section=settings.section,
        )
    except ValidationError as error:
        for each in error.errors():
            where = ".".join(map(str, each["loc"]))
            findings.refuse(where, each["msg"], said("see docs/xlsform.md"))
        return None


def _checked(flow: Flow, survey: Survey, lists: Lists, findings: Findings) -> list[Problem]:
    """What the checks of every flow find, at the rows of the sheet; what is wrong there already is not told again."""
    # A check speaks of a question by its name, of a choice by its list's and its own.
    lines = {place_of_choice(*names): line for names, line in lists.lines.items()} | survey.places
    found = []
    for problem in check(flow):
        line = lines.get(problem.place)
        if line is None:
            found.append(problem)
        elif not findings.must_be_mended(line.at()):
            found.append(replace(problem, place=said("{row} ({name})", row=line.at(), name=problem.place)))
    return found
