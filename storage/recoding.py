"""Coded answers of stored reports under the names that choices have now, so that lists and filters carry on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, select, update

from storage.store import Store, in_batches
from storage.tables import report, report_field

twin = report_field.alias("twin")
OLD = and_(
    report_field.c.field == bindparam("of_field"),
    report_field.c.value == bindparam("old"),
    report_field.c.report_id.in_(
        select(report.c.id).where(report.c.revision_id.in_(bindparam("revisions", expanding=True)))
    ),
)
# Of a report that has both, the old one only goes.
HAS_BOTH = exists().where(
    twin.c.report_id == report_field.c.report_id, twin.c.field == report_field.c.field, twin.c.value == bindparam("new")
)
RENAME = update(report_field).where(OLD, ~HAS_BOTH).values(value=bindparam("new"))
DROP = delete(report_field).where(OLD)


class RecodingStore(Store):
    """Renamed choices."""

    def rename(self, revisions: Sequence[UUID], field: str, old: str, new: str) -> int:
        """Call a coded answer anew in all reports of these revisions; how many there were."""
        renamed = 0
        for some in in_batches(revisions):
            values: dict[str, Any] = {"revisions": list(some), "of_field": field, "old": old}
            renamed += self.connection.execute(RENAME, values | {"new": new}).rowcount
            renamed += self.connection.execute(DROP, values).rowcount
        return renamed
