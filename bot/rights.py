"""Rights: one table of roles × acts × scope, deny by default.

A person sees their own reports, staff their section's, coordinators, researchers and evaluators their scope; only the
author changes, withdraws or erases. A right needs a role that has the act in this table and whose scope holds the
subject. What somebody filed stays theirs to see and to erase, also when no role is left to them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from storage.scopes import Within

if TYPE_CHECKING:
    from storage.people_store import Person, Role


class Act(StrEnum):
    """What somebody may or may not do in the chat."""

    FILE_REPORT = "file_report"
    OPEN_REPORT = "open_report"
    AMEND_REPORT = "amend_report"
    WITHDRAW_REPORT = "withdraw_report"
    ERASE_REPORT = "erase_report"
    # staff at work: the subject of these lies in a section, in a country or in a campaign
    LIST_REPORTS = "list_reports"
    EXPORT_REPORTS = "export_reports"
    WRITE_DOWN = "write_down"  # the words of a voice note
    LIST_PEOPLE = "list_people"  # and who is in which group
    MANAGE_SECTION = "manage_section"  # zone, language, expected areas, calendar, groups
    MARK_AT_RISK = "mark_at_risk"
    PLAN_EVENT = "plan_event"  # change and cancel one, too
    SEE_EVENT = "see_event"  # its link, how many joined, what came in
    SEE_DIGEST = "see_digest"  # and open its numbers
    SUBSCRIBE_DIGEST = "subscribe_digest"  # for oneself or a group
    # the subject of these is a section for its add-ons; a shared flow lies in no scope but everything
    EDIT_FLOW = "edit_flow"  # change its draft, send one in
    PUBLISH_FLOW = "publish_flow"  # and roll back
    APPROVE_FLOW = "approve_flow"  # what a second person must agree to
    # giving a role and taking it
    GIVE_ACTIVIST = "give_activist"
    GIVE_STAFF = "give_staff"
    GIVE_COORDINATOR = "give_coordinator"
    GIVE_RESEARCHER = "give_researcher"
    GIVE_EVALUATOR = "give_evaluator"
    GIVE_ADMIN = "give_admin"


class Reach(StrEnum):
    """How far an act reaches for a role: the person's own; everything within the role's scope; that without the
    sections at risk.
    """

    OWN = "own"
    SCOPE = "scope"
    SAFE = "safe"


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
GIVING = {role: Act(f"give_{role}") for role in ROLES}

OWN, SCOPE, SAFE = Reach.OWN, Reach.SCOPE, Reach.SAFE
EVERYONE = "everyone"  # stands for any role, and for none
RIGHTS: dict[tuple[str, Act], Reach] = {
    (EVERYONE, Act.OPEN_REPORT): OWN,
    (EVERYONE, Act.ERASE_REPORT): OWN,
    ("activist", Act.FILE_REPORT): OWN,
    ("activist", Act.AMEND_REPORT): OWN,
    ("activist", Act.WITHDRAW_REPORT): OWN,
    ("staff", Act.FILE_REPORT): OWN,
    ("staff", Act.OPEN_REPORT): SCOPE,
    ("staff", Act.AMEND_REPORT): OWN,
    ("staff", Act.WITHDRAW_REPORT): OWN,
    ("staff", Act.LIST_REPORTS): SCOPE,
    ("staff", Act.EXPORT_REPORTS): SCOPE,
    ("staff", Act.WRITE_DOWN): SCOPE,
    ("staff", Act.LIST_PEOPLE): SCOPE,
    ("staff", Act.MANAGE_SECTION): SCOPE,
    ("staff", Act.PLAN_EVENT): SCOPE,
    ("staff", Act.SEE_EVENT): SCOPE,
    ("staff", Act.SEE_DIGEST): SCOPE,
    ("staff", Act.SUBSCRIBE_DIGEST): SCOPE,
    ("staff", Act.GIVE_ACTIVIST): SCOPE,
    ("staff", Act.GIVE_STAFF): SCOPE,
    ("coordinator", Act.FILE_REPORT): OWN,
    ("coordinator", Act.OPEN_REPORT): SCOPE,
    ("coordinator", Act.AMEND_REPORT): OWN,
    ("coordinator", Act.WITHDRAW_REPORT): OWN,
    ("coordinator", Act.LIST_REPORTS): SCOPE,
    ("coordinator", Act.EXPORT_REPORTS): SCOPE,
    ("coordinator", Act.WRITE_DOWN): SCOPE,
    ("coordinator", Act.LIST_PEOPLE): SCOPE,
    ("coordinator", Act.MANAGE_SECTION): SCOPE,
    ("coordinator", Act.PLAN_EVENT): SCOPE,
    ("coordinator", Act.SEE_EVENT): SCOPE,
    ("coordinator", Act.SEE_DIGEST): SCOPE,
    ("coordinator", Act.SUBSCRIBE_DIGEST): SCOPE,
    ("coordinator", Act.MARK_AT_RISK): SCOPE,
    ("coordinator", Act.EDIT_FLOW): SCOPE,
    ("coordinator", Act.PUBLISH_FLOW): SCOPE,
    ("coordinator", Act.GIVE_ACTIVIST): SCOPE,
    ("coordinator", Act.GIVE_STAFF): SCOPE,
    ("coordinator", Act.GIVE_COORDINATOR): SCOPE,
    ("coordinator", Act.GIVE_EVALUATOR): SCOPE,
    ("researcher", Act.FILE_REPORT): OWN,
    ("researcher", Act.OPEN_REPORT): SAFE,
    ("researcher", Act.AMEND_REPORT): OWN,
    ("researcher", Act.WITHDRAW_REPORT): OWN,
    ("researcher", Act.LIST_REPORTS): SAFE,
    ("researcher", Act.EXPORT_REPORTS): SAFE,
    ("researcher", Act.SEE_DIGEST): SAFE,
    ("researcher", Act.SUBSCRIBE_DIGEST): SAFE,
    ("evaluator", Act.OPEN_REPORT): SAFE,
    ("evaluator", Act.LIST_REPORTS): SAFE,
    ("evaluator", Act.EXPORT_REPORTS): SAFE,
    ("evaluator", Act.SEE_DIGEST): SAFE,
    ("evaluator", Act.SUBSCRIBE_DIGEST): SAFE,
    ("admin", Act.FILE_REPORT): OWN,
    ("admin", Act.OPEN_REPORT): SCOPE,
    ("admin", Act.AMEND_REPORT): OWN,
    ("admin", Act.WITHDRAW_REPORT): OWN,
    ("admin", Act.LIST_REPORTS): SCOPE,
    ("admin", Act.EXPORT_REPORTS): SCOPE,
    ("admin", Act.WRITE_DOWN): SCOPE,
    ("admin", Act.LIST_PEOPLE): SCOPE,
    ("admin", Act.MANAGE_SECTION): SCOPE,
    ("admin", Act.PLAN_EVENT): SCOPE,
    ("admin", Act.SEE_EVENT): SCOPE,
    ("admin", Act.SEE_DIGEST): SCOPE,
    ("admin", Act.SUBSCRIBE_DIGEST): SCOPE,
    ("admin", Act.MARK_AT_RISK): SCOPE,
    ("admin", Act.EDIT_FLOW): SCOPE,
    ("admin", Act.PUBLISH_FLOW): SCOPE,
    ("admin", Act.APPROVE_FLOW): SCOPE,
    **{("admin", act): SCOPE for act in GIVING.values()},
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: whose it is, where it lies, and whether its section is at risk."""

    person_id: UUID | None = None
    section: str | None = None
    country: str | None = None
    campaign: str | None = None
    at_risk: bool = False


def may(person: "Person", act: Act, subject: Subject) -> bool:
    """Whether any of the person's roles gives the right. Nobody without consent has any."""
    if person.status != "active":
        return False
    own = subject.person_id is not None and subject.person_id == person.id
    if own and (EVERYONE, act) in RIGHTS:
        return True
    return any(_allows(role, act, own, subject) for role in person.roles)


def reached(person: "Person", act: Act) -> tuple[Within, ...]:
    """The scopes that the act reaches, beyond the person's own: what lies in one of them, `may` allows."""
    if person.status != "active":
        return ()
    reaches = {role: RIGHTS.get((role.role, act)) for role in person.roles if role.scope in SCOPES}
    return tuple(Within(role.scope, role.scope_key, reach is SAFE) for role, reach in reaches.items() if _wide(reach))


def _allows(role: "Role", act: Act, own: bool, subject: Subject) -> bool:
    reach = RIGHTS.get((role.role, act))
    if reach is None:
        return False
    return own or (_wide(reach) and _within(role, subject) and not (reach is SAFE and subject.at_risk))


def _wide(reach: Reach | None) -> bool:
    return reach in (SCOPE, SAFE)


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
