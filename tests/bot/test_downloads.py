"""Fetching attachments: an outage is waited for, however long; only what can never come is given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.attachment_work import FIRST_WAIT, LONGEST_WAIT, TRIES, Again, GiveUp, decide
from storage.errors import Unavailable
from storage.files import FilesError
from storage.hygiene_errors import RefusedError
from storage.keys import KeyGone
from tests.support.chat import Respondent, Town
from tests.support.patience import PATIENCE

DAY = timedelta(days=1)
AWAY = [NetworkError("Bad Gateway (502)"), TimedOut(), Unavailable("away"), FilesError("full"), ConnectionError()]
UNSURE = BadRequest("Wrong file_id or the file is temporarily unavailable")


@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_what_is_only_away_is_waited_for_without_end(error: Exception) -> None:
    assert decide(error, TRIES * 2, DAY) == Again(LONGEST_WAIT, counts=False)


def test_each_wait_is_as_long_as_all_before_up_to_an_hour() -> None:
    ages = [timedelta(0), timedelta(minutes=10), DAY]
    assert [decide(NetworkError("down"), 0, age) for age in ages] == [
        Again(wait, counts=False) for wait in (FIRST_WAIT, timedelta(minutes=10), LONGEST_WAIT)
    ]


def test_the_wait_that_telegram_names_is_kept() -> None:
    assert decide(RetryAfter(7_200), TRIES, DAY) == Again(timedelta(hours=2), counts=False)


@pytest.mark.parametrize("error", [UNSURE, InvalidToken("Not Found"), ValueError("our own")], ids=repr)
def test_what_may_come_yet_has_several_tries(error: Exception) -> None:
    assert decide(error, 0, timedelta(0)) == Again(FIRST_WAIT, counts=True)
    assert decide(error, TRIES - 1, DAY) == GiveUp("failed", type(error).__name__)


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (BadRequest("File is too big"), GiveUp("failed", "BadRequest")),
        (Forbidden("bot was blocked by the user"), GiveUp("failed", "Forbidden")),
        (KeyGone("erased"), GiveUp("failed", "erased")),
        (RefusedError("type"), GiveUp("refused", "type")),
    ],
    ids=repr,
)
def test_what_can_never_come_is_given_up_at_once(error: Exception, end: GiveUp) -> None:
    assert decide(error, 0, timedelta(0)) == end


@asynccontextmanager
async def telegram_away(town: Town, error: Exception) -> AsyncIterator["Away"]:
    """Meanwhile no file can be fetched."""
    downloads = town.service.downloads
    bot, downloads._bot = downloads._bot, Away(error)
    try:
        yield downloads._bot
    finally:
        downloads._bot = bot


class Away:
    """A Telegram that only ever answers with an error."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, asyncio.Event()

    async def get_file(self, file_id: str) -> Any:
        self.asked.set()
        raise self.error


async def sent_a_picture(town: Town) -> Respondent:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.sends_photos(1)
    return amina


async def test_a_picture_sent_during_a_long_outage_is_fetched_when_it_is_over(town: Town) -> None:
    async with telegram_away(town, NetworkError("down")) as telegram:
        await sent_a_picture(town)
        for _ in range(TRIES + 2):
            async with asyncio.timeout(PATIENCE):
                await telegram.asked.wait()
            telegram.asked.clear()
            await retried(town)
            town.pass_time(hours=1, seconds=1)
            town.service.downloads.wake()
    town.pass_time(hours=1, seconds=1)
    town.service.downloads.wake()
    await town.downloaded()
    assert await statuses(town) == ["stored"]


async def test_a_picture_that_telegram_does_not_know_is_told(town: Town) -> None:
    async with telegram_away(town, BadRequest("Wrong file_id")):
        amina = await sent_a_picture(town)
        await town.downloaded()
    assert await statuses(town) == ["failed"]
    async with asyncio.timeout(PATIENCE):
        while "could not be read" not in amina.screen():  # noqa: ASYNC110 (a look, not a wait for a time)
            await asyncio.sleep(0.01)


async def retried(town: Town) -> None:
    """Wait until what came of the try stands in its row: no lease any more."""
    from sqlalchemy import func, select

    from storage.tables import attachment

    leased = select(func.count()).where(attachment.c.leased_by.is_not(None))
    async with asyncio.timeout(PATIENCE):
        while await town.service.database.read(lambda stores: stores.connection.execute(leased).scalar_one()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def statuses(town: Town) -> list[str]:
    from sqlalchemy import select

    from storage.tables import attachment

    return await town.service.database.read(
        lambda stores: list(stores.connection.execute(select(attachment.c.status)).scalars())
    )
