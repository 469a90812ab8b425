"""Changing a filed report: any answer, versions kept, figures corrected from the day of the change."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.keystore import key
from storage.movements import EVENTS
from storage.tables import attachment, audit, figure_delta, report, report_version, session
from storage.verifying import differences
from tests.support.chat import Respondent, Town


async def files(amina: Respondent, number: str = "37,181", photos: int = 0) -> str:
    """A delivery, filed; its reference."""
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


@pytest.fixture
async def amina(town: Town) -> Respondent:
    """Somebody with a filed report, looking at it."""
    amina = await town.member()
    await files(amina)
    await amina.taps("Open this report")
    return amina


async def ask(town: Town, statement: Any) -> list[Any]:
    return await town.service.database.read(lambda stores: stores.connection.execute(statement).all())


async def counted(town: Town) -> dict[str, tuple[Decimal, int]]:
    """What stands in the running totals, by qualifier, and that the reports agree."""

    def ever(stores: Any) -> dict[str, tuple[Decimal, int]]:
        stores.running.close()
        assert list(differences(stores)) == []
        sums: dict[str, tuple[Decimal, int]] = {}
        for total in stores.running.ever("everything", ""):
            if total.running.key != EVENTS:
                value, reports = sums.get(total.running.qualifier, (Decimal(0), 0))
                sums[total.running.qualifier] = (value + total.value, reports + total.reports)
        return {name: both for name, both in sums.items() if any(both)}

    return await town.service.database.run(ever)


async def changes_number(amina: Respondent, number: str) -> None:
    await amina.taps("Change something")
    await amina.taps("Signatures")
    await amina.says(number)


class TestChanging:
    async def test_all_answers_stand_on_the_review_card(self, amina: Respondent) -> None:
        await amina.taps("Change something")
        amina.sees(
            r"Change of AR-\w{6}-\w", "Signatures: 37.181", "Embassy of Uzbekistan in Berlin", "Tue 21 Oct",
            "Save the changes", "Leave it as it is",
        )  # fmt: skip
        assert "File the report" not in amina.screen().rpartition("me:")[2]

    async def test_a_number_is_changed_and_the_difference_counted(self, town: Town, amina: Respondent) -> None:
        await town.service.housekeeping.tick()
        town.pass_time(days=9)
        await changes_number(amina, "36,000")
        await amina.taps("Exactly")
        amina.sees("Signatures: 36.000", "Save the changes")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}, "nothing is changed before it is saved"
        await amina.taps("Save the changes")
        amina.sees("Your changes are saved", "Signatures: 36.000", "Filed on Wed 22 Oct")
        amina.sees("Changed on Fri 31 Oct: version 2")
        assert await counted(town) == {"exactly": (Decimal(36000), 1)}
        day = date(2014, 10, 31)
        [moved] = await ask(town, sa.select(figure_delta).where(figure_delta.c.day == day))
        assert (moved.cause, moved.value, moved.reports) == ("corrected", Decimal(-1181), 0)

    async def test_another_qualifier_moves_the_number_from_one_total_to_the_other(
        self, town: Town, amina: Respondent
    ) -> None:
        await changes_number(amina, "about 37,000")
        await amina.taps("Save the changes")
        assert await counted(town) == {"about": (Decimal(37000), 1)}

    async def test_what_hangs_on_a_changed_answer_follows(self, town: Town, amina: Respondent) -> None:
        await amina.taps("Change something")
        await amina.taps("Handed to")
        await amina.says("embassy of Mexico in Berlin")
        amina.sees("Mexico")
        await amina.taps("Save the changes")
        [row] = await ask(town, sa.select(report.c.country, report.c.target_key, report.c.version))
        assert (row.country, row.version) == ("MX", 2)
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}

    async def test_nothing_changed_makes_no_version(self, town: Town, amina: Respondent) -> None:
        await amina.taps("Change something")
        await amina.taps("Save the changes")
        amina.sees("Nothing was changed", "Change something")
        assert len(await ask(town, sa.select(report_version))) == 1

    async def test_who_wrote_which_version_is_kept_and_audited(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "36,999")
        await amina.taps("Save the changes")
        versions = await ask(town, sa.select(report_version.c.version, report_version.c.person_id))
        assert [row.version for row in versions] == [1, 2]
        assert len({row.person_id for row in versions} - {None}) == 1
        of_reports = sa.select(audit.c.act).where(audit.c.subject == "report")
        acts = await ask(town, of_reports.order_by(audit.c.at, audit.c.id))
        assert [row.act for row in acts] == ["file", "amend"]

    async def test_leaving_it_changes_nothing(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "36,999")
        await amina.taps("Leave it as it is")
        amina.sees("Nothing was changed", "Signatures: 37.181", "Change something")
        assert await counted(town) == {"exactly": (Decimal(37181), 1)}

    async def test_a_withdrawn_one_is_restored_first(self, town: Town, amina: Respondent) -> None:
        old = amina.button("Change something")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        assert "Change something" not in amina.screen()
        await amina.taps_data(old[0]["message_id"], old[1]["callback_data"])
        amina.sees("undo the withdrawal first", "Undo withdrawal")

    async def test_withdrawing_and_restoring_count_what_stands_after_the_change(
        self, town: Town, amina: Respondent
    ) -> None:
        await changes_number(amina, "412")
        await amina.taps("Save the changes")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        assert await counted(town) == {}
        await amina.taps("Undo withdrawal")
        assert await counted(town) == {"exactly": (Decimal(412), 1)}


class TestADraftOfAChange:
    async def test_it_waits_among_the_drafts_under_the_reports_name(self, amina: Respondent) -> None:
        await changes_number(amina, "412")
        await amina.says("/report")
        amina.sees(r"Change of AR-\w{6}-\w", "Continue")
        await amina.taps("Continue")
        amina.sees("Signatures: 412", "Save the changes")

    async def test_change_something_goes_on_with_it(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "412")
        await amina.says("/myreports")
        await amina.taps("AR-")
        await amina.taps("Change something")
        amina.sees("Signatures: 412", "Save the changes")
        assert len(await ask(town, sa.select(session).where(session.c.amends.is_not(None)))) == 1

    async def test_one_that_expires_leaves_the_report_readable(self, town: Town, amina: Respondent) -> None:
        await amina.taps("Change something")
        await amina.sends_photos(1)
        await town.downloaded()
        town.pass_time(days=61)
        for _ in range(2):
            await town.service.housekeeping.tick()
        await amina.says("/myreports")
        await amina.taps("AR-")
        amina.sees("Signatures: 37.181", "Change something")
        assert "Show pictures" not in amina.screen()
        assert list((town.folder / "files").iterdir()) == []

    async def test_erasing_the_report_erases_it_too(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "412")
        old = amina.button("Save the changes")
        await amina.says("/myreports")
        await amina.taps("AR-")
        await amina.taps("Erase for good")
        await amina.taps("Yes, erase it")
        theirs = sa.or_(session.c.state.is_not(None), session.c.person_id.is_not(None))
        assert await ask(town, sa.select(session).where(theirs)) == []
        await amina.taps_data(old[0]["message_id"], old[1]["callback_data"])
        assert "no longer open" in amina.toast
        await amina.says("/report")
        assert "Change of" not in amina.card["text"]


class TestPictures:
    async def test_new_ones_are_added_to_the_report(self, town: Town, amina: Respondent) -> None:
        await amina.taps("Change something")
        await amina.sends_photos(2)
        await amina.taps("Internal only")
        await town.downloaded()
        await amina.taps("Save the changes")
        amina.sees("2 pictures", "Show pictures")
        await amina.taps("Show pictures")
        album = [message for message in amina.history if message.get("media_group_id") and message["from"]["is_bot"]]
        assert len(album) == 2

    async def test_those_taken_out_are_gone_for_good(self, town: Town) -> None:
        amina = await town.member()
        await files(amina, photos=2)
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await amina.taps("Pictures")
        await amina.taps("Skip")
        assert len(list((town.folder / "files").iterdir())) == 2
        await amina.taps("Save the changes")
        assert "Show pictures" not in amina.screen()
        assert list((town.folder / "files").iterdir()) == []
        assert {row.status for row in await ask(town, sa.select(attachment.c.status))} == {"erased"}


class TestEarlierVersions:
    async def test_they_stay_readable_in_words(self, amina: Respondent) -> None:
        for number in ("412", "413"):
            await changes_number(amina, number)
            await amina.taps("Save the changes")
        amina.sees("version 3", "Earlier versions")
        await amina.taps("Earlier versions")
        amina.sees("Version 2 of 3", "Signatures: 412", "‹ Before", "Back to the report")
        await amina.taps("‹ Before")
        amina.sees("Version 1 of 3", "Signatures: 37.181", "Next ›")
        await amina.taps("Back to the report")
        amina.sees("Signatures: 413")

    async def test_staff_of_the_section_see_them_and_change_nothing(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "412")
        await amina.taps("Save the changes")
        reference = amina.card["text"].split("\n")[1]
        stella = await town.member(502, role="staff", name="Stella")
        await stella.says(reference)
        assert "Change something" not in stella.screen()
        await stella.taps("Earlier versions")
        stella.sees("Version 1 of 2", "Signatures: 37.181")
        await stella.taps_data(stella.card["message_id"], f"am:{reference.replace('-', '')}:0:0")
        assert "not there any more" in stella.toast


class TestTwoAtOnce:
    """The program is started anew between any two turns."""

    @pytest.fixture
    async def town(self, tmp_path: Path) -> AsyncIterator[Town]:
        async with Town(tmp_path, restarting=True) as town:
            yield town

    async def test_a_change_overtaken_by_another_is_told_and_shown_what_stands(
        self, town: Town, amina: Respondent
    ) -> None:
        await changes_number(amina, "412")
        first = amina.button("Save the changes")
        await amina.taps("More")
        await amina.taps("Delete")
        undo = amina.button("Undo")
        await amina.says("/myreports")
        await amina.taps("AR-")
        await changes_number(amina, "500")
        await amina.taps("Exactly")
        await amina.taps("Save the changes")
        await amina.taps_data(undo[0]["message_id"], undo[1]["callback_data"])
        await amina.taps("Save the changes")
        assert "changed meanwhile" in amina.screen()
        assert await counted(town) == {"exactly": (Decimal(500), 1)}
        await amina.taps_data(first[0]["message_id"], first[1]["callback_data"])
        assert "no longer open" in amina.toast

    async def test_saving_twice_saves_once(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "412")
        message, button = amina.button("Save the changes")
        for _ in range(2):
            await amina.taps_data(message["message_id"], button["callback_data"])
        assert "This change of AR-" in amina.toast
        assert len(await ask(town, sa.select(report_version))) == 2

    async def test_a_withdrawal_meanwhile_is_told_and_the_changes_are_kept(self, town: Town, amina: Respondent) -> None:
        await changes_number(amina, "412")
        await amina.says("/myreports")
        await amina.taps("AR-")
        await amina.taps("Withdraw")
        await amina.taps("Yes, withdraw it")
        await amina.taps("Save the changes")
        assert "This report is withdrawn. Undo that in /myreports first" in amina.screen()
        await amina.says("/myreports")
        await amina.taps("AR-")
        await amina.taps("Undo withdrawal")
        await amina.taps("Save the changes")
        assert "Your changes are saved" in amina.screen()


class TestALostKey:
    async def test_the_report_opens_kindly_without_its_words(self, town: Town, amina: Respondent) -> None:
        old = amina.button("Change something")
        await lose_all_report_keys(town)
        await amina.says("/myreports")
        await amina.taps("AR-")
        amina.sees("can no longer be read", "Withdraw", "Filed on")
        assert "Change something" not in amina.screen().rpartition("me:")[2]
        await amina.taps_data(old[0]["message_id"], old[1]["callback_data"])
        amina.sees("can no longer be read")


async def lose_all_report_keys(town: Town) -> None:
    lost = [row.key_id for row in await ask(town, sa.select(report.c.key_id))]
    with town.service.keystore.engine.begin() as connection:
        connection.execute(sa.delete(key).where(key.c.id.in_(lost)))
    town.service.keyring.forget()


async def test_in_arabic_it_reads_as_well(town: Town) -> None:
    amina = await town.member()
    reference = await files(amina)
    await amina.says("/language")
    amina.language = "ar"
    await amina.taps("العربية")
    await amina.says(reference)
    await amina.does(amina.world.press, *tap(amina, "am:"))
    amina.sees(reference, "حفظ التعديلات", "تركه كما هو")
    await amina.does(amina.world.press, *tap(amina, "f:"))
    amina.sees("لم يتغيّر شيء")


def tap(person: Respondent, verb: str) -> tuple[int, str]:
    """The newest button of that verb."""
    for message in reversed(person.history):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button["callback_data"].startswith(verb):
                    return message["message_id"], button["callback_data"]
    raise AssertionError(person.screen())
