"""`afteraction export`: reports to a spreadsheet, one row each, read in one consistent look at the database.

Pseudonymous: no names; a person is a code. Withdrawn reports are in with their status, erased ones without person,
reference and answers. Answers to sensitive questions only when asked for.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from flows.composing import is_addon, is_composed, parted
from flows.countries import NAME as COUNTRIES
from flows.countries import countries
from flows.definition import Flow, Question, QuestionType
from flows.stored import parsed
from reports.columns import EXPLAINED, REPORTS, Layout, layouts
from reports.naming import Known, known
from reports.rows import Cell, Figure, ReportRecord, instance_rows, row
from reports.spreadsheet import Rows, Sheets, beside, write_csv
from storage.attachment_store import Transcript
from storage.database import Database
from storage.flow_store import RevisionRow
from storage.keys import Keyring
from storage.organisation_store import Snapshot
from storage.report_filter import ReportFilter
from storage.report_store import ExportedReport
from storage.stores import Stores
from texts.emphasis import plain

BATCH = 200
"""Reports whose figures are fetched together."""


def write_xlsx(path: Path, sheets: Sheets, rows: Rows) -> int:
    """As `reports/xlsx.py` does, whose library brings numpy: half a second and 20 MB that only exports cost."""
    from reports import xlsx

    return xlsx.write_xlsx(path, sheets, rows)


WRITERS = {".xlsx": write_xlsx, ".csv": write_csv}


class ExportError(Exception):
    """The export could not be written; the message is one line for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export. `language`: labels of choices in it, beside their names. `sensitive`: those answers too."""

    wanted: ReportFilter = field(default_factory=ReportFilter)
    language: str | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredRevision:
    """What a report's answers refer to."""

    flow: Flow
    number: int
    questions: dict[str, Question]
    known: Known


async def export(database: Database, path: Path, request: ExportRequest, actor_id: UUID | None = None) -> int:
    """Write the reports to `path` (.xlsx, or .csv with further files beside it) and note in the audit that it was.

    Returns the number of reports. Raises ExportError. A file of that name is replaced once the new one is complete.
    """
    count = await database.read(write, path, request)
    await database.run(lambda stores: stores.audit.add("export", "export", str(count), stores.now, actor_id))
    return count


def write(stores: Stores, path: Path, request: ExportRequest) -> int:
    """The same within a transaction, without the audit."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ExportError(f"{path.name}: give a file name that ends in {' or '.join(WRITERS)}")
    revisions = _revisions(stores)
    sheets = layouts(
        [each.flow for each in revisions.values()], language=request.language, sensitive=request.sensitive
    )
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    names = (*sheets, EXPLAINED) if writer is write_csv else (REPORTS,)
    files = {beside(part, name): beside(path, name) for name in names}
    try:
        for unfinished in files:
            unfinished.touch(mode=0o600)
        columns = {name: each.columns for name, each in sheets.items()}
        count = writer(part, columns, _rows(stores, request, sheets, revisions))
        for unfinished, finished in files.items():
            unfinished.replace(finished)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
    finally:
        for unfinished in files:
            unfinished.unlink(missing_ok=True)
    return count


def _revisions(stores: Stores) -> dict[UUID, AnsweredRevision]:
    """All revisions, those of one flow in the order of publishing, with those composed for sections; the flow published
    first in front, so that columns keep their names."""
    keys = [each.flow_key for each in stores.flows.published() if not is_addon(each.flow_key)]
    further = [each for each in stores.flows.all_keys() if is_composed(each) and each not in keys]
    of_flows: dict[str, list[RevisionRow]] = {}
    for key in (*keys, *further):
        of_flows.setdefault(parted(key)[0], []).extend(stores.flows.revisions(key))
    flows = [sorted(rows, key=_published) for rows in of_flows.values()]
    flows.sort(key=lambda rows: _published(rows[0]))
    rows = [row for of_flow in flows for row in of_flow]
    contents = [parsed(row.content) for row in rows]
    return {
        row.id: AnsweredRevision(flow, row.number, {each.name: each for each in flow.questions()}, told)
        for row, flow, told in zip(rows, contents, known(contents), strict=True)
    }


def _published(row: RevisionRow) -> tuple[datetime, UUID]:
    return row.published_at, row.id


def _rows(
    stores: Stores, request: ExportRequest, sheets: Mapping[str, Layout], revisions: dict[UUID, AnsweredRevision]
) -> Iterator[tuple[str, list[Cell]]]:
    organisation = stores.organisation.snapshot()
    labels = {id: _label_of(revision.flow, organisation) for id, revision in revisions.items()}
    reports = stores.reports.for_export(request.wanted)
    while batch := list(islice(reports, BATCH)):
        ids = [each.report.id for each in batch]
        figures, transcripts = stores.figures.of_reports(ids), stores.attachments.transcripts(ids)
        elsewhere = stores.figures.told_elsewhere(ids)
        for each in batch:
            counted = {f.question: Figure(f.value, f.qualifier, f.basis, f.measure) for f in figures[each.report.id]}
            revision = revisions[each.report.revision_id]
            record = _record(each, revision, counted, stores.keyring, transcripts[each.report.id])
            record = replace(record, core={**record.core, "note": _note(each, each.report.id in elsewhere)})
            label_of = labels[each.report.revision_id]
            for name, layout in sheets.items():
                rows = instance_rows(layout, record, label_of) if layout.repeat else [row(layout, record, label_of)]
                yield from ((name, cells) for cells in rows)


def _record(
    exported: ExportedReport,
    revision: AnsweredRevision,
    figures: dict[str, Figure],
    keyring: Keyring,
    transcripts: list[Transcript],
) -> ReportRecord:
    report = exported.report
    return ReportRecord(
        flow=revision.flow.key,
        core={
            "reference": report.reference,
            "person": None if report.person_id is None else pseudonym(report.person_id, keyring),
            "kind": report.kind,
            "status": report.status,
            "section": exported.section_key,
            "group": exported.group_key,
            "flow": revision.flow.key,
            "revision": revision.number,
            "language": report.language,
            "filed_at": report.filed_at,
            "filed_on": report.filed_on,
            "withdrawn_at": report.withdrawn_at,
            "erased_at": report.erased_at,
            "occurred_on": report.occurred_on,
            "country": report.country,
            "campaign": report.campaign_key,
            "case": report.case_key,
            "target": report.target_key,
            "area": report.area,
            "period": report.period,
        },
        questions=revision.questions,
        answers={} if exported.content is None else _written(exported.content, revision, transcripts),
        figures=figures,
        known=revision.known,
    )


def _note(exported: ExportedReport, elsewhere: bool) -> str | None:
    lost = "its answers can not be read any more: their key is lost" if exported.unreadable else ""
    joint = "do not add its figures: another report of the same event tells them" if elsewhere else ""
    return "; ".join(filter(None, (lost, joint))) or None


def _written(content: bytes, revision: AnsweredRevision, transcripts: list[Transcript]) -> dict[str, Any]:
    """The answers, with the words of voice notes as somebody wrote them down."""
    answers: dict[str, Any] = json.loads(content)
    said: dict[str, list[str]] = {}
    for each in transcripts:
        if each.question in revision.questions and each.question in answers:
            said.setdefault(each.question, []).append(each.words)
    for name, words in said.items():
        given, text = answers[name], "\n".join(words)
        if revision.questions[name].type is QuestionType.TEXT:  # answered by voice
            answers[name] = {**given, "value": text}
        else:
            answers[name] = {**given, "words": "\n".join(filter(None, [given.get("words"), text]))}
    return answers


def pseudonym(person_id: UUID, keyring: Keyring) -> str:
    """A code that stays the same for a person and that nobody without the installation's secret can trace."""
    return f"P-{keyring.hash_code(f'export {person_id}').hex()[:12].upper()}"


def _label_of(flow: Flow, organisation: Snapshot) -> Callable[[Question, str, str], str]:
    tables = {name: {entry.key: entry.name for entry in entries} for name, entries in organisation.tables.items()}
    tables[COUNTRIES] = {code: row.labels for code, row in countries().rows.items()}
    lists = {name: {choice.name: choice.label for choice in choices} for name, choices in flow.choice_lists.items()}

    def label_of(question: Question, name: str, language: str) -> str:
        known = tables.get(question.table or "") or lists.get(question.list_name or "") or {}
        words = known.get(name, {})
        return plain(words.get(language) or words.get(flow.default_language) or name)

    return label_of
