"""What is filed after a reader's digest was sent, while it is still the same week where it was filed."""

from datetime import timedelta

from tests.bot.test_account import files
from tests.bot.test_digest import MONDAY, coordinator, unprompted
from tests.support.chat import Town


async def test_what_comes_in_after_a_digest_was_sent_is_told_by_the_next(town: Town) -> None:
    amina, clara = await town.member(), await coordinator(town)
    await clara.says("/zone")
    await clara.taps("Another city")
    await clara.says("Auckland")
    await clara.says("/digest")
    await clara.taps("Get it regularly")
    await clara.taps("Have one sent every week")
    monday = MONDAY - timedelta(hours=13)  # at nine in Auckland it is Sunday, 21:00 in Berlin
    town.set_clock(monday + timedelta(minutes=30))
    await files(amina)
    town.set_clock(monday + timedelta(minutes=40))  # it was late
    await unprompted(town)
    clara.sees("Week 43", "37.181 signatures delivered")
    town.set_clock(monday + timedelta(minutes=50))
    reference = await files(amina, "4,001")
    town.set_clock(monday + timedelta(weeks=1))
    await unprompted(town)
    told = r"1 petition delivery \(4.001 signatures delivered\)"
    clara.sees(f"Week 44.*\n\nWhat happened\nCame in after the digest of the week before: {told}")
    await clara.taps("4.001 signatures delivered · after the previous digest")
    clara.sees(reference)
    await clara.says("/digest 2014-W44")
    clara.sees("Came in after the digest of the week before: 1 petition delivery")
