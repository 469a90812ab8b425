"""Who did what to what: ids only, never content."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from storage.ids import new_id
from storage.store import Store
from storage.tables import audit

ADD = insert(audit)
OF_SUBJECT = (
    select(audit)
    .where(audit.c.subject == bindparam("of_subject"), audit.c.subject_id == bindparam("of_id"))
    .order_by(audit.c.at, audit.c.id)
)


class AuditStore(Store):
    """Report life, decisions, roles, exports, flow edits."""

    def add(self, act: str, subject: str, subject_id: UUID | str, now: datetime, actor_id: UUID | None = None) -> None:
        """Note that `actor_id` (None: the command line or the program) did `act` to a subject."""
        row = {"id": new_id(now), "at": now, "actor_id": actor_id, "act": act, "subject": subject}
        self.connection.execute(ADD, row | {"subject_id": str(subject_id)})

    def of(self, subject: str, subject_id: UUID | str) -> list[Any]:
        """The rows about one subject, oldest first."""
        wanted = {"of_subject": subject, "of_id": str(subject_id)}
        return list(self.connection.execute(OF_SUBJECT, wanted).all())
