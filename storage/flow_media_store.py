"""Pictures and sounds that labels show: known by the hash of what they are, so each is kept once for all revisions."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select

from storage.errors import StorageError
from storage.store import Store, per_dialect
from storage.tables import flow_media

MEDIA_MAX = 10 * 1024 * 1024  # bytes: Telegram shows no larger picture


@dataclass(frozen=True, slots=True)
class FlowMedia:
    """A file that labels show; `sha256` in hexadecimal."""

    sha256: str
    media_type: str
    content: bytes


ADD = per_dialect(flow_media, lambda insert: insert.on_conflict_do_nothing(index_elements=["sha256"]))
GET = select(flow_media.c.sha256, flow_media.c.media_type, flow_media.c.content).where(
    flow_media.c.sha256 == bindparam("of_hash")
)
KNOWN = select(flow_media.c.sha256).where(flow_media.c.sha256.in_(bindparam("hashes", expanding=True)))


class FlowMediaStore(Store):
    """Files of flows."""

    def put(self, content: bytes, media_type: str, now: datetime) -> str:
        """Keep a file and return its hash; StorageError if it is larger than MEDIA_MAX."""
        if len(content) > MEDIA_MAX:
            raise StorageError(f"a file of a label may have {MEDIA_MAX // 1024 // 1024} MB at most")
        digest = sha256(content).hexdigest()
        row = {"sha256": digest, "media_type": media_type, "content": content, "created_at": now}
        self.connection.execute(ADD[self.dialect], row)
        return digest

    def get(self, digest: str) -> FlowMedia | None:
        """The file of that hash."""
        row = self.connection.execute(GET, {"of_hash": digest}).one_or_none()
        return None if row is None else FlowMedia(*row)

    def known(self, digests: set[str]) -> set[str]:
        """Those of the hashes whose files are here."""
        return set(self.connection.scalars(KNOWN, {"hashes": sorted(digests)})) if digests else set()
