"""Reports withdrawn in a period, and those counted again, whenever they were filed. What was withdrawn and restored in
the same period is told both ways."""

from collections.abc import Iterator
from decimal import Decimal

from reports.cells import FILED_ON, REPORTS
from reports.cells import Cell as Counting
from reports.digest.content import Cell
from reports.digest.figures import COUNTED
from reports.digest.looking import Looking
from reports.digest.nouns import RESTORED, WITHDRAWN
from reports.journal import Movements
from reports.opening import number_of_reports
from storage import movements
from storage.movements import ADDITIVE
from storage.stores import Stores

CAUSES = {WITHDRAWN: movements.WITHDRAWN, RESTORED: movements.RESTORED}


def withdrawals(stores: Stores, looking: Looking) -> Iterator[Cell]:
    """Both numbers, if there are any; as of the last folding."""
    where, covered = Movements(stores, looking.scope), looking.covered
    for key, cause in CAUSES.items():
        counting = Counting(
            looking.scope.scope, looking.scope.key, covered.since, covered.until, FILED_ON, None, REPORTS, "reports",
            ADDITIVE, (cause,), stores.running.through(), without=tuple(each.hex for each in where.without),
        )  # fmt: skip
        if number := number_of_reports(stores, counting):
            filter = {"of": COUNTED, **counting.to_json()}
            yield Cell(key, "reports", ADDITIVE, Decimal(number), "exactly", number, filter)
