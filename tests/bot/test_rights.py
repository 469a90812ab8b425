"""Who may do what: every cell of the one table, against a table written here; then through the chat."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from bot.rights import EVERYONE, RIGHTS, ROLES, SCOPES, SCOPES_OF, Act, Reach, Subject, may, reached
from flows import following
from flows.reading import catalog
from storage.people_store import Person, Role
from storage.scopes import Within
from tests.support.chat import Respondent, Town

ME, OTHER = UUID(int=1), UUID(int=2)
KEYS = {"section": "germany", "country": "DE", "campaign": "stop_torture", "everything": ""}

LETTER = {
    Act.FILE_REPORT: "f",
    Act.OPEN_REPORT: "o",
    Act.AMEND_REPORT: "a",
    Act.WITHDRAW_REPORT: "w",
    Act.ERASE_REPORT: "e",
    Act.LIST_REPORTS: "l",
    Act.EXPORT_REPORTS: "x",
    Act.WRITE_DOWN: "d",
    Act.LIST_PEOPLE: "p",
    Act.MANAGE_SECTION: "m",
    Act.MARK_AT_RISK: "r",
    Act.PLAN_EVENT: "n",
    Act.SEE_EVENT: "v",
    Act.SEE_DIGEST: "g",
    Act.SUBSCRIBE_DIGEST: "s",
    Act.EDIT_FLOW: "E",
    Act.PUBLISH_FLOW: "P",
    Act.APPROVE_FLOW: "A",
    Act.GIVE_ACTIVIST: "1",
    Act.GIVE_STAFF: "2",
    Act.GIVE_COORDINATOR: "3",
    Act.GIVE_RESEARCHER: "4",
    Act.GIVE_EVALUATOR: "5",
    Act.GIVE_ADMIN: "6",
}
# First what is one's own (beside all that follows), then another's within the role's scope, then that in a section at
# risk.
EXPECTED = {
    "activist": ("foawe", "", ""),
    "staff": ("foawe", "olxdpmnvgs12", "olxdpmnvgs12"),
    "coordinator": ("foawe", "olxdpmnvgsrEP1235", "olxdpmnvgsrEP1235"),
    "researcher": ("foawe", "olxgs", ""),
    "evaluator": ("oe", "olxgs", ""),
    "admin": ("foawe", "olxdpmnvgsrEPA123456", "olxdpmnvgsrEPA123456"),
}


def person_with(*roles: Role, status: str = "active") -> Person:
    return Person(ME, status, None, "en", None, None, True, 1, roles)


def subject(whose: UUID, within: str | None, at_risk: bool = False) -> Subject:
    """A report of somebody that lies in that one scope and in no other."""
    inside = {name: KEYS[name] if name == within else f"another_{name}" for name in ("section", "country", "campaign")}
    return Subject(whose, **inside, at_risk=at_risk)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("act", Act)
def test_each_cell(role: str, scope: str, act: Act) -> None:
    own, others, at_risk = EXPECTED[role]
    person = person_with(Role(role, scope, KEYS[scope]))
    for within in (None, *SCOPES):
        assert may(person, act, subject(ME, within)) is (LETTER[act] in own + others)
        in_scope = scope in ("everything", within)
        assert may(person, act, subject(OTHER, within)) is (in_scope and LETTER[act] in others)
        assert may(person, act, subject(OTHER, within, at_risk=True)) is (in_scope and LETTER[act] in at_risk)


def test_a_follow_up_asks_who_sees_all_of_a_section_and_may_tell_an_outcome() -> None:
    outcome = catalog()["outcome"]
    assert set(following.ROLES) == {
        role
        for role in outcome.audience
        if "section" in SCOPES_OF[role]
        and (role, Act.FILE_REPORT) in RIGHTS
        and RIGHTS.get((role, Act.OPEN_REPORT)) == Reach.SCOPE
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("act", Act)
def test_a_list_reaches_just_what_may_be_opened_one_by_one(role: str, scope: str, act: Act) -> None:
    _, others, at_risk = EXPECTED[role]
    wide = Within(scope, KEYS[scope], safe=LETTER[act] not in at_risk)
    assert reached(person_with(Role(role, scope, KEYS[scope])), act) == ((wide,) if LETTER[act] in others else ())


def test_the_table_names_every_role_and_act_and_no_other() -> None:
    assert {role for role, _ in RIGHTS} == {*ROLES, EVERYONE}
    assert set(ROLES) == set(EXPECTED) == set(SCOPES_OF)
    assert {act for _, act in RIGHTS} == set(Act) == set(LETTER)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("scope", SCOPES)
def test_an_unknown_role_gives_nothing(act: Act, scope: str) -> None:
    director = person_with(Role("director", scope, KEYS[scope]))
    assert may(director, act, subject(ME, "section")) is may(person_with(), act, subject(ME, "section"))
    assert not may(director, act, subject(OTHER, "section")) and not reached(director, act)


def test_an_unknown_act_or_scope_is_denied() -> None:
    assert not may(person_with(Role("admin", "everything", "")), "publish_report", subject(ME, None))  # type: ignore[arg-type]
    planetary = person_with(Role("staff", "planet", ""))
    assert not may(planetary, Act.OPEN_REPORT, subject(OTHER, "section")) and not reached(planetary, Act.OPEN_REPORT)


@pytest.mark.parametrize("status", ["pending", "erased"])
@pytest.mark.parametrize("act", Act)
def test_nobody_has_a_right_before_consent_or_after_erasure(status: str, act: Act) -> None:
    admin = person_with(Role("admin", "everything", ""), status=status)
    assert not may(admin, act, subject(ME, None)) and not reached(admin, act)


def test_without_a_role_one_may_see_and_erase_what_is_ones_own_and_nothing_else() -> None:
    allowed = {(act, who) for act, who in product(Act, (ME, OTHER)) if may(person_with(), act, subject(who, None))}
    assert allowed == {(Act.OPEN_REPORT, ME), (Act.ERASE_REPORT, ME)}
    assert not any(reached(person_with(), act) for act in Act)


def test_an_empty_scope_key_does_not_match_a_report_without_that_field() -> None:
    for scope in ("section", "country", "campaign"):
        assert not may(person_with(Role("staff", scope, "")), Act.OPEN_REPORT, Subject(OTHER, None, None, None))


def test_roles_add_up() -> None:
    person = person_with(Role("activist", "section", "france"), Role("staff", "section", "germany"))
    assert may(person, Act.OPEN_REPORT, subject(OTHER, "section"))
    assert not may(person, Act.WITHDRAW_REPORT, subject(OTHER, "section"))


async def filed(town: Town) -> tuple[Respondent, str]:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.taps("Skip")
    await amina.taps("File the report")
    return amina, str(amina.card["text"].split("\n")[0].removeprefix("Filed: "))


async def tries(person: Respondent, reference: str) -> None:
    """Type the reference, then forge every button a report has."""
    await person.says(reference)
    await person.says("/help")
    for verb in ("op", "pi", "vs", "am", "wd", "ws", "re", "fo", "fs"):
        await person.taps_data(person.card["message_id"], f"{verb}:{reference.replace('-', '')}:0:0")


async def status(town: Town) -> Any:
    from storage.tables import report

    return await town.service.database.read(
        lambda stores: stores.connection.execute(report.select()).one()
    )


async def test_another_activists_reference_opens_nothing_typed_or_forged(town: Town) -> None:
    _, reference = await filed(town)
    bruno = await town.member(502, name="Bruno")
    await tries(bruno, reference)
    assert "37.181" not in bruno.screen()
    assert "not there any more" in bruno.toast
    assert (await status(town)).status == "filed"
    assert (await status(town)).erased_at is None


async def test_one_that_exists_and_one_that_does_not_look_the_same_to_others(town: Town) -> None:
    _, reference = await filed(town)
    bruno = await town.member(502, name="Bruno")
    await bruno.says(reference)
    there = bruno.card["text"]
    await bruno.says("hello")
    assert bruno.card["text"] == there


async def test_staff_open_their_sections_reports_and_change_none(town: Town) -> None:
    _, reference = await filed(town)
    stella = await town.member(502, role="staff", name="Stella")
    await stella.says(reference)
    stella.sees("Signatures: 37.181")
    assert "Withdraw" not in stella.screen()
    assert "Erase" not in stella.screen()
    await tries(stella, reference)
    assert (await status(town)).status == "filed"
    assert (await status(town)).erased_at is None


async def test_staff_of_another_section_open_nothing(town: Town) -> None:
    _, reference = await filed(town)
    sarah = await town.member(502, section="france", role="staff", name="Sarah")
    await tries(sarah, reference)
    assert "37" not in sarah.screen()


async def test_an_evaluator_reads_and_files_nothing(town: Town) -> None:
    _, reference = await filed(town)
    eve = await town.member(502, role="evaluator", name="Eve")
    await eve.says("/report")
    eve.sees("nothing for you to report")
    await eve.says(reference)
    eve.sees("Signatures: 37.181")
    await eve.taps_data(eve.card["message_id"], "bg:petition_delivery:1:0")
    assert "How many signatures" not in eve.screen()
