"""Invitations end with the right to make them, and one that is over does not come back."""

import sqlalchemy as sa

from storage.stores import Stores
from storage.tables import audit, invite
from tests.bot.test_amending import ask
from tests.bot.test_people import joins, roles
from tests.support.chat import Respondent, Town


async def invites(staff: Respondent, role: str) -> str:
    """What the card of the invitation says."""
    await staff.says("/people")
    await staff.taps("Invite")
    await staff.taps(role)
    await staff.taps("Make the invitation")
    return str(staff.card["text"])


async def opens(someone: Respondent, invitation: str) -> None:
    await someone.says(f"/start {invitation.split('start=')[1].split()[0]}")


async def test_whoever_was_removed_does_not_come_back_by_their_own(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    invitation = await invites(stella, "Staff")
    bea = await town.member(601, role="staff", name="Bea")
    of_bea = await invites(bea, "Activist")
    await bea.says("/people")
    await bea.taps("Stella")
    await bea.taps("Leave the section")
    await bea.taps("Yes, let them leave")
    await opens(stella, invitation)
    stella.sees("no longer valid")
    assert await roles(town, 600) == set()
    assert await ask(town, sa.select(audit.c.act).where(audit.c.subject == "invite", audit.c.act == "revoke"))
    nora = await joins(town, 700, of_bea)
    nora.sees("You have joined Germany")


async def test_leaving_ends_them_too(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    invitation = await invites(stella, "Activist")
    await stella.says("/leave")
    await stella.taps("Yes, leave")
    await opens(stella, invitation)
    stella.sees("no longer valid")


async def test_those_that_another_role_still_lets_them_make_stay(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await gets(town, stella, "coordinator")
    simple, higher = await invites(stella, "Activist"), await invites(stella, "Coordinator")
    ada = await town.member(900, name="Ada")
    await gets(town, ada, "admin", "everything", "")
    await ada.says("/people")
    await ada.taps("Stella")
    await ada.taps("Take: Coordinator")
    nora = await joins(town, 700, simple)
    nora.sees("You have joined Germany")
    await opens(town.person(701, name="Omar"), higher)
    assert (await ask(town, sa.select(invite.c.uses_left).where(invite.c.role == "coordinator"))) == [(0,)]


async def test_a_late_tap_does_not_make_one_again_that_is_used_up(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    message, data = await about_to_invite(stella)
    await stella.taps("Make the invitation")
    await joins(town, 700, stella.card["text"])
    await stella.does_whatever(town.world.press, message, data)
    assert "made already" in stella.toast


async def test_nor_one_that_was_taken_back(town: Town) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    message, data = await about_to_invite(stella)
    await stella.taps("Make the invitation")
    await stella.taps("Back to the list")
    await stella.taps("Open invitations")
    await stella.taps("Activist")
    stella.sees("leads nowhere any more")
    await stella.does_whatever(town.world.press, message, data)
    assert "made already" in stella.toast
    assert await ask(town, sa.select(invite.c.uses_left)) == [(0,)]


async def about_to_invite(stella: Respondent) -> tuple[int, str]:
    """Message and data of the button that makes the invitation."""
    await stella.says("/people")
    await stella.taps("Invite")
    await stella.taps("Activist")
    message, button = stella.button("Make the invitation")
    return message["message_id"], button["callback_data"]


async def gets(town: Town, someone: Respondent, role: str, scope: str = "section", key: str = "germany") -> None:
    def grant(stores: Stores) -> None:
        person = stores.people.find(stores.keyring.lookups(someone.id))
        assert person is not None
        stores.roles.grant(person.id, role, scope, key, stores.now)

    await town.service.database.run(grant)
