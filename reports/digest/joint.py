"""What a scope's reports tell of joint events that count elsewhere: by another section's report, or by one of a section
at risk, at which a safe digest does not look. Told apart, and never added to what the scope counts: it is a share of
the total told there, or that total told again. A safe digest does not say which, nor that anybody else told of them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from sqlalchemy import select

from reports.digest.content import Cell, Part
from reports.digest.listed import listed_amounts
from reports.digest.looking import REPORTS, Looking
from reports.journal import Movements
from reports.totals import ADDITIVE, weakest
from storage.counting import counted_within
from storage.movements import NO_SECTION, Held, Owner
from storage.running_store import CAMPAIGN, COUNTRY, EVERYTHING
from storage.stores import Stores
from storage.tables import ACROSS, report


def jointly(stores: Stores, looking: Looking) -> tuple[Cell, ...]:
    """What reports of the period tell of such events, totals before shares; what several in the scope tell of one,
    once."""
    movements = Movements(stores, looking.scope)
    if looking.scope.scope == EVERYTHING and not movements.without:
        return ()  # there is no elsewhere
    told = select(report.c.id).select_from(REPORTS).where(ACROSS, *looking.within())
    ids = set(stores.connection.scalars(told))
    found: dict[tuple[Part, tuple[str, str, str]], list[Held]] = defaultdict(list)
    for each in counted_within(stores, ids, _inside(movements)):
        if each.id is not None and each.owner.id in ids and each.figure.measure == ADDITIVE:
            part: Part = "joint" if looking.scope.safe else "share" if each.share else "elsewhere"
            found[part, each.thing].append(each)
    return tuple(_cell(part, some) for (part, _), some in sorted(found.items(), key=lambda both: both[0]))


def _inside(movements: Movements) -> Callable[[Owner], bool]:
    sections, within = set(movements.sections), movements.within

    def inside(owner: Owner) -> bool:
        if (owner.section_id or NO_SECTION) not in sections:
            return False
        where = {COUNTRY: owner.country, CAMPAIGN: owner.campaign_key}.get(within.scope, within.key)
        return where == within.key

    return inside


def _cell(part: Part, held: Sequence[Held]) -> Cell:
    key, basis, measure = held[0].thing
    value = sum((each.figure.value for each in held), Decimal(0))
    filter = listed_amounts(held)
    qualifier = weakest(each.figure.qualifier for each in held)
    return Cell(key, basis, measure, value, qualifier, len(filter["reports"]), filter, part)
