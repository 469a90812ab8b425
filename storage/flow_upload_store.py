"""Flows that came from elsewhere, while it is decided what of them is taken into the draft."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from storage.ids import new_id
from storage.store import Store, purge_of
from storage.tables import flow_upload

NOTHING = "[]"


@dataclass(frozen=True, slots=True)
class FlowUpload:
    """One of them. `content`: the flow as canonical JSON; `base_id`: the revision it was made from, if that is known;
    `decided`: JSON of whoever decides."""

    id: UUID
    flow_key: str
    base_id: UUID | None
    content: str
    decided: str
    person_id: UUID | None
    at: datetime


COLUMNS = [flow_upload.c[name] for name in FlowUpload.__dataclass_fields__]
ADD = insert(flow_upload)
GET = select(*COLUMNS).where(flow_upload.c.id == bindparam("upload"))
DECIDE = (
    update(flow_upload)
    .where(flow_upload.c.id == bindparam("upload"), flow_upload.c.decided == bindparam("before"))
    .values(decided=bindparam("after"))
)
DROP = delete(flow_upload).where(flow_upload.c.id == bindparam("upload"))
PURGE = purge_of(flow_upload, flow_upload.c.at < bindparam("before"))


class FlowUploadStore(Store):
    """Flows on their way in."""

    def add(
        self, flow_key: str, base_id: UUID | None, content: str, person_id: UUID | None, now: datetime
    ) -> FlowUpload:
        """Keep one until it is taken in, dropped or purged."""
        upload = FlowUpload(new_id(now), flow_key, base_id, content, NOTHING, person_id, now)
        self.connection.execute(ADD, {name: getattr(upload, name) for name in FlowUpload.__dataclass_fields__})
        return upload

    def get(self, upload_id: UUID) -> FlowUpload | None:
        """The one of that id, if it is still there."""
        row = self.connection.execute(GET, {"upload": upload_id}).one_or_none()
        return None if row is None else FlowUpload(*row)

    def decide(self, upload: FlowUpload, decided: str) -> FlowUpload | None:
        """Note what was decided; None if something was decided meanwhile."""
        values = {"upload": upload.id, "before": upload.decided, "after": decided}
        done = self.connection.execute(DECIDE, values).rowcount == 1
        return replace(upload, decided=decided) if done else None

    def drop(self, upload: FlowUpload) -> None:
        """It is taken in, or not wanted."""
        self.connection.execute(DROP, {"upload": upload.id})

    def purge(self, before: datetime) -> int:
        """Forget those older than that, some at a time; how many."""
        return self.connection.execute(PURGE, {"before": before}).rowcount
