"""The movements of a scope, by index: what was counted, by which day, as of which folding."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from reports.cells import CAUSES, FILED_ON
from storage.movements import ADDITIVE, EVENTS, FILED, NO_SECTION, WITHDRAWN
from storage.running_store import CAMPAIGN, COUNTRY, EVERYTHING, PARTS, SECTION, Total, part_of
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import RARE, figure_delta, section

COLUMNS = {FILED_ON: figure_delta.c.day, "occurred": figure_delta.c.happened_from}
READ = ("kind", "key", "basis", "measure", "qualifier", "cause", "value", "reports")
SECTIONS = select(section.c.id, section.c.at_risk)


class Movements:
    """What moves the numbers of one scope; of a safe one without the sections at risk, or those that were at risk then
    (`without`: their ids). LookupError: no such section."""

    def __init__(self, stores: Stores, within: Within, without: Sequence[str] = ()) -> None:
        self._stores = stores
        self.within = within
        found = self._look_up()
        out = {UUID(each) for each in without} | {each for each, at_risk in found if at_risk and within.safe}
        self.without = [each for each, _ in found if each in out]
        self.sections = [each for each, _ in found if each not in out]

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
        Those that only moved a report to other days count by the day it happened."""
        day = COLUMNS[by]
        columns = (figure_delta.c[name] for name in READ)
        days = day.label("day"), figure_delta.c.happened_from.label("happened"), figure_delta.c.happened_to
        statement = select(*days, *columns).where(
            *self.conditions(),
            day.between(bindparam("since"), bindparam("until")),
            figure_delta.c.measure == ADDITIVE,
            figure_delta.c.fold <= bindparam("through"),
        )
        if by == FILED_ON:
            statement = statement.where(figure_delta.c.cause.in_(CAUSES))
        wanted = {"since": since, "until": until, "through": through}
        return iter(self._stores.connection.execute(statement, wanted))

    def withdrawn(self, since: date, until: date) -> list[UUID]:
        """Reports that were withdrawn on these days."""
        return self._rare(figure_delta.c.day.between(since, until), figure_delta.c.cause == WITHDRAWN)

    def told_again(self, by: str, since: date, until: date) -> list[UUID]:
        """Reports of these days that told of an event which another had told of before."""
        return self._rare(COLUMNS[by].between(since, until), figure_delta.c.cause == FILED)

    def _rare(self, *conditions: ColumnElement[bool]) -> list[UUID]:
        statement = select(figure_delta.c.report_id).distinct()
        of_reports = figure_delta.c.key == EVENTS, figure_delta.c.reports != 0
        wanted = statement.where(*self.conditions(), RARE, *of_reports, *conditions)
        return list(self._stores.connection.scalars(wanted.order_by(figure_delta.c.report_id)))

    def _look_up(self) -> list[tuple[UUID, bool]]:
        if self.within.scope not in (SECTION, COUNTRY, CAMPAIGN, EVERYTHING):
            raise LookupError(f"no such scope: {self.within.scope}")
        if self.within.scope == SECTION:
            home = self._stores.organisation.section(self.within.key)
            if home is None:
                raise LookupError(f"no such section: {self.within.key}")
            return [(home.id, home.at_risk)]
        return [(NO_SECTION, False), *((row.id, row.at_risk) for row in self._stores.connection.execute(SECTIONS))]
