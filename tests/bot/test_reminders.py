"""What the bot says when time has passed: kindly, once, at the right hour, and not when it is no longer so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import chat_message
from tests.support.chat import Respondent, Town
from tests.support.reminding import passes, said


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def begins(amina: Respondent) -> None:
    """A draft with one answer."""
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")


async def begins_in_french(amina: Respondent) -> None:
    await amina.says("/rapport")
    await amina.taps("Remise de pétition")
    await amina.says("37 181")


async def test_a_draft_is_reminded_of_after_a_day_and_after_three_and_before_it_goes(town: Town) -> None:
    amina = await town.member()
    await begins(amina)
    await passes(town, hours=23)
    assert said(amina) == 0
    await passes(town, hours=1)
    amina.sees("Your draft “Petition delivery”, begun yesterday at 14:00, is not finished yet")
    amina.sees("Everything you told me is kept", "Continue", "Ask me tomorrow", "Ask me next week")
    await passes(town, days=1)
    assert said(amina) == 1
    await passes(town, days=1)
    assert said(amina) == 2
    await passes(town, days=24)
    assert said(amina) == 2
    await passes(town, days=1)
    amina.sees("begun Wed 22 Oct at 14:00, is kept until Fri 21 Nov; after that I delete it", "Ask me tomorrow")
    assert "Ask me next week" not in str(amina.card)  # by then it would be gone
    await amina.taps("Continue")
    amina.sees("To whom")


async def test_put_off_until_tomorrow_it_comes_again_unless_it_was_filed(town: Town) -> None:
    amina = await town.member()
    await begins(amina)
    await passes(town, days=1)
    await amina.taps("Ask me tomorrow")
    amina.sees("Next reminder: Fri 24 Oct at 10:00")
    await passes(town, hours=19)
    assert "Next reminder" in amina.card["text"]
    await passes(town, hours=1)
    amina.sees("is not finished yet")
    await amina.taps("Ask me next week")
    await amina.taps("Delete")
    known = len(amina.history)
    await passes(town, days=8)
    assert len(amina.history) == known


async def test_somebody_in_danger_reads_it_when_they_want(town: Town) -> None:
    amina = await town.member(language="fr")
    await begins_in_french(amina)
    await amina.says("/safety")
    await amina.taps("Je suis peut-être en danger")
    await passes(town, days=1)
    amina.sees("Vous avez un message")
    assert said(amina) == 0
    await amina.taps("Lire")
    amina.sees("Remise de pétition", "pas encore terminé")
    await amina.taps("Ne plus me le rappeler")
    await passes(town, days=2)
    assert said(amina) == 0


async def test_what_a_tick_leaves_to_be_deleted_goes_though_the_clock_stands_still(town: Town) -> None:
    amina = await town.member()
    await amina.says("/help")
    shown = len(amina.history)
    over = chat_message.update().values(delete_at=town.now)
    await town.service.database.run(lambda stores: stores.connection.execute(over))
    await town.service.tick()
    await town.marked()
    assert len(amina.history) < shown


async def test_who_comes_back_is_reminded_of_what_never_reached_them(town: Town) -> None:
    amina = await town.member()
    await begins(amina)
    town.world.block(amina.id)
    await passes(town, days=1)
    assert said(amina) == 0
    town.world.unblock(amina.id)
    await amina.says("/language")
    await passes(town, hours=1)
    amina.sees("is not finished yet")
    assert said(amina) == 1
