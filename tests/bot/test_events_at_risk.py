"""An event's link in a section at risk: no names are shown, and the question for a panic word leads on to the event."""

import pytest
import sqlalchemy as sa

from storage.tables import audit, session
from tests.bot.test_event_links import at_risk, comes, joins, planned, rows
from tests.support.chat import Town

JOINS_OF_EVENTS = sa.select(audit.c.act).where(audit.c.act == "join", audit.c.subject == "event")


class TestASectionAtRisk:
    @pytest.fixture
    async def link(self, town: Town) -> str:
        _, link = await planned(town)
        await at_risk(town, "germany")
        return link

    async def test_nobody_sees_the_name_of_the_event(self, town: Town, link: str) -> None:
        amina = await town.member()
        await comes(amina, link)
        amina.sees("How many signatures")
        assert "Uzbekistan" not in amina.screen()

    async def test_nor_when_something_is_sent_that_may_be_for_it(self, town: Town, link: str) -> None:
        amina = await town.member()
        await comes(amina, link)
        await amina.taps("More")
        await amina.taps("Delete")
        await amina.says("About 450 signatures, and nobody went home")
        amina.sees("Is this for a report", "Petition delivery")
        assert "Uzbekistan" not in amina.screen()

    async def test_whoever_chooses_a_panic_word_at_joining_gets_to_the_flow_by_itself(
        self, town: Town, link: str
    ) -> None:
        town.restarting = True
        yasmin = town.person(601, "en", "Yasmin")
        await joins(yasmin, link)
        await yasmin.taps("Choose a panic word")
        yasmin.sees("Write your word now", "Not now")
        await yasmin.says("help")
        yasmin.sees("Please choose another one", "Not now")
        await yasmin.says("blue kettle of Samarkand")
        yasmin.sees("Your word is set", "How many signatures")
        await yasmin.says("37,181")
        yasmin.sees("Is all this right|picture")
        assert [row.event_id is not None for row in await rows(town, session) if row.status == "open"] == [True]
        await yasmin.does_whatever(yasmin.world.say, "Blue kettle of Samarkand")
        assert [message["text"] for message in yasmin.history] == ["OK."]
        acts = await town.service.database.read(lambda stores: stores.connection.execute(JOINS_OF_EVENTS).all())
        assert acts == [], "nothing says who came for which event"

    async def test_whoever_thinks_better_of_it_gets_there_too(self, town: Town, link: str) -> None:
        yasmin = town.person(601, "en", "Yasmin")
        await joins(yasmin, link)
        await yasmin.taps("Choose a panic word")
        await yasmin.taps("Not now")
        yasmin.sees("How many signatures")

    async def test_nobody_sees_how_many_came_from_a_section_at_risk(self, town: Town) -> None:
        _, link = await planned(town, sections=("France", "Morocco"))
        await at_risk(town, "morocco")
        for telegram_id, key in ((601, "france"), (602, "morocco")):
            await comes(await town.member(telegram_id, section=key), link)
        for key, name in (("france", "Sarah"), ("morocco", "Mina")):
            viewer = await town.member(610 + len(name), section=key, role="staff", name=name)
            await viewer.says("/event")
            await viewer.taps("Past events")
            await viewer.taps("Signatures for Uzbekistan")
            viewer.sees("2 people are on the list")
            assert "Morocco:" not in viewer.screen()
            assert ("France: 1, other sections: 1" in viewer.card["text"]) == (key == "france")
