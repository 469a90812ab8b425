"""An album is one thing sent: it gets one answer, also where it is not wanted. `does` holds promise 3 against each."""

import pytest

from bot import keeping
from tests.bot.test_joining import invitation
from tests.support.chat import JPEG, Respondent, Town


async def in_a_report(town: Town) -> Respondent:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    return amina


async def test_no_report_is_under_way(town: Town) -> None:
    amina = await town.member()
    await amina.sends_photos(5)
    amina.sees("Is this for a report", "5 pictures", "Petition delivery")


async def test_its_second_half_comes_after_a_restart(town: Town) -> None:
    amina = await town.member()
    album = town.world.new_album()
    await amina.does(town.world.send_photos, [JPEG, JPEG], None, album)
    await town.stop()
    await town.start()
    before = amina.screen().count("bot:")
    town.world.send_photos(amina.id, [JPEG, JPEG], album=album)
    await town.pump()
    assert amina.screen().count("bot:") == before


async def test_a_second_album_is_answered_again(town: Town) -> None:
    amina = await town.member()
    for _ in range(2):
        await amina.sends_photos(3)


async def test_a_stranger_sends_one(town: Town) -> None:
    stranger = town.person()
    await stranger.sends_photos(5)
    stranger.sees("I have kept nothing of this message")


async def test_a_strangers_caption_may_hold_the_code(town: Town) -> None:
    stranger = town.person()
    await stranger.sends_photos(3, await invitation(town))
    stranger.sees("choose your language")


async def test_more_files_than_a_report_takes(town: Town) -> None:
    amina = await in_a_report(town)
    for _ in range(3):
        await amina.sends_photos(10)
    amina.sees("more than 20 files", "How many signatures")


async def test_an_album_that_goes_over_the_limit_in_its_middle(town: Town) -> None:
    amina = await in_a_report(town)
    for count in (10, 5, 10):
        await amina.sends_photos(count)
    amina.sees("more than 20 files", "How many signatures")


async def test_parts_that_are_too_large(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_DOWNLOAD", len(JPEG) - 1)
    amina = await in_a_report(town)
    await amina.sends_photos(3)
    amina.sees("larger than 20", "How many signatures")


async def test_what_is_remembered_of_an_album_is_forgotten_in_two_days(town: Town) -> None:
    from sqlalchemy import func, select

    from storage.tables import chat_message

    amina = await town.member()
    await amina.sends_photos(2)
    town.pass_time(hours=49)
    await town.service.housekeeping.forget_messages()
    count = select(func.count()).select_from(chat_message)
    assert await town.service.database.read(lambda stores: stores.connection.execute(count).scalar_one()) == 0
