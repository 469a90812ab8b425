"""A draft walked through as a respondent: in any of its languages, and nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest

from storage.tables import attachment, figure, outbox, question_health, report, session
from tests.support.chat import Respondent, Town
from tests.support.flows import admin, drafted, run, training


async def begin(town: Town, ada: Respondent, language: str = "English", speaks: str = "en") -> None:
    await drafted(town, training())
    await ada.says("/flows")
    await ada.taps("Training")
    await ada.taps("Preview")
    ada.sees("In which language", r"\[English\]", r"\[Français\]", r"\[German\]")
    ada.language = speaks  # what the bot is to speak to her from now on
    await ada.taps(language)


def rows(*tables: Any) -> Any:
    return lambda stores: [stores.connection.execute(table.select()).all() for table in tables]


async def test_it_is_walked_through_between_restarts_and_nothing_is_kept(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        ada = await admin(town)
        await begin(town, ada)
        ada.sees("Preview: Training", "Question 1", "How many came", "This is a preview: nothing is kept")
        await ada.says("12")
        ada.sees("Have you got a picture")
        await ada.sends_photos()
        ada.sees("How was it")
        await ada.taps("Skip")
        ada.sees("Preview: Training", "Is all this right", "People: 12", "1 picture", r"\[File the report\]")
        await ada.taps("File the report")
        ada.sees("This was a preview: nothing was kept", "would have counted", "People: 12", r"\[Preview again\]")
        reports, figures, files, counts = await run(town, rows(report, figure, attachment, question_health))
        assert [reports, figures, files, counts] == [[], [], [], []]
        (left,) = (await run(town, rows(session)))[0]
        assert (left.status, left.state, left.person_id) == ("deleted", None, None)
        await ada.taps("Back to the flow")
        ada.sees("Training", r"\[Preview\]")


async def test_another_language_is_chosen_under_way_and_ones_own_stays(town: Town) -> None:
    ada = await admin(town)
    await begin(town, ada, "Français", speaks="fr")
    ada.sees("Formation", "Combien de personnes", "Question 1")
    await ada.taps("Options")
    await ada.taps("Autre langue")
    ada.language = "en"
    await ada.taps("English")
    ada.sees("Preview: Training", "How many came")
    await ada.taps("More")
    assert "Pause" not in ada.screen()
    await ada.taps("Another language")
    await ada.taps("German")
    ada.sees("Schulung", "Wie viele kamen", "Question 1")  # the bot itself does not speak it
    await ada.taps("More")
    await ada.taps("End the preview")
    ada.sees("This was a preview")
    await ada.says("/report")
    ada.sees("What would you like to report")


async def test_it_stands_on_no_shelf_and_in_no_menu(town: Town) -> None:
    ada = await admin(town)
    await begin(town, ada)
    await ada.says("12")
    for command in ("/report", "/drafts", "/myreports"):
        await ada.says(command)
        assert "Training" not in ada.card["text"]
        assert "Training" not in str(ada.card.get("reply_markup"))
    await ada.says("And here is how it was")
    ada.sees("Have you got a picture")  # it is still the open session
    await ada.says("/report")
    await ada.taps("Action")
    await ada.says("/drafts")
    assert "Training" not in ada.card["text"]


async def test_a_report_under_way_waits_for_it(town: Town) -> None:
    ada = await admin(town)
    await ada.says("/report")
    await ada.taps("Action")
    await begin(town, ada)
    await ada.taps("More")
    await ada.taps("End the preview")
    await ada.says("/drafts")
    ada.sees("Action")


async def test_after_a_day_it_is_gone(town: Town) -> None:
    ada = await admin(town)
    await begin(town, ada)
    town.pass_time(days=1, minutes=1)
    await town.service.housekeeping.tick()
    (left,) = (await run(town, rows(session)))[0]
    assert (left.status, left.state) == ("expired", None)


async def test_what_can_not_be_worked_out_is_told_instead(town: Town) -> None:
    ada = await admin(town)
    flow = training(languages=("en",))
    broken = flow.items[0].model_copy(update={"constraint": ". > ("})
    await drafted(town, flow.model_copy(update={"items": (broken, *flow.items[1:])}))
    await ada.says("/flows")
    await ada.taps("Training")
    await ada.taps("Preview")
    ada.sees("before this is mended")


@pytest.mark.parametrize("role", ["activist", "staff"])
async def test_others_can_not_open_it(town: Town, role: str) -> None:
    ada = await admin(town)
    await begin(town, ada)
    amina = await town.member(501, role=role)
    await amina.says("/report")
    from bot.handlers.flows.opened import mark

    await amina.taps_data(amina.card["message_id"], f"fp:{mark('training')}:0:1")
    assert "How many came" not in amina.screen()
    sent = (await run(town, rows(outbox)))[0]
    assert sent  # and nobody was told anything of it
