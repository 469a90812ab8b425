"""The last reports of a flow put through its draft, before it is published: what it would refuse, and of nobody what
they answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.flow_life.contents import flow_of
from bot.flow_life.stored import latest_reports, revisions_answered
from bot.tables_elsewhere import sections_tables
from flows.composing import compose
from flows.context import Context, Table
from flows.definition import Flow
from flows.renaming import Names, carried, names_of
from flows.replaying import Refusal, replay
from flows.revision import Revision
from storage.people_store import SectionRecord
from storage.report_store import ReportRow
from storage.stores import Stores
from texts.locale import SOURCE_LANGUAGE, best, voice

LAST = 50


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would be refused of one report."""

    reference: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """`reports`: how many were put through; `refused`: those of which something would be refused, latest first."""

    reports: int
    refused: tuple[Replayed, ...]


def dry_run(stores: Stores, desk: Desk, flow: Flow, last: int = LAST) -> DryRun:
    """Replay the last reports of the flow through it, as they were filed: on their day and in their section's zone.

    `flow`: one that was checked (ExpressionError otherwise). Erased reports and those whose key is lost are left out.
    """
    shared = stores.flows.published_of(flow.extends) if flow.extends else None
    asked = flow if shared is None else compose(flow_of(shared), flow)
    answered = revisions_answered(stores, flow.key)
    replaying = _Replaying(stores, desk, asked, answered)
    found = [(row, replaying.one(row, content)) for row, content in latest_reports(stores, answered, last)]
    refused = tuple(Replayed(row.reference or "", refusals) for row, refusals in found if refusals)
    return DryRun(len(found), refused)


class _Replaying:
    """What all of them need."""

    def __init__(self, stores: Stores, desk: Desk, flow: Flow, answered: Mapping[UUID, Flow]) -> None:
        self._stores = stores
        self._desk = desk
        self._revision = Revision.of(flow)
        self._of_sections: dict[UUID, Mapping[str, Table]] = {}
        self._names = dict(zip(answered, names_of([*answered.values(), flow]), strict=False))
        self._asked = {
            each: {self._names[each].questions[question.name] for question in of.questions()}
            for each, of in answered.items()
        }

    def one(self, row: ReportRow, content: dict[str, object]) -> tuple[Refusal, ...]:
        names: Names = self._names[row.revision_id]
        section = self._desk.section_of(self._stores, row.section_id)
        context = self._context(row, section)
        asked = self._asked[row.revision_id]
        return tuple(replay(self._revision, carried(content, names), asked, context, row.filed_at.isoformat()))

    def _context(self, row: ReportRow, section: SectionRecord | None) -> Context:
        zone = ZoneInfo(section.zone if section else self._desk.settings.default_timezone)
        country = section.country if section else None
        spoken = voice(best(row.language, SOURCE_LANGUAGE), country)
        return Context(row.filed_at, zone, spoken, self._tables(section), country=country)

    def _tables(self, section: SectionRecord | None) -> Mapping[str, Table]:
        """As they are now: what is chosen from them is not refused."""
        if section is None:
            return self._desk.tables(self._stores)
        if section.id not in self._of_sections:
            tables = sections_tables(self._stores, section, self._stores.now)
            self._of_sections[section.id] = {**self._desk.tables(self._stores), **tables}
        return self._of_sections[section.id]
