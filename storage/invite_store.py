"""Invites: random codes kept as hashes, limited in uses and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Executable, bindparam, delete, insert, select, update

from storage.ids import new_id
from storage.store import Store
from storage.tables import invite


@dataclass(frozen=True, slots=True)
class Invite:
    """What an invite gives: a role in a scope."""

    id: UUID
    role: str
    scope: str
    scope_key: str
    uses_left: int
    expires_at: datetime
    group_id: UUID | None = None  # those who come join this group of the section


COLUMNS = tuple(invite.c[name] for name in Invite.__dataclass_fields__)
VALID = (
    invite.c.code_hash.in_(bindparam("hashes", expanding=True))
    & (invite.c.uses_left > 0)
    & (invite.c.expires_at > bindparam("now"))
)
ADD = insert(invite)
PEEK = select(*COLUMNS).where(VALID)
USE = update(invite).where(VALID).values(uses_left=invite.c.uses_left - 1).returning(*COLUMNS)
OPEN = (
    select(*COLUMNS)
    .where(
        invite.c.scope == bindparam("in_scope"),
        invite.c.scope_key == bindparam("key"),
        invite.c.uses_left > 0,
        invite.c.expires_at > bindparam("now"),
    )
    .order_by(invite.c.created_at.desc(), invite.c.id)
)
MADE_BY = (
    select(*COLUMNS)
    .where(
        invite.c.created_by == bindparam("person"), invite.c.uses_left > 0, invite.c.expires_at > bindparam("now")
    )
    .order_by(invite.c.id)
)
# Its row stays until it expires, so that the same code is not made again.
REVOKE = update(invite).where(invite.c.id == bindparam("revoked"), invite.c.uses_left > 0).values(uses_left=0)
KNOWN = select(invite.c.id).where(invite.c.code_hash.in_(bindparam("hashes", expanding=True)))
PURGE = delete(invite).where(invite.c.expires_at <= bindparam("now"))


class InviteStore(Store):
    """The codes are never stored: `code_hash` comes from `Keyring.hash_code`, `code_hashes` from its `hash_codes`."""

    def add(
        self,
        code_hash: bytes,
        role: str,
        scope: str,
        scope_key: str,
        uses: int,
        expires_at: datetime,
        created_by: UUID | None,
        now: datetime,
        group_id: UUID | None = None,
    ) -> UUID:
        """A new invite; `created_by` is None on the command line. `group_id`: those who come join this group."""
        invite_id = new_id(now)
        values = {
            "id": invite_id,
            "code_hash": code_hash,
            "role": role,
            "scope": scope,
            "scope_key": scope_key,
            "group_id": group_id,
            "uses_left": uses,
            "expires_at": expires_at,
            "created_at": now,
            "created_by": created_by,
        }
        self.connection.execute(ADD, values)
        return invite_id

    def peek(self, code_hashes: Sequence[bytes], now: datetime) -> Invite | None:
        """The invite if it could be used now."""
        return self._one(PEEK, code_hashes, now)

    def use(self, code_hashes: Sequence[bytes], now: datetime) -> Invite | None:
        """Use it once; None if it has expired or no use is left. One conditional update: the last use is given once."""
        return self._one(USE, code_hashes, now)

    def open_in(self, scope: str, scope_key: str, now: datetime) -> list[Invite]:
        """Those of a scope that could be used now, the latest first."""
        wanted = {"in_scope": scope, "key": scope_key, "now": now}
        return [Invite(*row) for row in self.connection.execute(OPEN, wanted)]

    def made_by(self, person_id: UUID, now: datetime) -> list[Invite]:
        """Those that the person made and that could be used now."""
        return [Invite(*row) for row in self.connection.execute(MADE_BY, {"person": person_id, "now": now})]

    def known(self, code_hashes: Sequence[bytes]) -> bool:
        """Whether there is one of that code, be it used up or revoked."""
        return self.connection.execute(KNOWN, {"hashes": list(code_hashes)}).first() is not None

    def revoke(self, invite_id: UUID) -> bool:
        """Nobody can come by it any more; False if it is gone already."""
        return bool(self.connection.execute(REVOKE, {"revoked": invite_id}).rowcount)

    def purge(self, now: datetime) -> int:
        """Delete expired ones."""
        return self.connection.execute(PURGE, {"now": now}).rowcount

    def _one(self, statement: Executable, code_hashes: Sequence[bytes], now: datetime) -> Invite | None:
        row = self.connection.execute(statement, {"hashes": list(code_hashes), "now": now}).one_or_none()
        return None if row is None else Invite(*row)
