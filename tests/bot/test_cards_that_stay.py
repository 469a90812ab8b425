"""Receipts stay in the chat, and a draft's card is known however old it is."""

from tests.bot.test_awkward import asked_for_pictures, asked_how_many, drafts, message_of, pressed
from tests.support.chat import Respondent, Town, buttons


async def filed(town: Town) -> tuple[Respondent, int]:
    """Somebody who has just filed, and the receipt."""
    amina = await asked_for_pictures(town)
    await amina.taps("Skip")
    await amina.taps("File the report")
    return amina, amina.card["message_id"]


async def test_another_report_leaves_the_reference_in_the_chat(town: Town) -> None:
    amina, receipt = await filed(town)
    await amina.taps("Report another")
    assert "Filed: AR-" in message_of(amina, receipt)["text"]
    assert buttons(message_of(amina, receipt)) == []
    assert amina.card["message_id"] > receipt
    amina.sees("How many signatures")


async def test_tapped_twice_it_begins_one_report(town: Town) -> None:
    amina, receipt = await filed(town)
    another = pressed(amina, "Report another")
    for _ in range(2):
        await amina.taps_data(*another)
    assert len(await drafts(town)) == 2  # the filed one, and the new one
    assert "Filed: AR-" in message_of(amina, receipt)["text"]
    amina.sees("How many signatures")


async def test_a_card_of_three_days_ago_is_still_the_live_one(town: Town) -> None:
    amina = await asked_how_many(town)
    await amina.says("37,181")
    card = amina.card["message_id"]
    await passed(town)
    await amina.says("embassy of Uzbekistan in Berlin")
    assert buttons(message_of(amina, card)) == []
    assert "When was that" in amina.card["text"]


async def test_a_copy_of_the_card_is_told_from_it_after_three_days(town: Town) -> None:
    amina = await asked_for_pictures(town)
    older = amina.card["message_id"]
    await amina.says("hm, which picture?")
    newer = amina.card["message_id"]
    await passed(town)
    _, button = amina.button("Skip")
    await amina.taps_data(older, button["callback_data"])
    assert buttons(message_of(amina, newer)) == []


async def passed(town: Town) -> None:
    """Three days, with their housekeeping."""
    await town.stop()
    town.pass_time(days=3)
    await town.start()
    await town.service.housekeeping.tick()
