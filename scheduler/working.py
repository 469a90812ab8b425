"""Who works for a section: holds a role in it and belongs to it. What somebody tells is filed for the section that they
belong to, so nobody is asked for what another one needs.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_

from storage.people_store import Person, Role
from storage.tables import person, role, section

# Roles, who holds them and the section that these work for. Who may not be spoken to is for others to leave out.
WORKING = role.join(person, person.c.id == role.c.person_id).join(
    section, and_(section.c.id == person.c.section_id, section.c.key == role.c.scope_key, role.c.scope == "section")
)


def works_for(somebody: Person, section_id: UUID | None, roles: Collection[str]) -> bool:
    """Whether they hold one of these roles there and belong to it."""
    home = somebody.section
    if home is None or home.id != section_id:
        return False
    return any(Role(each, "section", home.key) in somebody.roles for each in roles)
