"""What staff write down of a voice note lands on that note, and in place of nobody's words unseen."""

import pytest
import sqlalchemy as sa

from storage.tables import attachment
from tests.bot.test_amending import ask
from tests.support.chat import Respondent, Town
from tests.support.media import voice


@pytest.fixture
async def amina(town: Town) -> Respondent:
    """Somebody who told the story of a delivery by voice."""
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    for answer in ("412", "embassy of Uzbekistan in Berlin"):
        await amina.says(answer)
    await amina.taps("Yesterday")
    await amina.taps("Skip")
    await amina.taps("Next ›")
    await tells(amina)
    await amina.taps("File the report")
    return amina


async def tells(amina: Respondent) -> None:
    await amina.taps("Story")
    await amina.does(amina.world.send_voice, voice())
    await amina.town.downloaded()


async def listens(staff: Respondent) -> None:
    await staff.says("/reports")
    await staff.taps("AR-")
    await staff.taps("Voice note 1")
    await staff.taps("Write it down")


async def test_words_for_a_note_that_was_taken_out_do_not_land_on_another(town: Town, amina: Respondent) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await listens(stella)
    await amina.taps("Open this report")
    await amina.taps("Change something")
    await amina.taps("Next ›")
    await amina.taps("Story")
    await amina.taps("Skip")
    await amina.taps("Next ›")
    await tells(amina)
    await amina.taps("Save the changes")
    await stella.says("Thirty of us sang in the rain")
    stella.sees("That voice note is not here any more")
    assert await ask(town, sa.select(attachment.c.id).where(attachment.c.transcript.is_not(None))) == []


async def test_of_two_who_write_at_once_the_second_is_told(town: Town, amina: Respondent) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    bea = await town.member(601, role="staff", name="Bea")
    await listens(stella)
    await listens(bea)
    await stella.says("Thirty of us sang in the rain")
    await bea.says("They sang")
    bea.sees("Somebody else has written this voice note down meanwhile", "“Thirty of us sang in the rain”")


async def test_words_that_stand_are_shown_before_others_take_their_place(town: Town, amina: Respondent) -> None:
    stella = await town.member(600, role="staff", name="Stella")
    await listens(stella)
    await stella.says("Thirty of us sang in the rain")
    await listens(stella)
    stella.sees(
        "This is written down already: “Thirty of us sang in the rain”", "takes its place", "What does the voice note"
    )
    await stella.says("Thirty of us sang in the rain, and two policemen joined in")
    stella.sees("Written down", "two policemen joined in")
