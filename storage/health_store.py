"""What an operator watches: how much waits, how much was given up, since when."""

from datetime import datetime

from sqlalchemy import Column, func, select

from storage.store import Store
from storage.tables import attachment, outbox, report, session, update

# The statuses that are of interest, always named, so that a metric that falls to zero says so.
WATCHED = {
    "updates": (update.c.status, ("new", "parked")),
    "outbox": (outbox.c.status, ("waiting", "parked")),
    "attachments": (attachment.c.status, ("pending", "failed")),
    "reports": (report.c.status, ("filed", "withdrawn")),
    "sessions": (session.c.status, ("open", "paused")),
}
OLDEST_DUE = select(func.min(outbox.c.due_at)).where(outbox.c.status == "waiting")


class HealthStore(Store):
    """Counts for `/metrics` and `afteraction doctor`."""

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by table and status; of sessions also both together as `drafts`."""
        found = {name: self._count(*watched) for name, watched in WATCHED.items()}
        found["sessions"]["drafts"] = sum(found["sessions"].values())
        return found

    def oldest_due(self) -> datetime | None:
        """When the outbox message that waits longest was, or will be, due."""
        return self.connection.scalars(OLDEST_DUE).one()

    def _count(self, column: Column[str], statuses: tuple[str, ...]) -> dict[str, int]:
        counted = select(column, func.count()).where(column.in_(statuses)).group_by(column)
        return dict.fromkeys(statuses, 0) | {row[0]: row[1] for row in self.connection.execute(counted)}
