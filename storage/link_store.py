"""Links between reports: which action led to an outcome, which training stems from which."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from storage.store import Store, per_dialect
from storage.tables import link

ADD = per_dialect(link, lambda insert: insert.on_conflict_do_nothing())
DROP = delete(link).where(link.c.report_id == bindparam("report"), link.c.kind == bindparam("of_kind"))
ACTIONS = (
    select(link.c.action_id)
    .where(link.c.report_id == bindparam("report"), link.c.kind == bindparam("of_kind"))
    .order_by(link.c.action_id)
)
REPORTS = (
    select(link.c.report_id)
    .where(link.c.action_id == bindparam("action"), link.c.kind == bindparam("of_kind"))
    .order_by(link.c.report_id)
)


class LinkStore(Store):
    """`kind`: led_to (an outcome's actions) or stems_from (a training's earlier one)."""

    def put(self, report_id: UUID, kind: str, action_ids: Sequence[UUID], now: datetime) -> None:
        """The reports that `report_id` is linked to from now on, instead of those before."""
        self.connection.execute(DROP, {"report": report_id, "of_kind": kind})
        for action_id in dict.fromkeys(action_ids):
            values = {"report_id": report_id, "action_id": action_id, "kind": kind, "created_at": now}
            self.connection.execute(ADD[self.dialect], values)

    def actions_of(self, report_id: UUID, kind: str) -> list[UUID]:
        """What it is linked to."""
        return list(self.connection.scalars(ACTIONS, {"report": report_id, "of_kind": kind}))

    def reports_on(self, action_id: UUID, kind: str) -> list[UUID]:
        """What is linked to it."""
        return list(self.connection.scalars(REPORTS, {"action": action_id, "of_kind": kind}))
