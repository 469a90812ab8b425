"""Roles of people, each with a scope."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select

from storage.ids import new_id
from storage.store import Store, per_dialect
from storage.tables import role

GRANT = per_dialect(role, lambda insert: insert.on_conflict_do_nothing())
REVOKE = delete(role).where(
    role.c.person_id == bindparam("person"),
    role.c.role == bindparam("name"),
    role.c.scope == bindparam("at_scope"),
    role.c.scope_key == bindparam("at_key"),
)
COUNT = select(func.count(role.c.person_id.distinct())).where(role.c.role == bindparam("name"))
HOLDERS = select(role.c.person_id).distinct().where(role.c.role.in_(bindparam("names", expanding=True)))


class RoleStore(Store):
    """Who may do what, where; what a role permits is the table of rights."""

    def grant(self, person_id: UUID, role_name: str, scope: str, scope_key: str, now: datetime) -> bool:
        """Give the role; False if the person had it. `scope_key` is empty for the scope `everything`."""
        values = {
            "id": new_id(now),
            "person_id": person_id,
            "role": role_name,
            "scope": scope,
            "scope_key": scope_key,
            "granted_at": now,
        }
        return bool(self.connection.execute(GRANT[self.dialect], values).rowcount)

    def revoke(self, person_id: UUID, role_name: str, scope: str, scope_key: str) -> bool:
        """Take the role; False if the person did not have it."""
        values = {"person": person_id, "name": role_name, "at_scope": scope, "at_key": scope_key}
        return bool(self.connection.execute(REVOKE, values).rowcount)

    def count(self, role_name: str) -> int:
        """How many people have this role anywhere."""
        return self.connection.execute(COUNT, {"name": role_name}).scalar_one()

    def holders(self, role_names: Collection[str]) -> list[UUID]:
        """Who has one of these roles anywhere."""
        return sorted(self.connection.execute(HOLDERS, {"names": list(role_names)}).scalars())
