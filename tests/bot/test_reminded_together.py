"""A message that reminds of several things at once: whatever is answered of it, nothing of the rest is lost."""

import asyncio
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flow_life.publishing import publish_flow
from flows.definition import Flow, Question, QuestionType
from flows.reading import catalog
from storage.event_store import EventDraft
from storage.ids import new_id
from storage.tables import link, report, session
from tests.bot.test_anything import Act, Talk, restarts, says, taps, taps_any
from tests.bot.test_follow_ups import delivers, like_it, rows, working
from tests.bot.test_zone import admin
from tests.support.chat import Respondent, Town
from tests.support.promise import buttons
from tests.support.reminding import passes, said

MORNING = datetime(2014, 11, 20, 10, tzinfo=UTC)  # 30 days after the delivery, in Berlin
CATALOG = catalog()
UPDATE = CATALOG["section_update"]
WORDS = dict.fromkeys(UPDATE.languages, "Who wrote this?")
ASKS_MORE = Flow(
    key="section_update+germany",
    title=UPDATE.title,
    languages=UPDATE.languages,
    default_language="en",
    files=UPDATE.files,
    items=(Question(type=QuestionType.TEXT, name="author", label=WORDS, line=WORDS, required="yes"),),
    extends="section_update",
    section="germany",
)


def event_of(stores: Any, name: str = "Vigil") -> None:
    """An event of two days ago that Stella came to."""
    home, id, day = stores.organisation.section("germany").id, new_id(stores.now), date(2014, 11, 18)
    draft = EventDraft(id, name.upper(), name, b"{}", "petition_delivery", name, day, home, [home], campaign_key=None)
    stores.events.plan(draft, stores.now)
    stores.events.join(id, stores.people.find(stores.keyring.lookups(502)).id, stores.now)


async def everything(town: Town, areas: tuple[str, ...] = ("media",)) -> Respondent:
    """Stella is told of an event, a delivery that something may have come of, a draft and an area, all in one."""
    amina = await town.member()
    stella = await working(town, 502)
    await delivers(amina)
    town.set_clock(datetime(2014, 11, 18, 9, tzinfo=UTC))
    await stella.says("/report")
    await stella.taps("Petition delivery")
    await stella.says("412")

    def more(stores: Any) -> None:
        event_of(stores)
        stores.organisation.set_areas(stores.organisation.section("germany").id, list(areas))

    await town.service.database.run(more)
    town.set_clock(MORNING)
    await passes(town)
    stella.sees("Vigil", "any news", "is not finished yet", "Section update of Germany for October")
    return stella


async def test_each_part_is_answered_and_the_others_stay(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        stella = await everything(town)
        message = stella.card
        await town.stop()  # nothing of it lives in memory only
        await town.start()
        for label, told in (
            ("I was not there", "thank you for telling me"),
            ("Delete the draft", "is deleted"),
            ("Continue the draft", "Deleted; it can be brought back until"),
            ("No news", "Noted: no news"),
            ("There is news…", "answered already"),
        ):
            button = next(each for each in buttons(message) if each["text"] == label)
            await stella.taps_data(message["message_id"], button["callback_data"])
            stella.sees(told)
            stands = next(each for each in stella.history if each["message_id"] == message["message_id"])
            assert (stands["text"], buttons(stands)) == (message["text"], buttons(message))
        nothing = next(each for each in buttons(message) if each["text"] == "Section: nothing to add")
        await stella.taps_data(message["message_id"], nothing["callback_data"])
        assert "Noted: nothing more to tell" in stella.screen()
        told_before = said(stella)
        await passes(town, days=10)
        assert said(stella) == told_before


async def test_a_choice_among_several_leads_back_to_the_question(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina, stella = await town.member(), await working(town, 502)
        await delivers(amina)
        await like_it(town, 2)
        await passes(town, days=30)
        asked = buttons(stella.card)
        await stella.taps("Yes…")
        await stella.taps("Back")
        assert buttons(stella.card) == asked
        stella.sees("3 petition deliveries of October: any news")


async def test_all_chosen_after_one_are_told_in_the_report_that_was_begun(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina, stella = await town.member(), await working(town, 502)
        await delivers(amina)
        await like_it(town, 2)
        await passes(town, days=30)
        await stella.taps("Yes…")
        message, one = stella.button("Embassy of Uzbekistan")
        _, everyone = stella.button("All of these reports")
        await stella.taps("Embassy of Uzbekistan")
        await stella.taps("Released")
        await stella.taps_data(message["message_id"], everyone["callback_data"])
        await stella.taps_data(message["message_id"], one["callback_data"])
        for label in ("Yesterday", "One factor", "Yes", "File the"):
            await stella.taps(label)
        assert len(await rows(town, link)) == 3
        assert len([row for row in await rows(town, report) if row.kind == "outcome"]) == 1
        told = len(stella.history)
        await passes(town, days=8)
        assert len(stella.history) == told


async def test_what_is_told_after_all_is_not_asked_about_though_it_was_put_off(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina, stella = await town.member(), await working(town, 502)
        await delivers(amina)
        await passes(town, days=30)
        await stella.taps("Ask me tomorrow")
        await stella.taps("Yes…")
        stella.sees("What changed\\?")
        await passes(town, days=1)
        assert "any news" not in stella.card["text"]


async def test_where_the_section_asks_more_nothing_more_to_tell_leads_there(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        await town.service.database.run(publish_flow, ASKS_MORE, None)
        stella = await town.member(502, role="staff", name="Stella")
        await stella.says("/safety")
        await passes(town, days=17)
        message, nothing = stella.button("Nothing more to tell")
        await stella.taps("Nothing more to tell")
        stella.sees("Known already.*Supporter engagement", "Who wrote this?")
        again = [button for button in buttons(message) if button["text"] == "Supporter engagement"]
        await stella.taps_data(message["message_id"], again[0]["callback_data"])
        stella.sees("Who wrote this?")
        await stella.says("Stella")
        await stella.taps("File the")
        await stella.taps_data(message["message_id"], nothing["callback_data"])
        stella.sees("Known already.*Partnership", "Who wrote this?")
        assert len(await rows(town, report)) == 1
        assert len(await rows(town, session)) == 2


async def time_passes(talk: Talk) -> None:
    await passes(talk.town, hours=15)


LABELS = ["Report on Vigil", "I was not there", "No news", "There is news", "Yes…", "Embassy", "All of these", "Back",
          "Continue", "Delete", "Undo", "Media", "nothing to add", "Nothing more", "tomorrow", "next week",
          "Do not remind", "Not your local time", "Released", "Skip", "File the"]  # fmt: skip
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.sampled_from(LABELS).map(taps),
    st.integers(0, 60).map(taps_any),
    st.sampled_from(["12", "yesterday", "/report"]).map(says),
    st.sampled_from([time_passes, time_passes, restarts]),
)


async def converse(acts: list[Act], folder: Path) -> None:
    async with Town(folder) as town:
        talk = Talk(town, await everything(town, ("media", "advocacy")))
        talk.note()
        for act in acts:
            await act(talk)
            talk.note()
        await no_session_is_twice(town)


async def no_session_is_twice(town: Town) -> None:
    """However often it was tapped, an area and a month are told of in one report, and so is what came of an action."""
    told = [(row.area, row.period) for row in await rows(town, report) if row.area]
    assert len(told) == len(set(told)), told
    linked = [row.action_id for row in await rows(town, link)]
    assert len(linked) == len(set(linked)), linked


@settings(max_examples=4, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(ACTS, min_size=6, max_size=16))
def test_whatever_is_tapped_of_it_in_whatever_order_has_one_effect_with_a_way_on(acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(converse(acts, Path(folder)))




async def test_which_city_somebody_lives_in_stays_to_be_asked(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        ada = await admin(town)
        await ada.says("/report")
        await ada.taps("Petition delivery")
        await passes(town, days=1)
        message = ada.card["message_id"]
        await ada.taps("Ask me tomorrow")
        ada.sees("Which city's time is yours", "Choose a city", "Not your local time")
        await ada.taps("Not your local time")
        ada.sees("Your local time")
        await ada.taps("Delete")
        ada.sees("is deleted")
        stands = next(each for each in ada.history if each["message_id"] == message)
        assert "Which city's time is yours" in stands["text"]
