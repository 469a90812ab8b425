"""The shelf of drafts: all that was begun and not filed, from any device, for thirty days."""

from pathlib import Path

import pytest

from tests.support.chat import Respondent, Town, buttons


async def begun(amina: Respondent, *answers: str) -> None:
    await amina.says("/report")
    await amina.taps("Petition delivery")
    for answer in answers:
        await amina.says(answer)


class TestShelf:
    @pytest.mark.parametrize("restarting", [False, True], ids=["at once", "restarted between any two turns"])
    async def test_it_lists_what_was_begun_the_latest_first(self, tmp_path: Path, restarting: bool) -> None:
        async with Town(tmp_path, restarting=restarting) as town:
            amina = await town.member()
            await begun(amina, "37,181", "embassy of Uzbekistan in Berlin")
            town.pass_time(days=1)
            await begun(amina)
            await amina.says("/drafts")
            amina.sees(
                r"1\. Petition delivery\n0 answers kept, begun today at 14:00, kept until Sat 22 Nov",
                r"2\. Petition delivery: Embassy of Uzbekistan in Berlin.*\n2 answers kept, begun yesterday at 14:00",
                r"\[Continue 1\]", r"\[Delete 1\]", r"\[Continue 2\]", r"\[Report an action\]",
            )  # fmt: skip
            await amina.taps("Continue 2")
            amina.sees("Question 3", "When was that")
            await amina.taps("Yesterday")
            await amina.says("/drafts")
            amina.sees(r"1\. Petition delivery: Embassy of Uzbekistan in Berlin, Wed 22 Oct\n3 answers kept")

    async def test_without_drafts_the_menu_says_so(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/drafts")
        amina.sees("You have no drafts", "Petition delivery")

    async def test_nine_fill_two_pages(self, town: Town) -> None:
        amina = await town.member()
        for number in range(9):
            town.pass_time(minutes=1)
            await begun(amina, str(number + 1))
        await amina.says("/report")
        amina.sees("All drafts")
        assert sum("Continue" in each["text"] for each in buttons(amina.card)) == 3
        await amina.taps("All drafts")
        amina.sees(r"\[Continue 8\]", r"\[Next ›\]")
        await amina.taps("Next ›")
        amina.sees(r"9\. Petition delivery", r"\[‹ Before\]")
        await amina.taps("Continue 9")
        amina.sees("Signatures: 1\n", "To whom")
        assert "Next ›" in amina.screen()

    async def test_what_has_expired_and_is_not_swept_yet_hides_no_page(self, town: Town) -> None:
        amina = await town.member()
        for number in range(10):
            town.pass_time(minutes=1)
            await begun(amina, str(number + 1))
        await amina.says("/drafts")
        await amina.taps("Delete 2")
        town.pass_time(days=1, minutes=1)
        await amina.says("/drafts")
        amina.sees(r"\[Continue 8\]", r"\[Next ›\]")
        await amina.taps("Next ›")
        amina.sees(r"9\. Petition delivery", r"\[‹ Before\]")
        assert "10. " not in amina.card["text"]

    async def test_a_page_that_is_no_longer_there(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina)
        await amina.says("/drafts")
        await amina.taps_data(amina.card["message_id"], "dr::0:7")
        amina.sees(r"1\. Petition delivery")

    async def test_on_the_31st_day_it_is_empty(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina, "37,181")
        await amina.says("/drafts")
        message, go_on = amina.button("Continue 1")
        town.pass_time(days=30, minutes=1)
        await amina.says("/drafts")
        amina.sees("You have no drafts")
        town.pass_time(days=31)
        await town.service.housekeeping.tick()
        await amina.taps_data(message["message_id"], go_on["callback_data"])
        assert "finished or deleted" in amina.screen()

    async def test_what_was_sent_without_a_command_stands_there_too(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("37,181 signatures")
        await amina.says("/drafts")
        amina.sees("What you sent is in no report yet", "Use what I sent")


class TestDeleting:
    async def test_deleted_and_brought_back_from_the_shelf(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina, "37,181")
        await amina.says("/drafts")
        await amina.taps("Delete 1")
        amina.sees("is deleted", r"\[Undo\]", r"\[All drafts\]")
        await amina.taps("All drafts")
        amina.sees("Deleted; it can be brought back until Thu 23 Oct at 14:00", r"\[Undo 1\]")
        await amina.taps("Undo 1")
        amina.sees("Signatures: 37.181", "To whom")

    async def test_after_a_day_it_is_not_on_the_shelf(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina)
        await amina.says("/drafts")
        await amina.taps("Delete 1")
        town.pass_time(days=1, minutes=1)
        await amina.says("/drafts")
        amina.sees("You have no drafts")


class TestTwoDevices:
    async def test_the_other_device_finds_the_draft_where_the_first_left_it(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina)
        await amina.says("/drafts")
        message, go_on = amina.button("Continue 1")
        await amina.taps("Continue 1")
        await amina.says("37,181")
        await amina.taps_data(message["message_id"], go_on["callback_data"])  # the shelf, still open elsewhere
        assert "Question 2" in amina.screen()
        await amina.says("embassy of Uzbekistan in Berlin")
        amina.sees("When was that")

    async def test_stale_buttons_of_the_shelf(self, town: Town) -> None:
        amina = await town.member()
        await begun(amina, "37,181", "embassy of Uzbekistan in Berlin")
        await amina.taps("Yesterday")
        await amina.taps("Skip")
        await amina.says("/drafts")
        message, go_on = amina.button("Continue 1")
        delete = amina.button("Delete 1")[1]
        await amina.taps("Continue 1")
        await amina.taps("File the report")
        for button in (go_on, delete):
            await amina.taps_data(message["message_id"], button["callback_data"])
            assert "finished or deleted" in amina.screen()


class TestLikeAnother:
    async def filed(self, town: Town) -> Respondent:
        amina = await town.member()
        await begun(amina, "37,181", "embassy of Uzbekistan in Berlin")
        await amina.taps("Yesterday")
        await amina.sends_photos(1)
        await amina.taps("Internal only")
        await amina.taps("File the report")
        return amina

    async def test_a_copy_keeps_what_usually_stays_and_asks_the_rest(self, town: Town) -> None:
        amina = await self.filed(town)
        await amina.taps("Copy this one")
        amina.sees("Question 1", "How many signatures", "Copied:", "Handed to: Embassy of Uzbekistan in Berlin")
        assert "37.181" not in amina.card["text"]
        await amina.says("412")
        amina.sees("When was that")
        await amina.taps("Today")
        await amina.taps("Skip")
        amina.sees("Is all this right", "Signatures: 412", "Campaign: Stop Torture", "Place: Berlin")
        await amina.taps("File the report")
        amina.sees("Filed: AR-")
        receipts = [each for each in amina.history if "Filed: AR-" in each.get("text", "")]
        assert len(receipts) == 2 and not buttons(receipts[0])

    async def test_the_receipt_stays_after_report_another_too(self, town: Town) -> None:
        amina = await self.filed(town)
        await amina.taps("Report another")
        amina.sees("Question 1", "How many signatures")
        assert "Filed: AR-" in amina.screen()
        assert "Copied" not in amina.card["text"]

    async def test_from_the_list_and_tapped_twice_it_is_one_draft(self, town: Town) -> None:
        amina = await self.filed(town)
        await amina.says("/myreports")
        await amina.taps("AR-")
        message, copy = amina.button("Copy this one")
        for _ in range(2):
            await amina.taps_data(message["message_id"], copy["callback_data"])
            amina.sees("Question 1", "How many signatures")
        await amina.says("/report")
        assert amina.card["text"].count("answer kept") == 1

    async def test_changing_the_target_of_a_copy_changes_what_followed_from_it(self, town: Town) -> None:
        amina = await self.filed(town)
        await amina.taps("Copy this one")
        await amina.says("412")
        await amina.taps("Today")
        await amina.taps("Skip")
        await amina.taps("Handed to")
        await amina.says("Embassy of Nigeria in Berlin")
        amina.sees("State addressed: Nigeria")

    async def test_nobody_can_copy_what_they_may_not_open(self, town: Town) -> None:
        amina = await self.filed(town)
        data = amina.button("Copy this one")[1]["callback_data"]
        bruno = await town.member(502, section="morocco", name="Bruno")
        await bruno.says("/report")
        await bruno.taps_data(bruno.card["message_id"], data)
        assert "not there any more" in bruno.toast
