"""People who come by an event's link: joining, known answers filled in, a draft resumed, an event that is closed."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage.event_store import EventRow
from storage.tables import event_section, report, role, section, session
from tests.support.chat import Respondent, Town
from tests.support.databases import empty_database
from tests.support.events import plans, token

TOLD = {
    "en": ("37,181 petitions", "Yes, credit me", "File the"),
    "es": ("37.181 firmas", "Sí, con mi nombre", "Presentar"),
    "fr": ("37 181 pétitions", "Oui, avec mon nom", "Déposer le"),
    "ar": ("٣٧١٨١ عريضة", "نعم، مع ذكر اسمي", "تقديم"),
}
JOINING = {
    "en": ("English", "I agree"),
    "es": ("Español", "Acepto"),
    "fr": ("Français", "J’accepte"),
    "ar": ("العربية", "أوافق"),
}


async def planned(town: Town, day: str = "21 October 2014", **more: Any) -> tuple[EventRow, str]:
    """An event of Germany, and what its link carries."""
    stella = await town.member(502, role="staff", name="Stella")
    event = await plans(stella, day, **more)
    return event, await token(town, event)


async def comes(person: Respondent, link: str) -> None:
    """Open the link."""
    await person.does(person.world.start, link)


async def joins(person: Respondent, link: str, section: str = "") -> None:
    """Open the link, and all that joining asks."""
    language, agree = JOINING[person.language]
    await comes(person, link)
    await person.taps(language)
    if section:
        await person.taps(section)
    await person.taps(agree)


async def reports(person: Respondent) -> None:
    """Number, picture, publication, File."""
    number, publication, file = TOLD[person.language]
    await person.says(number)
    await person.sends_photos(1)
    await person.taps(publication)
    await person.taps(file)


async def at_risk(town: Town, key: str) -> None:
    """The section is at risk, and everybody knows it."""

    def mark(stores: Any) -> None:
        stores.connection.execute(sa.update(section).where(section.c.key == key).values(at_risk=True))
        stores.organisation.changed()

    await town.service.database.run(mark)
    town.pass_time(seconds=5)


async def no_longer_takes_part(town: Town, key: str) -> None:
    """A section is taken out of all events."""
    gone = sa.select(section.c.id).where(section.c.key == key).scalar_subquery()
    drop = sa.delete(event_section).where(event_section.c.section_id == gone)
    await town.service.database.run(lambda stores: stores.connection.execute(drop))


async def rows(town: Town, table: Any) -> list[Any]:
    found: list[Any] = await town.service.database.read(lambda stores: stores.connection.execute(table.select()).all())
    return found


class TestFiveActs:
    @pytest.mark.parametrize("restarting", [False, True], ids=["at once", "restarted between any two turns"])
    @pytest.mark.parametrize("language", TOLD)
    async def test_a_member_reports_the_delivery_in_five(self, tmp_path: Any, language: str, restarting: bool) -> None:
        async with Town(tmp_path) as town:
            event, link = await planned(town)
            town.restarting = restarting
            amina = await town.member(language=language)
            await comes(amina, link)
            await reports(amina)
            assert amina.acts == 5
            amina.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
            (filed,) = await rows(town, report)
        assert filed.event_id == event.id
        assert (filed.target_key, filed.campaign_key, filed.country) == ("embassy_uz_berlin", "stop_torture", "UZ")
        assert filed.occurred_on.isoformat() == "2014-10-21"

    @pytest.mark.parametrize("language", TOLD)
    async def test_for_a_newcomer_the_flow_goes_on_by_itself_after_consent(self, town: Town, language: str) -> None:
        event, link = await planned(town)
        yasmin = town.person(601, language, "Yasmin")
        await joins(yasmin, link)
        yasmin.sees("Signatures for Uzbekistan")
        joining = yasmin.acts - 1
        await reports(yasmin)
        assert yasmin.acts - joining == 5  # the link and what follows; joining is not counted
        (filed,) = await rows(town, report)
        assert filed.event_id == event.id

    async def test_known_answers_stand_on_the_first_card_and_may_be_changed_on_the_last(self, town: Town) -> None:
        _, link = await planned(town)
        amina = await town.member()
        await comes(amina, link)
        amina.sees("How many signatures", "Handed to: Embassy of Uzbekistan in Berlin", "Day: Tue 21 Oct")
        await amina.says("37,181")
        await amina.taps("Skip")
        amina.sees("Is all this right", "Place: Perleberger Straße 62")
        await amina.taps("Day: ")
        await amina.taps("Today")
        await amina.taps("File")
        (filed,) = await rows(town, report)
        assert filed.occurred_on.isoformat() == "2014-10-22"


class TestJoining:
    async def test_a_newcomer_is_an_activist_of_the_planning_section(self, town: Town) -> None:
        _, link = await planned(town)
        yasmin = town.person(601, name="Yasmin")
        await joins(yasmin, link)
        yasmin.sees("Welcome! You have joined Germany, for: Signatures for Uzbekistan", "How many signatures")
        (given,) = [each for each in await rows(town, role) if each.role == "activist"]
        assert (given.scope, given.scope_key) == ("section", "germany")

    async def test_where_several_sections_take_part_one_question_asks_which(self, town: Town) -> None:
        _, link = await planned(town, sections=("France",))
        yasmin = town.person(601, "fr", "Yasmin")
        await comes(yasmin, link)
        await yasmin.taps("Français")
        yasmin.sees("quelle section", r"\[Allemagne\]", r"\[France\]")
        await yasmin.taps("France")
        await yasmin.taps("J’accepte")
        yasmin.sees("rejoint .?France")
        (given,) = [each for each in await rows(town, role) if each.role == "activist"]
        assert given.scope_key == "france"

    async def test_nobody_joins_a_section_that_they_did_not_choose(self, town: Town) -> None:
        event, link = await planned(town, sections=("France", "Morocco"))
        yasmin = town.person(601, name="Yasmin")
        await comes(yasmin, link)
        await yasmin.taps("English")
        await yasmin.taps("France")
        await no_longer_takes_part(town, "france")
        await yasmin.taps("I agree")
        yasmin.sees("Which section", r"\[Germany\]", r"\[Morocco\]")
        assert "[France]" not in yasmin.screen()
        assert await town.service.database.read(lambda stores: stores.events.joined(event.id)) == {}
        await yasmin.taps("Morocco")
        await yasmin.taps("I agree")
        (given,) = [each for each in await rows(town, role) if each.role == "activist"]
        assert given.scope_key == "morocco"

    async def test_what_was_chosen_stays_chosen_while_others_go(self, town: Town) -> None:
        _, link = await planned(town, sections=("France", "Morocco"))
        yasmin = town.person(601, name="Yasmin")
        await comes(yasmin, link)
        await yasmin.taps("English")
        await yasmin.taps("Morocco")
        await no_longer_takes_part(town, "france")
        await yasmin.taps("I agree")
        yasmin.sees("You have joined Morocco")

    async def test_whoever_left_their_section_may_join_again(self, town: Town) -> None:
        event, link = await planned(town, sections=("France",))
        amina = await town.member()
        await amina.says("/leave")
        await amina.taps("Yes, leave")
        await comes(amina, link)
        amina.sees("You belong to no section at the moment", "Which section", r"\[Germany\]", r"\[France\]")
        assert await town.service.database.read(lambda stores: stores.events.joined(event.id)) == {}
        choice = amina.button("France")
        await amina.taps("France")
        amina.sees("You have joined France, for: Signatures", "How many signatures")
        await amina.taps_data(choice[0]["message_id"], choice[1]["callback_data"])
        assert "joined already" in amina.toast
        await reports(amina)
        (filed,) = await rows(town, report)
        assert filed.event_id == event.id

    async def test_it_may_be_typed_as_a_code(self, town: Town) -> None:
        _, link = await planned(town)
        yasmin = town.person(601, name="Yasmin")
        await yasmin.says(f"{link[:5]}-{link[5:13]} {link[13:]}".upper())
        yasmin.sees("choose your language")

    async def test_before_consent_nothing_is_kept_and_nobody_has_joined(self, town: Town) -> None:
        event, link = await planned(town)
        yasmin = town.person(601, name="Yasmin")
        await comes(yasmin, link)
        await yasmin.taps("English")
        await yasmin.taps("No, thank you")
        assert await town.service.database.read(lambda stores: stores.events.joined(event.id)) == {}

    async def test_staff_see_how_many_came_from_which_section_and_what_came_in(self, town: Town) -> None:
        _, link = await planned(town, sections=("France",))
        await joins(town.person(601, name="Yasmin"), link, "France")
        amina = await town.member()
        await comes(amina, link)
        await reports(amina)
        stella = Respondent(town, 502, "en")
        await stella.says("/event")
        await stella.taps("Past events")
        await stella.taps("Signatures for Uzbekistan")
        stella.sees(r"2 people are on the list \(Germany: 1, other sections: 1\)", "1 report came in")
        assert "Yasmin" not in stella.screen()
        await stella.taps("Reports received")
        await stella.taps("AR-")
        stella.sees("Signatures: 37.181")

    async def test_a_section_sees_only_that_others_reported_too(self, town: Town) -> None:
        _, link = await planned(town, sections=("France",))
        amina = await town.member()
        await comes(amina, link)
        await reports(amina)
        sarah = await town.member(503, section="france", role="staff", name="Sarah")
        await sarah.says("/event")
        await sarah.taps("Past events")
        await sarah.taps("Signatures for Uzbekistan")
        await sarah.taps("Reports received")
        sarah.sees("1 more from another section")
        assert "AR-" not in sarah.screen()


class TestAgain:
    async def test_the_link_resumes_the_draft_that_it_began(self, town: Town) -> None:
        _, link = await planned(town)
        amina = await town.member()
        await comes(amina, link)
        await amina.says("37,181")
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await comes(amina, link)
        amina.sees("Signatures: 37.181", "picture")
        assert len([each for each in await rows(town, session) if each.event_id]) == 1

    async def test_it_pauses_another_report_which_is_not_lost(self, town: Town) -> None:
        _, link = await planned(town)
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says("412")
        await comes(amina, link)
        amina.sees("How many signatures")
        statuses = sorted(each.status for each in await rows(town, session) if each.person_id)
        assert statuses.count("open") == 1
        assert "paused" in statuses

    async def test_after_the_report_there_is_a_choice(self, town: Town) -> None:
        _, link = await planned(town)
        amina = await town.member()
        await comes(amina, link)
        await reports(amina)
        await comes(amina, link)
        amina.sees("You have reported on this event: AR-", r"\[Open this report\]", r"\[Report another\]")
        another = amina.button("Report another")
        await amina.taps("Report another")
        amina.sees("How many signatures")
        await amina.says("5")
        await amina.taps_data(another[0]["message_id"], another[1]["callback_data"])
        amina.sees("picture")
        assert len([each for each in await rows(town, session) if each.event_id]) == 2

    async def test_a_change_of_the_report_under_way_is_no_draft_of_the_event(self, town: Town) -> None:
        _, link = await planned(town)
        amina = await town.member()
        await comes(amina, link)
        await reports(amina)
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await comes(amina, link)
        amina.sees("You have reported on this event: AR-")
        await amina.taps("Report another")
        amina.sees("How many signatures")
        await reports(amina)
        assert len(await rows(town, report)) == 2

    async def test_nor_is_a_change_of_what_is_planned(self, town: Town) -> None:
        _, link = await planned(town)
        stella = Respondent(town, 502, "en")
        await stella.taps("Change")
        await comes(stella, link)
        stella.sees("How many signatures")

    async def test_before_the_day_one_is_on_the_list_and_reports_afterwards(self, town: Town) -> None:
        event, link = await planned(town, "tomorrow")
        amina = await town.member()
        await comes(amina, link)
        amina.sees("You are on the list", "Thu 23 Oct", r"\[Report it\]")
        assert await town.service.database.read(lambda stores: sum(stores.events.joined(event.id).values())) == 1
        town.pass_time(days=2)
        await amina.taps("Report it")
        amina.sees("How many signatures", "Day: Thu 23 Oct")


class TestClosed:
    async def test_a_cancelled_event_is_explained_to_members_and_to_newcomers(self, town: Town) -> None:
        event, link = await planned(town)
        await town.service.database.run(lambda stores: stores.events.cancel(event.id, stores.now))
        amina, yasmin = await town.member(), town.person(601, name="Yasmin")
        await comes(amina, link)
        amina.sees("That event was cancelled", "Petition delivery")
        await comes(yasmin, link)
        yasmin.sees("That event was cancelled", "invitation link")
        assert "Signatures" not in amina.screen() + yasmin.screen()

    async def test_cancelled_between_language_and_consent(self, town: Town) -> None:
        event, link = await planned(town)
        yasmin = town.person(601, name="Yasmin")
        await comes(yasmin, link)
        await yasmin.taps("English")
        await town.service.database.run(lambda stores: stores.events.cancel(event.id, stores.now))
        await yasmin.taps("I agree")
        assert "cancelled" in yasmin.toast

    async def test_it_is_over_thirty_days_after_its_day(self, town: Town) -> None:
        _, link = await planned(town)
        town.set_clock(town.now + timedelta(days=29))
        early = await town.member(503, name="Bruno")
        await comes(early, link)
        early.sees("How many signatures")
        town.pass_time(days=1)
        amina, yasmin = await town.member(), town.person(601, name="Yasmin")
        await comes(amina, link)
        amina.sees("a while ago", "Petition delivery")
        await comes(yasmin, link)
        yasmin.sees("a while ago", "invitation link")

    async def test_a_draft_begun_in_time_can_still_be_filed(self, town: Town) -> None:
        event, link = await planned(town)
        town.set_clock(town.now + timedelta(days=29))
        amina = await town.member()
        await comes(amina, link)
        town.pass_time(days=3)
        await reports(amina)
        (filed,) = await rows(town, report)
        assert filed.event_id == event.id

    @pytest.mark.parametrize("forged", ["e" + "7k3f9qabcd" * 2, "e", "e" * 64, "EV-7K3F9Q"])
    async def test_a_forged_token_leads_nowhere(self, town: Town, forged: str) -> None:
        await planned(town)
        amina, yasmin = await town.member(), town.person(601, name="Yasmin")
        await comes(amina, forged)
        await comes(yasmin, forged)
        assert "Signatures for" not in amina.screen() + yasmin.screen()
        assert "Before we begin" not in yasmin.screen()

    async def test_an_events_code_alone_begins_nothing_for_who_did_not_come_by_the_link(self, town: Town) -> None:
        event, _ = await planned(town)
        amina = await town.member()
        await amina.says("/help")
        await amina.taps_data(amina.card["message_id"], f"eb:{event.code}:1:0")
        assert "How many signatures" not in amina.screen()


async def test_somebody_who_only_reads_joins_and_is_told(town: Town) -> None:
    _, link = await planned(town)
    eve = await town.member(505, role="evaluator", name="Eve")
    await comes(eve, link)
    eve.sees("can not file that report")


@pytest.mark.postgres
async def test_on_postgresql_planned_printed_joined_reported_and_forgotten(tmp_path: Any) -> None:
    with empty_database("postgresql", tmp_path) as main, empty_database("postgresql", tmp_path) as keys:
        async with Town(tmp_path, restarting=True, database_url=main, keys_url=keys) as town:
            event, link = await planned(town)
            stella = Respondent(town, 502, "en")
            await stella.taps("Poster to print")
            assert stella.card["document"]["file_name"] == f"{event.code}.png"
            yasmin = town.person(601, "en", "Yasmin")
            await joins(yasmin, link)
            await reports(yasmin)
            await yasmin.taps_data(yasmin.card["message_id"], "fas::0:0")
            (filed,) = await rows(town, report)
            assert (filed.event_id, filed.person_id) == (event.id, None)
            assert await town.service.database.read(lambda stores: stores.events.joined(event.id)) == {}
