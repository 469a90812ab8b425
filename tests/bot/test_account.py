"""What a person can do with what they filed: open, pictures, withdraw, restore, erase one report, erase everything."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from storage.tables import chat_message, figure_delta, person, report
from tests.support.chat import Respondent, Town, buttons


async def filed(town: Town, user_id: int = 501, number: str = "37,181", photos: int = 0) -> tuple[Respondent, str]:
    """Somebody with a filed report, and its reference."""
    amina = await town.member(user_id)
    return amina, await files(amina, number, photos)


async def files(amina: Respondent, number: str = "37,181", photos: int = 0) -> str:
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says(number)
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    if photos:
        await amina.sends_photos(photos)
        await amina.taps("Internal only")
        await amina.town.downloaded()
    else:
        await amina.taps("Skip")
    await amina.taps("File the report")
    return str(amina.card["text"].split("\n")[0].removeprefix("Filed: "))


async def counted(town: Town) -> tuple[Decimal, int]:
    """What the movements of signatures come to: how many, of how many reports."""

    def add(stores: Any) -> tuple[Decimal, int]:
        columns = figure_delta.c.value, figure_delta.c.reports
        moved = stores.connection.execute(select(*columns).where(figure_delta.c.basis == "signatures")).all()
        return sum((row.value for row in moved), Decimal(0)), sum(row.reports for row in moved)

    return await town.service.database.read(add)


class TestMyReports:
    async def test_who_has_filed_nothing_is_shown_what_can_be_reported(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/myreports")
        amina.sees("You have not filed a report yet", "Petition delivery")

    async def test_a_report_is_opened_from_the_list_and_by_its_reference(self, town: Town) -> None:
        amina, reference = await filed(town)
        await amina.says("/myreports")
        await amina.taps(reference)
        amina.sees("Petition delivery", reference, "Signatures: 37.181", "Filed on Wed 22 Oct")
        for spelling in (reference, reference.lower(), reference.replace("-", " ")):
            await amina.says(spelling)
            amina.sees("Signatures: 37.181")

    async def test_the_list_is_paged(self, town: Town) -> None:
        amina, first = await filed(town)
        for number in range(8):
            town.pass_time(minutes=1)
            await files(amina, str(511 + number))
        await amina.says("/myreports")
        assert len(buttons(amina.card)) == 8 + 2
        await amina.taps("Next ›")
        amina.sees(first)
        await amina.taps("‹ Before")
        assert first not in str(buttons(amina.card))

    async def test_one_picture_comes_as_a_photo_and_several_as_an_album(self, town: Town) -> None:
        amina, _ = await filed(town, photos=1)
        await amina.taps("Open this report")
        await amina.taps("Show pictures")
        assert "photo" in amina.card
        amina.sees(r"AR-.*/myreports")
        several = await files(amina, "412", photos=3)
        await amina.says(several)
        await amina.taps("Show pictures")
        album = [message for message in amina.history if message.get("media_group_id") and message["from"]["is_bot"]]
        assert len(album) == 3

    async def test_commands_work_in_the_middle_of_a_report(self, town: Town) -> None:
        amina, reference = await filed(town)
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says("/myreports")
        await amina.taps(reference)
        await amina.says("412")
        amina.sees("To whom", "412")


class TestWithdrawing:
    async def test_it_takes_the_figures_out_and_can_be_undone(self, town: Town) -> None:
        amina, _ = await filed(town)
        assert await counted(town) == (Decimal(37181), 1)
        await amina.taps("Open this report")
        await amina.taps("Withdraw")
        amina.sees("no longer be counted", "Yes, withdraw it", "No, leave it")
        await amina.taps("Yes, withdraw it")
        amina.sees("Withdrawn: its figures are not counted")
        assert amina.card["text"].count("Withdrawn") == 1
        assert await counted(town) == (Decimal(0), 0)
        await amina.taps("Undo withdrawal")
        amina.sees("It is counted again")
        assert await counted(town) == (Decimal(37181), 1)

    async def test_twice_on_the_same_button_counts_once(self, town: Town) -> None:
        amina, _ = await filed(town)
        await amina.taps("Open this report")
        await amina.taps("Withdraw")
        message, button = amina.button("Yes, withdraw it")
        for _ in range(2):
            await amina.taps_data(message["message_id"], button["callback_data"])
        amina.sees("Already noted")
        assert await counted(town) == (Decimal(0), 0)

    async def test_the_days_of_filing_and_of_withdrawing_are_kept_apart(self, town: Town) -> None:
        amina, _ = await filed(town)
        await town.service.housekeeping.tick()
        town.pass_time(days=9)
        await amina.taps("Open this report")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        await town.service.housekeeping.tick()
        assert await counted(town) == (Decimal(0), 0)

    async def test_the_list_says_which_are_withdrawn(self, town: Town) -> None:
        amina, _ = await filed(town)
        await amina.taps("Open this report")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        await amina.taps("All my reports")
        amina.sees("withdrawn")


class TestErasingOneReport:
    async def test_nothing_of_it_can_be_read_and_its_figures_stay(self, town: Town) -> None:
        amina, reference = await filed(town, photos=1)
        await amina.taps("Open this report")
        opened = amina.button("Withdraw")
        await amina.taps("Erase for good")
        amina.sees("destroyed", "Yes, erase it")
        await amina.taps("Yes, erase it")
        amina.sees("The report is erased")
        assert await counted(town) == (Decimal(37181), 1)
        assert list((town.folder / "files").iterdir()) == []
        await amina.says(reference)
        amina.sees("Is this for a report")
        await amina.taps_data(opened[0]["message_id"], opened[1]["callback_data"])
        assert "not there any more" in amina.toast
        row = await town.service.database.read(lambda stores: stores.connection.execute(report.select()).one())
        assert (row.reference, row.person_id) == (None, None)

    async def test_the_others_stay(self, town: Town) -> None:
        amina, first = await filed(town)
        second = await files(amina, "412")
        await amina.says(first)
        await amina.taps("Erase for good")
        await amina.taps("Yes, erase it")
        amina.sees("Your reports", second)


class TestErasingEverything:
    async def test_the_person_is_a_stranger_afterwards_and_the_chat_is_clean(self, town: Town) -> None:
        amina, _ = await filed(town, photos=2)
        await amina.says("/report")
        await amina.taps("Petition delivery")
        await amina.says("412")
        await amina.says("/forget")
        amina.sees("What shall I forget")
        await amina.taps("Erase everything")
        await amina.taps("Yes, erase everything")
        (farewell,) = amina.history
        assert "Everything is erased" in farewell["text"]
        assert await counted(town) == (Decimal(37181), 1)
        assert list((town.folder / "files").iterdir()) == []
        await amina.says("/myreports")
        amina.sees("To join", "kept nothing")

    async def test_no_key_and_no_row_leads_to_them(self, town: Town) -> None:
        amina, _ = await filed(town)
        await amina.says("/forget")
        await amina.taps("Erase everything")
        await amina.taps("Yes, erase everything")

        def left(stores: Any) -> tuple[int, int]:
            known = select(func.count()).select_from(person).where(person.c.lookup.is_not(None))
            ids = select(func.count()).select_from(chat_message)
            return stores.connection.execute(known).scalar_one(), stores.connection.execute(ids).scalar_one()

        assert await town.service.database.read(left) == (0, 0)

    async def test_one_can_think_better_of_it(self, town: Town) -> None:
        amina, reference = await filed(town)
        await amina.says("/forget")
        await amina.taps("Erase everything")
        await amina.taps("No, keep it")
        amina.sees("What would you like to report")
        await amina.says("/forget")
        await amina.taps("One report")
        amina.sees(reference)
        await amina.says("/forget")
        await amina.taps("Nothing")

    async def test_the_button_pressed_twice_is_met_like_a_strangers(self, town: Town) -> None:
        amina, _ = await filed(town)
        await amina.says("/forget")
        await amina.taps("Erase everything")
        message, button = amina.button("Yes, erase everything")
        await amina.taps_data(message["message_id"], button["callback_data"])
        await amina.taps_data(message["message_id"], button["callback_data"])
        assert "To join" in amina.toast
