"""Outbox messages that were given up: for an operator to look at, to try again, or to drop. Never what they say."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, null, or_, select, update

from storage.store import Store
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A message as an operator sees it; `kept`: what it says is still there, so that it can be tried again."""

    id: int
    bot_id: int
    lane: str
    method: str
    status: str
    error: str | None
    attempts: int
    created_at: datetime
    due_at: datetime
    kept: bool


COLUMNS = (
    *(getattr(outbox.c, name) for name in ParkedRow.__dataclass_fields__ if name != "kept"),
    outbox.c.payload.is_not(None).label("kept"),
)
WAITING = outbox.c.status == "waiting"
PARKED = outbox.c.status == "parked"
LIST = select(*COLUMNS).where(PARKED).order_by(outbox.c.id)
LIST_ALL = select(*COLUMNS).where(or_(PARKED, WAITING)).order_by(outbox.c.id)
GET = select(*COLUMNS).where(outbox.c.id == bindparam("row"))
THIS = (outbox.c.id == bindparam("row")) & PARKED
UNLEASED = {"leased_by": null(), "leased_until": null()}
RETRY = (
    update(outbox)
    .where(THIS, outbox.c.payload.is_not(None))
    .values(UNLEASED | {"status": "waiting", "error": null(), "attempts": 0, "due_at": bindparam("at")})
)
DROP = update(outbox).where(THIS).values(UNLEASED | {"status": "dropped", "payload": null(), "tells_of": null()})


class ParkedStore(Store):
    """The outbox for operators."""

    def all(self, waiting: bool = False) -> list[ParkedRow]:
        """Everything parked, and what waits as well if asked; oldest first."""
        return [ParkedRow(*row) for row in self.connection.execute(LIST_ALL if waiting else LIST)]

    def get(self, outbox_id: int) -> ParkedRow | None:
        """The message of that id."""
        row = self.connection.execute(GET, {"row": outbox_id}).one_or_none()
        return None if row is None else ParkedRow(*row)

    def retry(self, outbox_id: int, now: datetime) -> bool:
        """Send it after all; False if it is not parked, or what it says is not kept."""
        return bool(self.connection.execute(RETRY, {"row": outbox_id, "at": now}).rowcount)

    def drop(self, outbox_id: int) -> bool:
        """Never send it; False if it is not parked."""
        return bool(self.connection.execute(DROP, {"row": outbox_id}).rowcount)
