"""A likely double of the same event is shown before filing: by its coded facts only, and counted once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.doubles import AT_ONCE
from storage.ids import new_id
from storage.stores import Stores
from storage.tables import figure, link, person, report, section, session
from tests.bot.test_amending import ask, counted
from tests.support.chat import Respondent, Town
from tests.support.events import plans

QUESTION = "Is this the same event"


async def tells(someone: Respondent, number: str = "37,181", place: str = "Berlin", photos: int = 0) -> None:
    """Up to and with a tap on File."""
    await someone.says("/report")
    await someone.taps("Petition delivery")
    await someone.says(number)
    await someone.says(f"embassy of Uzbekistan in {place}")
    await someone.taps("Yesterday")
    if photos:
        await someone.sends_photos(photos)
        await someone.taps("Internal only")
        await someone.town.downloaded()
    else:
        await someone.taps("Skip")
    await someone.taps("File the report")


@pytest.fixture
async def first(town: Town) -> str:
    """The reference of what Amina of the German section filed."""
    amina = await town.member()
    await tells(amina)
    amina.sees("Filed: AR-")
    return str(amina.card["text"].split("\n")[0].removeprefix("Filed: "))


@pytest.fixture
async def louise(town: Town) -> Respondent:
    """Somebody of the French section."""
    return await town.member(502, section="france", name="Louise")


async def filed(town: Town) -> list[Any]:
    return await ask(town, sa.select(report).order_by(report.c.filed_at, report.c.id))


def filed_before(stores: Stores, reference: str, by: Respondent, count: int) -> None:
    """As many of that day and campaign, without numbers, by somebody who filed them just before that report."""
    likeness = sa.select(report).where(report.c.reference == reference)
    row = dict(stores.connection.execute(likeness).mappings().one())
    begun = dict(stores.connection.execute(sa.select(session).where(session.c.id == row["id"])).mappings().one())
    someone = stores.people.find(stores.keyring.lookups(by.id))
    assert someone is not None
    theirs = {"person_id": someone.id, "section_id": someone.section.id if someone.section else None}
    for number in range(count):
        its = theirs | {"id": new_id(stores.now)}
        stores.connection.execute(sa.insert(session), begun | its | {"code": f"before{number}"})
        at = {"reference": None, "filed_at": row["filed_at"] - timedelta(hours=1)}
        stores.connection.execute(sa.insert(report), row | its | at)


class TestTheQuestion:
    async def test_it_shows_coded_facts_and_nothing_that_anybody_wrote(self, first: str, louise: Respondent) -> None:
        await tells(louise, "12,345", "Paris")
        louise.sees(
            QUESTION, "Signatures: 37 181|Signatures: 37.181", "Embassy of Uzbekistan in Berlin", "Tue 21 Oct",
            "section Germany", "Yes, it is the same", "Yes, but keep mine: our share", "No, another",
        )  # fmt: skip
        assert "Amina" not in louise.screen()
        assert first not in louise.card["text"]

    async def test_with_pictures_they_can_be_added(self, first: str, louise: Respondent) -> None:
        await tells(louise, photos=1)
        louise.sees(QUESTION, "Yes, add my pictures to it")

    async def test_in_ones_own_section_there_is_no_share(self, town: Town, first: str) -> None:
        bruno = await town.member(503, name="Bruno")
        await tells(bruno, "12,345")
        bruno.sees(QUESTION, "Yes, it is the same", "No, another")
        assert "our share" not in bruno.screen()

    async def test_ones_own_with_the_same_number_is_asked_about_too(self, town: Town, first: str) -> None:
        amina = Respondent(town, 501, "en")
        await tells(amina, "412")
        amina.sees("Filed: AR-")
        await tells(amina)
        amina.sees(QUESTION, f"Reported by you: {first}")

    async def test_many_others_of_that_day_hide_it_not(self, town: Town, first: str, louise: Respondent) -> None:
        await town.service.database.run(lambda stores: filed_before(stores, first, louise, AT_ONCE + 1))
        await tells(louise, "12,345", "Paris")
        louise.sees(QUESTION, "section Germany")
        await louise.taps("Yes, it is the same")
        louise.sees("Filed: AR-")
        assert len(await ask(town, sa.select(link))) == 1

    async def test_an_erased_a_withdrawn_and_a_corrected_one_are_not_shown(self, town: Town, first: str) -> None:
        amina = Respondent(town, 501, "en")
        await amina.says(first)
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        louise = await town.member(502, section="france", name="Louise")
        await tells(louise)
        louise.sees("Filed: AR-")

    @pytest.mark.parametrize("table", [person, section])
    async def test_nothing_is_shown_of_somebody_at_risk(
        self, town: Town, first: str, louise: Respondent, table: sa.Table
    ) -> None:
        chosen = table.c.id.in_(sa.select(report.c.person_id if table is person else report.c.section_id))
        await town.service.database.run(
            lambda stores: stores.connection.execute(sa.update(table).where(chosen).values(at_risk=True))
        )
        await tells(louise)
        louise.sees("Filed: AR-")


class TestYes:
    async def test_the_pictures_are_kept_with_it_and_the_number_counts_once(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        await tells(louise, photos=2)
        await louise.taps("Yes, add my pictures to it")
        louise.sees("Filed: AR-", f"kept together with {first}", "counted once")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}
        one, two = await filed(town)
        [joined] = await ask(town, sa.select(link))
        assert (joined.report_id, joined.action_id, joined.kind) == (two.id, one.id, "same_as")
        flags = await ask(town, sa.select(figure.c.counts).where(figure.c.report_id == two.id))
        assert [row.counts for row in flags] == [False]
        await louise.taps("Open this report")
        louise.sees("2 pictures", "Show pictures")
        assert first not in louise.card["text"], "another section's report is not hers to open"

    async def test_a_share_is_kept_and_never_added(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise, "12,345", "Paris")
        await louise.taps("Yes, but keep mine: our share")
        louise.sees("Filed: AR-", f"your share of {first}")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}
        assert [row.kind for row in await ask(town, sa.select(link))] == ["share_of"]

    async def test_a_share_of_what_was_told_under_a_planned_event_is_a_share_as_well(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        event = await plans(await town.member(504, role="staff", name="Stella"), "21 October 2014")
        under_it = sa.update(report).values(event_id=event.id)
        await town.service.database.run(lambda stores: stores.connection.execute(under_it).rowcount)
        await tells(louise, "12,345", "Paris")
        await louise.taps("Yes, but keep mine: our share")
        assert {row.event_id for row in await filed(town)} == {event.id}
        assert [row.kind for row in await ask(town, sa.select(link))] == ["share_of"]
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}

    async def test_staff_who_may_open_both_see_that_they_belong_together(self, town: Town, first: str) -> None:
        bruno = await town.member(503, name="Bruno")
        await tells(bruno, "36,789")
        await bruno.taps("Yes, it is the same")
        second = str(bruno.card["text"].split("\n")[0].removeprefix("Filed: "))
        stella = await town.member(504, role="staff", name="Stella")
        await stella.says(first)
        stella.sees(f"Of the same event: {second}")
        await stella.says(second)
        stella.sees(f"Of the same event: {first}")

    async def test_each_erases_their_own_and_the_other_stays(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise, photos=1)
        await louise.taps("Yes, add my pictures to it")
        amina = Respondent(town, 501, "en")
        await amina.says(first)
        await amina.taps("Erase for good")
        await amina.taps("Yes, erase it")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}
        await louise.taps("Open this report")
        louise.sees("Signatures: 37", "1 picture", "Show pictures")
        assert len(list((town.folder / "files").iterdir())) == 1

    async def test_when_the_first_is_withdrawn_the_second_counts(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        await tells(louise, "36,999")
        await louise.taps("Yes, it is the same")
        amina = Respondent(town, 501, "en")
        await amina.says(first)
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        assert await counted(town) == {"exactly": (Decimal(36999), 1)}
        await amina.taps("Undo withdrawal")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}

    async def test_a_change_of_a_joined_one_moves_no_total(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise, "36,999")
        await louise.taps("Yes, it is the same")
        await louise.taps("Open this report")
        await louise.taps("Change something")
        await louise.taps("Signatures")
        await louise.says("412")
        await louise.taps("Save the changes")
        louise.sees("Your changes are saved", "Signatures: 412")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}


class TestNo:
    async def test_another_is_filed_and_counted(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise, "12,345")
        await louise.taps("No, another")
        louise.sees("Filed: AR-")
        assert "counted once" not in louise.card["text"]
        assert await counted(town) == {"exactly": (Decimal(37181 + 12345), 2)}
        assert await ask(town, sa.select(link)) == []

    async def test_one_can_look_at_the_answers_again(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise)
        await louise.taps("Back to the question")
        louise.sees("Is all this right", "File the report")
        await louise.taps("Signatures")
        await louise.says("412")
        await louise.taps("File the report")
        louise.sees(QUESTION)

    async def test_words_instead_of_a_tap_keep_the_review_card(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        await tells(louise)
        await louise.says("hello")
        louise.sees("File the report")
        assert len(await filed(town)) == 1


class TestOldButtons:
    """The program is started anew between any two turns."""

    @pytest.fixture
    async def town(self, tmp_path: Path) -> AsyncIterator[Town]:
        async with Town(tmp_path, restarting=True) as town:
            yield town

    async def test_a_second_tap_files_nothing_more(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise)
        message, button = louise.button("Yes, it is the same")
        for _ in range(2):
            await louise.taps_data(message["message_id"], button["callback_data"])
        assert "Already filed" in louise.toast
        assert len(await filed(town)) == 2

    async def test_after_an_answer_was_changed_the_review_card_stands_again(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        await tells(louise)
        message, button = louise.button("Yes, it is the same")
        await louise.taps("Back to the question")
        await louise.taps("Signatures")
        await louise.says("412")
        await louise.taps_data(message["message_id"], button["callback_data"])
        assert "File the report" in louise.screen()
        assert len(await filed(town)) == 1

    async def test_if_the_other_is_gone_meanwhile_it_is_told(
        self, town: Town, first: str, louise: Respondent
    ) -> None:
        await tells(louise)
        amina = Respondent(town, 501, "en")
        await amina.says(first)
        await amina.taps("Erase for good")
        await amina.taps("Yes, erase it")
        await louise.taps("Yes, it is the same")
        louise.sees("not there any more", "File the report")
        await louise.taps("File the report")
        louise.sees("Filed: AR-")

    async def test_the_buttons_of_a_deleted_draft(self, town: Town, first: str, louise: Respondent) -> None:
        await tells(louise)
        message, button = louise.button("No, another")
        await louise.taps("Back to the question")
        await louise.taps("More")
        await louise.taps("Delete")
        await louise.taps_data(message["message_id"], button["callback_data"])
        assert "no longer open" in louise.toast
        open_ones = await ask(town, sa.select(session.c.id).where(session.c.status == "open"))
        assert open_ones == []


