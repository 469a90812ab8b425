"""Tables that a turn makes for the flow that asks for them: what a section has reported, months, expected areas.

Nothing is read before a flow looks at a table by name, so a report that needs none costs no query. Only the section's
own reports are in them, by kind, day, what they were for, and reference: nothing that a person wrote. For people at
risk they are empty.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from bot.links import ACTIONS, ALL_ON_CASE, NONE
from flows.context import Lookup, Row, Table
from flows.definition import Choice
from flows.revision import Revision
from reports.section_totals import section_totals
from reports.totals import FigureTotal
from storage.organisation_store import AREAS
from storage.people_store import SectionRecord
from storage.report_store import ReportRow
from texts.bidi import isolate
from texts.dates import calendar_month, date_words
from texts.locale import Voice
from texts.numbers import qualified

if TYPE_CHECKING:
    from bot.turn import Turn

RECENT = 40  # reports offered to link to; all of a case can be linked beyond them
MONTHS = 13  # this one and a year back
UPDATES = 5  # earlier updates of one area and month that are named
ACTIVITY, TRAINING = "activity", ("counts", "people_trained")  # core field; column of the choices that train people


class TurnTables(Mapping[str, Table]):
    """The organisation's tables, and those made on first sight."""

    def __init__(self, kept: Mapping[str, Table], makers: Mapping[str, Callable[[], Table]]) -> None:
        self._kept = kept
        self._makers = makers
        self._made: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        found = self._kept.get(name) or self._made.get(name)
        if found is None:
            found = self._made[name] = self._makers[name]()
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._kept
        yield from self._makers

    def __len__(self) -> int:
        return len(self._kept) + len(self._makers)


def tables_of(turn: "Turn", voice: Voice) -> TurnTables:
    """All tables that the person's flows may name, in the language of the report under way."""
    desk = Section(turn, voice)
    makers = {
        "recent_actions": desk.recent_actions,
        "recent_trainings": desk.recent_trainings,
        "expected_areas": desk.expected_areas,
        "months": desk.months,
        "held": lambda: Lookup("held", desk.of_area_and_month(desk.held)),
        "updates": lambda: Lookup("updates", desk.of_area_and_month(desk.updates)),
    }
    return TurnTables(turn.desk.tables(turn.stores), makers)


class Section:
    """What the person's section holds, as tables; empty without a section, and for people at risk."""

    def __init__(self, turn: "Turn", voice: Voice) -> None:
        self._turn = turn
        self._stores = turn.stores
        self._voice = voice
        self._today = turn.now.astimezone(turn.zone).date()

    @property
    def _section(self) -> SectionRecord | None:
        return None if self._turn.at_risk else self._turn.active.section

    def recent_actions(self) -> Table:
        """Recent actions and deliveries; before them all on the case, and none."""
        voice = self._voice
        rows = {
            ALL_ON_CASE: self._row(voice.button("All on this case")),
            NONE: self._row(voice.button("None of these")),
        }
        if self._section is not None:
            rows |= self._rows(self._stores.reports.recent(self._section.id, ACTIONS, RECENT))
        return Table("recent_actions", rows)

    def recent_trainings(self) -> Table:
        """Recent actions that trained people."""
        if self._section is None:
            return Table("recent_trainings", {})
        found = self._stores.reports.recent(self._section.id, ACTIONS, RECENT, (ACTIVITY, self._trainings()))
        return Table("recent_trainings", self._rows(found))

    def expected_areas(self) -> Table:
        """The key areas the section reports on; all four if none is expected of it."""
        expected = self._stores.organisation.details(self._section.id).areas if self._section else ()
        return Table("expected_areas", {area: Row({}) for area in expected or AREAS})

    def months(self) -> Table:
        """This month and those before it, the latest first."""
        titles = {key: calendar_month(*at, self._voice).title for key, at in self._months().items()}
        return Table("months", {key: self._row(title) for key, title in titles.items()})

    def _months(self) -> dict[str, tuple[int, int]]:
        this = self._today.year * 12 + self._today.month - 1
        at = [((this - back) // 12, (this - back) % 12 + 1) for back in range(MONTHS)]
        return {f"{year:04}-{month:02}": (year, month) for year, month in at}

    def of_area_and_month(self, tell: Callable[[SectionRecord, str, str], str]) -> Callable[[str], dict[str, str]]:
        """What finds the row of a key such as `media.2014-10`: its column `words`."""

        def find(key: str) -> dict[str, str]:
            area, _, month = key.partition(".")
            if self._section is None or area not in AREAS or month not in self._months():
                return {}
            return {"words": tell(self._section, area, month)}

        return find

    def held(self, section: SectionRecord, area: str, month: str) -> str:
        """What reports hold: a line for each total, in words."""
        found = section_totals(self._stores, section.id, area, month)
        return "\n".join(f"• {self._total(each, self._name(each, found.revisions))}" for each in found.totals)

    def updates(self, section: SectionRecord, area: str, month: str) -> str:
        """The references of updates filed before, with their days."""
        rows = self._stores.reports.updates(section.id, "section_update", area, month, UPDATES)
        return ", ".join(f"{self._apart(row.reference)} ({self._day(row.filed_on)})" for row in rows)

    def _total(self, total: FigureTotal, name: str) -> str:
        voice = self._voice
        number = qualified(total.value, total.qualifier, voice)
        reports = voice.plural("{n} report", "{n} reports", len({each.report_id for each in total.counted}))
        told = voice("{name}: {number} ({reports})", name=name, number=number, reports=reports)
        return voice("{told}, reaching into another month", told=told) if total.spans else told

    def _name(self, total: FigureTotal, revisions: Mapping[UUID, UUID]) -> str:
        """What the flow that asked for it last calls the figure."""
        last = total.counted[-1]
        revision = self._turn.desk.revision(self._stores, revisions[last.report_id])
        compiled = revision.by_name.get(last.question)
        words = (compiled.question.line or compiled.question.label) if compiled else {}
        return revision.words(words, self._voice.language) or total.key

    def _rows(self, reports: Iterable[ReportRow]) -> dict[str, Row]:
        found = list(reports)
        fields = self._stores.reports.fields_of([row.id for row in found])
        labelled = ((row, self._label(row, fields[row.id].get(ACTIVITY, [""])[0])) for row in found)
        return {
            row.reference: self._row(label, {"case": row.case_key or ""}, (row.reference,))
            for row, label in labelled
            if row.reference is not None
        }

    def _row(self, label: str, columns: Mapping[str, str] | None = None, aliases: tuple[str, ...] = ()) -> Row:
        return Row({self._voice.language: label}, columns or {}, aliases)

    def _label(self, row: ReportRow, activity: str) -> str:
        """Kind, day, reference, what it was for."""
        language, tables = self._voice.language, self._turn.desk.tables(self._stores)
        revision = self._turn.desk.revision(self._stores, row.revision_id)
        choice = next((each for each in _activities(revision) if each.name == activity), None)
        kind = revision.words(choice.label if choice else revision.flow.title, language)
        whom = [tables["targets"].label(row.target_key, language)] if row.target_key else []
        why = [tables["campaigns"].label(row.campaign_key, language)] if row.campaign_key else []
        day = self._day(row.occurred_on or row.filed_on)
        return " · ".join([kind, day, *map(self._apart, (row.reference, *(whom or why)))])

    def _apart(self, text: str | None) -> str:
        """What may run against the language's direction, kept in one piece."""
        return isolate(text or "", self._voice.direction)

    def _day(self, day: date) -> str:
        return date_words(day, self._voice, self._today)

    def _trainings(self) -> list[str]:
        """The activities that train people, in whatever flow."""
        column, trains = TRAINING
        published = self._turn.desk.published(self._stores)
        choices = (choice for _, revision in published for choice in _activities(revision))
        trainings = [choice for choice in choices if choice.columns.get(column) == trains]
        # Whoever is still on the revision before files the name that was.
        return sorted({name for choice in trainings for name in (choice.name, choice.was) if name})


def _activities(revision: Revision) -> Sequence[Choice]:
    """What the flow's question on the activity offers."""
    asked = (each for each in revision.flow.questions() if each.fills == ACTIVITY)
    return [choice for each in asked for choice in revision.flow.choice_lists.get(each.list_name or "", ())]
