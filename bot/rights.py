"""Rights: one table of roles × acts × scope, deny by default.

A person sees their own reports, staff their section's, coordinators, researchers and evaluators their scope;
only the author
withdraws or erases. A right needs a role that has the act in this table and whose scope holds the subject.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from storage.people_store import Person, Role


class Act(StrEnum):
    """What somebody may or may not do in the chat."""

    FILE_REPORT = "file_report"
    OPEN_REPORT = "open_report"
    WITHDRAW_REPORT = "withdraw_report"
    ERASE_REPORT = "erase_report"


class Reach(StrEnum):
    """How far an act reaches for a role: the person's own, or everything within the role's scope."""

    OWN = "own"
    SCOPE = "scope"


ROLES = ("activist", "staff", "coordinator", "researcher", "evaluator", "admin")
SCOPES = ("section", "country", "campaign", "everything")
# Which scopes an invitation may give to a role; no scope means everything, which is for admins only.
SCOPES_OF = {
    "activist": ("section",),
    "staff": ("section",),
    "coordinator": ("section", "country", "campaign"),
    "researcher": ("country", "campaign"),
    "evaluator": ("section", "country", "campaign"),
    "admin": ("everything",),
}

OWN, SCOPE = Reach.OWN, Reach.SCOPE
RIGHTS: dict[tuple[str, Act], Reach] = {
    ("activist", Act.FILE_REPORT): OWN,
    ("activist", Act.OPEN_REPORT): OWN,
    ("activist", Act.WITHDRAW_REPORT): OWN,
    ("activist", Act.ERASE_REPORT): OWN,
    ("staff", Act.FILE_REPORT): OWN,
    ("staff", Act.OPEN_REPORT): SCOPE,
    ("staff", Act.WITHDRAW_REPORT): OWN,
    ("staff", Act.ERASE_REPORT): OWN,
    ("coordinator", Act.FILE_REPORT): OWN,
    ("coordinator", Act.OPEN_REPORT): SCOPE,
    ("coordinator", Act.WITHDRAW_REPORT): OWN,
    ("coordinator", Act.ERASE_REPORT): OWN,
    ("researcher", Act.FILE_REPORT): OWN,
    ("researcher", Act.OPEN_REPORT): SCOPE,
    ("researcher", Act.WITHDRAW_REPORT): OWN,
    ("researcher", Act.ERASE_REPORT): OWN,
    ("evaluator", Act.OPEN_REPORT): SCOPE,
    ("admin", Act.FILE_REPORT): OWN,
    ("admin", Act.OPEN_REPORT): SCOPE,
    ("admin", Act.WITHDRAW_REPORT): OWN,
    ("admin", Act.ERASE_REPORT): OWN,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: whose it is, and where it lies."""

    person_id: UUID | None = None
    section: str | None = None
    country: str | None = None
    campaign: str | None = None


def may(person: "Person", act: Act, subject: Subject) -> bool:
    """Whether any of the person's roles gives the right. Nobody without consent has any."""
    if person.status != "active":
        return False
    own = subject.person_id is not None and subject.person_id == person.id
    return any(_allows(role, act, own, subject) for role in person.roles)


def _allows(role: "Role", act: Act, own: bool, subject: Subject) -> bool:
    reach = RIGHTS.get((role.role, act))
    if reach is None:
        return False
    return own or (reach is Reach.SCOPE and _within(role, subject))


def _within(role: "Role", subject: Subject) -> bool:
    match role.scope:
        case "everything":
            return True
        case "section":
            return subject.section == role.scope_key
        case "country":
            return subject.country == role.scope_key
        case "campaign":
            return subject.campaign == role.scope_key
    return False
