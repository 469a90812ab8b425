"""/people, invitations, /leave and /group: who belongs to a section, and within which rights."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import audit
from tests.bot.test_account import files
from tests.support.chat import Respondent, Town
from tests.support.patience import PATIENCE


@pytest.fixture
async def restarting(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path, restarting=True) as town:
        yield town


async def roles(town: Town, user_id: int) -> set[tuple[str, str]]:
    def read(stores: Any) -> set[tuple[str, str]]:
        person = stores.people.find(stores.keyring.lookups(user_id))
        return {(role.role, role.scope_key) for role in person.roles}

    return await town.service.database.read(read)


async def admin(town: Town, user_id: int = 900, name: str = "Ada") -> Respondent:
    ada = await town.member(user_id, name=name)

    def grant(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(user_id))
        stores.roles.grant(person.id, "admin", "everything", "", stores.now)

    await town.service.database.run(grant)
    return ada


async def joins(town: Town, user_id: int, invitation: str, name: str = "Nora") -> Respondent:
    nora = town.person(user_id, name=name)
    code = re.search(r"start=([A-Z0-9-]+)", invitation)
    assert code is not None
    await nora.says(f"/start {code[1]}")
    await nora.taps("English")
    await nora.taps("I agree")
    return nora


class TestInviting:
    async def test_staff_make_an_invitation_that_leads_into_a_group(self, restarting: Town) -> None:
        town = restarting
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        stella.sees("Germany: 1 person", "Stella · Staff")
        await stella.taps("Invite")
        stella.sees("Activist", "Staff")
        assert "Coordinator" not in stella.screen()
        await stella.taps("Activist")
        await stella.taps("5 people")
        await stella.taps("Munich Students")
        await stella.taps("Make the invitation")
        invitation = stella.card["text"]
        stella.sees("You are invited to Germany", "For 5 people, until Wed 29 Oct")
        assert "Stella" not in invitation
        await stella.taps("Back to the list")
        assert invitation in [message.get("text") for message in stella.history]  # it stays, to be forwarded
        await joins(town, 700, invitation)
        await stella.says("/people")
        await stella.taps("Nora")
        stella.sees("Nora", "• Activist", "Group: Munich Students")
        await stella.taps("Back to the list")
        await stella.taps("Open invitations")
        stella.sees("Activist · 4 people")
        await stella.taps("Activist")
        stella.sees("leads nowhere any more", "no open invitation")
        omar = town.person(701, name="Omar")
        await omar.says(f"/start {invitation.split('start=')[1].split()[0]}")
        omar.sees("no longer valid")

    async def test_a_button_tapped_twice_makes_one_invitation(self, town: Town) -> None:
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Invite")
        await stella.taps("Staff")
        message, button = stella.button("Make the invitation")
        await stella.taps_data(message["message_id"], button["callback_data"])
        await stella.taps_data(message["message_id"], button["callback_data"])
        assert "made already" in stella.toast
        await stella.says("/people")
        await stella.taps("Open invitations")
        assert stella.screen().count("Staff · 1 person") == 1

    async def test_a_role_that_one_may_not_give_is_not_given_by_forged_data(self, town: Town) -> None:
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Invite")
        await stella.taps("Staff")
        message, button = stella.button("Make the invitation")
        verb, code, version, index = button["callback_data"].split(":")
        forged = code[:8] + "2" + code[9:]  # coordinator
        await stella.taps_data(message["message_id"], f"{verb}:{forged}:{version}:{index}")
        assert "work for a section" in stella.toast


class TestRoles:
    async def test_given_and_taken_with_a_record_of_it(self, town: Town) -> None:
        await town.member(501)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Amina")
        await stella.taps("Give: Staff")
        assert await roles(town, 501) == {("activist", "germany"), ("staff", "germany")}
        await stella.taps("Take: Staff")
        assert await roles(town, 501) == {("activist", "germany")}
        acts = select(audit.c.act).where(audit.c.subject == "person").order_by(audit.c.at, audit.c.id)
        told = await town.service.database.read(lambda stores: stores.connection.scalars(acts).all())
        assert told == ["grant staff", "revoke staff"]

    async def test_nobody_changes_their_own(self, town: Town) -> None:
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Stella")
        assert "Take" not in stella.screen() and "Leave the section" not in stella.screen()

    async def test_staff_of_germany_reach_nobody_in_france(self, town: Town) -> None:
        await town.member(503, section="france", name="Claire")
        stella = await town.member(600, role="staff", name="Stella")
        camille = await town.member(601, section="france", role="staff", name="Camille")
        await camille.says("/people")
        await camille.taps("Claire")
        taken = camille.button("Give: Staff")[1]["callback_data"]
        await stella.says("/people")
        assert "Claire" not in stella.screen()
        await stella.taps_data(stella.card["message_id"], taken)
        assert "work for a section" in stella.toast
        assert await roles(town, 503) == {("activist", "france")}

    async def test_the_last_administrator_stays(self, town: Town) -> None:
        ada = await admin(town)
        bea = await admin(town, 901, "Bea")
        await ada.says("/people")
        await ada.taps("Bea")
        take = ada.button("Take: Administrator")[1]["callback_data"]
        await ada.taps("Take: Administrator")
        assert ("admin", "") not in await roles(town, 901)
        await bea.says("/people")
        bea.sees("work for a section")
        await ada.taps_data(ada.card["message_id"], take)
        assert ("admin", "") in await roles(town, 900)


class TestLeaving:
    async def test_somebody_is_let_go_kindly_and_keeps_what_is_theirs(self, town: Town) -> None:
        amina = await town.member()
        reference = await files(amina)
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Amina")
        await stella.taps("Leave the section")
        stella.sees("Shall Amina leave Germany")
        await stella.taps("Yes, let them leave")
        stella.sees("They have left", "Germany: 1 person")
        town.service.sender.wake()  # the clock stands still
        async with asyncio.timeout(PATIENCE):
            while "Your time with Germany" not in amina.screen():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await amina.says("/report")
        amina.sees("nothing for you to report")
        await amina.says("/myreports")
        await amina.taps(reference)
        await amina.taps("Erase for good")
        await amina.taps("Yes, erase it")
        amina.sees("The report is erased")

    async def test_one_leaves_by_oneself_and_can_come_back(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/leave")
        amina.sees("Leave Germany", "No, stay")
        await amina.taps("Yes, leave")
        amina.sees("Thank you for all you did")
        assert await roles(town, 501) == set()
        await amina.says("/leave")
        amina.sees("You belong to no section")

    async def test_a_draft_is_kept_but_not_filed(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says("412")
        await amina.says("embassy of Uzbekistan in Berlin")
        await amina.taps("Yesterday")
        await amina.taps("Skip")
        message, button = amina.button("File the report")

        def leave(stores: Any) -> None:
            person = stores.people.find(stores.keyring.lookups(501))
            stores.roles.revoke(person.id, "activist", "section", "germany")

        await town.service.database.run(leave)
        await amina.taps_data(message["message_id"], button["callback_data"])
        amina.sees("can not be filed", "412")
