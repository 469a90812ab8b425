"""Who sends in bulk for a bot: one process at a time, known by a fence that grows with every change.

The row holds no promise of its own: how long a leader may act, and when another may follow, its processes measure
(`bot.leading`). Here every step is a compare-and-set.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, literal, select, update

from storage.store import Store, per_dialect
from storage.tables import leader

NOBODY = ""  # the worker of a row that was given back
GONE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Leading:
    """The row as it stands; `until` changes with every renewal."""

    worker: str
    fence: int
    until: datetime


OF_BOT = leader.c.bot_id == bindparam("bot")
MINE = OF_BOT & (leader.c.worker == bindparam("of_worker")) & (leader.c.fence == bindparam("of_fence"))
FIND = select(leader.c.worker, leader.c.fence, leader.c.until).where(OF_BOT)
FIRST = per_dialect(leader, lambda insert: insert.on_conflict_do_nothing().returning(leader.c.fence))
FOLLOW = (
    update(leader)
    .where(OF_BOT, leader.c.fence == bindparam("seen_fence"), leader.c.until == bindparam("seen_until"))
    .values(worker=bindparam("to_worker"), fence=leader.c.fence + literal(1), until=bindparam("to_until"))
    .returning(leader.c.fence)
)
RENEW = update(leader).where(MINE).values(until=bindparam("to_until"))
GIVE_BACK = update(leader).where(MINE).values(worker=NOBODY, until=GONE)
# Held to the transaction's end: nobody can follow before what it writes is there to be seen.
STANDS = select(leader.c.fence).where(MINE).with_for_update(read=True)


class LeaderStore(Store):
    """One row a bot."""

    def find(self, bot_id: int) -> Leading | None:
        """Who leads, or did last."""
        row = self.connection.execute(FIND, {"bot": bot_id}).one_or_none()
        return None if row is None else Leading(*row)

    def follow(self, bot_id: int, worker: str, seen: Leading | None, until: datetime) -> int | None:
        """Become the leader after the row that was `seen`; the new fence, None if somebody else was quicker."""
        if seen is None:
            row = {"bot_id": bot_id, "worker": worker, "fence": 1, "until": until}
            return self.connection.execute(FIRST[self.dialect], row).scalar_one_or_none()
        values = {"bot": bot_id, "seen_fence": seen.fence, "seen_until": seen.until}
        found = self.connection.execute(FOLLOW, values | {"to_worker": worker, "to_until": until})
        return found.scalar_one_or_none()

    def renew(self, bot_id: int, worker: str, fence: int, until: datetime) -> bool:
        """Go on; False if somebody else has followed."""
        values = {"bot": bot_id, "of_worker": worker, "of_fence": fence, "to_until": until}
        return bool(self.connection.execute(RENEW, values).rowcount)

    def give_back(self, bot_id: int, worker: str, fence: int) -> None:
        """Whoever wants to may follow at once."""
        self.connection.execute(GIVE_BACK, {"bot": bot_id, "of_worker": worker, "of_fence": fence})

    def stands(self, bot_id: int, worker: str, fence: int) -> bool:
        """Whether it is still the leader, and stays it until this transaction has ended."""
        values = {"bot": bot_id, "of_worker": worker, "of_fence": fence}
        return self.connection.execute(STANDS, values).first() is not None
