"""Who belongs to a section: those whose home it is, and those with a role in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, null, or_, select, update

from storage.safety_store import keep_sweeping
from storage.store import Store
from storage.tables import person, role, session, tombstone


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a section; `since`: when they consented."""

    id: UUID
    since: datetime


IN_SECTION = select(role.c.person_id).where(role.c.scope == "section", role.c.scope_key == bindparam("key"))
BELONGS = (
    person.c.status == "active",
    or_(person.c.section_id == bindparam("section"), person.c.id.in_(IN_SECTION)),
    person.c.id.not_in(select(tombstone.c.subject_id)),
)
MEMBERS = select(person.c.id, person.c.consent_at).where(*BELONGS)
OF_SECTION = (
    MEMBERS.order_by(person.c.consent_at.desc(), person.c.id)
    .limit(bindparam("limit", type_=Integer))
    .offset(bindparam("offset", type_=Integer))
)
COUNT = select(func.count()).select_from(MEMBERS.subquery())
ONE = MEMBERS.where(person.c.id == bindparam("person"))
IN_GROUPS = (
    select(person.c.group_id, func.count())
    .where(person.c.status == "active", person.c.group_id.in_(bindparam("groups", expanding=True)))
    .group_by(person.c.group_id)
)
THIS = person.c.id == bindparam("person")
AT_HOME = THIS & (person.c.section_id == bindparam("section"))
SET_GROUP = update(person).where(AT_HOME).values(group_id=bindparam("group"))
LEAVE = update(person).where(AT_HOME).values(section_id=null(), group_id=null())
# Nothing goes on by itself for somebody who has left; what was begun is kept as a draft.
PAUSE = (
    update(session)
    .where(session.c.person_id == bindparam("person"), session.c.status == "open")
    .values(status="paused")
)


class MemberStore(Store):
    """The people of sections and groups."""

    def of_section(self, section_id: UUID, key: str, limit: int, offset: int = 0) -> list[Member]:
        """Who belongs to it, the latest to join first."""
        wanted = {"section": section_id, "key": key, "limit": limit, "offset": offset}
        return [Member(*row) for row in self.connection.execute(OF_SECTION, wanted)]

    def count(self, section_id: UUID, key: str) -> int:
        """How many they are."""
        return self.connection.execute(COUNT, {"section": section_id, "key": key}).scalar_one()

    def get(self, person_id: UUID, section_id: UUID, key: str) -> Member | None:
        """That person, if they belong to it."""
        wanted = {"section": section_id, "key": key, "person": person_id}
        row = self.connection.execute(ONE, wanted).one_or_none()
        return None if row is None else Member(*row)

    def in_groups(self, group_ids: Sequence[UUID]) -> dict[UUID, int]:
        """How many people each group has."""
        found = dict.fromkeys(group_ids, 0)
        for group_id, count in self.connection.execute(IN_GROUPS, {"groups": list(group_ids)}):
            found[group_id] = count
        return found

    def set_group(self, person_id: UUID, section_id: UUID, group_id: UUID | None) -> bool:
        """The person's group in their section; False if their home is another one."""
        values = {"person": person_id, "section": section_id, "group": group_id}
        return bool(self.connection.execute(SET_GROUP, values).rowcount)

    def leave(self, person_id: UUID, section_id: UUID) -> None:
        """The section is no longer their home, and what they were about to report is set aside."""
        keep_sweeping(self.connection, person_id=person_id)
        self.connection.execute(PAUSE, {"person": person_id})
        self.connection.execute(LEAVE, {"person": person_id, "section": section_id})
