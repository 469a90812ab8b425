"""A report under way: set aside, found again, deleted and brought back, in another language, looked over, changed."""

import pytest

from tests.support.chat import Respondent, Town, buttons


async def begun(town: Town, language: str = "en", flow: str = "Petition delivery") -> Respondent:
    amina = await town.member(language=language)
    await amina.says("/report")
    await amina.taps(flow)
    return amina


async def reviewed(town: Town) -> Respondent:
    amina = await begun(town)
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.taps("Skip")
    return amina


class TestComingBack:
    async def test_a_paused_report_says_how_far_it_was_and_since_when(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.taps("More")
        amina.sees("Everything you told me is kept", "Pause", "Language", "Help", "Delete")
        await amina.taps("Pause")
        amina.sees("is paused", "30 days", "/report")
        town.pass_time(days=1)
        await amina.says("/report")
        amina.sees("1 answer kept, begun yesterday at 14:00")
        await amina.taps("Continue")
        amina.sees("Question 2", "37.181", "To whom")

    async def test_the_paused_card_itself_goes_on(self, town: Town) -> None:
        amina = await begun(town)
        await amina.taps("More")
        old = amina.button("Language")
        await amina.taps("Pause")
        await amina.taps("Continue")
        amina.sees("How many signatures", "More")
        await amina.taps("More")
        await amina.taps("Pause")
        await amina.taps_data(old[0]["message_id"], old[1]["callback_data"].replace("lg:", "f:"))
        amina.sees("How many signatures", "More")

    async def test_one_who_just_stops_is_welcomed_back_by_any_command(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        town.pass_time(days=29)
        for command in ("/start", "/report", "/rapport@sandbox_bot"):
            await amina.says(command.replace("sandbox_bot", town.world.bot["username"]))
            amina.sees("1 answer kept", "Continue")
        await amina.says("embassy of Uzbekistan in Berlin")
        amina.sees("When was that")

    async def test_the_paused_card_goes_on_by_an_answer_of_its_own(self, town: Town) -> None:
        amina = await begun(town)
        await amina.taps("More")
        await amina.taps("Pause")
        await amina.says("37,181")
        amina.sees("Is this for a report", "To go on with a report begun before: /drafts")

    async def test_beginning_another_report_sets_the_first_aside(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.says("/report")
        await amina.taps("Petition delivery")
        amina.sees("Question 1")
        await amina.says("412")
        await amina.says("/report")
        amina.sees("1 answer kept.*1 answer kept")

    async def test_an_old_button_of_the_report_set_aside_brings_it_back(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.says("embassy of Uzbekistan in Berlin")
        message, button = amina.button("Yesterday")
        await amina.taps("Yesterday")
        await amina.says("/report")
        await amina.taps("Petition delivery")
        amina.sees("Question 1")
        await amina.taps_data(message["message_id"], button["callback_data"])
        await amina.sends_photos(1)
        amina.sees("Pictures: 1", "May these be published")

    async def test_a_draft_nobody_comes_back_to_is_gone(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        skip = amina.button("More")
        town.pass_time(days=61)  # nobody could be told of its end for so long: the program was down
        await town.service.housekeeping.tick()
        await amina.taps_data(skip[0]["message_id"], skip[1]["callback_data"])
        amina.sees("What would you like to report")
        assert "answer kept" not in amina.card["text"]


class TestDeleting:
    async def test_a_deleted_draft_can_be_brought_back_for_a_day(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.taps("More")
        await amina.taps("Delete")
        amina.sees("is deleted", "undo this for a day")
        await amina.taps("Undo")
        amina.sees("Question 2", "37.181", "To whom")

    async def test_after_a_day_it_is_gone_for_good(self, town: Town) -> None:
        amina = await begun(town)
        await amina.taps("More")
        await amina.taps("Delete")
        town.pass_time(days=1, minutes=1)
        await town.service.housekeeping.tick()
        await amina.taps("Undo")
        amina.sees("gone for good", "Petition delivery")

    async def test_deleted_from_the_menu_or_twice(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("/report")
        message, button = amina.button("Delete")
        await amina.taps_data(message["message_id"], button["callback_data"])
        amina.sees("is deleted")
        await amina.taps_data(message["message_id"], button["callback_data"])
        amina.sees("finished or deleted")


class TestLanguage:
    async def test_it_changes_in_the_middle_of_a_report(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.taps("More")
        await amina.taps("Language")
        amina.language = "ar"
        await amina.taps("العربية")
        amina.sees("إلى أي جهة؟", "37")
        await amina.says("سفارة أوزبكستان في برلين")
        amina.sees("متى كان ذلك")
        amina.language = "fr"
        message = amina.card["message_id"]
        await amina.taps_data(message, "sp::0:1")
        amina.sees("Quand était-ce")

    async def test_by_command_outside_of_a_report(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/language")
        amina.sees("English", "Français", "العربية")
        amina.language = "fr"
        await amina.taps("Français")
        amina.sees("Remise de pétition")

    async def test_the_menu_is_in_the_persons_language(self, town: Town) -> None:
        amina = await town.member(language="ar")
        await amina.says("/report")
        amina.sees("تسليم عريضة")


class TestBackAndReview:
    async def test_back_to_the_first_question_and_on_again_keeps_the_answers(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.says("embassy of Uzbekistan in Berlin")
        for _ in range(2):
            await amina.taps("Back")
        amina.sees("Question 1", "How many signatures", "Keep: 37.181")
        assert all("Back" not in button["text"] for button in buttons(amina.card))
        await amina.taps("Keep: 37.181")
        amina.sees("Question 2", "Embassy of Uzbekistan in Berlin")

    async def test_a_line_of_the_review_card_is_changed_and_the_card_comes_back(self, town: Town) -> None:
        amina = await reviewed(town)
        await amina.taps("Signatures: 37.181")
        amina.sees("How many signatures")
        await amina.says("37,182")
        amina.sees("Is all this right", "Signatures: 37.182")

    async def test_an_optional_line_is_asked_only_when_tapped(self, town: Town) -> None:
        amina = await reviewed(town)
        await amina.taps("Next")
        await amina.taps("＋ Story")
        amina.sees("How did it go")
        await amina.says("Snow fell, <b>and</b> the guard smiled & waved.")
        amina.sees("Is all this right", "Story: Snow fell, <b>and</b> the guard smiled & waved")

    async def test_a_message_on_the_review_card_is_not_taken_for_an_answer(self, town: Town) -> None:
        amina = await reviewed(town)
        await amina.says("yes!")
        amina.sees("All questions are answered", "Is all this right")

    async def test_a_picture_on_the_review_card_is_kept_and_asked_about(self, town: Town) -> None:
        amina = await reviewed(town)
        await amina.sends_photos(2)
        amina.sees("May these be published", "Pictures: 2")

    async def test_help_does_not_lose_the_place(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("/help")
        amina.sees("How this works", "Back to the question")
        await amina.says("37,181")
        amina.sees("To whom")
        await amina.taps("More")
        await amina.taps("Help")
        await amina.taps("Back to the question")
        amina.sees("To whom")

    async def test_report_another(self, town: Town) -> None:
        amina = await reviewed(town)
        await amina.taps("File the report")
        await amina.taps("Report another")
        amina.sees("Question 1", "How many signatures")


class TestCalendar:
    async def test_another_day_by_month_and_an_empty_place(self, town: Town) -> None:
        amina = await begun(town)
        await amina.says("37,181")
        await amina.taps("Skip")
        await amina.taps("Another day")
        amina.sees("October 2014")
        await amina.taps("Earlier")
        amina.sees("September 2014")
        await amina.taps("·")
        assert "When was that" in amina.toast
        await amina.taps("30")
        amina.sees("Tue 30 Sep")


@pytest.mark.parametrize(("said", "asked"), [("200,000", "How exact is 200.000"), ("12 or 15", "more than one")])
async def test_a_number_that_needs_a_question_back(town: Town, said: str, asked: str) -> None:
    amina = await begun(town)
    await amina.says(said)
    amina.sees(asked)
