"""The movements of a scope, by index: what was counted, by which day, as of which folding."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, select

from reports.cells import FILED_ON
from storage.movements import ADDITIVE, FILED, MOVED, NO_SECTION
from storage.running_store import CAMPAIGN, COUNTRY, EVERYTHING, PARTS, SECTION, Total, part_of
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import RARE, figure_delta, report, section

COLUMNS = {FILED_ON: figure_delta.c.day, "occurred": figure_delta.c.happened_from}
READ = ("kind", "key", "basis", "measure", "qualifier", "cause", "value", "reports")
COUNTED = tuple(figure_delta.c[name] for name in READ)
SECTIONS = select(section.c.id, section.c.at_risk, section.c.zone)
LATEST_ZONE = "Etc/GMT+12"  # where every day ends last


class Movements:
    """What moves the numbers of one scope; of a safe one without the sections at risk, or those that were at risk then
    (`without`: their ids). LookupError: no such section."""

    def __init__(self, stores: Stores, within: Within, without: Sequence[str] = ()) -> None:
        self._stores = stores
        self.within = within
        found = self._look_up()
        out = {UUID(each) for each in without} | {each for each, at_risk, _ in found if at_risk and within.safe}
        self.without = [each for each, _, _ in found if each in out]
        self._zones = {each: zone for each, _, zone in found if each not in out}
        self.sections = list(self._zones)

    def days_at(self, instant: datetime) -> dict[UUID, date]:
        """Of each section the day it is there at that instant; of no section the earliest that it may be."""
        zones = {name: instant.astimezone(ZoneInfo(name)).date() for name in set(self._zones.values())}
        return {each: zones[name] for each, name in self._zones.items()}

    def totals(self, span: str, first: date, last: date) -> list[Total]:
        """The running totals of weeks or months that begin from `first` to `last`, as of the last folding. What
        sections at risk have in them is taken out of a safe scope by totals of the opposite sign."""
        if not self.sections:
            return []
        running, name, key = self._stores.running, self.within.scope, self.within.key
        if name == SECTION:
            return running.of(SECTION, self.sections[0].hex, span, first, last)
        found = running.of(name, key, span, first, last)
        for each in self.without:
            part = (SECTION, each.hex) if name == EVERYTHING else (PARTS[name], part_of(each, key))
            found += [
                replace(total, value=-total.value, reports=-total.reports)
                for total in running.of(*part, span, first, last)
            ]
        return found

    def conditions(self) -> list[ColumnElement[bool]]:
        """That a movement lies in the scope. Wide scopes name every section, because the index begins with it."""
        found: list[ColumnElement[bool]] = [figure_delta.c.section_id.in_(self.sections)]
        if self.within.scope == COUNTRY:
            found.append(figure_delta.c.country == self.within.key)
        elif self.within.scope == CAMPAIGN:
            found.append(figure_delta.c.campaign_key == self.within.key)
        return found

    def of(self, by: str, since: date, until: date, through: int) -> Iterator[Any]:
        """Additive ones on days from `since` to `until`: the day, the first and last day it happened, the columns READ.
        By filing day those of filing, and what changed reports on the day of their filing; else all, also those that
        only moved a report to other days."""
        statement = select(*_days(by), *COUNTED).where(*self.conditions(), *_between(by))
        statements = [statement]
        if by == FILED_ON:  # each has an index of its own
            of_report = report.c.id == figure_delta.c.report_id, report.c.filed_on == figure_delta.c.day
            own = figure_delta.c.cause != FILED, select(report.c.id).where(*of_report).exists()
            statements = [statement.where(figure_delta.c.cause == FILED), statement.where(RARE, *own)]
        wanted = {"since": since, "until": until, "through": through}
        return chain.from_iterable(self._stores.connection.execute(each, wanted) for each in statements)

    def changes(self, since: date, until: date, through: int) -> Iterator[Any]:
        """Additive ones that changed on these days what was not filed on one of them: the report, the first day it
        happened, the columns READ."""
        columns = figure_delta.c.report_id, figure_delta.c.happened_from, *COUNTED
        others = ~report.c.filed_on.between(bindparam("since"), bindparam("until"))
        changed = figure_delta.c.cause.not_in((FILED, MOVED)), others
        statement = (
            select(*columns)
            .join_from(figure_delta, report, report.c.id == figure_delta.c.report_id)
            .where(*self.conditions(), *_between(FILED_ON), RARE, *changed)
        )
        return iter(self._stores.connection.execute(statement, {"since": since, "until": until, "through": through}))

    def _look_up(self) -> list[tuple[UUID, bool, str]]:
        if self.within.scope not in (SECTION, COUNTRY, CAMPAIGN, EVERYTHING):
            raise LookupError(f"no such scope: {self.within.scope}")
        if self.within.scope == SECTION:
            home = self._stores.organisation.section(self.within.key)
            if home is None:
                raise LookupError(f"no such section: {self.within.key}")
            return [(home.id, home.at_risk, home.zone)]
        rows = self._stores.connection.execute(SECTIONS)
        return [(NO_SECTION, False, LATEST_ZONE), *((row.id, row.at_risk, row.zone) for row in rows)]


def _days(by: str) -> list[ColumnElement[Any]]:
    return [COLUMNS[by].label("day"), figure_delta.c.happened_from.label("happened"), figure_delta.c.happened_to]


def _between(by: str) -> list[ColumnElement[bool]]:
    return [
        COLUMNS[by].between(bindparam("since"), bindparam("until")),
        figure_delta.c.measure == ADDITIVE,
        figure_delta.c.fold <= bindparam("through"),
    ]
