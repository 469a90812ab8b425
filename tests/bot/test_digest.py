"""/digest: a week in numbers, each of which opens; sent by itself to a person, to a group, to a topic of it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import digesting
from reports.digest.content import Digest
from reports.digest.gathering import gather
from storage.stores import Stores
from storage.tables import section
from tests.bot.test_account import files
from tests.support.chat import Respondent, Town, buttons
from tests.support.patience import PATIENCE

GROUP = -100_200_300
MONDAY = datetime(2014, 10, 27, 9, 0, tzinfo=UTC)  # 10:00 in Berlin, when winter time has come


async def coordinator(town: Town, user_id: int = 600, **more: str) -> Respondent:
    return await town.member(user_id, role="coordinator", name="Clara", **more)


def labels(message: dict) -> list[str]:
    return [button["text"] for button in buttons(message)]


async def unprompted(town: Town) -> None:
    await town.service.unprompted.tick()
    await town.marked()


async def test_a_number_opens_down_to_its_report_and_says_what_came_since(town: Town) -> None:
    amina, clara = await town.member(), await coordinator(town)
    reference = await files(amina)
    await clara.says("/digest")
    digest = clara.card
    assert digest["photo"] and len(digest["caption"]) < 1_000
    clara.sees("Germany · Week 43", "So far", "37.181 signatures delivered", "1 petition delivery", "Not yet received")
    assert "37.181 signatures delivered · 1 report" in labels(digest)
    await amina.says(reference)
    await amina.taps("Withdraw")
    await amina.taps("Yes")
    await clara.taps("37.181 signatures delivered")
    clara.sees("37.181 signatures delivered", "As of today at 14:00", "Since then: 1 withdrawn", f"{reference}.*37.181")
    assert "Amina" not in clara.screen()
    await clara.taps(reference)
    clara.sees("Petition delivery", reference, "Withdrawn")
    await clara.taps("Back to the list")
    await clara.taps("All numbers")
    clara.sees("All numbers", "1 petition delivery")
    assert "37.181 signatures delivered · 1 report" in labels(digest), "the digest itself stays"
    await clara.taps("updates not yet received")
    clara.sees("updates not yet received", "As of today at 14:00", "Section update for September 2014: all four areas")


async def test_a_number_opens_the_version_that_it_counted_and_leads_on_to_the_report_as_it_is(town: Town) -> None:
    amina, clara = await town.member(), await coordinator(town)
    reference = await files(amina)
    await clara.says("/digest")
    await amina.says(reference)
    await amina.taps("Change something")
    await amina.taps("Signatures")
    await amina.says("37,000")
    await amina.taps("Exactly")
    await amina.taps("Save the changes")
    await clara.taps("37.181 signatures delivered")
    await clara.taps(reference)
    clara.sees("Version 1 of 2", "Signatures: 37.181", "The digest counted this version")
    await clara.taps("Back to the list")
    await clara.taps(reference)
    await clara.taps("Back to the report")
    clara.sees("Signatures: 37.000")


async def test_a_past_week_is_tapped_or_typed_and_an_empty_one_says_so_in_a_line(town: Town) -> None:
    clara = await coordinator(town)
    await files(await town.member())
    await clara.says("/digest")
    await clara.taps("‹ Week before")
    clara.sees("Week 42", "A quiet week: nothing was reported.")
    assert "photo" not in clara.card
    await clara.taps("Week after ›")
    clara.sees("Week 43", "37.181")
    await clara.says("/digest 2014-10")
    clara.sees("Germany · October 2014", "37.181")
    await clara.says("/digest 2014-10-22")
    clara.sees("Wed 22 Oct 2014")
    for nonsense in ("2014-W60", "yesterday", "2090-W01"):
        await clara.says(f"/digest {nonsense}")
        clara.sees("I do not know that period", "/digest 2014-W43")


async def test_it_is_looked_up_once_so_that_picture_words_and_numbers_are_of_one_instant(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, clara = await town.member(), await coordinator(town)
    await files(amina)
    looked: list[object] = []

    def look(*given: Any) -> Digest:
        looked.append(given)
        return gather(*given)

    monkeypatch.setattr(digesting, "gather", look)
    await clara.says("/digest")
    clara.sees("37.181 signatures delivered")
    await clara.taps("‹ Week before")
    assert "photo" not in clara.card
    assert len(looked) == 2, "one for each, with a picture or without"


async def test_activists_have_no_digest_and_buttons_of_others_tell_them_nothing(town: Town) -> None:
    amina, clara = await town.member(), await coordinator(town)
    await files(amina)
    await amina.says("/digest")
    amina.sees("for those who work for a section")
    await clara.says("/digest")
    _, button = clara.button("37.181")
    message, _ = amina.button("Copy this one") if "Copy" in amina.screen() else (amina.history[-1], None)
    for verb in ("dgc", "dga"):
        code = button["callback_data"].split(":")[1]
        await amina.taps_data(message["message_id"], f"{verb}:{code}:0:0")
        assert "not open to you" in amina.toast
    french = await coordinator(town, 601, section="france")
    await french.says("/digest")
    await french.taps_data(french.card["message_id"], button["callback_data"])
    assert "not open to you" in french.toast


async def test_it_comes_by_itself_at_the_hour_chosen_and_stops(town: Town) -> None:
    clara = await coordinator(town)
    await files(await town.member())
    await clara.says("/digest")
    await clara.taps("Get it regularly")
    clara.sees("None yet")
    await clara.taps("Have one sent every week")
    clara.sees("Germany · every week on Monday at 09:00", "Next on Mon 27 Oct at 09:00")
    await clara.taps("All my digests")
    assert [each for each in labels(clara.card) if "sent" in each] == [], "there is no other to have"
    await clara.taps("Germany")
    await clara.taps("Hour")
    await clara.taps("10:00")
    clara.sees("every week on Monday at 10:00", "Next on Mon 27 Oct at 10:00")
    before = len(clara.history)
    town.set_clock(MONDAY.replace(hour=8))
    await unprompted(town)
    assert len(clara.history) == before
    town.set_clock(MONDAY)
    for _ in range(2):
        await unprompted(town)
    assert len(clara.history) == before + 1, "once"
    clara.sees("Germany · Week 43, 20–26 Oct 2014", "37.181 signatures delivered")
    assert clara.card["photo"]
    await clara.taps("37.181 signatures")
    clara.sees("AR-")
    await clara.says("/digest")
    await clara.taps("Get it regularly")
    await clara.taps("Germany")
    await clara.taps("Day")
    await clara.taps("Thursday")
    clara.sees("Next on Thu 6 Nov at 10:00")  # of this week's Thursday the week has been told
    town.pass_time(days=7, hours=1)
    await clara.taps("Day")
    await clara.taps("Monday")
    clara.sees("The next one comes in a moment.")  # it is an hour past ten: the week that is over is not left out
    await clara.taps("Stop it")
    clara.sees("Stopped")
    before = len(clara.history)
    town.pass_time(days=7)
    await unprompted(town)
    assert len(clara.history) == before


async def test_in_a_group_it_is_confirmed_in_private_and_its_buttons_lead_there(town: Town) -> None:
    clara, amina = await coordinator(town), await town.member()
    await files(amina)
    town.world.add_group(GROUP, "Berlin group", [clara.id, amina.id])
    town.world.say(clara.id, "/digest", GROUP)
    await town.pump()
    (offer,) = [each for each in town.world.history(GROUP) if each["from"]["is_bot"]]
    (link,) = buttons(offer)
    await clara.says(f"/start {link['url'].partition('start=')[2]}")
    clara.sees("Post a digest in the group", "Germany")
    await clara.taps("Germany")
    clara.sees("every week on Monday at 09:00 · in a group", "posted there from now on")
    town.set_clock(MONDAY)
    await unprompted(town)
    posted = town.world.history(GROUP)[-1]
    assert "37.181 signatures delivered" in posted["caption"] and posted["photo"]
    button = next(each for each in buttons(posted) if "37.181" in each["text"])
    for who, seen in ((clara, "AR-"), (amina, "not open to you")):
        town.world.press(who.id, posted["message_id"], button["callback_data"], GROUP)
        await town.pump()
        url = town.world.toasts(who.id)[-1]["url"]
        await who.says(f"/start {url.partition('start=')[2]}")
        who.sees(seen)


async def offered(town: Town, who: Respondent) -> None:
    """They asked for a digest in the group, and opened the private chat."""
    town.world.say(who.id, "/digest", GROUP)
    await town.pump()
    (link,) = buttons(town.world.history(GROUP)[-1])
    await who.says(f"/start {link['url'].partition('start=')[2]}")


async def test_the_same_is_posted_in_one_place_once_whoever_asks(town: Town) -> None:
    clara, dora = await coordinator(town), await coordinator(town, 601)
    town.world.add_group(GROUP, "Berlin group", [clara.id, dora.id])
    for answer in ("posted there from now on", "It comes there already"):
        await offered(town, clara)
        await clara.taps("Germany")
        clara.sees("in a group", answer)
    await offered(town, dora)
    await dora.taps("Germany")
    assert "somebody else asked for it" in dora.toast

    def leaves(stores: Stores) -> None:
        person = stores.people.find([stores.keyring.lookup(clara.id)])
        assert person is not None and stores.roles.revoke(person.id, "coordinator", "section", "germany")

    await town.service.database.run(leaves)
    await dora.taps("Germany")
    dora.sees("posted there from now on")


FORUM = -100_200_400


async def in_a_topic(town: Town, clara: Respondent) -> int:
    """Clara's digest is posted in a topic from now on."""
    town.world.add_group(FORUM, "Section", [clara.id], forum=True)
    topic = town.world.add_topic(clara.id, FORUM, "Digests")
    town.world.say(clara.id, "/digest", FORUM, thread_id=topic)
    await town.pump()
    offer = town.world.history(FORUM)[-1]
    assert offer["message_thread_id"] == topic
    await clara.says(f"/start {buttons(offer)[0]['url'].partition('start=')[2]}")
    await clara.taps("Germany")
    clara.sees("posted there from now on")
    await clara.taps("Language")
    clara.sees("In which language", "My language", "English", "العربية", "Español")
    await clara.taps("Français")
    clara.sees("in a group · Français")
    return topic


async def test_in_a_topic_it_comes_to_that_topic_and_when_that_is_gone_the_coordinator_hears_what_to_do(
    town: Town,
) -> None:
    clara = await coordinator(town)
    await files(await town.member())
    topic = await in_a_topic(town, clara)
    town.set_clock(MONDAY)
    await unprompted(town)
    posted = town.world.history(FORUM)[-1]
    assert posted["message_thread_id"] == topic
    assert "signatures remises" in posted["caption"], "as chosen, whatever Clara speaks"
    town.world.delete_topic(FORUM, topic)
    for week in (1, 2):
        town.set_clock(MONDAY.replace(month=11, day=3 + 7 * (week - 1)))
        await unprompted(town)
        clara.sees("Digest · Germany", "Its topic is closed or gone", "send /digest in a group or a topic")
    told = [each for each in clara.history if "topic is closed" in each.get("text", "")]
    assert len(told) == 1 and len(town.world.history(FORUM)) == 0, "once, and nothing is posted elsewhere"
    await clara.does_whatever(town.world.say, "/digest")
    message, button = clara.button("Get it regularly")
    await clara.does_whatever(town.world.press, message["message_id"], button["callback_data"])
    clara.sees("None yet")


async def test_put_out_of_the_group_the_coordinator_hears_of_it_and_another_topic_goes_on(town: Town) -> None:
    clara = await coordinator(town)
    closed = await in_a_topic(town, clara)
    town.world.add_group(GROUP, "Berlin group", [clara.id])
    town.world.say(clara.id, "/digest", GROUP)
    await town.pump()
    await clara.says(f"/start {buttons(town.world.history(GROUP)[-1])[0]['url'].partition('start=')[2]}")
    await clara.taps("Germany")
    town.world.kick_bot(GROUP)
    town.set_clock(MONDAY)
    await unprompted(town)
    clara.sees("I am not in its group any more")
    assert town.world.history(FORUM)[-1].get("message_thread_id") == closed, "the other one came"


async def test_whoever_is_at_risk_is_told_only_that_there_is_something(town: Town) -> None:
    clara = await coordinator(town)
    await files(await town.member())
    await clara.says("/digest")
    await clara.taps("Get it regularly")
    await clara.taps("Have one sent every week")
    await clara.says("/safety")
    await clara.taps("I may be in danger")
    town.set_clock(MONDAY)
    await unprompted(town)
    clara.sees("You have a message.")
    assert "37.181" not in str(clara.card)
    await clara.taps("Read")
    clara.sees("37.181 signatures delivered")


async def test_in_arabic(town: Town) -> None:
    amina = await town.member(language="ar", section="morocco")
    clara = await coordinator(town, language="ar", section="morocco")
    await amina.says("/report")
    await amina.taps("تسليم عريضة")
    for text in ("37181", "سفارة أوزبكستان برلين"):
        await amina.says(text)
    await amina.taps("أمس")
    await amina.taps("تخطٍّ")
    await amina.taps("تقديم")
    await clara.says("/mulakhas")
    clara.sees("37.181", "توقيعًا سُلّم", "لم يصل بعد")
    await clara.taps("37.181")
    clara.sees("الأرقام كما كانت", "\u200f\u2068AR-")


async def test_a_story_comes_with_its_picture_only_if_both_may_be_published(town: Town) -> None:
    amina, clara = await town.member(), await coordinator(town)
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.sends_photos()
    await amina.taps("Yes, credit me")
    await amina.taps("Next ›")
    await amina.taps("Story")
    await amina.says("It rained all the time, and nobody went home.")
    await amina.taps("File the report")
    await town.downloaded()
    await clara.says("/digest")
    await clara.taps("A story with its picture")
    clara.sees("It rained all the time", "Credit: Amina")
    assert clara.card["photo"]
    _, story = clara.button("Open this report")
    assert story["callback_data"].startswith("op:")


async def test_what_is_put_at_risk_later_is_not_opened_nor_posted_and_without_the_role_nothing_more_comes(
    town: Town,
) -> None:
    clara, rita = await coordinator(town), await town.member(601, role="researcher", name="Rita")
    await files(await town.member())
    await in_a_topic(town, clara)
    await clara.says("/digest")
    await clara.taps("Get it regularly")
    await clara.taps("Have one sent")
    await rita.says("/digest")
    _, button = rita.button("37.181")
    database = town.service.database
    at_risk = section.update().where(section.c.key == "germany").values(at_risk=True)
    await database.run(lambda stores: stores.connection.execute(at_risk))
    await rita.taps_data(rita.card["message_id"], button["callback_data"])
    assert "not open to you" in rita.toast
    posted = len(town.world.history(FORUM))
    town.set_clock(MONDAY)
    await unprompted(town)
    assert len(town.world.history(FORUM)) == posted, "nobody knows who reads along"
    clara.sees("You have a message.")
    await clara.taps("Read")
    clara.sees("Germany · Week 43")

    def leaves(stores: Stores) -> None:
        person = stores.people.find([stores.keyring.lookup(clara.id)])
        assert person is not None and stores.roles.revoke(person.id, "coordinator", "section", "germany")

    def waits(stores: Stores) -> bool:
        due = stores.outbox.next_due()
        return due is not None and due > stores.now

    town.world.faults.add("too_many_requests", chat_id=clara.id, retry_after=60)
    town.pass_time(days=7)
    await town.service.unprompted.tick()
    async with asyncio.timeout(PATIENCE):
        while not await database.read(waits):  # noqa: ASYNC110 (it is put off with the next commit)
            await asyncio.sleep(0.01)
    await database.run(leaves)
    before = len(clara.history)
    for days in (1, 6, 7):
        town.pass_time(days=days)
        await unprompted(town)
    assert len(clara.history) == before, "and nobody is told of it every week"
