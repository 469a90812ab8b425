"""What figures and choices are called that no word of ours names: as the published flows label them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy import select

from flows.definition import Flow
from flows.stored import parsed
from reports.digest.content import Cell, Names, one_of_several
from reports.digest.nouns import CHANGE
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import section

NAMES = select(section.c.key, section.c.name).where(section.c.at_risk.is_(False))
CHANGE_FIELD = "change"  # core field: the kind of change that an outcome tells of


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by language: of figures by their key, of kinds of change by the choice's name, of sections by their key
    (those at risk left out)."""

    figures: dict[str, Names] = field(default_factory=dict)
    changes: dict[str, Names] = field(default_factory=dict)
    sections: dict[str, Names] = field(default_factory=dict)

    def placed(self, cell: Cell, scope: Within) -> Cell | None:
        """The cell with the section that it is of, if the scope has several; None if it is not to be told: of a section
        at risk nothing is told by itself but in its own digest."""
        if not one_of_several(cell, scope):
            return cell
        names = self.sections.get(cell.filter["section"])
        return replace(cell, whose=names) if names else None

    def of(self, cell: Cell) -> Names:
        """What the cell counts, if it goes by a label; empty otherwise."""
        return self.changes.get(cell.basis, {}) if cell.key == CHANGE else self.figures.get(cell.key, {})


def labels(stores: Stores) -> Labels:
    """Those of the flows that are published now; the shared ones go before those of single sections."""
    found = _labels(tuple(row.content for row in stores.flows.published()))
    return replace(found, sections=section_names(stores))


def section_names(stores: Stores) -> dict[str, Names]:
    """Of the sections that wide scopes tell of by themselves, by their keys: all but those at risk."""
    return {row.key: row.name for row in stores.connection.execute(NAMES)}


@lru_cache(maxsize=4)  # a process sees one set of flows, and now and then another
def _labels(contents: tuple[str, ...]) -> Labels:
    flows = sorted(map(parsed, contents), key=lambda flow: (flow.section is not None, flow.key))
    return Labels(_figures(flows), _changes(flows))


def _figures(flows: Iterable[Flow]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for each in (question for flow in flows for question in flow.questions()):
        if each.figure and (each.line or each.label):
            found.setdefault(each.figure, dict(each.line or each.label))
    return found


def _changes(flows: Iterable[Flow]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for flow in flows:
        lists = [each.list_name for each in flow.questions() if each.fills == CHANGE_FIELD and each.list_name]
        for choice in (choice for name in lists for choice in flow.choice_lists.get(name, ())):
            found.setdefault(choice.name, dict(choice.label))
    return found
