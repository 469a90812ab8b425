"""Reports withdrawn in a period, and those counted again, whenever they were filed. What was withdrawn and restored in
the same period is told both ways."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from reports.cells import FILED_ON, REPORTS
from reports.cells import Cell as Counting
from reports.digest.content import Cell, Part
from reports.digest.figures import COUNTED
from reports.digest.looking import Looking
from reports.digest.nouns import RESTORED, WITHDRAWN
from reports.journal import Movements
from reports.opening import number_of_reports
from reports.weeks import changes_after
from storage import movements
from storage.movements import ADDITIVE
from storage.stores import Stores

CAUSES = {WITHDRAWN: movements.WITHDRAWN, RESTORED: movements.RESTORED}


def withdrawals(stores: Stores, looking: Looking) -> Iterator[Cell]:
    """Both numbers, if there are any; as of the last folding."""
    return _told(stores, _all(stores, looking), "now")


def withdrawn_after(stores: Stores, looking: Looking, told_until: datetime) -> Iterator[Cell]:
    """The same of what was withdrawn or restored after the digest of the period before had been told, on its days."""
    last = looking.covered.since - timedelta(days=1)
    return _told(stores, changes_after(replace(_all(stores, looking), until=last, filed_after=told_until)), "late")


def _all(stores: Stores, looking: Looking) -> Counting:
    where, covered = Movements(stores, looking.scope), looking.covered
    return Counting(
        looking.scope.scope, looking.scope.key, covered.since, covered.until, FILED_ON, None, REPORTS, "reports",
        ADDITIVE, (), stores.running.through(), without=tuple(each.hex for each in where.without),
    )  # fmt: skip


def _told(stores: Stores, counted: Counting, part: Part) -> Iterator[Cell]:
    for key, cause in CAUSES.items():
        cell = counted.caused(cause)
        if number := number_of_reports(stores, cell):
            filter = {"of": COUNTED, **cell.to_json()}
            yield Cell(key, "reports", ADDITIVE, Decimal(number), "exactly", number, filter, part)
