"""People at risk: the chat shows the live card and nothing else for long, and what the bot says tells nothing."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.notices import tell
from storage.tables import attachment, chat_message, outbox, section, session
from tests.support.chat import JPEG, Respondent, Town, buttons
from tests.support.patience import PATIENCE
from texts.cards import Card

NUMBER, PLACE, CAPTION = "37,181", "behind the bakery in Chorsu", "the man in the blue coat"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path, restarting=True) as town:
        yield town


async def in_danger(town: Town, user_id: int = 501, **named: Any) -> Respondent:
    """A member who has said so."""
    amina = await town.member(user_id, **named)
    await amina.says("/safety")
    await amina.taps("I may be in danger")
    amina.sees("You told me that you may be in danger", "Choose a panic word")
    return amina


async def dangerous(town: Town, key: str = "germany") -> None:
    """A section where reporting can be dangerous."""
    await town.service.database.run(
        lambda stores: stores.connection.execute(update(section).where(section.c.key == key).values(at_risk=True))
    )


def shows(person: Respondent, *secrets: str) -> list[str]:
    """Which of these stand in the chat, in texts, captions or buttons."""
    told = str(person.history)
    return [each for each in secrets if each in told]


def said(person: Respondent) -> list[dict[str, Any]]:
    """What the person has sent that is still in the chat."""
    return [message for message in person.history if not message["from"]["is_bot"]]


async def tells_a_delivery(amina: Respondent) -> None:
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says(NUMBER)
    assert (said(amina), shows(amina, NUMBER, "37.181")) == ([], [])
    amina.sees("•••", "To whom")
    await amina.says("embassy of Uzbekistan in Berlin")
    assert (said(amina), shows(amina, "Uzbekistan")) == ([], [])
    await amina.taps("Yesterday")
    await amina.does(amina.world.send_photos, [JPEG] * 2, CAPTION)
    assert (said(amina), shows(amina, CAPTION)) == ([], [])


async def tells_a_delivery_openly(amina: Respondent) -> None:
    """Before there was any danger."""
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says(NUMBER)
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.taps("Skip")


class TestTheChat:
    async def test_each_message_is_deleted_with_the_turn_that_stores_it(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        (card,) = amina.history
        assert buttons(card), "only the live card is left"

    async def test_the_pictures_are_for_internal_use_unless_said_otherwise(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        amina.sees("Is all this right", "Publication: Internal only")

    async def test_the_receipt_is_a_reference_and_nothing_else(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        await amina.taps("File the report")
        (receipt,) = amina.history
        assert receipt["text"].startswith("Filed: AR-") and "\n" not in receipt["text"]
        assert shows(amina, "Petition delivery", "Uzbekistan", NUMBER) == []

    async def test_after_40_hours_nothing_is_left(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        await amina.taps("File the report")
        await sent(town)
        town.pass_time(hours=39, minutes=59)
        await swept(town)
        assert amina.history
        town.pass_time(minutes=2)
        await swept(town)
        assert amina.history == []
        assert await rows(town, chat_message) == []
        await swept(town)

    async def test_a_section_at_risk_makes_all_its_people_so(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/myreports")
        await dangerous(town)
        await amina.says("/safety")
        (page,) = amina.history
        assert "In your section reporting can be dangerous" in page["text"]
        assert "I may be in danger" not in str(page)
        await sent(town)
        town.pass_time(hours=40)
        await swept(town)
        assert amina.history == []

    async def test_a_command_beside_a_question_leaves_the_question(self, town: Town) -> None:
        amina = await in_danger(town)
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says("/help")
        await amina.says(NUMBER)
        amina.sees("To whom")
        assert len(amina.history) == 1

    async def test_whoever_is_out_of_danger_again_has_an_ordinary_chat(self, town: Town) -> None:
        amina = await in_danger(town)
        await amina.taps("I am no longer in danger")
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says(NUMBER)
        assert shows(amina, NUMBER) == [NUMBER]


class TestWhatIsKept:
    async def test_a_deleted_draft_is_gone_at_once(self, town: Town) -> None:
        amina = await in_danger(town)
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says(NUMBER)
        await amina.taps("More")
        await amina.taps("Delete")
        amina.sees("deleted for good")
        assert "Undo" not in str(amina.history)
        assert [row.state for row in await rows(town, session)] == [None]

    async def test_a_change_left_is_gone_at_once_and_the_report_stays(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        await amina.taps("File the report")
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await amina.taps("Signatures")
        await amina.says("55")
        await amina.taps("Leave it as it is")
        amina.sees("AR-", "Nothing was changed")
        assert [row.state for row in await rows(town, session)] == [None, None]
        await amina.says("/drafts")
        assert shows(amina, "Undo", "Change of") == []
        await amina.says("/myreports")
        await amina.taps("AR-")
        await amina.taps("Change something")
        amina.sees("37.181")

    async def test_an_opened_report_shows_its_reference_and_dates(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        await amina.taps("File the report")
        await amina.taps("Open this report")
        amina.sees("AR-", "Filed on")
        await amina.says("/myreports")
        await amina.taps("AR-")
        assert shows(amina, "Petition delivery", "Uzbekistan", NUMBER, "37.181") == []

    async def test_so_do_its_earlier_versions(self, town: Town) -> None:
        amina = await town.member()
        await tells_a_delivery_openly(amina)
        await amina.taps("File the report")
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await amina.taps("Signatures")
        await amina.says("55")
        await amina.taps("Save the changes")
        _, versions = amina.button("Earlier versions")
        await amina.says("/safety")
        await amina.taps("I may be in danger")
        await amina.says("/myreports")
        await amina.taps("AR-")
        assert "Earlier versions" not in str(amina.history)
        await amina.taps_data(amina.card["message_id"], versions["callback_data"])
        amina.sees("AR-", "Version 1 of 2")
        assert shows(amina, "Petition delivery", "Uzbekistan", NUMBER, "37.181") == []

    async def test_what_was_sent_is_stored_in_full(self, town: Town) -> None:
        amina = await in_danger(town)
        await tells_a_delivery(amina)
        await town.downloaded()
        await amina.taps("File the report")
        assert [row.status for row in await rows(town, attachment)] == ["stored", "stored"]


class TestUnasked:
    async def test_only_that_there_is_a_message_and_the_rest_on_a_tap(self, town: Town) -> None:
        amina = await in_danger(town)
        await told(town, "The delivery for Muhammad is on Friday. /help")
        assert shows(amina, "Muhammad") == []
        amina.sees("You have a message", "Read")
        await amina.taps("Read")
        amina.sees("The delivery for Muhammad is on Friday")
        assert [row.payload for row in await rows(town, outbox) if row.status == "held"] == []

    async def test_others_are_told_at_once(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/help")
        await told(town, "The delivery for Muhammad is on Friday. /help")
        amina.sees("Muhammad")

    async def test_what_is_unread_stays_while_the_chat_is_tidied_and_is_in_the_menu_when_swept(
        self, town: Town
    ) -> None:
        amina = await in_danger(town)
        for words in ("First. /help", "Second. /help"):
            await told(town, words)
        await amina.says("/safety")
        assert str(amina.history).count("You have a message.") == 2
        await sent(town)
        town.pass_time(hours=41)
        await swept(town)
        assert amina.history == []
        await amina.says("/report")
        await amina.taps("Read")
        amina.sees("First")
        await amina.taps("Read the next one")
        amina.sees("Second")
        assert "Read" not in str(amina.card.get("reply_markup", ""))

    async def test_a_message_read_twice_leads_back_to_the_menu(self, town: Town) -> None:
        amina = await in_danger(town)
        await told(town, "Only once. /help")
        message, button = amina.button("Read")
        await amina.taps_data(message["message_id"], button["callback_data"])
        await amina.taps_data(message["message_id"], button["callback_data"])
        amina.sees("nothing left to read", "Petition delivery")

    async def test_what_nobody_reads_is_forgotten_after_30_days(self, town: Town) -> None:
        await in_danger(town)
        await told(town, "Too late. /help")
        town.pass_time(days=31)
        await swept(town)
        assert [row.status for row in await rows(town, outbox) if row.status == "held"] == []


class TestJoining:
    async def test_a_section_at_risk_asks_one_thing_after_consent(self, town: Town) -> None:
        await dangerous(town)
        town.settings = town.make_settings(open_join="germany")
        amina = town.person()
        await amina.says("/start")
        assert said(amina) == []
        await amina.taps("English")
        await amina.taps("I agree")
        amina.sees("In your section reporting can be dangerous", "Choose a panic word", "Not now")
        await amina.taps("Not now")
        amina.sees("What would you like to report")


async def told(town: Town, words: str, user_id: int = 501) -> None:
    """Something that nobody asked for."""

    def say(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(user_id))
        assert tell(stores, town.service.desk, person, Card(words))

    await town.service.database.run(say)
    await sent(town)


async def sent(town: Town) -> None:
    """Nothing waits in the outbox any more, and what became of it is noted."""
    town.service.sender.wake()
    await until(town, lambda stores: not stores.outbox.next_due())
    await town.stop()
    await town.start()


async def swept(town: Town) -> None:
    """What housekeeping does, done and sent."""
    await sent(town)
    await town.service.housekeeping.tick()
    await sent(town)


async def until(town: Town, holds: Callable[[Any], bool]) -> None:
    import asyncio

    async with asyncio.timeout(PATIENCE):
        while not await town.service.database.read(holds):  # noqa: ASYNC110 (a look, not a wait for a time)
            await asyncio.sleep(0.01)


async def rows(town: Town, table: Any) -> list[Any]:
    return await town.service.database.read(lambda stores: stores.connection.execute(select(table)).all())
