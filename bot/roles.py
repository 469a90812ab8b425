"""Roles in words, which of them somebody may give or take, and what goes with a role that is lost."""

from collections.abc import Iterable
from dataclasses import replace

from bot.rights import GIVING, ROLES, SCOPES_OF, Subject, may
from bot.staff import section_name
from bot.turn import Turn
from flows.countries import countries
from storage.people_store import Person, Role
from texts.locale import N_

WORDS = {
    "activist": N_("Activist"),
    "staff": N_("Staff"),
    "coordinator": N_("Coordinator"),
    "researcher": N_("Researcher"),
    "evaluator": N_("Evaluator"),
    "admin": N_("Administrator"),
}


def role_name(turn: Turn, role: str) -> str:
    """What it is called."""
    return turn.voice(WORDS[role]) if role in WORDS else role


def role_words(turn: Turn, role: Role, section_key: str) -> str:
    """Its name, and where it holds unless that is this section."""
    name = role_name(turn, role.role)
    if (role.scope, role.scope_key) == ("section", section_key) or role.scope == "everything":
        return name
    return f"{name} · {_place(turn, role)}"


def scope_of(role: str, section_key: str) -> Role | None:
    """The role as it is given in a section; None for one that is given elsewhere."""
    if "section" in SCOPES_OF[role]:
        return Role(role, "section", section_key)
    return Role(role, "everything", "") if "everything" in SCOPES_OF[role] else None


def may_give(turn: Turn, role: Role) -> bool:
    """Whether the person may give that role where it holds, and take it."""
    act = GIVING.get(role.role)
    return act is not None and turn.may(act, subject_of(role))


def givable(turn: Turn, section_key: str) -> list[Role]:
    """The roles that the person may give somebody of the section."""
    scoped = [scope_of(role, section_key) for role in ROLES]
    return [each for each in scoped if each is not None and may_give(turn, each)]


def subject_of(role: Role) -> Subject:
    """Where a role holds, as the subject of giving it."""
    match role.scope:
        case "section":
            return Subject(section=role.scope_key)
        case "country":
            return Subject(country=role.scope_key)
        case "campaign":
            return Subject(campaign=role.scope_key)
    return Subject()


def lose_roles(turn: Turn, person: Person, roles: Iterable[Role]) -> list[Role]:
    """Take these roles from somebody, and back the invitations of theirs that the rest does not let them make: nobody
    comes in again by one's own. Those that they had."""
    stores = turn.stores
    lost = [each for each in roles if stores.roles.revoke(person.id, each.role, each.scope, each.scope_key)]
    left = stores.people.get(person.id) or replace(person, roles=())
    for invite in stores.invites.made_by(person.id, turn.now):
        given = Role(invite.role, invite.scope, invite.scope_key)
        if not may(left, GIVING[given.role], subject_of(given)) and stores.invites.revoke(invite.id):
            stores.audit.add("revoke", "invite", invite.id, turn.now, turn.active.id)
    return lost


def _place(turn: Turn, role: Role) -> str:
    match role.scope:
        case "section":
            return section_name(turn, role.scope_key)
        case "campaign":
            return turn.desk.tables(turn.stores)["campaigns"].label(role.scope_key, turn.language)
        case "country":
            return countries().label(role.scope_key, turn.language)
    return ""
