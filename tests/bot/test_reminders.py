"""What the bot says when time has passed: kindly, once, at the right hour, and not when it is no longer so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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


async def test_a_draft_is_reminded_of_after_a_day_and_after_three_and_before_it_goes(town: Town) -> None:
    amina = await town.member()
    await begins(amina)
    await passes(town, hours=23)
    assert said(amina) == 0
    await passes(town, hours=1)
    amina.sees("Petition delivery, begun yesterday at 14:00, waits to be finished", "Everything you told me is kept")
    amina.sees("Continue", "Tomorrow", "Next week")
    await passes(town, days=1)
    assert said(amina) == 1
    await passes(town, days=1)
    assert said(amina) == 2
    await passes(town, days=24)
    assert said(amina) == 2
    await passes(town, days=1)
    amina.sees("begun Wed 22 Oct at 14:00, is kept until Fri 21 Nov; after that I delete it")
    await amina.taps("Continue")
    amina.sees("To whom")
