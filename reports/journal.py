"""The movements of a scope, by index: what was counted, by which day, as of which folding."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from reports.cells import CAUSES, FILED_ON
from storage.movements import ADDITIVE, NO_SECTION
from storage.running_store import CAMPAIGN, COUNTRY, EVERYTHING, SECTION
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import figure_delta, section

COLUMNS = {FILED_ON: figure_delta.c.day, "occurred": figure_delta.c.happened_from}
READ = ("kind", "key", "basis", "measure", "qualifier", "cause", "value", "reports")
SECTIONS = select(section.c.id)


class Movements:
    """The movements of one scope. LookupError: no such section."""

    def __init__(self, stores: Stores, within: Within) -> None:
        self._stores = stores
        self.within = within
        self.sections = self._sections()

    @property
    def scope(self) -> tuple[str, str]:
        """As running totals are kept by it."""
        return self.within.scope, self.sections[0].hex if self.within.scope == SECTION else self.within.key

    def conditions(self) -> list[ColumnElement[bool]]:
        """That a movement lies in the scope. Wide scopes name every section, because the index begins with it."""
        found: list[ColumnElement[bool]] = [figure_delta.c.section_id.in_(self.sections)]
        if self.within.scope == COUNTRY:
            found.append(figure_delta.c.country == self.within.key)
        elif self.within.scope == CAMPAIGN:
            found.append(figure_delta.c.campaign_key == self.within.key)
        elif self.within.scope not in (SECTION, EVERYTHING):
            raise LookupError(f"no such scope: {self.within.scope}")
        return found

    def of(self, by: str, since: date, until: date, through: int) -> Iterator[Any]:
        """Additive ones on days from `since` to `until`: the day, and the columns READ. Those that only moved a report
        to other days count by the day it happened."""
        day = COLUMNS[by]
        statement = select(day, *(figure_delta.c[name] for name in READ)).where(
            *self.conditions(),
            day.between(bindparam("since"), bindparam("until")),
            figure_delta.c.measure == ADDITIVE,
            figure_delta.c.fold <= bindparam("through"),
        )
        if by == FILED_ON:
            statement = statement.where(figure_delta.c.cause.in_(CAUSES))
        wanted = {"since": since, "until": until, "through": through}
        return iter(self._stores.connection.execute(statement, wanted))

    def _sections(self) -> list[UUID]:
        if self.within.scope != SECTION:
            return [NO_SECTION, *self._stores.connection.scalars(SECTIONS)]
        found = self._stores.organisation.section(self.within.key)
        if found is None:
            raise LookupError(f"no such section: {self.within.key}")
        return [found.id]
