"""Updates taken from Telegram: stored raw before they are handled, blanked when they have been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, func, literal, select, update

from storage.crypto import SealError
from storage.prepared import Prepared
from storage.store import Store, per_dialect, purge_of
from storage.tables import update as updates

ERROR_LENGTH = 200


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """An update that waits for its turn; `payload` is the raw JSON."""

    update_id: int
    chat: bytes | None
    payload: bytes
    attempts: int


THIS = (updates.c.bot_id == bindparam("bot")) & (updates.c.update_id == bindparam("update"))

INSERT_NEW = per_dialect(updates, lambda insert: insert.on_conflict_do_nothing().returning(updates.c.update_id))
# Either the row was new (or absent, by webhook) and is closed now, or nothing happens.
CLOSE = per_dialect(
    updates,
    lambda insert: Prepared(
        insert.on_conflict_do_update(
            index_elements=[updates.c.bot_id, updates.c.update_id],
            set_={"status": insert.excluded.status, "payload": insert.excluded.payload, "error": insert.excluded.error},
            where=updates.c.status == literal("new"),
        )
    ),
)
WAITING = (
    select(updates.c.update_id, updates.c.chat, updates.c.payload, updates.c.attempts)
    .where(updates.c.bot_id == bindparam("bot"), updates.c.status == "new", updates.c.update_id > bindparam("after"))
    .order_by(updates.c.update_id)
    .limit(bindparam("limit"))
)
WAITING_OF_CHAT = WAITING.where(updates.c.chat == bindparam("of_chat"))
COUNT_ATTEMPT = update(updates).where(THIS).values(attempts=updates.c.attempts + 1).returning(updates.c.attempts)
# Its payload stays as it is: with the secret that sealed it, an operator could still open it.
PARK_UNREADABLE = update(updates).where(THIS, updates.c.status == "new").values(status="parked", error="unreadable")
COUNT_WAITING = select(func.count()).where(updates.c.bot_id == bindparam("bot"), updates.c.status == "new")
PURGE = purge_of(updates, updates.c.status == bindparam("of_status"), updates.c.received_at < bindparam("before"))


class UpdateStore(Store):
    """Unique by (bot, update id), so that nothing is handled twice."""

    def insert_new(self, bot_id: int, rows: Sequence[tuple[int, bytes | None, bytes]], now: datetime) -> list[int]:
        """Store (update id, chat, raw JSON) of a batch; returns the ids that were not known yet, in order."""
        if not rows:
            return []
        values = [
            self._row(bot_id, update_id, chat, "new", now) | {"payload": self._sealed(bot_id, update_id, raw)}
            for update_id, chat, raw in rows
        ]
        return sorted(self.connection.execute(INSERT_NEW[self.dialect], values).scalars())

    def begin(self, bot_id: int, update_id: int, chat: bytes | None, now: datetime) -> Literal["new", "done"]:
        """Close the update in its turn's own transaction; `done` if another turn had it: then the turn does nothing."""
        return "new" if self._close(self._row(bot_id, update_id, chat, "done", now)) else "done"

    def waiting(self, bot_id: int, limit: int, chat: bytes | None = None, after: int | None = None) -> list[UpdateRow]:
        """Updates not handled yet, in order; of one chat, or beyond an update id, if asked.

        One that does not open is parked, and does not stand in the way of the others.
        """
        wanted = {"bot": bot_id, "limit": limit, "after": -1 if after is None else after}
        while True:
            found = (
                self.connection.execute(WAITING, wanted)
                if chat is None
                else self.connection.execute(WAITING_OF_CHAT, wanted | {"of_chat": chat})
            ).all()
            opened = [record for row in found if (record := self._record(bot_id, row))]
            if opened or not found:
                return opened

    def count_waiting(self, bot_id: int) -> int:
        """How many updates wait."""
        return self.connection.execute(COUNT_WAITING, {"bot": bot_id}).scalar_one()

    def count_attempt(self, bot_id: int, update_id: int) -> int:
        """One more turn that is about to run; how many there were by now (0 for an update that was not stored)."""
        found = self.connection.execute(COUNT_ATTEMPT, {"bot": bot_id, "update": update_id})
        return found.scalar_one_or_none() or 0

    def park(self, bot_id: int, update_id: int, error: str, raw: bytes | None, now: datetime) -> bool:
        """Give an update up; False if it was closed already. `error` is a class of errors, never a text.

        `raw` is the update's JSON, kept for whoever mends the cause; None keeps nothing (nobody consented to it).
        """
        payload = None if raw is None else self._sealed(bot_id, update_id, raw)
        row = self._row(bot_id, update_id, None, "parked", now)
        return self._close(row | {"error": error[:ERROR_LENGTH], "payload": payload})

    def purge(self, status: Literal["done", "parked"], before: datetime) -> int:
        """Delete updates of that status received before then, PURGED at most; how many."""
        return self.connection.execute(PURGE, {"of_status": status, "before": before}).rowcount

    def _close(self, row: dict[str, object]) -> bool:
        return bool(CLOSE[self.dialect].run(self.connection, row).count)

    def _row(self, bot_id: int, update_id: int, chat: bytes | None, status: str, now: datetime) -> dict[str, object]:
        return {
            "bot_id": bot_id,
            "update_id": update_id,
            "chat": chat,
            "status": status,
            "payload": None,
            "attempts": 0,
            "error": None,
            "received_at": now,
        }

    def _record(self, bot_id: int, row: Any) -> UpdateRow | None:
        try:
            return UpdateRow(row.update_id, row.chat, self._opened(bot_id, row.update_id, row.payload), row.attempts)
        except SealError:
            self.connection.execute(PARK_UNREADABLE, {"bot": bot_id, "update": row.update_id})
            return None

    def _sealed(self, bot_id: int, update_id: int, raw: bytes) -> bytes:
        return self.keyring.installation.seal(raw, context(bot_id, update_id))

    def _opened(self, bot_id: int, update_id: int, payload: bytes) -> bytes:
        return self.keyring.installation.open(payload, context(bot_id, update_id))


def context(bot_id: int, update_id: int) -> str:
    """What a payload is bound to."""
    return f"update.payload:{bot_id}:{update_id}"
