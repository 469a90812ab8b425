"""Events as staff work with them in the chat: planned, changed, printed, cancelled."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.events import event_link
from bot.posters import modules
from tests.support.chat import Respondent, Town
from tests.support.events import PLANNED, all_events, plans, token


@pytest.mark.parametrize("language", PLANNED)
async def test_staff_plan_one_in_the_chat(town: Town, language: str) -> None:
    stella = await town.member(502, language, role="staff", name="Stella")
    planned = await plans(stella)
    stella.sees(planned.code, "Signatures for Uzbekistan", r"t\.me/", PLANNED[language][-1])
    assert (planned.flow_key, planned.campaign_key, planned.target_key) == (
        "petition_delivery",
        "stop_torture",
        "embassy_uz_berlin",
    )
    assert (planned.country, planned.place) == ("UZ", "Perleberger Straße 62")
    assert planned.occurs_on.isoformat() == "2014-10-21"
    assert await token(town, planned) in stella.card["text"]


async def test_it_is_planned_between_restarts_too_and_once(tmp_path: Any) -> None:
    async with Town(tmp_path, restarting=True) as town:
        stella = await town.member(502, role="staff", name="Stella")
        await stella.says("/event")
        plan = stella.button("Plan an event")
        await plans(stella)
        await stella.taps_data(plan[0]["message_id"], plan[1]["callback_data"])
        assert len(await all_events(town)) == 1
        acts = await town.service.database.read(acts_on_events)
        assert acts == ["plan"]


def acts_on_events(stores: Any) -> list[str]:
    from storage.tables import audit

    rows = stores.connection.execute(audit.select().where(audit.c.subject == "event").order_by(audit.c.id))
    return [row.act for row in rows]


async def test_it_stands_under_event_and_not_in_the_menu_of_reports(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    await stella.says("/report")
    assert "Plan an event" not in stella.screen()
    await plans(stella)
    await stella.says("/event")
    stella.sees("No event is planned here yet", r"\[Plan an event\]")
    await stella.taps("Past events")
    stella.sees("Tue 21 Oct · Signatures for Uzbekistan", r"\[Coming events\]")
    await stella.taps("Signatures for Uzbekistan")
    stella.sees("Nobody is on the list yet", "No report has come in yet")


async def test_a_state_is_asked_for_where_no_target_is_named(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    await stella.says("/event")
    await stella.taps("Plan an event")
    await stella.says("Candles")
    await stella.taps("Petition delivery")
    await stella.taps("Tomorrow, Thu 23 Oct")
    await stella.taps("Skip")
    await stella.taps("Skip")
    stella.sees("Which state is addressed")
    await stella.says("Uzbekistan")
    await stella.taps("Skip")
    await stella.taps("Sections")
    await stella.says("France")
    await stella.taps("Done")
    await stella.taps("Plan the event")
    stella.sees("Sections: Germany, France")
    (planned,) = await all_events(town)
    assert (planned.country, planned.target_key, planned.occurs_on.isoformat()) == ("UZ", None, "2014-10-23")


async def test_day_and_place_are_changed_on_the_same_card(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    planned = await plans(stella)
    await stella.taps("Change")
    stella.sees(f"Change of {planned.code}", "Is all this right", "Day: Tue 21 Oct", "Place: Perleberger")
    assert "Plan" not in stella.card["text"]
    await stella.taps("Day: ")
    await stella.says("Friday")
    stella.sees("Day: Fri 24 Oct")
    await stella.taps("Place: ")
    await stella.says("At the other gate")
    await stella.taps("Save the changes")
    stella.sees("The event is changed", "Fri 24 Oct", "At the other gate", planned.code)
    (changed,) = await all_events(town)
    assert (changed.id, changed.occurs_on.isoformat()) == (planned.id, "2014-10-24")
    assert await token(town, changed) in stella.card["text"]


async def test_a_change_may_be_left(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    planned = await plans(stella)
    await stella.taps("Change")
    await stella.taps("Place: ")
    await stella.says("At the other gate")
    await stella.taps("Leave it as it is")
    stella.sees("Nothing was changed", planned.code, "Perleberger")
    assert await all_events(town) == [planned]


async def test_of_two_who_change_it_the_later_takes_nothing_back(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    planned = await plans(stella)
    bea = await town.member(503, role="staff", name="Bea")
    await bea.says("/event")
    await bea.taps("Past events")
    await bea.taps("Signatures for")
    await stella.taps("Change")
    await bea.taps("Change")
    await bea.taps("Day: ")
    await bea.says("Friday")
    await bea.taps("Save the changes")
    bea.sees("The event is changed")
    await stella.taps("Place: ")
    await stella.says("At the other gate")
    await stella.taps("Save the changes")
    stella.sees("changed meanwhile", "Fri 24 Oct", "Perleberger")
    (stands,) = await all_events(town)
    assert (stands.occurs_on.isoformat(), stands.place) == ("2014-10-24", planned.place)
    await stella.taps("Change")
    await stella.taps("Place: ")
    await stella.says("At the other gate")
    await stella.taps("Save the changes")
    stella.sees("The event is changed", "Fri 24 Oct", "At the other gate")


async def test_a_cancelled_event_is_asked_about_once_and_cannot_be_changed(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    planned = await plans(stella)
    await stella.taps("Cancel the event")
    stella.sees("Cancel .*Signatures for Uzbekistan.*can not be undone")
    sure = stella.button("Yes, cancel it")
    await stella.taps("Yes, cancel it")
    stella.sees("Cancelled", "The event is cancelled", r"\[Reports received\]")
    assert "Change" not in stella.screen()
    await stella.taps_data(sure[0]["message_id"], sure[1]["callback_data"])
    assert (await all_events(town))[0].status == "cancelled"
    assert planned.status == "planned"
    assert await town.service.database.read(acts_on_events) == ["plan", "cancel"]


async def test_the_poster_is_a_picture_whose_code_is_the_link(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    planned = await plans(stella)
    await stella.taps("Poster to print")
    document = stella.card["document"]
    assert document["file_name"] == f"{planned.code}.png"
    assert "poster of Signatures for Uzbekistan" in stella.card["caption"]
    picture = Image.open(io.BytesIO(town.world.file(document["file_id"]).data)).convert("L")
    width, height = picture.size
    assert abs(height / width - 2**0.5) < 0.01  # A5
    link = event_link(town.service.desk.bot_username, await token(town, planned))
    assert read_code(picture) == [[int(each) for each in row] for row in modules(link)]


async def test_the_posters_file_is_kept_no_longer_than_it_takes_to_send(town: Town) -> None:
    from storage.tables import attachment

    stella = await town.member(502, role="staff", name="Stella")
    await plans(stella)
    await stella.taps("Poster to print")
    await town.stop()
    await town.start()
    await town.marked()
    rows = await town.service.database.read(lambda stores: stores.connection.execute(attachment.select()).all())
    assert rows == []
    town.pass_time(hours=2)
    await town.service.housekeeping.tick()
    assert list((town.folder / "files").iterdir()) == []


def read_code(picture: Image.Image) -> list[list[int]]:
    """The modules of the code on a poster, rows from the top; its lower left corner is a dark run of seven."""
    width, height = picture.size

    def dark(x: int, y: int) -> bool:
        return picture.getpixel((x, y)) < 128  # type: ignore[operator]

    bottom = next(y for y in range(height * 84 // 100, 0, -1) if any(dark(x, y) for x in range(width)))
    left = next(x for x in range(width) if dark(x, bottom))
    size = next(run for run in range(width) if not dark(left + run, bottom)) // 7
    count = round((width - 2 * left) / size)
    middle = size // 2
    rows = range(bottom - count * size + 1 + middle, bottom + 1, size)
    return [[int(dark(left + place * size + middle, y)) for place in range(count)] for y in rows]


class TestRights:
    async def test_an_activist_is_told_kindly(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/event")
        amina.sees("those who work for a section")
        await amina.says("/help")
        assert "/event" not in amina.card["text"]
        await amina.taps_data(amina.card["message_id"], "bg:event:1:0")
        assert "What is the event called" not in amina.screen()

    async def test_staff_of_another_section_see_and_do_nothing(self, town: Town) -> None:
        stella = await town.member(502, role="staff", name="Stella")
        planned = await plans(stella)
        sarah = await town.member(503, section="france", role="staff", name="Sarah")
        await sarah.says("/event")
        await sarah.taps("Past events")
        sarah.sees("There is no past event here")
        for verb in ("eo", "ep", "er", "eg", "ec", "es", "eb"):
            await sarah.taps_data(sarah.card["message_id"], f"{verb}:{planned.code}:1:0")
        assert "Signatures" not in sarah.screen()
        assert (await all_events(town))[0].status == "planned"

    async def test_staff_of_a_section_that_takes_part_see_it_and_change_nothing(self, town: Town) -> None:
        stella = await town.member(502, role="staff", name="Stella")
        planned = await plans(stella, sections=("France",))
        sarah = await town.member(503, section="france", role="staff", name="Sarah")
        await sarah.says("/event")
        await sarah.taps("Past events")
        await sarah.taps("Signatures for Uzbekistan")
        sarah.sees(planned.code, r"\[Poster to print\]", r"\[Reports received\]")
        assert "Cancel" not in sarah.screen()
        for verb in ("eg", "ec", "es"):
            await sarah.taps_data(sarah.card["message_id"], f"{verb}:{planned.code}:1:0")
        assert (await all_events(town))[0].status == "planned"

    async def test_a_coordinator_plans_within_the_scope_only(self, town: Town) -> None:
        clara = await coordinator(town, "country", "UZ")
        await plans(clara)
        assert len(await all_events(town)) == 1
        await clara.says("/event")
        await clara.taps("Plan an event")
        await clara.says("Elsewhere")
        await clara.taps("Petition delivery")
        await clara.taps("Today")
        await clara.taps("Skip")
        await clara.says("embassy_mx_rabat")
        await clara.taps("Skip")
        await clara.taps("Plan the event")
        clara.sees("in your own scope only", "Is all this right")
        assert len(await all_events(town)) == 1


async def coordinator(town: Town, scope: str, key: str) -> Respondent:
    clara = await town.member(504, role="activist", name="Clara")

    def grant(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(clara.id))
        stores.roles.grant(person.id, "coordinator", scope, key, stores.now)

    await town.service.database.run(grant)
    return clara


async def test_an_action_carries_its_activity_into_every_report(town: Town) -> None:
    stella = await town.member(502, role="staff", name="Stella")
    await stella.says("/event")
    await stella.taps("Plan an event")
    await stella.says("Candles before the embassy")
    await stella.taps("Action")
    stella.sees("What kind of action")
    await stella.says("vigil")
    await stella.taps("Today")
    for _ in range(3):
        await stella.taps("Skip")
    await stella.taps("Skip")
    await stella.taps("Plan the event")
    stella.sees("Activity: Demonstration or vigil")
    (planned,) = await all_events(town)
    amina = await town.member()
    await amina.does(amina.world.start, await token(town, planned))
    amina.sees("Activity: Demonstration or vigil")
