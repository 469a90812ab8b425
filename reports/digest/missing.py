"""Section updates not yet received: as a digest tells of them, and as its number keeps them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from reports.awaited import awaited, due_on
from reports.digest.content import Awaited, Cell, Names
from reports.digest.nouns import AWAITED
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import section

SECTIONS = select(
    section.c.id, section.c.key, section.c.name, section.c.country, section.c.at_risk
).order_by(section.c.key)


def awaited_on(stores: Stores, scope: Within, on: date, as_of: datetime) -> tuple[Awaited, ...]:
    """What was due before a day of the scope's sections and has not come; of a section at risk only if it is the scope.
    Updates are of no campaign."""
    sections = _shown(stores, scope)
    match scope.scope:
        case "section":
            within = [each for each in sections if each.key == scope.key]
        case "country":
            within = [each for each in sections if each.country == scope.key]
        case "everything":
            within = sections
        case _:
            return ()
    found = awaited(stores, [each.id for each in within], on, as_of)
    return tuple(_awaited(each.section, each.names, each.areas, each.months) for each in found)


def awaited_cell(missing: Sequence[Awaited]) -> Cell | None:
    """Their number. It keeps what it counted: what is expected of a section may change."""
    if not missing:
        return None
    kept = [[each.key, [*each.areas], [f"{month:%Y-%m}" for month in each.months]] for each in missing]
    number = Decimal(sum(each.updates for each in missing))
    return Cell(AWAITED, "updates", "in_period", number, "exactly", 0, {"of": AWAITED, "missing": kept})


def awaited_in(stores: Stores, cell: Cell, scope: Within, as_of: datetime) -> tuple[tuple[Awaited, ...], int]:
    """What such a number, told at `as_of`, counted, and how many updates of it are of sections at risk by now, which
    are not shown. One sent before such numbers kept what they counted says only what was due, and is counted again."""
    if "missing" not in cell.filter:
        return awaited_on(stores, scope, date.fromisoformat(cell.filter["on"]), as_of), 0
    names = {each.key: each.name for each in _shown(stores, scope)}
    kept = [
        _awaited(key, names.get(key, {}), areas, [date.fromisoformat(f"{month}-01") for month in months])
        for key, areas, months in cell.filter["missing"]
    ]
    shown = tuple(each for each in kept if each.key in names)
    return shown, sum(each.updates for each in kept) - sum(each.updates for each in shown)


def _awaited(key: str, names: Names, areas: Iterable[str], months: Sequence[date]) -> Awaited:
    return Awaited(key, names, tuple(areas), tuple(months), due_on(months[0]))


def _shown(stores: Stores, scope: Within) -> list[Any]:
    """All sections of which something is told by itself in a digest of this scope."""
    rows = stores.connection.execute(SECTIONS).all()
    return [each for each in rows if not each.at_risk or (scope.scope, scope.key) == ("section", each.key)]
