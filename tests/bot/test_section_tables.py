"""What flows know of a person's section: its recent reports, what it holds, what was filed before; and nothing else."""

import re

import pytest
from sqlalchemy import update

from bot.tables import TurnTables
from flows.context import Table
from storage.tables import section
from tests.bot.test_flows_straight import holds_a_vigil, linked, stored
from tests.bot.test_golden_path import FLOW, tell
from tests.support.chat import Respondent, Town
from tests.support.telling import Teller


async def tells_of_a_release(person: Respondent, *acts: str) -> Teller:
    """Up to the question what led to it, which is then answered by these messages."""
    teller = await Teller(person, "outcome").begins()
    await teller.chooses("released")
    await person.says("Dilnoza T.")
    await person.says("yesterday")
    await teller.chooses("one_factor")
    for each in acts:
        await person.says(each)
    return teller


async def finishes(teller: Teller) -> None:
    await teller.taps_ours("Done")
    await teller.chooses("no")
    await teller.files()


async def test_only_the_persons_own_section_is_offered_and_nothing_that_was_written(town: Town) -> None:
    camille = await town.member(502, "fr", section="france", name="Camille")
    await holds_a_vigil(camille)
    amina = await town.member(503, name="Amina")
    await tell(amina, FLOW["en"])
    delivery, _, _ = await stored(town, "petition_delivery")
    lena = await town.member(role="staff", name="Lena")
    await tells_of_a_release(lena)
    labels = [button["text"] for row in lena.card["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[:2] == ["All on this case", "None of these"]
    assert labels[2].startswith(f"Petition delivery · Tue 21 Oct · {delivery.reference} · Emb")
    assert not any("vigil" in label for label in labels)


async def test_all_on_the_case_are_linked_and_a_reference_may_be_typed(town: Town) -> None:
    lena = await town.member(role="staff")
    await holds_a_vigil(lena)
    vigil, _, _ = await stored(town, "action")
    await tell(lena, FLOW["en"])
    delivery, _, _ = await stored(town, "petition_delivery")
    await finishes(await tells_of_a_release(lena, "All on this case", vigil.reference or ""))
    outcome, _, _ = await stored(town, "outcome")
    assert set(await linked(town, outcome, "led_to")) == {vigil.reference, delivery.reference}


async def test_none_of_them_links_nothing_and_an_erased_one_is_still_readable_by_its_reference(town: Town) -> None:
    lena = await town.member(role="staff")
    await holds_a_vigil(lena)
    await finishes(await tells_of_a_release(lena, "None of these"))
    outcome, _, _ = await stored(town, "outcome")
    assert await linked(town, outcome, "led_to") == []
    await lena.taps("Open this report")
    lena.sees("Comes from: None of these")


async def test_a_second_update_of_the_month_is_met_with_the_first_which_its_button_opens(town: Town) -> None:
    lena = await town.member(role="staff")
    teller = await Teller(lena, "section_update").begins()
    await teller.chooses("advocacy")
    lena.sees("No report of this area has come in")
    await lena.says("about 20")
    await teller.files()
    update, _, _ = await stored(town, "section_update")

    piotr = await town.member(502, role="staff", name="Piotr")
    teller = await Teller(piotr, "section_update").begins()
    await teller.chooses("advocacy")
    piotr.sees("already an update of this area and month", str(update.reference), r"• Meetings: about 20 \(1 report\)")
    await piotr.taps(f"Open {update.reference}")
    piotr.sees("Section update", str(update.reference))
    await piotr.says("3")  # going on is possible all the same
    await teller.files()
    await Teller(piotr, "section_update").begins()
    await teller.chooses("advocacy")
    piotr.sees(r"• Meetings: about 23 \(2 reports\)")


async def test_only_the_areas_that_are_expected_are_offered(town: Town) -> None:
    def expect_two(stores: object) -> None:
        organisation = stores.organisation  # type: ignore[attr-defined]
        organisation.set_areas(organisation.section("germany").id, ["media", "advocacy"])

    await town.service.database.run(expect_two)
    lena = await town.member(role="staff")
    teller = await Teller(lena, "section_update").begins()
    labels = [button["text"] for row in teller.rows() for button in row]
    assert labels[:-1] == ["Advocacy", "Media"]


async def test_activists_are_not_offered_what_staff_report(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    assert not re.search("Section update|What changed", amina.screen())


def test_a_table_is_made_when_it_is_first_looked_at_and_only_once() -> None:
    made: list[str] = []

    def make() -> Table:
        made.append("months")
        return Table("months", {})

    tables = TurnTables({"targets": Table("targets", {})}, {"months": make})
    assert tables.get("targets") and tables.get("countries") is None
    assert set(tables) == {"targets", "months"} and len(tables) == 2
    assert made == []
    assert tables["months"] is tables["months"]
    assert made == ["months"]


async def test_a_delivery_looks_at_no_table_of_the_section(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    look = TurnTables.__getitem__

    def note(tables: TurnTables, name: str) -> Table:
        looked_at.append(name)
        return look(tables, name)

    monkeypatch.setattr(TurnTables, "__getitem__", note)
    amina = await town.member()
    await tell(amina, FLOW["en"])
    assert "targets" in looked_at
    assert not {"recent_actions", "recent_trainings", "expected_areas", "held", "updates"} & set(looked_at)


async def test_at_risk_nothing_of_the_section_is_shown(town: Town) -> None:
    lena = await town.member(role="staff")
    await holds_a_vigil(lena)
    await town.service.database.run(
        lambda stores: stores.connection.execute(update(section).where(section.c.key == "germany").values(at_risk=True))
    )
    town.pass_time(seconds=5)
    piotr = await town.member(502, role="staff", name="Piotr")
    await tells_of_a_release(piotr)
    labels = [button["text"] for row in piotr.card["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[:3] == ["All on this case", "None of these", "Done"]
    teller = await Teller(piotr, "section_update").begins()
    await teller.chooses("supporters")
    assert "40" not in piotr.card["text"]
